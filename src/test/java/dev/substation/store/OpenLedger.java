package dev.substation.store;

import dev.substation.flow.Ledger.Change;
import dev.substation.flow.Ledger.OutboxRow;
import dev.substation.flow.SteppedTimers;
import dev.substation.model.StationId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A ledger with its database and threads, wired and closed as the gateway does it. On H2, or on a
 * PostgreSQL server: {@code -Dledger.postgresql=jdbc:postgresql://localhost/ledger
 * -Dledger.user=... -Dledger.password=...}.
 */
record OpenLedger(
        Database database,
        JpaLedger ledger,
        ExecutorService writer,
        ExecutorService readers,
        SteppedTimers time)
        implements AutoCloseable {

    static OpenLedger in(Path folder) throws SQLException {
        return in(folder, LedgerLimits.DEFAULTS);
    }

    static OpenLedger in(Path folder, LedgerLimits limits) throws SQLException {
        return at(settings(folder), limits);
    }

    /** Where the ledger of a folder is kept. */
    static DatabaseSettings settings(Path folder) throws SQLException {
        String server = System.getProperty("ledger.postgresql");
        return server == null ? DatabaseSettings.inFolder(folder) : schema(server, folder);
    }

    /** A schema for the folder, on a server that stands in for H2 in these tests. */
    private static DatabaseSettings schema(String server, Path folder) throws SQLException {
        String name = folder.getFileName().toString().replaceAll("\\W", "");
        String user = System.getProperty("ledger.user", "postgres");
        String password = System.getProperty("ledger.password", "");
        try (Connection connection = DriverManager.getConnection(server, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + name);
        }
        return new DatabaseSettings(server + "?currentSchema=" + name, user, password);
    }

    static OpenLedger at(DatabaseSettings settings, LedgerLimits limits) {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        Database database = Database.open(settings, Executors.defaultThreadFactory());
        SteppedTimers time = new SteppedTimers(Rows.NOON);
        return new OpenLedger(
                database,
                new JpaLedger(database, writer, readers, time, limits),
                writer,
                readers,
                time);
    }

    /** The keys of all transactions, in order. */
    List<Long> transactionKeys() {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT t.key FROM StoredTransaction t ORDER BY t.key",
                                        Long.class)
                                .getResultList());
    }

    void store(Change... changes) throws Exception {
        ledger.commit(List.of(changes)).get(30, TimeUnit.SECONDS);
    }

    List<OutboxRow> outbox(StationId upstream) throws Exception {
        return ledger.outbox(upstream, 0, 100_000).get(30, TimeUnit.SECONDS);
    }

    List<Long> sequences(StationId upstream) throws Exception {
        return outbox(upstream).stream().map(OutboxRow::sequence).toList();
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
        writer.shutdown();
        readers.shutdown();
    }
}
