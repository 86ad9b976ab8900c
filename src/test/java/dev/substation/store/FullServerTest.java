package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database server that says that its disk is full, as PostgreSQL does; an H2 with a trigger
 * stands in for it.
 */
class FullServerTest {

    private static volatile boolean full;

    /** Refuses what would need room. Public, for H2 makes it. */
    public static final class Extent implements Trigger {

        @Override
        public void fire(Connection connection, Object[] before, Object[] after)
                throws SQLException {
            if (full) {
                throw noSpace();
            }
        }
    }

    private static SQLException noSpace() {
        return new SQLException("could not extend file: No space left on device", "53100");
    }

    @TempDir Path folder;

    @AfterEach
    void makeRoom() {
        full = false;
    }

    private OpenLedger open() {
        OpenLedger open = OpenLedger.at(DatabaseSettings.inFolder(folder), LedgerLimits.DEFAULTS);
        open.database()
                .inTransaction(
                        manager ->
                                manager.createNativeQuery(
                                                "CREATE TRIGGER extent BEFORE INSERT ON outbox FOR"
                                                        + " EACH ROW CALL '"
                                                        + Extent.class.getName()
                                                        + "'")
                                        .executeUpdate());
        return open;
    }

    private static void refused(OpenLedger open, long sequence) {
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                open.ledger()
                                        .commit(Rows.queued(sequence))
                                        .get(60, TimeUnit.SECONDS));
        assertEquals(
                "the database rejected it (the disk is full)", refused.getCause().getMessage());
    }

    @Test
    void takesNothingNewWhileTheServerHasNoRoomAndAllAgainAfterwards() throws Exception {
        try (OpenLedger open = open()) {
            open.store(new Change.Queued(Rows.call(1)));
            full = true;
            refused(open, 2);

            Optional<String> noRoom = open.ledger().noRoom();
            Optional<String> trouble = open.ledger().trouble();
            full = false;
            Wait.until(
                    "a trial write succeeds",
                    Duration.ofSeconds(9),
                    () -> {
                        open.ledger().watch();
                        return open.ledger().trouble().isEmpty();
                    });

            assertEquals(Optional.of("the disk of the ledger is full"), noRoom);
            assertTrue(trouble.isPresent());
            assertEquals(Optional.empty(), open.ledger().noRoom());
            open.store(new Change.Queued(Rows.call(3)));
            assertEquals(List.of(1L, 3L), open.sequences(Rows.KEBA));
        }
    }

    @Test
    void storesWhatStillFits() throws Exception {
        try (OpenLedger open = open()) {
            open.store(new Change.Queued(Rows.call(1)));
            full = true;
            refused(open, 2);

            open.store(new Change.Unqueued(1));

            assertEquals(List.of(), open.sequences(Rows.KEBA));
        }
    }

    @Test
    void knowsTheServersWordInABatch() {
        SQLException ofBatch = new BatchUpdateException(noSpace());
        SQLException other = new SQLException("a row is there twice", "23505");

        assertTrue(SqlFault.lasting(new IllegalStateException(ofBatch)));
        assertEquals("the disk is full", SqlFault.sentence(ofBatch));
        assertFalse(SqlFault.endsH2(ofBatch));
        assertFalse(SqlFault.lasting(other));
    }
}
