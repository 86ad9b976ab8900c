package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Secrets;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.OperatingTime;
import dev.substation.flow.up.Repeats;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each map of the gateway that stations can fill, filled beyond its bound (issue 10, point 17). */
class KeptBoundsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final StationId RUNNING = new StationId("RUNNING");
    private static final String LONG = "x".repeat(8_000);

    private static final Ledger.Snapshot EMPTY =
            new Ledger.Snapshot(
                    List.of(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    0,
                    0,
                    0,
                    OperatingTime.ZERO,
                    Set.of());

    /**
     * A map.
     *
     * @param kind as the metrics name it
     * @param entries more than the bound
     * @param add adds one more of another station
     * @param running whether what runs is known still
     * @param kept the figures
     */
    record Filled(
            String kind,
            int entries,
            IntConsumer add,
            BooleanSupplier running,
            Supplier<List<MemoryFigure>> kept) {

        @Override
        public String toString() {
            return kind;
        }
    }

    private final SteppedTimers time = new SteppedTimers(NOON);

    static Stream<Function<KeptBoundsTest, Filled>> maps() {
        return Stream.of(
                test -> test.repeats(Action.StopTransaction),
                test -> test.repeats(Action.MeterValues),
                test -> test.repeats(Action.SecurityEventNotification),
                test -> test.lastSaid(Action.StatusNotification, 2_000),
                test -> test.lastSaid(Action.MeterValues, 2_000),
                test -> test.lastSaid(Action.FirmwareStatusNotification, 2_000),
                test -> test.lastSaid(Action.DiagnosticsStatusNotification, 2_000),
                KeptBoundsTest::ended,
                KeptBoundsTest::ruleMemory);
    }

    @ParameterizedTest
    @MethodSource("maps")
    void whatRunsStaysWhenAMapIsFilledBeyondItsBound(Function<KeptBoundsTest, Filled> map) {
        Filled filled = map.apply(this);

        for (int i = 0; i < filled.entries(); i++) {
            filled.add().accept(i);
        }

        MemoryFigure kept =
                filled.kept().get().stream()
                        .filter(one -> one.kind().equals(filled.kind()))
                        .findFirst()
                        .orElseThrow();
        assertTrue(filled.running().getAsBoolean(), "what runs is still there");
        assertTrue(kept.size() <= kept.most(), kept.toString());
        assertTrue(kept.size() > kept.most() * 9 / 10, kept.toString());
        assertTrue(kept.evicted() > 0, kept.toString());
    }

    private static StationId station(int i) {
        return new StationId("CP-" + i);
    }

    private static Call call(StationId station, Action action, Payload payload) {
        return new Call("m", station, Direction.UP, Dialect.SOAP_15, action, payload, List.of());
    }

    /** A message that is under way is known by itself, or it would be sent on twice. */
    private Filled repeats(Action action) {
        Desk desk = new Desk(time, time);
        Store store =
                new Store(
                        new MemoryLedger(),
                        new Counters(),
                        time::instant,
                        time::moment,
                        Secrets.USUAL,
                        Events.OFF);
        Repeats repeats = new Repeats(List.of(), store, desk);
        List<Call> twice = new ArrayList<>();
        Call underWay = call(RUNNING, action, Payload.of("transactionId", 1L));
        repeats.once(underWay, CompletableFuture::new);
        return new Filled(
                "repeats-" + action.name(),
                (int) Repeats.MOST + 2_000,
                i -> {
                    Call call =
                            call(station(i / 20), action, Payload.of("transactionId", (long) i));
                    repeats.once(
                            call,
                            () -> CompletableFuture.completedFuture(Answer.result(Payload.EMPTY)));
                    time.settle();
                },
                () -> {
                    repeats.once(
                            underWay,
                            () -> {
                                twice.add(underWay);
                                return new CompletableFuture<>();
                            });
                    return twice.isEmpty();
                },
                repeats::kept);
    }

    private Filled lastSaid(Action action, int entries) {
        LatestReports said =
                new LatestReports(List.of(), (station, connector) -> station.equals(RUNNING));
        said.learn(call(RUNNING, action, Payload.of("connectorId", 1L, "status", LONG)), false);
        return new Filled(
                "last-" + action.name(),
                entries,
                i ->
                        said.learn(
                                call(
                                        station(i),
                                        action,
                                        Payload.of("connectorId", 1L, "status", LONG)),
                                false),
                () -> !said.all(RUNNING, action).isEmpty(),
                said::kept);
    }

    private static TransactionRow transaction(long key, StationId station) {
        return new TransactionRow(
                key,
                station,
                station,
                "main",
                1,
                "content",
                Optional.of(Transactions.GATEWAY_IDS + key),
                Optional.empty(),
                Payload.EMPTY,
                NOON,
                Optional.empty(),
                1,
                TransactionEnd.UNKNOWN);
    }

    /** One runs, and of one that has ended the CSMS must still hear. */
    private Filled ended() {
        Transactions transactions = new Transactions(EMPTY);
        transactions.put(transaction(1, RUNNING));
        StationId other = new StationId("OTHER");
        transactions.markReferenced(transaction(2, other), 7);
        transactions.put(transaction(2, other).stoppedAt(NOON, TransactionEnd.UNKNOWN));
        return new Filled(
                "transactions-ended",
                (int) Transactions.MOST_STOPPED + 2_000,
                i ->
                        transactions.put(
                                transaction(i + 3L, station(i / 10))
                                        .stoppedAt(NOON, TransactionEnd.UNKNOWN)),
                () -> {
                    assertFalse(transactions.byKey(3).isPresent(), "the oldest has gone");
                    assertEquals(2, transactions.unfinished().size());
                    return transactions.openOn(RUNNING, 1).isPresent()
                            && transactions.byKey(2).isPresent();
                },
                transactions::kept);
    }

    /** What a rule holds back must go up one day. */
    private Filled ruleMemory() {
        RuleBook book = RuleBook.shipped(List.of());
        RuleMemory memory = book.memory();
        String held = RuleMemory.holding(OperatingTime.ZERO.plus(Duration.ofHours(1)), "window");
        memory.keep(new Memory("meter-window", RUNNING, held, "all"));
        return new Filled(
                "rule-memory",
                202_000,
                i -> memory.keep(new Memory("strip-idtag-suffix", station(i / 50), "k" + i, "v")),
                () -> memory.held("meter-window", RUNNING).size() == 1,
                book::kept);
    }
}
