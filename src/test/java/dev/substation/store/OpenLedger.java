package dev.substation.store;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.model.StationId;
import dev.substation.testing.PostgresqlServer;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A ledger with its database and threads, wired and closed as the gateway does it. On H2, or within
 * {@link OnPostgresql} on a PostgreSQL server.
 */
record OpenLedger(
        Database database,
        JpaLedger ledger,
        ExecutorService writer,
        ExecutorService readers,
        SteppedTimers time)
        implements AutoCloseable {

    static OpenLedger in(Path folder) {
        return in(folder, LedgerLimits.DEFAULTS);
    }

    static OpenLedger in(Path folder, LedgerLimits limits) {
        return at(settings(folder), limits);
    }

    /** Where the ledger of a folder is kept; on a server the schema is there already. */
    static DatabaseSettings settings(Path folder) {
        return OnPostgresql.isOn()
                ? PostgresqlServer.shared().database(name(folder), OnPostgresql.template())
                : DatabaseSettings.inFolder(folder);
    }

    /** The same for who brings a schema. */
    static DatabaseSettings empty(Path folder) {
        return OnPostgresql.isOn()
                ? PostgresqlServer.shared().database(name(folder))
                : DatabaseSettings.inFolder(folder);
    }

    private static String name(Path folder) {
        return folder.toAbsolutePath().toString().replaceAll(".*(?=.{60})", "");
    }

    static OpenLedger at(DatabaseSettings settings, LedgerLimits limits) {
        return at(settings, limits, Lease.DEFAULT);
    }

    static OpenLedger at(DatabaseSettings settings, LedgerLimits limits, Lease lease) {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        SteppedTimers time = new SteppedTimers(Rows.NOON);
        Database database =
                Database.open(settings, Executors.defaultThreadFactory(), time::moment, lease);
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
        CompletableFuture<Void> stored = ledger.commit(List.of(changes));
        if (Stream.of(changes).allMatch(Change.Unqueued.class::isInstance)) {
            time.pass(CommitQueue.SOON);
        }
        stored.get(120, TimeUnit.SECONDS);
    }

    List<OutboxRow> outbox(StationId upstream) throws Exception {
        return ledger.outbox(upstream, 0, 100_000).get(120, TimeUnit.SECONDS);
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
