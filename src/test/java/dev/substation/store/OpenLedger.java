package dev.substation.store;

import dev.substation.flow.Ledger.Change;
import dev.substation.flow.Ledger.OutboxRow;
import dev.substation.model.StationId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A ledger with its database and threads, wired and closed as the gateway does it. */
record OpenLedger(
        Database database, JpaLedger ledger, ExecutorService writer, ExecutorService readers)
        implements AutoCloseable {

    static OpenLedger in(Path folder) {
        return at(DatabaseSettings.inFolder(folder), LedgerLimits.DEFAULTS);
    }

    static OpenLedger at(DatabaseSettings settings, LedgerLimits limits) {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        Database database = Database.open(settings, Executors.defaultThreadFactory());
        Clock clock = Clock.fixed(Rows.NOON, ZoneOffset.UTC);
        return new OpenLedger(
                database, new JpaLedger(database, writer, readers, clock, limits), writer, readers);
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
