package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.testing.PostgresqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is PostgreSQL's own. */
@ExtendWith(OnPostgresql.class)
class PostgresqlTest {

    @TempDir Path folder;

    @Test
    void tellsThatAnotherGatewayHoldsTheDatabase() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)));

            assertThrows(DatabaseInUse.class, () -> OpenLedger.in(folder).close());
        }
        OpenLedger.in(folder).close(); // the lock went with the first
    }

    @Test
    void storesAgainAfterItsConnectionsWereCut() throws Exception {
        try (OpenLedger open = OpenLedger.in(folder)) {
            open.store(new Change.Queued(Rows.call(1)));
            cutConnections();

            CompletableFuture<Void> first = open.ledger().commit(Rows.queued(2));
            try {
                first.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof NotStored, e.toString());
            }
            open.store(new Change.Queued(Rows.call(3)));

            List<Long> stored = open.sequences(Rows.KEBA);
            assertEquals(!first.isCompletedExceptionally(), stored.contains(2L));
            assertTrue(stored.containsAll(List.of(1L, 3L)), stored.toString());
        }
    }

    private void cutConnections() {
        PostgresqlServer.shared()
                .execute(
                        OpenLedger.settings(folder),
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                + " application_name = 'substation'");
    }
}
