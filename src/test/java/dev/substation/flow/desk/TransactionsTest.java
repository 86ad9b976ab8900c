package dev.substation.flow.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What stays in memory of transactions that are over. */
class TransactionsTest {

    private static final StationId STATION = new StationId("CP-1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Transactions transactions =
            new Transactions(
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
                            Set.of()));

    private static TransactionRow begun(long key, long connector) {
        return new TransactionRow(
                key,
                STATION,
                STATION,
                "main",
                connector,
                "content",
                Optional.of(Transactions.GATEWAY_IDS + key),
                Optional.empty(),
                Payload.EMPTY,
                NOON,
                Optional.empty(),
                connector,
                TransactionEnd.UNKNOWN);
    }

    private static OutboxRow row(long sequence, long transaction) {
        return new OutboxRow(
                sequence,
                STATION,
                STATION,
                Dialect.JSON_16,
                "id-" + sequence,
                Action.StopTransaction,
                Payload.EMPTY,
                Optional.of(transaction),
                "",
                List.of(),
                NOON);
    }

    private void runs(long key, long connector) {
        transactions.put(begun(key, connector));
        transactions.markReferenced(begun(key, connector), key);
        transactions.put(begun(key, connector).stoppedAt(NOON, TransactionEnd.UNKNOWN));
    }

    private List<Long> known() {
        return LongStream.rangeClosed(1, 100)
                .filter(key -> transactions.byKey(key).isPresent())
                .boxed()
                .toList();
    }

    @Test
    void forgetsOldOnesThatTheCsmsNeverNamed() {
        for (long key = 1; key <= 100; key++) {
            runs(key, 1);
            transactions.unmarkReferenced(row(key, key));
        }

        assertEquals(LongStream.rangeClosed(85, 100).boxed().toList(), known());
        assertTrue(transactions.ofStation(STATION, Transactions.GATEWAY_IDS + 1).isEmpty());
    }

    @Test
    void keepsAllOfWhichTheOutboxSpeaks() {
        for (long key = 1; key <= 100; key++) {
            runs(key, 1);
        }

        assertEquals(100, known().size());
    }

    @Test
    void keepsOneOfWhichTheOutboxSpeaksAgain() {
        runs(1, 1);
        transactions.unmarkReferenced(row(1, 1));
        transactions.markReferenced(begun(1, 1).stoppedAt(NOON, TransactionEnd.UNKNOWN), 1_000);
        for (long key = 2; key <= 50; key++) {
            runs(key, 1);
            transactions.unmarkReferenced(row(key, key));
        }

        assertTrue(known().contains(1L));
    }

    @Test
    void forgetsOneWhoseStopNeverCame() {
        transactions.put(begun(1, 1));
        transactions.markReferenced(begun(1, 1), 1);
        for (long key = 2; key <= 50; key++) {
            runs(key, 1);
            transactions.unmarkReferenced(row(key, key));
        }
        assertTrue(known().contains(1L));

        transactions.unmarkReferenced(row(1, 1));
        runs(51, 1);
        transactions.unmarkReferenced(row(51, 51));
        assertTrue(known().contains(1L), "it is the latest but one to be over");
        for (long key = 52; key <= 70; key++) {
            runs(key, 1);
            transactions.unmarkReferenced(row(key, key));
        }

        assertFalse(known().contains(1L));
        assertEquals(16, known().size());
    }

    @Test
    void keepsOneThatIsOpen() {
        transactions.put(begun(1, 1));
        transactions.markReferenced(begun(1, 1), 1);
        transactions.unmarkReferenced(row(1, 1));
        for (long key = 2; key <= 50; key++) {
            runs(key, 2);
            transactions.unmarkReferenced(row(key, key));
        }

        assertEquals(1L, transactions.openOn(STATION, 1).get().key());
    }

    /** A later row of it could not be stored; the start still waits in the outbox. */
    @Test
    void keepsOneOfWhichAnEarlierRowSpeaks() {
        runs(1, 1);
        Runnable undo = transactions.markReferenced(begun(1, 1), 1_000);
        undo.run();
        for (long key = 2; key <= 50; key++) {
            runs(key, 1);
            transactions.unmarkReferenced(row(key, key));
        }
        assertTrue(known().contains(1L));
        assertTrue(transactions.unfinished().stream().anyMatch(one -> one.key() == 1));

        transactions.unmarkReferenced(row(1, 1));
        assertTrue(transactions.unfinished().stream().noneMatch(one -> one.key() == 1));
    }

    @Test
    void whatALaterRowSpeaksOfStays() {
        runs(1, 1);
        Runnable undo = transactions.markReferenced(begun(1, 1), 1_000);
        transactions.markReferenced(begun(1, 1), 1_001);

        undo.run();

        transactions.unmarkReferenced(row(1, 1));
        assertTrue(transactions.unfinished().stream().anyMatch(one -> one.key() == 1));
        transactions.unmarkReferenced(row(1_001, 1));
        assertTrue(transactions.unfinished().stream().noneMatch(one -> one.key() == 1));
    }
}
