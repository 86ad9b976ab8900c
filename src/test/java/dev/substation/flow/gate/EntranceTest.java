package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.now;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway lets in, with a stepped clock and a CSMS that can be slow. */
class EntranceTest {

    private static final Duration TRIAL = Duration.ofMinutes(10);
    private static final Entrance.Limits LIMITS =
            new Entrance.Limits(2, 1, 2, TRIAL, Duration.ofHours(1), 3, 5, 2_000);
    private static final String LISTED = "LISTED";

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final List<String> logged = new ArrayList<>();
    private final Logger log = Logger.getLogger(Entrance.class.getName());
    private final Handler listening =
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
    private Gateway gateway;
    private Entrance entrance;

    private record Heard(StationId station, Dialect dialect, String address)
            implements StationLink {

        @Override
        public String peer() {
            return address;
        }

        @Override
        public Kind kind() {
            return Kind.LISTEN_ONLY;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.NO_CALLBACK, station, station));
        }

        @Override
        public void close(String reason) {}
    }

    @BeforeEach
    void start() {
        csms.answering(csms::start);
        log.addHandler(listening);
        restart();
    }

    @AfterEach
    void stopListening() {
        log.removeHandler(listening);
    }

    private void restart() {
        Site site =
                id -> {
                    PlainSettings.Station plain = PlainSettings.station();
                    return Optional.of(
                            (id.value().startsWith(LISTED) ? plain : plain.stranger()).build(id));
                };
        gateway = SteppedGateway.started(time, site, ledger, csms, Heard::new);
        entrance = new Entrance(gateway, time, LIMITS, ledger.load().stations());
    }

    private void limits(Entrance.Limits limits) {
        entrance = new Entrance(gateway, time, limits, List.of());
    }

    private CompletableFuture<Answer> send(String station, Action action, Object... payload) {
        StationId id = new StationId(station);
        Call call =
                new Call(
                        "id",
                        id,
                        Direction.UP,
                        Dialect.SOAP_16,
                        action,
                        Payload.of(payload),
                        List.of());
        CompletableFuture<Answer> answer =
                entrance.call(new Heard(id, Dialect.SOAP_16, "192.0.2.7"), call);
        time.settle();
        return answer;
    }

    private CompletableFuture<Answer> authorize(String station) {
        return send(station, Action.Authorize, "idTag", "CARD");
    }

    private Answer heartbeat(String station) {
        return now(send(station, Action.Heartbeat));
    }

    private CompletableFuture<Answer> startTransaction(String station) {
        return send(
                station,
                Action.StartTransaction,
                Fields.start(1L, "CARD", 0L, "2026-01-01T08:00:00Z"));
    }

    private CompletableFuture<Answer> stopTransaction(String station, long id) {
        return send(station, Action.StopTransaction, Fields.stop(id, 9L, "2026-01-01T09:00:00Z"));
    }

    private void connected(String station) {
        csms.link(station).connect();
        time.settle();
    }

    @Test
    void aStationWhoseCallIsRefusedForItsNumberIsThereAllTheSame() {
        heartbeat(LISTED);
        time.pass(Duration.ofHours(1));
        assertFalse(csms.isOnline(LISTED), "it has fallen silent");
        for (int i = 0; i < 8; i++) {
            authorize(LISTED + i);
        }

        assertEquals(Cause.OVERLOADED, refused(send(LISTED, Action.Heartbeat)));

        assertTrue(csms.isOnline(LISTED));
    }

    private static Cause refused(CompletableFuture<Answer> answer) {
        return failureOf(answer).cause();
    }

    @Test
    void refusesACallOfAStationOfWhichTooManyWaitAndTakesItAfterwards() {
        csms.fallSilent();
        List<CompletableFuture<Answer>> waiting =
                IntStream.range(0, 3).mapToObj(i -> authorize(LISTED)).toList();

        CompletableFuture<Answer> fourth = authorize(LISTED);

        assertEquals(Cause.TOO_MANY_CALLS, refused(fourth));
        assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        time.pass(Duration.ofSeconds(15)); // csms.answer-wait
        assertTrue(waiting.stream().allMatch(one -> now(one) instanceof Result));
        assertFalse(authorize(LISTED).isDone());
    }

    @Test
    void refusesCallsOfAllStationsWhenTooManyWaitAndSaysSoOnceAMinute() {
        csms.fallSilent();
        for (int i = 0; i < 5; i++) {
            authorize(LISTED + i);
        }

        assertEquals(Cause.OVERLOADED, refused(authorize(LISTED + 8)));
        assertEquals(Cause.OVERLOADED, refused(authorize(LISTED + 9)));
        assertEquals(1, logged.size(), logged.toString());
        CompletableFuture<Census> census = gateway.census();
        time.settle();
        assertEquals(5, census.join().pending());
        time.pass(Duration.ofSeconds(15));
        assertFalse(authorize(LISTED + 8).isDone());
    }

    @Test
    void countsTheRefusalsInItsFigures() {
        csms.fallSilent();
        for (int i = 0; i < 5; i++) {
            authorize(LISTED + i);
        }

        authorize(LISTED + 8);

        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        assertEquals(
                1L,
                figures.join()
                        .calls()
                        .get(new Figures.CallKind("up", "Authorize", Cause.OVERLOADED.number())));
    }

    @Test
    void refusesWhatIsTooMuchTextTogether() {
        csms.fallSilent();
        String large = "x".repeat(1_500);
        send(LISTED + 1, Action.DataTransfer, "vendorId", "V", "data", large);

        CompletableFuture<Answer> second =
                send(LISTED + 2, Action.DataTransfer, "vendorId", "V", "data", large);

        assertEquals(Cause.OVERLOADED, refused(second));
    }

    @Test
    void takesOneCallHoweverLargeItIs() {
        csms.fallSilent();

        assertFalse(
                send(LISTED, Action.DataTransfer, "vendorId", "V", "data", "x".repeat(5_000))
                        .isDone());
    }

    @Test
    void refusesStationsWithoutAnEntryOfTheirOwnAboveTheLimitAndSaysSoOnceAMinute() {
        heartbeat("A");
        heartbeat("B");

        assertEquals(Cause.TOO_MANY_STATIONS, refused(send("C", Action.Heartbeat)));
        assertEquals(Cause.TOO_MANY_STATIONS, refused(send("D", Action.Heartbeat)));
        assertTrue(
                entrance.turnedAway(new StationId("E"), "192.0.2.9")
                        .map(Answer.Failure::description)
                        .orElse("")
                        .contains("stations-max"));
        assertEquals(1, logged.size(), logged.toString());
        assertInstanceOf(Result.class, heartbeat("A"));
        assertInstanceOf(Result.class, heartbeat(LISTED));
        CompletableFuture<Census> census = gateway.census();
        time.settle();
        assertEquals(3, census.join().stations());
        time.pass(Duration.ofMinutes(1));
        send("C", Action.Heartbeat);
        assertEquals(2, logged.size(), logged.toString());
    }

    @Test
    void countsTheStationsOfEarlierRuns() {
        heartbeat("A");
        heartbeat("B");

        restart();

        assertEquals(Cause.TOO_MANY_STATIONS, refused(send("C", Action.Heartbeat)));
        assertInstanceOf(Result.class, heartbeat("B"));
    }

    @Test
    void forgetsAStationThatWasSilentForLongWhenItsPlaceIsNeeded() {
        authorize("A");
        time.pass(Duration.ofMinutes(30));
        heartbeat("B");
        time.pass(Duration.ofMinutes(15));
        heartbeat("B");
        time.pass(Duration.ofMinutes(30));

        send("C", Action.Heartbeat); // who knocks makes room, and comes again

        assertInstanceOf(Result.class, heartbeat("C"));
        assertEquals(Cause.TOO_MANY_STATIONS, refused(send("A", Action.Heartbeat)));
        assertEquals(
                List.of("B", "C"),
                ledger.load().stations().stream()
                        .map(row -> row.station().value())
                        .sorted()
                        .toList());
        assertTrue(csms.link("A").closed);
    }

    /** Issue 11, point 10. */
    @Test
    void anAddressThatMakesUpIdentitiesLocksNobodyElseOut() {
        limits(new Entrance.Limits(4, 2, 2, TRIAL, Duration.ofHours(1), 3, 5, 2_000));
        heartbeat("MADE-UP-1");
        heartbeat("MADE-UP-2");

        CompletableFuture<Answer> third = send("MADE-UP-3", Action.Heartbeat);

        assertEquals(Cause.TOO_MANY_FROM_ADDRESS, failureOf(third).cause());
        assertTrue(failureOf(third).description().contains("192.0.2.7"));
        assertEquals(1, logged.size(), logged.toString());
        assertEquals(Optional.empty(), entrance.turnedAway(new StationId("REAL"), "192.0.2.8"));
        assertInstanceOf(Result.class, heartbeat("MADE-UP-1"));
        assertInstanceOf(Result.class, heartbeat(LISTED));
    }

    @Test
    void aStationThatStaysForTheTrialTimeMakesRoomForTheNextOfItsAddress() {
        limits(new Entrance.Limits(4, 2, 2, TRIAL, Duration.ofHours(1), 3, 5, 2_000));
        heartbeat("A");
        heartbeat("B");
        time.pass(TRIAL.plusMinutes(1));
        heartbeat("A");

        assertInstanceOf(Result.class, heartbeat("C"));
        assertEquals(Cause.TOO_MANY_FROM_ADDRESS, refused(send("D", Action.Heartbeat)));
    }

    @Test
    void whoCameOnceAndFellSilentLosesHisPlaceFirst() {
        heartbeat("KNOWN");
        time.pass(TRIAL.plusMinutes(1));
        heartbeat("KNOWN");
        heartbeat("ONCE");
        time.pass(TRIAL.plusMinutes(1));

        send("C", Action.Heartbeat); // who knocks makes room, and comes again

        assertInstanceOf(Result.class, heartbeat("C"));
        assertInstanceOf(Result.class, heartbeat("KNOWN"));
        assertEquals(Cause.TOO_MANY_STATIONS, refused(send("ONCE", Action.Heartbeat)));
    }

    @Test
    void forgetsNoStationThatChargesOrHasSomethingForTheCsms() {
        authorize("A");
        connected("A");
        startTransaction("A");
        send("B", Action.StatusNotification, Fields.status(1L, "Available"));
        time.pass(Duration.ofHours(3));

        send("C", Action.Heartbeat);

        assertEquals(Cause.TOO_MANY_STATIONS, refused(send("C", Action.Heartbeat)));
    }

    @Test
    void aStationThatWasForgottenLeavesItsTransactionsInTheRecord() {
        authorize("A");
        connected("A");
        long id =
                assertInstanceOf(Result.class, now(startTransaction("A")))
                        .payload()
                        .number("transactionId")
                        .orElseThrow();
        stopTransaction("A", id);
        heartbeat("B");
        time.pass(Duration.ofHours(2));

        send("C", Action.Heartbeat);

        StationId forgotten = new StationId("A");
        assertFalse(ledger.load().stations().stream().anyMatch(r -> r.station().equals(forgotten)));
        assertTrue(ledger.transactions().stream().anyMatch(row -> row.station().equals(forgotten)));
    }

    @Test
    void holdsFewMessagesOfAStationInMemoryHoweverManyTheCsmsMustStillGet() {
        List<Long> sent = LongStream.rangeClosed(1, 100).boxed().toList();
        authorize(LISTED);
        csms.link(LISTED).cut();

        sent.forEach(this::meterValue);

        CompletableFuture<Census> census = gateway.census();
        time.settle();
        assertEquals(16, census.join().queued());
        connected(LISTED);
        time.pass(Duration.ofSeconds(10));
        assertEquals(
                sent,
                csms.received(Action.MeterValues).stream()
                        .map(call -> call.payload().objects("meterValue").get(0))
                        .map(value -> value.objects("sampledValue").get(0))
                        .map(sample -> Long.valueOf(sample.text("value").orElseThrow()))
                        .toList());
    }

    private void meterValue(long value) {
        Payload sample = Payload.of("value", "" + value);
        Payload taken =
                Payload.of("timestamp", "2026-01-01T08:00:00Z", "sampledValue", List.of(sample));
        assertInstanceOf(
                Result.class,
                now(
                        send(
                                LISTED,
                                Action.MeterValues,
                                "connectorId",
                                1L,
                                "meterValue",
                                List.of(taken))));
    }

    @Test
    void refusesEverythingOnceItStops() {
        heartbeat(LISTED);

        entrance.stop();

        assertEquals(Cause.STOPPING, refused(send(LISTED, Action.Heartbeat)));
        assertTrue(
                entrance.turnedAway(new StationId(LISTED), "192.0.2.7")
                        .map(Answer.Failure::description)
                        .orElse("")
                        .contains("stopping"));
    }

    /** Two may be known without an entry. */
    @Test
    void anEntryOfItsOwnMakesThePlaceOfAnUnlistedStationFree() {
        resultOf(send("ONE", Action.Heartbeat));
        resultOf(send("TWO", Action.Heartbeat));
        assertInstanceOf(Answer.Failure.class, send("THREE", Action.Heartbeat).join());

        CompletableFuture<Void> used =
                entrance.use(
                        id -> {
                            PlainSettings.Station plain = PlainSettings.station();
                            return Optional.of(
                                    (id.value().equals("ONE") ? plain : plain.stranger())
                                            .build(id));
                        });
        time.settle();
        used.join();

        resultOf(send("THREE", Action.Heartbeat));
        resultOf(send("ONE", Action.Heartbeat));
        assertInstanceOf(Answer.Failure.class, send("FOUR", Action.Heartbeat).join());
    }
}
