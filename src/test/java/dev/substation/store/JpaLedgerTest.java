package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpaLedgerTest {

    @TempDir Path folder;

    @Test
    void aFreshLedgerIsEmpty() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(
                    new Snapshot(
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
                            Set.of()),
                    open.ledger().load());
        }
    }

    @Test
    void everythingIsThereAfterReopening() throws Exception {
        TransactionRow started = Rows.transaction(3, Optional.of(1_500_000_000L), Optional.empty());
        Memory memory = new Memory("rule", Rows.KEBA, "04AB", "Accepted");
        RegistrationRow registered =
                new RegistrationRow(
                        new StationId("KEBA-HOF-7-A"), "main", Optional.of("Pending"), 180);

        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.StationChanged(Rows.station(Rows.KEBA, 300)),
                    new Change.RegistrationChanged(registered),
                    new Change.TransactionChanged(started),
                    new Change.Queued(Rows.call(7)),
                    new Change.Remembered(memory),
                    new Change.Logged(Rows.log(Rows.NOON)));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(
                    new Snapshot(
                            List.of(Rows.station(Rows.KEBA, 300)),
                            List.of(registered),
                            List.of(started),
                            Map.of(),
                            List.of(memory),
                            List.of(Rows.KEBA),
                            Map.of(),
                            7,
                            3,
                            1_500_000_000L,
                            OperatingTime.ZERO,
                            Set.of()),
                    open.ledger().load());
            assertEquals(List.of(Rows.call(7)), open.outbox(Rows.KEBA));
        }
    }

    @Test
    void theLastOfSeveralChangesOfARowStays() throws Exception {
        StationId shouted = new StationId("keba-hof-7");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.StationChanged(Rows.station(Rows.KEBA, 1)));
            open.store(
                    new Change.StationChanged(Rows.station(Rows.KEBA, 2)),
                    new Change.StationChanged(Rows.station(shouted, 3)));

            assertEquals(List.of(Rows.station(shouted, 3)), open.ledger().load().stations());
            assertEquals("keba-hof-7", open.ledger().load().stations().get(0).station().value());
        }
    }

    @Test
    void aStationThatIsForgottenGoesWithItsMemoriesAndMayComeAgain() throws Exception {
        Memory old = new Memory("rule", Rows.KEBA, "old", "1");
        Memory fresh = new Memory("rule", Rows.KEBA, "new", "2");
        Memory others = new Memory("rule", new StationId("OTHER"), "old", "3");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.StationChanged(Rows.station(Rows.KEBA, 1)),
                    new Change.Remembered(old),
                    new Change.Remembered(others));

            open.store(new Change.StationForgotten(Rows.KEBA));
            assertEquals(List.of(), open.ledger().load().stations());
            assertEquals(List.of(others), open.ledger().load().memories());

            open.store(
                    new Change.StationChanged(Rows.station(Rows.KEBA, 2)),
                    new Change.Remembered(old),
                    new Change.StationForgotten(Rows.KEBA),
                    new Change.StationChanged(Rows.station(Rows.KEBA, 3)),
                    new Change.Remembered(fresh));
            assertEquals(List.of(Rows.station(Rows.KEBA, 3)), open.ledger().load().stations());
            assertEquals(Set.of(others, fresh), Set.copyOf(open.ledger().load().memories()));
        }
    }

    @Test
    void onlyTheLatestOfCoalescedRowsStays() throws Exception {
        StationId other = new StationId("OTHER");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.Queued(Rows.call(1, Rows.KEBA, "status-1")),
                    new Change.Queued(Rows.call(2, other, "status-1")),
                    new Change.Queued(Rows.call(3, Rows.KEBA, "status-2")),
                    new Change.Queued(Rows.call(4, Rows.KEBA, "")));
            open.store(
                    new Change.Queued(Rows.call(5, Rows.KEBA, "status-1")),
                    new Change.Queued(Rows.call(6, Rows.KEBA, "status-1")),
                    new Change.Queued(Rows.call(7, Rows.KEBA, "")));

            assertEquals(List.of(3L, 4L, 6L, 7L), open.sequences(Rows.KEBA));
            assertEquals(List.of(2L), open.sequences(other));
        }
    }

    @Test
    void theLatestMeterValuesOfEachStationAreFound() throws Exception {
        StationId other = new StationId("OTHER");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.Queued(Rows.call(1, Rows.KEBA, "meter-999")),
                    new Change.Queued(Rows.call(2, Rows.KEBA, "meter-0")),
                    new Change.Queued(Rows.call(3, other, "meter-7")),
                    new Change.Queued(Rows.call(4, Rows.KEBA, "status-1")),
                    new Change.Queued(Rows.call(5, new StationId("THIRD"), "")));

            assertEquals(
                    Map.of(Rows.KEBA, "meter-0", other, "meter-7"),
                    open.ledger().load().latestMeters());
        }
    }

    @Test
    void numbersOfDeliveredRowsAreNotForgotten() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(41)));
            open.store(new Change.Queued(Rows.call(42)), new Change.Unqueued(41));
            open.store(new Change.Unqueued(42));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(42, open.ledger().load().lastSequence());
            assertEquals(List.of(), open.ledger().load().waiting());
        }
    }

    @Test
    void theOutboxIsReadInPages() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            for (long sequence = 1; sequence <= 5; sequence++) {
                open.store(new Change.Queued(Rows.call(sequence)));
            }

            List<OutboxRow> page =
                    open.ledger()
                            .outbox(new StationId("keba-hof-7"), 2, 2)
                            .get(60, TimeUnit.SECONDS);

            assertEquals(List.of(Rows.call(3), Rows.call(4)), page);
        }
    }

    @Test
    void undoDataMayNestAsDeepAsAPayload() throws Exception {
        Payload deep = Payload.EMPTY;
        for (int depth = 1; depth < 32; depth++) {
            deep = Payload.of("in", deep);
        }
        OutboxRow call = Rows.call(1);
        OutboxRow row =
                new OutboxRow(
                        1,
                        call.upstream(),
                        call.station(),
                        call.dialect(),
                        call.messageId(),
                        call.action(),
                        deep,
                        Optional.empty(),
                        "",
                        List.of(new Undo("rule", deep), new Undo("other", Payload.EMPTY)),
                        call.accepted());
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(row));

            assertEquals(List.of(row), open.outbox(Rows.KEBA));
        }
    }

    @Test
    void keepsWhatIsSetAsideAndDeliversItNoMore() throws Exception {
        StationId other = new StationId("OTHER");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.TransactionChanged(
                            Rows.transaction(4, Optional.of(14L), Optional.empty())
                                    .stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)),
                    new Change.Queued(Rows.callOf(1, 4)),
                    new Change.Queued(Rows.call(2, other, "status-1")),
                    new Change.Queued(Rows.call(3)));
            open.store(
                    new Change.SetAside(1, Rows.NOON, "InternalError: no"),
                    new Change.SetAside(2, Rows.NOON, "InternalError: no"),
                    new Change.SetAside(99, Rows.NOON, "InternalError: no"));
            open.store(new Change.Queued(Rows.call(4, other, "status-1")));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Unqueued(4));

            Snapshot snapshot = open.ledger().load();

            assertEquals(List.of(3L), open.sequences(Rows.KEBA));
            assertEquals(List.of(), open.sequences(other));
            assertEquals(List.of(Rows.KEBA), snapshot.waiting());
            assertEquals(List.of(), snapshot.transactions());
            assertEquals(Map.of(), snapshot.spokenOf());
            assertEquals(
                    new Backlog(
                            1,
                            Optional.of(CommitQueue.SOON),
                            2,
                            Map.of(Rows.KEBA, new Backlog.Waiting(1, CommitQueue.SOON))),
                    open.ledger().backlog().get(60, TimeUnit.SECONDS));
            assertEquals(0, open.ledger().prune().get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void loadsTransactionsThatAreNotOver() throws Exception {
        TransactionRow open1 = Rows.transaction(1, Optional.of(11L), Optional.of(11L));
        TransactionRow over = Rows.transaction(2, Optional.of(12L), Optional.of(12L));
        TransactionRow unnamed = Rows.transaction(3, Optional.of(1_000_000_013L), Optional.empty());
        TransactionRow spokenOf = Rows.transaction(4, Optional.of(14L), Optional.of(14L));
        OutboxRow call = Rows.call(1);
        OutboxRow ofTransaction =
                new OutboxRow(
                        2,
                        call.upstream(),
                        call.station(),
                        call.dialect(),
                        call.messageId(),
                        call.action(),
                        call.payload(),
                        Optional.of(4L),
                        "",
                        List.of(),
                        call.accepted());
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.TransactionChanged(open1),
                    new Change.TransactionChanged(
                            over.stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)),
                    new Change.TransactionChanged(
                            unnamed.stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)),
                    new Change.TransactionChanged(
                            spokenOf.stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)),
                    new Change.Queued(call),
                    new Change.Queued(ofTransaction));

            Snapshot snapshot = open.ledger().load();

            assertEquals(
                    List.of(open1, spokenOf.stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)),
                    snapshot.transactions());
            assertEquals(Map.of(4L, 2L), snapshot.spokenOf());
            assertEquals(4, snapshot.lastTransaction());
            assertEquals(1_000_000_013L, snapshot.lastGatewayTransactionId());
        }
    }

    @Test
    void findsTheLatestTransactionByTheStationsIdWhetherItEndedOrNot() throws Exception {
        TransactionRow first = Rows.transaction(1, Optional.of(5L), Optional.of(5L));
        TransactionRow second = Rows.transaction(2, Optional.of(5L), Optional.of(6L));
        TransactionRow ofAnother = Rows.transaction(3, Optional.of(8L), Optional.of(8L));
        TransactionRow running = Rows.transaction(4, Optional.of(5L), Optional.of(7L));
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.TransactionChanged(
                            first.stoppedAt(Rows.NOON, TransactionEnd.UNKNOWN)),
                    new Change.TransactionChanged(second.stoppedAt(Rows.NOON, END)),
                    new Change.TransactionChanged(ofAnother));

            assertEquals(
                    Optional.of(second.stoppedAt(Rows.NOON, END)),
                    open.ledger()
                            .transaction(new StationId("Keba-Hof-7"), 5)
                            .get(60, TimeUnit.SECONDS));
            open.store(new Change.TransactionChanged(running));
            assertEquals(
                    Optional.of(running),
                    open.ledger().transaction(Rows.KEBA, 5).get(60, TimeUnit.SECONDS));
            assertEquals(
                    Optional.empty(),
                    open.ledger().transaction(Rows.KEBA, 6).get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void forgetsAMemoryWithEmptyText() throws Exception {
        Memory kept = new Memory("rule", Rows.KEBA, "a", "1");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.Remembered(new Memory("rule", Rows.KEBA, "a", "0")),
                    new Change.Remembered(new Memory("rule", Rows.KEBA, "b", "2")));
            open.store(
                    new Change.Remembered(kept),
                    new Change.Remembered(new Memory("rule", Rows.KEBA, "b", "")),
                    new Change.Remembered(new Memory("rule", Rows.KEBA, "never-known", "")));

            assertEquals(List.of(kept), open.ledger().load().memories());
        }
    }

    @Test
    void futuresCompleteInTheOrderOfTheCommits() throws Exception {
        List<Long> completed = Collections.synchronizedList(new ArrayList<>());
        try (OpenLedger open = OpenLedger.in(folder)) {
            CountDownLatch go = occupy(open);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (long i = 1; i <= 1_200; i++) {
                long sequence = i;
                all.add(
                        open.ledger()
                                .commit(Rows.queued(sequence))
                                .thenRun(() -> completed.add(sequence)));
            }

            go.countDown();

            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(60, TimeUnit.SECONDS);
        }
        assertEquals(LongStream.rangeClosed(1, 1_200).boxed().toList(), completed);
    }

    @Test
    void aBadCommitFailsAloneAndWhole() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)));
            CountDownLatch go = occupy(open);
            CompletableFuture<Void> before = open.ledger().commit(Rows.queued(2));
            CompletableFuture<Void> bad =
                    open.ledger()
                            .commit(
                                    List.of(
                                            new Change.Queued(Rows.call(3)),
                                            new Change.Queued(Rows.call(1))));
            CompletableFuture<Void> after = open.ledger().commit(Rows.queued(4));

            go.countDown();

            before.get(30, TimeUnit.SECONDS);
            after.get(30, TimeUnit.SECONDS);
            ExecutionException fault =
                    assertThrows(ExecutionException.class, () -> bad.get(30, TimeUnit.SECONDS));
            assertInstanceOf(NotStored.class, fault.getCause());
            assertTrue(fault.getCause().getMessage().contains("23505"), fault.toString());
            assertFalse(fault.getCause().getMessage().contains("04AB"), fault.toString());
            assertEquals(List.of(1L, 2L, 4L), open.sequences(Rows.KEBA));
        }
    }

    @Test
    void whatTellsARepeatedMessageIsStoredWithItOrNotAtAll() throws Exception {
        Memory first = new Memory(Memory.REPEATS, Rows.KEBA, "MeterValues", "k1");
        Memory second = new Memory(Memory.REPEATS, Rows.KEBA, "MeterValues", "k1 k2");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)), new Change.Remembered(first));
            CompletableFuture<Void> bad =
                    open.ledger()
                            .commit(
                                    List.of(
                                            new Change.Remembered(second),
                                            new Change.Queued(Rows.call(1))));
            assertThrows(ExecutionException.class, () -> bad.get(30, TimeUnit.SECONDS));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(List.of(first), open.ledger().load().memories());
            assertEquals(List.of(1L), open.sequences(Rows.KEBA));
        }
    }

    @Test
    void refusesMoreCommitsThanMayWait() throws Exception {
        LedgerLimits limits = limits(3, 100);
        try (OpenLedger open = OpenLedger.in(folder, limits)) {
            CountDownLatch go = occupy(open);
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            for (long sequence = 1; sequence <= 4; sequence++) {
                asked.add(open.ledger().commit(Rows.queued(sequence)));
            }

            assertTrue(asked.get(3).isCompletedExceptionally());
            assertFalse(asked.get(2).isDone());
            go.countDown();
            asked.get(2).get(30, TimeUnit.SECONDS);
            assertEquals(List.of(1L, 2L, 3L), open.sequences(Rows.KEBA));
        }
    }

    @Test
    void closingStoresWhatWaits() throws Exception {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        OpenLedger open = OpenLedger.in(folder);
        for (long sequence = 1; sequence <= 2_000; sequence++) {
            asked.add(open.ledger().commit(Rows.queued(sequence)));
        }

        open.close();

        assertTrue(asked.stream().allMatch(one -> one.isDone() && !one.isCompletedExceptionally()));
        assertTrue(open.ledger().commit(Rows.queued(9_999)).isCompletedExceptionally());
        try (OpenLedger again = OpenLedger.in(folder)) {
            assertEquals(2_000, again.outbox(Rows.KEBA).size());
        }
    }

    @Test
    void failsCommitsWhenTheWriterIsGone() throws Exception {
        OpenLedger open = OpenLedger.in(folder);
        open.writer().shutdown();

        CompletableFuture<Void> late = open.ledger().commit(Rows.queued(1));

        assertTrue(late.isCompletedExceptionally());
        open.close();
    }

    @Test
    void prunesTheMessageLogByAge() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            log(open, 1_500);
            open.time().pass(Duration.ofDays(2));
            log(open, 10);
            open.time().pass(Duration.ofDays(6));

            assertEquals(1_500, open.ledger().prune().get(60, TimeUnit.SECONDS));
            assertEquals(0, open.ledger().prune().get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void countsAgesOverRestartsByTheHoursThatItRan() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            log(open, 10);
            open.store(new Change.Queued(Rows.call(1)));
            open.time().pass(Duration.ofDays(4));
            open.store(new Change.StationChanged(Rows.station(Rows.KEBA, 1)));
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(
                    OperatingTime.ZERO.plus(Duration.ofDays(4)), open.ledger().load().operated());
            open.time().stepWallClock(Duration.ofDays(3_652));
            assertEquals(0, open.ledger().prune().get(60, TimeUnit.SECONDS));
            open.time().pass(Duration.ofDays(4));
            open.time().stepWallClock(Duration.ofDays(-9_000));
            assertEquals(10, open.ledger().prune().get(60, TimeUnit.SECONDS));
            assertEquals(
                    Optional.of(Duration.ofDays(8)),
                    open.ledger().backlog().get(60, TimeUnit.SECONDS).oldest());
        }
    }

    @Test
    void keepsTheHoursThoughNothingElseIsWritten() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.time().pass(Duration.ofDays(3));
            open.ledger().watch();
        }

        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(
                    OperatingTime.ZERO.plus(Duration.ofDays(3)), open.ledger().load().operated());
        }
    }

    @Test
    void prunesTheMessageLogByNumber() throws Exception {
        LedgerLimits limits = limits(10_000, 100);
        try (OpenLedger open = OpenLedger.in(folder, limits)) {
            log(open, 2_600);

            assertEquals(2_500, open.ledger().prune().get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void prunesMeterValuesThatWereSetAsideLongAgoAndNoStartsOrStops() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(
                    new Change.Queued(Rows.callOf(1, 1)),
                    new Change.Queued(Rows.callOf(2, 1)),
                    new Change.Queued(Rows.callOf(3, 1, Action.StopTransaction)),
                    new Change.Queued(Rows.callOf(4, 1)));
            open.store(
                    new Change.SetAside(1, Rows.NOON, "FormationViolation: no"),
                    new Change.SetAside(3, Rows.NOON, "FormationViolation: no"));
            open.time().pass(Duration.ofDays(91));
            open.store(new Change.SetAside(2, Rows.NOON, "FormationViolation: no"));

            assertEquals(1, open.ledger().prune().get(60, TimeUnit.SECONDS));

            assertEquals(
                    new Backlog(
                            1,
                            Optional.of(Duration.ofDays(91)),
                            2,
                            Map.of(Rows.KEBA, new Backlog.Waiting(1, Duration.ofDays(91)))),
                    open.ledger().backlog().get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void prunesTransactionsThatEndedLongAgo() throws Exception {
        try (OpenLedger ledger = OpenLedger.in(folder)) {
            ledger.store(
                    new Change.TransactionChanged(begun(1, 1, Rows.NOON)),
                    new Change.TransactionChanged(over(2, 2, Rows.NOON)),
                    new Change.TransactionChanged(begun(3, 3, Rows.NOON)),
                    new Change.TransactionChanged(begun(5, 5, Rows.NOON)),
                    new Change.TransactionChanged(begun(6, 6, Rows.NOON)));
            ledger.store(new Change.TransactionChanged(over(1, 1, Rows.NOON)));
            ledger.time().pass(Duration.ofDays(2));
            ledger.store(
                    new Change.TransactionChanged(over(3, 3, Rows.NOON)),
                    new Change.TransactionChanged(over(7, 6, Rows.NOON)));
            ledger.time().pass(Duration.ofDays(89));
            ledger.store(new Change.Queued(Rows.callOf(1, 2)));

            assertEquals(2, ledger.ledger().prune().get(60, TimeUnit.SECONDS));
            assertEquals(0, ledger.ledger().prune().get(60, TimeUnit.SECONDS));

            assertEquals(List.of(2L, 3L, 5L, 7L), ledger.transactionKeys());
        }
    }

    @Test
    void prunesTransactionsThatAreTooMany() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder, limits(10_000, 2))) {
            for (long key = 1; key <= 5; key++) {
                open.store(
                        new Change.TransactionChanged(over(key, key, Rows.NOON.plusSeconds(key))));
            }
            open.store(new Change.Queued(Rows.callOf(1, 1)));

            assertEquals(3, open.ledger().prune().get(60, TimeUnit.SECONDS));

            assertEquals(List.of(1L, 5L), open.transactionKeys());
        }
    }

    private static final TransactionEnd END =
            new TransactionEnd(
                    Optional.of(4711L),
                    Optional.of("2026-01-01T09:00:00Z"),
                    Optional.of("Local"),
                    Optional.of("CARD"),
                    true);

    private static TransactionRow begun(long key, long connector, Instant started) {
        TransactionRow row = Rows.transaction(key, Optional.of(key), Optional.of(key));
        return new TransactionRow(
                key,
                row.station(),
                row.upstream(),
                row.csms(),
                connector,
                row.contentKey(),
                row.stationId(),
                row.csmsId(),
                row.idTagInfo(),
                started,
                Optional.empty(),
                connector,
                TransactionEnd.UNKNOWN);
    }

    private static TransactionRow over(long key, long connector, Instant stopped) {
        return begun(key, connector, stopped.minusSeconds(60))
                .stoppedAt(stopped, TransactionEnd.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "777,false",
                "777,true",
                "'\"a\"',true",
                "123456789012345678901234567890,false"
            })
    void keepsTheIdOfTheCsmsInItsForm(String text, boolean quoted) throws Exception {
        TransactionRow row =
                Rows.transaction(1, Optional.of(5L), Optional.empty())
                        .namedByCsms(new CsmsTransactionId(text, quoted));
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.TransactionChanged(row));

            assertEquals(List.of(row), open.ledger().load().transactions());
        }
    }

    @Test
    void hasNoRoomWhileTheDiskHasLessThanTheReserve() throws Exception {
        assumeFalse(OnPostgresql.isOn(), "nobody can measure the disk of a server from here");
        LedgerLimits greedy =
                new LedgerLimits(
                        10_000,
                        500,
                        Duration.ofDays(7),
                        100,
                        Optional.empty(),
                        Duration.ofDays(90),
                        100,
                        Long.MAX_VALUE / 2);
        try (OpenLedger open = OpenLedger.in(folder, greedy)) {
            assertEquals(Optional.empty(), open.ledger().noRoom());

            open.ledger().watch();

            Wait.until(
                    "the disk is measured",
                    Duration.ofSeconds(9),
                    () -> open.ledger().noRoom().isPresent());
            open.store(new Change.Queued(Rows.call(1)));
        }
    }

    @Test
    void cardsAreRecalledOneByOneAndNotLoaded() throws Exception {
        Memory card = new Memory(Memory.CARDS, Rows.KEBA, "04ab", "1767225600000\tAccepted\t\t");
        Memory list = new Memory(Memory.CARD_LISTS, Rows.KEBA, "", "04cd\t1\tAccepted\t\t\n");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Remembered(card), new Change.Remembered(list));
        }
        try (OpenLedger open = OpenLedger.in(folder)) {
            StationId shouted = new StationId("keba-hof-7");

            assertEquals(List.of(), open.ledger().load().memories());
            assertEquals(
                    Optional.of(card),
                    open.ledger().recall(Memory.CARDS, shouted, "04ab").get(60, TimeUnit.SECONDS));
            assertEquals(
                    Optional.of(list),
                    open.ledger().recall(Memory.CARD_LISTS, shouted, "").get(60, TimeUnit.SECONDS));
            assertEquals(
                    Optional.empty(),
                    open.ledger().recall(Memory.CARDS, shouted, "04ef").get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void memoriesOfStationsThatAreNotAtTheSiteStayInTheLedger() throws Exception {
        Memory here = new Memory("rule", Rows.KEBA, "a", "1");
        Memory gone = new Memory("rule", new StationId("GONE"), "a", "2");
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Remembered(here), new Change.Remembered(gone));

            assertEquals(List.of(here), open.ledger().load(id -> id.equals(Rows.KEBA)).memories());
            assertEquals(Set.of(here, gone), Set.copyOf(open.ledger().load().memories()));
        }
    }

    @Test
    void theOldestAnswersOfAStationWithTooManyCardsArePruned() throws Exception {
        int surplus = Pruning.STEP + 5;
        try (OpenLedger open = OpenLedger.in(folder)) {
            List<Change> cards = new ArrayList<>();
            for (int i = 0; i < Pruning.CARDS_OF_STATION + surplus; i++) {
                String value = (1_767_225_600_000L + i) + "\tAccepted\t\t";
                cards.add(
                        new Change.Remembered(
                                new Memory(Memory.CARDS, Rows.KEBA, "card-" + i, value)));
            }
            open.store(cards.toArray(Change[]::new));

            long gone = open.ledger().prune().get(60, TimeUnit.SECONDS);

            assertEquals(surplus, gone);
            assertEquals(Optional.empty(), card(open, surplus - 1));
            assertTrue(card(open, surplus).isPresent());
        }
    }

    private static Optional<Memory> card(OpenLedger open, int number) throws Exception {
        return open.ledger()
                .recall(Memory.CARDS, Rows.KEBA, "card-" + number)
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void tellsHowMuchTheCsmsMustStillGet() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            Backlog none = open.ledger().backlog().get(60, TimeUnit.SECONDS);
            open.store(new Change.Queued(Rows.call(1)), new Change.Queued(Rows.call(2)));
            open.time().pass(Duration.ofSeconds(2));
            Wait.until("it is counted anew", Duration.ofSeconds(9), () -> rows(open) == 2);

            assertEquals(new Backlog(0, Optional.empty(), 0, Map.of()), none);
            assertEquals(
                    Optional.of(Duration.ofSeconds(2)), open.ledger().backlog().join().oldest());
            LedgerFigures figures = open.ledger().figures();
            assertEquals(
                    List.of(1L, 0L, 1L, 2L, 0L),
                    List.of(
                            figures.commits(),
                            figures.failed(),
                            figures.batches(),
                            figures.changes(),
                            (long) figures.waiting()));
        }
    }

    /** Nobody waits for it, so it costs no sync of its own (docs/adr/0055-lazy-removal.md). */
    @Test
    void removesADeliveredRowWithTheNextCommit() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)), new Change.Queued(Rows.call(2)));
            CompletableFuture<Void> removed = open.ledger().commit(List.of(new Change.Unqueued(1)));
            assertFalse(removed.isDone());

            open.store(new Change.Queued(Rows.call(3)));

            assertTrue(removed.isDone());
            assertEquals(List.of(2L, 3L), open.sequences(Rows.KEBA));
            assertEquals(2, open.ledger().figures().batches());
        }
    }

    @Test
    void removesADeliveredRowSoon() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)), new Change.Queued(Rows.call(2)));

            open.store(new Change.Unqueued(1));
            open.store(new Change.Unqueued(2));

            assertEquals(List.of(), open.sequences(Rows.KEBA));
        }
    }

    @Test
    void removesADeliveredRowAtTheEnd() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)));
            open.ledger().commit(List.of(new Change.Unqueued(1)));
        }
        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(List.of(), open.sequences(Rows.KEBA));
        }
    }

    private static long rows(OpenLedger open) {
        return open.ledger().backlog().join().rows();
    }

    @Test
    void remembersTenThousandThingsInOneCommit() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            changes.add(
                    new Change.Remembered(new Memory("rule", Rows.KEBA, "card-" + i, "Accepted")));
        }
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(changes.toArray(Change[]::new));
            open.store(changes.toArray(Change[]::new));

            assertEquals(10_000, open.ledger().load().memories().size());
        }
    }

    @Test
    void takesTenThousandCommitsAtOnce() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            long begun = System.nanoTime();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (long sequence = 1; sequence <= 10_000; sequence++) {
                all.add(
                        open.ledger()
                                .commit(
                                        List.of(
                                                new Change.Queued(Rows.call(sequence)),
                                                new Change.Logged(Rows.log(Rows.NOON)))));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(120, TimeUnit.SECONDS);
            System.out.printf(
                    "10,000 commits of two rows in %d ms%n",
                    (System.nanoTime() - begun) / 1_000_000);

            assertEquals(10_000, open.outbox(Rows.KEBA).size());
        }
    }

    private static LedgerLimits limits(int waitingCommits, long rows) {
        return new LedgerLimits(
                waitingCommits,
                500,
                Duration.ofDays(7),
                rows,
                Optional.empty(),
                Duration.ofDays(90),
                rows,
                0);
    }

    private static void log(OpenLedger open, int rows) throws Exception {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            changes.add(new Change.Logged(Rows.log(Rows.NOON)));
        }
        open.store(changes.toArray(Change[]::new));
    }

    /** Holds the writer until the latch is counted down, so that commits gather in one batch. */
    private static CountDownLatch occupy(OpenLedger open) {
        CountDownLatch go = new CountDownLatch(1);
        open.writer()
                .execute(
                        () -> {
                            try {
                                go.await(30, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return go;
    }

    @Test
    void whatARuleHoldsLeavesWithTheMessageThatIsMadeOfIt() throws Exception {
        String key = "held 1767254460 c1 t7 2026-01-01T08:00:00Z";
        Memory window = new Memory("meter-window", Rows.KEBA, key, "{}".repeat(20_000));
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Remembered(window));
        }
        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(List.of(window), open.ledger().load().memories());
            open.store(
                    new Change.Remembered(new Memory("meter-window", Rows.KEBA, key, "")),
                    new Change.Queued(Rows.call(1)));
        }
        try (OpenLedger open = OpenLedger.in(folder)) {
            assertEquals(List.of(), open.ledger().load().memories());
            assertEquals(List.of(1L), open.sequences(Rows.KEBA));
        }
    }
}
