package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.model.Problem;
import dev.substation.store.Database;
import dev.substation.store.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running gateway does for {@code gw backup}. */
final class LedgerBackups {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerBackups.class);

    private LedgerBackups() {}

    /**
     * Notes where the ledger is, and copies it for who asks. On a server, its own tools do that.
     *
     * @param copier the thread for it alone
     */
    static void offer(
            Path data,
            Settings.Store store,
            Database database,
            Executor copier,
            HealthWatch watch) {
        DatabaseSettings settings = store.database(data);
        new LedgerPlace(data).note(settings);
        BackupFolder folder = new BackupFolder(data);
        try {
            folder.make();
        } catch (IOException e) {
            LOG.warn(Problem.LEDGER_NOT_COPIED.line(e));
        }
        if (settings.isH2()) {
            watch.backingUp(
                    copier,
                    () -> folder.answer(zip -> database.backUp(zip, store.limits().reserve())));
        }
    }
}
