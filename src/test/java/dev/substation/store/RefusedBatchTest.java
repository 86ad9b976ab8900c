package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.model.Action;
import dev.substation.testing.SyncedFiles;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes what is written and then fails to confirm it: the station is told that its
 * message is not stored, and sends it again; what lies in the file must not be delivered as well.
 */
class RefusedBatchTest {

    private static volatile boolean broken;

    /** Files of a disk that can break. Public, for H2 makes more of them. */
    public static final class BreakingFiles extends SyncedFiles {

        @Override
        public String getScheme() {
            return "breaking";
        }

        @Override
        protected void sync(FileChannel file) throws IOException {
            if (broken) {
                throw new IOException("the disk does not answer");
            }
            file.force(true);
        }
    }

    @TempDir Path folder;

    @BeforeEach
    void register() {
        FilePath.register(new BreakingFiles());
    }

    @AfterEach
    void mend() {
        broken = false;
    }

    private DatabaseSettings settings() {
        return new DatabaseSettings("jdbc:h2:breaking:" + folder.resolve("ledger"), "sa", "");
    }

    private static void refuse(OpenLedger open, Change... changes) {
        broken = true;
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () -> open.ledger().commit(List.of(changes)).get(30, TimeUnit.SECONDS));
        assertTrue(refused.getCause() instanceof NotStored, refused.toString());
        broken = false;
    }

    private static void recover(OpenLedger open) {
        Wait.until(
                "the ledger takes writes again",
                Duration.ofSeconds(30),
                () -> {
                    open.ledger().watch();
                    return open.ledger().trouble().isEmpty();
                });
    }

    private static List<Memory> repeats(OpenLedger open) {
        return open.ledger().load().memories();
    }

    private static Change stops(String keys) {
        return new Change.Remembered(
                new Memory(Memory.REPEATS, Rows.KEBA, "StopTransaction", keys));
    }

    @Test
    void removesWhatReachedTheDiskThoughItWasRefused() throws Exception {
        Memory window = new Memory("meter-window", Rows.KEBA, "1", "open");
        try (OpenLedger open = OpenLedger.at(settings(), LedgerLimits.DEFAULTS)) {
            open.store(
                    new Change.Queued(Rows.call(1)),
                    new Change.TransactionChanged(
                            Rows.transaction(1, Optional.empty(), Optional.empty())));
            refuse(
                    open,
                    new Change.Queued(Rows.call(2)),
                    new Change.Remembered(window),
                    stops("first second"),
                    new Change.TransactionChanged(
                            Rows.transaction(2, Optional.empty(), Optional.empty())),
                    new Change.Queued(Rows.callOf(3, 2, Action.StartTransaction)));
        }
        assertEquals(List.of(1L, 2L, 3L), inTheFile(), "it has reached the disk");

        try (OpenLedger open = OpenLedger.at(settings(), LedgerLimits.DEFAULTS)) {
            open.store(new Change.Unqueued(2), new Change.Unqueued(3));
            refuse(
                    open,
                    new Change.Queued(Rows.call(4)),
                    stops("first second third"),
                    new Change.TransactionChanged(
                            Rows.transaction(3, Optional.empty(), Optional.empty())),
                    new Change.Queued(Rows.callOf(5, 3, Action.StartTransaction)));

            recover(open);

            assertEquals(List.of(1L), open.sequences(Rows.KEBA));
            assertEquals(List.of(1L, 2L), open.transactionKeys());
            assertEquals(List.of(window), repeats(open));
            open.store(new Change.Queued(Rows.call(6)));
            assertEquals(List.of(1L, 6L), open.sequences(Rows.KEBA));
        }
    }

    private List<Long> inTheFile() throws Exception {
        try (OpenLedger open = OpenLedger.at(settings(), LedgerLimits.DEFAULTS)) {
            return open.sequences(Rows.KEBA);
        }
    }
}
