package dev.substation.flow.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {

    private static final StationId BOX = new StationId("BOX");
    private static final StationId PART_A = new StationId("BOX-A");
    private static final StationId PART_B = new StationId("BOX-B");

    private final OpenTransactions open = new OpenTransactions();

    private static TransactionRow row(long key, StationId upstream, long connectorId) {
        return new TransactionRow(
                key,
                BOX,
                upstream,
                "main",
                connectorId,
                "",
                Optional.empty(),
                Optional.empty(),
                Payload.EMPTY,
                Instant.EPOCH,
                Optional.empty(),
                1,
                TransactionEnd.UNKNOWN);
    }

    @Test
    void aConnectorsNextTransactionTakesThePlaceOfTheOneBefore() {
        open.put(row(1, PART_A, 1));
        open.put(row(2, PART_B, 2));
        open.put(row(3, PART_A, 1));

        assertEquals(Optional.of(3L), open.on(new StationId("box"), 1));
        assertEquals(Set.of(3L), open.of(PART_A));
        assertEquals(Set.of(2L, 3L), Set.copyOf(open.keys()));
    }

    @Test
    void whatEndedLateEndsNotTheOneAfterIt() {
        open.put(row(1, PART_A, 1));
        open.put(row(2, PART_A, 1));

        open.remove(row(1, PART_A, 1));

        assertEquals(Optional.of(2L), open.on(BOX, 1));
        assertTrue(open.any(BOX));
    }

    @Test
    void nothingIsKeptOfAStationWhoseTransactionsHaveEnded() {
        open.put(row(1, PART_A, 1));
        open.put(row(2, PART_B, 2));

        open.remove(row(1, PART_A, 1));
        open.remove(row(2, PART_B, 2));

        assertFalse(open.any(BOX));
        assertEquals(Set.of(), open.of(PART_A));
        assertEquals(Set.of(), open.of(PART_B));
    }
}
