package dev.substation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.Ledger.Change;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What is PostgreSQL's own; the server is named as {@link OpenLedger} says. */
@EnabledIfSystemProperty(named = "ledger.postgresql", matches = ".+")
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

    private static void cutConnections() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                System.getProperty("ledger.postgresql"),
                                System.getProperty("ledger.user", "postgres"),
                                System.getProperty("ledger.password", ""));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                            + " 'substation'");
        }
    }
}
