package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.testing.PostgresqlServer;
import dev.substation.testing.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a ledger on PostgreSQL when the lock of one gateway is lost (issue 11). */
@ExtendWith(OnPostgresql.class)
class StoreLockTest {

    private static final Lease SHORT = new Lease(Duration.ofSeconds(1), Duration.ofMillis(100));

    @TempDir Path folder;

    private OpenLedger open() {
        return OpenLedger.at(OpenLedger.settings(folder), LedgerLimits.DEFAULTS, SHORT);
    }

    /** What a restart of the server does to all that are connected. */
    private void cutAll() {
        PostgresqlServer.shared()
                .execute(
                        OpenLedger.settings(folder),
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                + " application_name = 'substation' AND datname ="
                                + " current_database()");
    }

    private static String refused(OpenLedger gateway, long sequence) {
        ExecutionException no =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                gateway.ledger()
                                        .commit(Rows.queued(sequence))
                                        .get(30, TimeUnit.SECONDS));
        return no.getCause().getMessage();
    }

    @Test
    void whoWasTakenOverStoresAndSendsNothingAnyMore() throws Exception {
        try (OpenLedger first = open()) {
            first.store(new Change.Queued(Rows.call(1)));
            cutAll();

            try (OpenLedger second = open()) {
                first.database().confirmHold();

                assertTrue(
                        refused(first, 2).startsWith("another gateway has taken over"),
                        refused(first, 3));
                assertTrue(
                        first.ledger().trouble().orElseThrow().contains("taken over"),
                        "health tells it");
                second.store(new Change.Queued(Rows.call(2)));
                assertEquals(List.of(1L, 2L), second.sequences(Rows.KEBA));
                assertEquals(Optional.empty(), second.database().lost());
            }
            first.database().confirmHold();
            assertTrue(first.database().lost().isPresent(), "for good, for it knows too little");
        }
    }

    @Test
    void aWriteTellsItEvenBeforeTheHoldIsConfirmed() throws Exception {
        try (OpenLedger first = open()) {
            cutAll();
            try (OpenLedger second = open()) {
                first.ledger().commit(Rows.queued(1)).handle((done, fault) -> null).get();
                refused(first, 2);

                assertTrue(refused(first, 3).startsWith("another gateway has taken over"));
                assertTrue(first.database().lost().isPresent());
                assertEquals(List.of(), second.sequences(Rows.KEBA));
            }
        }
    }

    @Test
    void aHoldThatNobodyTookIsTakenAgain() throws Exception {
        try (OpenLedger first = open()) {
            cutAll();
            assertEquals(Optional.empty(), first.database().lost(), "nobody can have begun yet");

            first.database().confirmHold();

            assertThrows(DatabaseInUse.class, () -> open().close());
            Wait.until(
                    "the connections that were cut are all found out",
                    Duration.ofSeconds(20),
                    () -> stores(first, 1));
            first.store(new Change.Queued(Rows.call(2)));
            assertEquals(Optional.empty(), first.database().lost());
        }
    }

    private static boolean stores(OpenLedger opened, long row) {
        return opened.ledger()
                .commit(Rows.queued(row))
                .handle((done, fault) -> fault == null)
                .join();
    }

    @Test
    void aHoldThatIsNotConfirmedLapses() throws Exception {
        try (OpenLedger first = open()) {
            first.time().pass(Duration.ofMillis(999));
            assertEquals(Optional.empty(), first.database().lost());

            first.time().pass(Duration.ofMillis(1));
            assertTrue(first.database().lost().orElseThrow().contains("is lost"));
            assertTrue(first.ledger().trouble().isPresent());

            first.database().confirmHold();
            assertEquals(Optional.empty(), first.database().lost());
        }
    }

    @Test
    void aCommandThatWritesTakesOverToo() throws Exception {
        try (OpenLedger first = open()) {
            cutAll();
            try (TransactionRecords records =
                    TransactionRecords.open(OpenLedger.settings(folder))) {
                records.close(1, Rows.NOON);
            }

            first.database().confirmHold();

            assertTrue(first.database().lost().orElseThrow().contains("taken over"));
        }
    }

    @Test
    void aLedgerThatWasClosedInOrderIsOpenAtOnce() throws Exception {
        Lease long60 = new Lease(Duration.ofSeconds(60), Duration.ZERO);
        DatabaseSettings settings = OpenLedger.settings(folder);
        OpenLedger.at(settings, LedgerLimits.DEFAULTS, long60).close();

        long begun = System.nanoTime();
        OpenLedger.at(settings, LedgerLimits.DEFAULTS, long60).close();

        assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 30);
    }

    @Test
    void aProcessThatHasEndedHereIsNotWaitedFor() {
        Owner self = Owner.self();

        assertEquals(Optional.of(self), Owner.ofStored(self.stored()));
        assertTrue(!self.hasEnded());
        assertTrue(
                self.machine().isEmpty()
                        || new Owner(self.machine(), self.pid(), self.started() - 1).hasEnded());
        assertTrue(!new Owner("another", self.pid(), 1).hasEnded(), "nobody can tell from here");
        assertEquals(Optional.empty(), Owner.ofStored(""));
    }
}
