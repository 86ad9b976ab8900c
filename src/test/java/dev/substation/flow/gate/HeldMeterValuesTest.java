package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Fields;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Meter values in the window of a rule, from the station to the CSMS, over kills and outages. */
class HeldMeterValuesTest {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            stations:
              CP: {}
              NET: { split: { "1": NET-A, "2": NET-B } }
            """;

    @TempDir Path home;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private SiteRoutes routes;
    private Gateway gateway;
    private String station = "CP";
    private int runs;

    @BeforeEach
    void writeSite() throws Exception {
        csms.answering(csms::start);
        Files.writeString(home.resolve("site.yaml"), SITE);
        Path rules = Files.createDirectories(home.resolve("routes/rules"));
        try (Stream<Path> forms = Files.list(Path.of("camel-routes/rules"))) {
            for (Path form :
                    forms.filter(path -> path.toString().contains("meter-window")).toList()) {
                Files.copy(form, rules.resolve(form.getFileName()));
            }
        }
        Files.writeString(
                home.resolve("routes/00-site.yaml"),
                """
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                        - filter:
                            simple: "${header.action} == 'MeterValues'"
                            steps:
                              - kamelet: { name: meter-window, parameters: { seconds: 60 } }
                        - to: direct:deliver
                """);
        run();
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    /** A gateway on what the ledger holds, as after a kill. */
    private void run() throws Exception {
        if (routes != null) {
            routes.close();
        }
        Settings settings =
                SettingsFile.read(home, home.resolve("site.yaml"), Map.of(), Clock.systemUTC());
        routes =
                new SiteRoutes(
                        home.resolve("routes"), ledger.load().memories(), RuleClocks.of(time));
        csms.links.clear();
        gateway =
                SteppedGateway.started(
                        new Desk(untilTheNextRun(), time),
                        time,
                        settings,
                        routes,
                        ledger,
                        csms,
                        (id, dialect, address) -> new ScriptedStation(id.value(), Dialect.SOAP_16));
    }

    private Executor untilTheNextRun() {
        int run = ++runs;
        return task ->
                time.execute(
                        () -> {
                            if (run == runs) {
                                task.run();
                            }
                        });
    }

    private void connect() {
        send(Action.Heartbeat, Payload.EMPTY);
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    private CompletableFuture<Answer> send(Action action, Payload payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        new ScriptedStation(station, Dialect.SOAP_16),
                        new Call(
                                "id-1",
                                new StationId(station),
                                Direction.UP,
                                Dialect.SOAP_16,
                                action,
                                payload,
                                List.of()));
        time.settle();
        return answer;
    }

    private long start(int connector) {
        Payload start = Payload.of(Fields.start(connector, "A", 1, "2026-01-01T08:00:00Z"));
        return (Long) resultOf(send(Action.StartTransaction, start)).get("transactionId");
    }

    private static Payload stop(long transaction) {
        return Payload.of(Fields.stop(transaction, 9, "2026-01-01T08:00:59Z"));
    }

    /** Meter values of now. */
    private Payload meter(String value, Optional<Long> transaction, int connector) {
        Payload payload = Payload.of(Fields.values(connector, time.instant().toString(), value));
        return transaction.map(id -> payload.with("transactionId", id)).orElse(payload);
    }

    private CompletableFuture<Answer> meter(String value, long transaction) {
        return send(Action.MeterValues, meter(value, Optional.of(transaction), 1));
    }

    private static List<String> readings(Payload meterValues) {
        return meterValues.objects("meterValue").stream()
                .flatMap(value -> value.objects("sampledValue").stream())
                .map(sample -> sample.text("value").orElseThrow())
                .toList();
    }

    private List<String> readingsAtCsms() {
        return csms.received(Action.MeterValues).stream()
                .flatMap(call -> readings(call.payload()).stream())
                .toList();
    }

    private long held() {
        return ledger.load().memories().stream()
                .filter(memory -> memory.owner().equals("meter-window"))
                .filter(memory -> !memory.value().isEmpty())
                .count();
    }

    @Test
    void losesNothingByAKillAndSendsAWindowOnce() throws Exception {
        connect();
        long transaction = start(1);
        resultOf(meter("100", transaction));
        time.pass(Duration.ofSeconds(10));
        resultOf(meter("200", transaction));

        run();
        connect();
        time.pass(Duration.ofSeconds(49));
        List<String> early = readingsAtCsms();
        time.pass(Duration.ofSeconds(5));
        run();
        connect();
        time.pass(Duration.ofSeconds(120));

        assertEquals(List.of(), early);
        assertEquals(List.of("200"), readingsAtCsms());
        assertEquals(101L, csms.received(Action.MeterValues).get(0).payload().get("transactionId"));
        assertEquals(0, held());
    }

    @Test
    void storesTheMessageAndForgetsTheWindowInOneCommit() {
        meterOfNoTransaction("100");

        time.pass(Duration.ofSeconds(62));

        List<Change> commit =
                ledger.commits.stream()
                        .filter(
                                changes ->
                                        changes.stream().anyMatch(Change.Queued.class::isInstance))
                        .findFirst()
                        .orElseThrow();
        assertTrue(
                commit.stream()
                        .filter(Change.Remembered.class::isInstance)
                        .map(Change.Remembered.class::cast)
                        .anyMatch(change -> change.memory().value().isEmpty()),
                commit::toString);
        assertTrue(
                commit.stream()
                        .filter(Change.Logged.class::isInstance)
                        .map(Change.Logged.class::cast)
                        .flatMap(change -> change.row().notes().stream())
                        .anyMatch(note -> note.reason().startsWith("made by the gateway")),
                commit::toString);
    }

    private CompletableFuture<Answer> meterOfNoTransaction(String value) {
        return send(Action.MeterValues, meter(value, Optional.empty(), 1));
    }

    @Test
    void putsAWindowBeforeTheStopOfItsTransaction() {
        connect();
        long transaction = start(1);
        csms.link("CP").cut();
        time.settle();
        resultOf(meter("100", transaction));

        resultOf(send(Action.StopTransaction, stop(transaction)));

        assertEquals(
                List.of(Action.MeterValues, Action.StopTransaction),
                ledger.outbox().stream().map(OutboxRow::action).toList());
        assertEquals(ledger.outbox().get(1).transaction(), ledger.outbox().get(0).transaction());
        assertEquals(0, held());
    }

    @Test
    void findsTheTransactionOfLateValuesAfterARestart() throws Exception {
        connect();
        long transaction = start(1);
        resultOf(send(Action.StopTransaction, stop(transaction)));
        resultOf(meter("100", transaction));

        run();
        connect();
        time.pass(Duration.ofSeconds(62));

        assertEquals(List.of("100"), readingsAtCsms());
        assertEquals(
                1,
                ledger.commits.stream()
                        .flatMap(List::stream)
                        .filter(Change.Queued.class::isInstance)
                        .map(change -> ((Change.Queued) change).row())
                        .filter(row -> row.action().equals(Action.MeterValues))
                        .filter(row -> row.transaction().isPresent())
                        .count());
    }

    @Test
    void forgetsAWindowForWhichTheCsmsHasNoPlace() {
        station = "NET";
        connect();
        send(Action.MeterValues, meter("100", Optional.empty(), 3));
        time.pass(Duration.ofSeconds(1));
        send(Action.MeterValues, meter("200", Optional.empty(), 2));

        time.pass(Duration.ofSeconds(65));

        assertEquals(List.of("200"), readingsAtCsms());
        assertEquals(0, held());
    }

    @Test
    void keepsAWindowThatCannotBeStoredAndTriesAgain() {
        connect();
        meterOfNoTransaction("100");

        ledger.full = true;
        time.pass(Duration.ofSeconds(70));
        ledger.full = false;
        List<String> early = readingsAtCsms();
        time.pass(Duration.ofSeconds(120));

        assertEquals(List.of(), early);
        assertEquals(List.of("100"), readingsAtCsms());
        assertEquals(0, held());
    }

    @Test
    void acknowledgesNothingThatIsNotStored() {
        ledger.full = true;
        Answer refused = meterOfNoTransaction("100").join();
        ledger.full = false;
        Answer taken = meterOfNoTransaction("100").join();

        assertEquals(Cause.NOT_STORED, assertInstanceOf(Failure.class, refused).cause());
        assertInstanceOf(Result.class, taken);
        assertEquals(1, held());
    }

    @Test
    void holdsNothingNewWhileTheDiskIsNearlyFull() {
        connect();
        long transaction = start(1);
        ledger.noRoom = Optional.of("there is no room");

        Answer refused = meterOfNoTransaction("1").join();
        Answer taken = meter("2", transaction).join();
        time.pass(Duration.ofSeconds(62));

        assertEquals(Cause.NO_ROOM, assertInstanceOf(Failure.class, refused).cause());
        assertInstanceOf(Result.class, taken);
        assertEquals(List.of("2"), readingsAtCsms());
    }

    @Test
    void closesTheWindowOfAConnectorThatIsAStationOfItsOwnAtTheCsms() {
        station = "NET";
        connect();
        send(Action.MeterValues, meter("7", Optional.empty(), 2));

        time.pass(Duration.ofSeconds(62));

        Call sent = csms.received(Action.MeterValues).get(0);
        assertEquals("NET-B", sent.station().value());
        assertEquals(1L, sent.payload().get("connectorId"));
    }
}
