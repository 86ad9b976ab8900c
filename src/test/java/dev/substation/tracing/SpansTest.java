package dev.substation.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.tls.UsualTrust;
import dev.substation.flow.gate.Entrance;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.TracingSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.model.Trail;
import dev.substation.testing.Collector;
import dev.substation.testing.Collector.Span;
import dev.substation.testing.Fields;
import dev.substation.testing.TakenLines;
import dev.substation.testing.Wait;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a collector gets of calls, in the bytes of OTLP. */
class SpansTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            stations:
              BOX: {}
            """;

    private final Collector collector = Collector.start();
    private final ExecutorService sender = Executors.newSingleThreadExecutor();
    private Spans spans;
    private StationGate gate;
    private int sent;

    SpansTest() {
        super(Dialect.JSON_16);
    }

    @AfterEach
    void end() {
        spans.close();
        sender.shutdownNow();
        collector.close();
    }

    private Spans to(String address, String ratio) {
        return new Spans(
                new TracingSettings(
                        URI.create(address + "/v1/traces"),
                        new BigDecimal(ratio),
                        Map.of("Authorization", "Bearer secret"),
                        "site-7"),
                "1.2.3",
                sender,
                UsualTrust.context(),
                time);
    }

    private void run(Dialect spoken, Spans traces) throws Exception {
        spans = traces;
        tracing = traces;
        dialect = spoken;
        start(settings(SITE));
        gate = traces.gate(gateway);
        gateway.opened(station("BOX"));
        call(Action.BootNotification, "chargePointVendor", "V", "chargePointModel", "M");
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    private CompletableFuture<Answer> call(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gate.call(
                        station("BOX"),
                        new Call(
                                "m-" + ++sent,
                                new StationId("BOX"),
                                Direction.UP,
                                dialect,
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }

    private CompletableFuture<Answer> startTransaction() {
        return call(
                Action.StartTransaction, Fields.start(1L, "CARD-4711", 0L, "2026-01-01T08:00:00Z"));
    }

    /** The ids of the traces of a kind of call, in the message log. */
    private List<String> logged(Action action) {
        return java.util.stream.Stream.concat(ledger.log.stream(), ledger.outcomes.stream())
                .filter(row -> row.action().equals(action))
                .map(LogRow::trace)
                .map(Trail::traceId)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void followACallOfAStationOverBothLegs(Dialect spoken) throws Exception {
        csms.answering(csms::start);
        run(spoken, to(collector.url(), "1"));
        startTransaction();

        Span whole = collector.await("up StartTransaction", "BOX");
        assertEquals("", whole.parent());
        assertEquals(2, whole.kind());
        assertEquals("answered", whole.at("ocpp.outcome"));
        assertEquals(spoken.word(), whole.at("ocpp.dialect"));
        assertEquals("m-2", whole.at("ocpp.message_id"));

        Span leg = collector.await("csms StartTransaction", "BOX");
        assertEquals(List.of(whole.trace(), whole.id()), List.of(leg.trace(), leg.parent()));
        assertEquals(3, leg.kind());
        assertEquals("main", leg.at("ocpp.csms"));
        assertEquals(whole.at("ocpp.sent_as"), leg.at("ocpp.message_id"));
        assertEquals(
                csms.received(Action.StartTransaction).get(0).messageId(),
                leg.at("ocpp.message_id"));
        assertEquals(
                List.of("commit", "rules"),
                collector.trace(whole.trace()).stream()
                        .filter(span -> span.kind() == 1)
                        .filter(span -> span.parent().equals(whole.id()))
                        .map(Span::name)
                        .distinct()
                        .sorted()
                        .toList());
        assertEquals(List.of(whole.trace()), logged(Action.StartTransaction));
        assertTrue(collector.services().contains("site-7"), collector.services().toString());
        assertTrue(collector.authorizations().contains("Bearer secret"));
        assertFalse(collector.spans().toString().contains("CARD-"), "a card is in the traces");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void followACallOfTheCsmsOverBothLegs(Dialect spoken) throws Exception {
        run(spoken, to(collector.url(), "1"));
        csms.link("BOX")
                .callStation(
                        Action.RemoteStartTransaction,
                        Payload.of("idTag", "CARD-4711", "connectorId", 1));
        time.settle();

        Span leg = collector.await("station RemoteStartTransaction", "BOX");
        Span whole = collector.await("down RemoteStartTransaction", "any");
        assertEquals(List.of(whole.trace(), whole.id()), List.of(leg.trace(), leg.parent()));
        assertEquals("answered", leg.at("ocpp.outcome"));
        assertEquals(List.of(whole.trace()), logged(Action.RemoteStartTransaction));
        assertFalse(collector.spans().toString().contains("CARD-"), "a card is in the traces");
    }

    @Test
    void followACallOfAnOperator() throws Exception {
        run(Dialect.JSON_16, to(collector.url(), "1"));
        var sending =
                gateway.facts()
                        .calls()
                        .send(new StationId("BOX"), Action.ClearCache, Payload.EMPTY);
        time.settle();

        Span leg = collector.await("station ClearCache", "BOX");
        Span whole = collector.await("down ClearCache", "BOX");
        assertEquals(List.of(whole.trace(), whole.id()), List.of(leg.trace(), leg.parent()));
        assertEquals(whole.trace(), sending.join().trace());
        assertEquals(List.of(whole.trace()), logged(Action.ClearCache));
    }

    @Test
    void sayThatACallFailed() throws Exception {
        run(Dialect.JSON_16, to(collector.url(), "1"));
        csms.fallSilent();
        call(Action.DataTransfer, "vendorId", "V");
        time.pass(Duration.ofMinutes(1));

        Span whole = collector.await("up DataTransfer", "BOX");
        assertEquals(2, whole.status());
        assertEquals("SUB-2002", whole.at("ocpp.outcome"));
    }

    /** The station was answered from memory, and the gateway was killed since. */
    @Test
    void goOnWhenTheOutboxIsDeliveredAfterARestart() throws Exception {
        run(Dialect.JSON_16, to(collector.url(), "1"));
        csms.link("BOX").cut();
        time.settle();
        startTransaction();
        Span whole = collector.await("up StartTransaction", "BOX");

        csms.links.clear();
        restart(settings(SITE));
        csms.answering(csms::start);
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.pass(Duration.ofMinutes(1));

        Span leg = collector.await("csms StartTransaction", "BOX");
        assertEquals(List.of(whole.trace(), whole.id()), List.of(leg.trace(), leg.parent()));
        assertEquals(List.of(whole.trace()), logged(Action.StartTransaction));
    }

    @Test
    void areInTheLinesOfTheLog() throws Exception {
        run(Dialect.JSON_16, to(collector.url(), "1"));
        startTransaction();
        String trace = collector.await("up StartTransaction", "BOX").trace();

        assertEquals(
                "12:00 WARN x: station=box action=StartTransaction trace="
                        + trace
                        + " id=m-2 SUB-1001 ...",
                spans.inLine(
                        "12:00 WARN x: station=box action=StartTransaction id=m-2 SUB-1001 ..."));
        String other = "station=BOX action=Reset id=unknown SUB-1001";
        assertEquals(other, spans.inLine(other));
        assertEquals("no call", spans.inLine("no call"));
    }

    @Test
    void areNotMadeForCallsThatAreNotSampled() throws Exception {
        run(Dialect.JSON_16, to(collector.url(), "0"));
        startTransaction();
        spans.close();

        assertEquals(List.of(), collector.spans());
        assertEquals(List.of(""), logged(Action.StartTransaction));
    }

    /** Nobody listens, or nobody takes them: one line a minute, and calls go on. */
    @Test
    void costOneWarningAMinuteWhenTheCollectorIsAway() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (TakenLines log = TakenLines.of(CollectorClient.class)) {
            run(Dialect.JSON_16, to("http://127.0.0.1:" + nobody, "1"));
            for (int i = 0; i < 3; i++) {
                int before = log.lines().size();
                assertTrue(call(Action.Heartbeat).join() instanceof Answer.Result);
                if (i == 0) {
                    Wait.until(
                            "the warning",
                            Duration.ofSeconds(20),
                            () -> log.lines().size() > before);
                }
            }
            spans.close();

            assertEquals(1, log.lines().size(), log.lines().toString());
            assertTrue(
                    log.lines()
                            .get(0)
                            .startsWith(
                                    "SUB-1095 The collector http://127.0.0.1:"
                                            + nobody
                                            + "/v1/traces does not take traces: "
                                            + "ConnectException"),
                    log.lines().get(0));
        }
    }

    /** It sends the head of an answer and no more; one sender waited for the rest for ever. */
    @Test
    void goOnAfterACollectorThatStalls() throws Exception {
        collector.stalling(true);
        try (TakenLines log = TakenLines.of(CollectorClient.class)) {
            run(Dialect.JSON_16, to(collector.url(), "1"));
            Wait.until("the stall", Duration.ofSeconds(20), () -> collector.stalled() == 1);
            collector.stalling(false);
            startTransaction();
            time.pass(Duration.ofSeconds(11));

            collector.await("up StartTransaction", "BOX");
            assertTrue(log.lines().get(0).contains("TimeoutException"), log.lines().toString());
        }
    }

    /** The server's own OpenTelemetry logs there. */
    @Test
    void leaveTheLoggerOfTheLibraryAlone() throws Exception {
        java.util.logging.Logger library = java.util.logging.Logger.getLogger("io.opentelemetry");
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler servers =
                new Handler() {
                    @Override
                    public void publish(LogRecord event) {
                        logged.add(event.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        library.addHandler(servers);
        try {
            collector.stalling(true);
            run(Dialect.JSON_16, to(collector.url(), "1"));
            Wait.until("the stall", Duration.ofSeconds(20), () -> collector.stalled() == 1);

            assertTrue(library.getUseParentHandlers());
            assertEquals(List.of(servers), List.of(library.getHandlers()));
            spans.close();
            assertEquals(List.of(), logged);
        } finally {
            library.removeHandler(servers);
        }
    }

    @Test
    void sayWhatTheCollectorAnswers() throws Exception {
        collector.answering(401);
        try (TakenLines log = TakenLines.of(CollectorClient.class)) {
            run(Dialect.JSON_16, to(collector.url(), "1"));
            Wait.until("the warning", Duration.ofSeconds(20), () -> !log.lines().isEmpty());

            assertTrue(log.lines().get(0).contains("401"), log.lines().get(0));
            assertFalse(log.lines().get(0).contains("secret"), log.lines().get(0));
        }
    }

    private static Call made(Direction direction, Action action, String id) {
        return new Call(
                id,
                new StationId("BOX"),
                direction,
                Dialect.JSON_16,
                action,
                Payload.of(),
                List.of());
    }

    private String traceInLine(Action action, String id) {
        String line = "station=BOX action=" + action + " id=" + id + " sent";
        String told = spans.inLine(line);
        String without = told.replaceFirst(" trace=[0-9a-f]{32}", "");
        assertEquals(line, without);
        return told.equals(line) ? "" : told.replaceFirst(".* trace=([0-9a-f]{32}) .*", "$1");
    }

    private static String traceId(Call call) {
        return Trail.traceId(call.trail().trace());
    }

    /** A station numbers its calls as the CSMS does. */
    @Test
    void tellCallsOfTheSameIdApart() {
        spans = to(collector.url(), "1");
        Call up = spans.begun(made(Direction.UP, Action.Heartbeat, "7"));
        Call down = spans.begun(made(Direction.DOWN, Action.Reset, "7"));

        assertEquals(traceId(up), traceInLine(Action.Heartbeat, "7"));
        assertEquals(traceId(down), traceInLine(Action.Reset, "7"));

        spans.begun(made(Direction.UP, Action.DataTransfer, "8"));
        spans.begun(made(Direction.DOWN, Action.DataTransfer, "8"));
        assertEquals("", traceInLine(Action.DataTransfer, "8"));
    }

    /** A station begins its ids again. */
    @Test
    void areNotThoseOfEarlierCallsOfTheSameId() {
        spans = to(collector.url(), "0.5");
        for (int i = 0; i < 100; i++) {
            Call call = spans.begun(made(Direction.UP, Action.Heartbeat, "1"));
            assertEquals(traceId(call), traceInLine(Action.Heartbeat, "1"));
        }
        spans.close();

        spans = to(collector.url(), "1");
        spans.begun(made(Direction.UP, Action.Heartbeat, "1"));
        time.pass(Duration.ofMinutes(6));
        assertEquals("", traceInLine(Action.Heartbeat, "1"));
    }

    /** Their answers are never reported: the oldest end as lost, and later ones are followed. */
    @Test
    void doNotEndWithCallsThatAreLost() {
        spans = to(collector.url(), "1");
        Call first = spans.begun(made(Direction.UP, Action.Heartbeat, "first"));
        for (int i = 1; i < OpenSpans.MOST; i++) {
            spans.begun(made(Direction.UP, Action.Heartbeat, "m" + i));
        }
        Call last = spans.begun(made(Direction.UP, Action.Heartbeat, "last"));

        assertFalse(last.trail().trace().isEmpty());
        Span lost = collector.await("up Heartbeat", "BOX");
        assertEquals(traceId(first), lost.trace());
        assertEquals("lost", lost.at("ocpp.outcome"));
        assertEquals(2, lost.status());
    }

    @Test
    void endWithACallThatBreaks() {
        spans = to(collector.url(), "1");
        StationGate broken =
                (StationGate)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {StationGate.class},
                                (gate, method, arguments) -> {
                                    throw new IllegalStateException("broken");
                                });
        assertThrows(
                IllegalStateException.class,
                () ->
                        spans.gate(broken)
                                .call(station("BOX"), made(Direction.UP, Action.Heartbeat, "7")));

        assertEquals("SUB-9003", collector.await("up Heartbeat", "BOX").at("ocpp.outcome"));
    }

    /** Anybody can send those: they would take the places of others. */
    @Test
    void areNotMadeForCallsThatAreNotLetIn() throws Exception {
        run(Dialect.JSON_16, to(collector.url(), "1"));
        Entrance entrance =
                new Entrance(gateway, spans, time, Entrance.Limits.usual(10), List.of());
        entrance.stop();
        entrance.call(station("BOX"), made(Direction.UP, Action.Heartbeat, "7")).join();
        spans.close();

        collector.await("up BootNotification", "BOX");
        assertFalse(collector.spans().toString().contains("Heartbeat"));
    }

    /** Peers choose names and ids. */
    @Test
    void haveFewNamesAndShortValues() {
        spans = to(collector.url(), "1");
        Call call = spans.begun(made(Direction.UP, new Action("Own"), "x".repeat(5_000)));
        spans.ended(call, Answer.result(Payload.of()));

        Span span = collector.await("up (unknown)", "BOX");
        assertEquals("Own", span.at("ocpp.action"));
        assertEquals(256, span.at("ocpp.message_id").length());
    }

    @Test
    void showTheCommitOfACallBehindARowOfTheGateway() {
        spans = to(collector.url(), "1");
        Call call = spans.begun(made(Direction.UP, Action.Heartbeat, "7"));
        spans.ledger(ledger)
                .commit(
                        List.of(
                                new Ledger.Change.Queued(row("")),
                                new Ledger.Change.Queued(row(call.trail().trace()))));

        assertEquals(traceId(call), collector.await("commit", "").trace());
    }

    private static Ledger.OutboxRow row(String trace) {
        return new Ledger.OutboxRow(
                1,
                new StationId("BOX"),
                new StationId("BOX"),
                Dialect.JSON_16,
                "m",
                Action.Heartbeat,
                Payload.of(),
                Optional.empty(),
                "",
                List.of(),
                Instant.EPOCH,
                trace);
    }
}
