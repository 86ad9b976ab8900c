package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.home.Home;
import dev.substation.home.HomeLock;
import dev.substation.store.LedgerFile;
import dev.substation.store.LedgerMove;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs {@code gw move-to-postgresql} for the launcher; see {@link HomeCommand}. */
public final class MoveStep extends HomeCommand {

    private static final String HELP =
            """
            Copies the ledger of a home from its own database file to PostgreSQL. The gateway must
            not run.

            usage: move-to-postgresql [--home DIR]

            First write store.url, store.user and store.password of an empty database into site.yaml.
            All rows arrive, or none: after a fault, repeat the command. The file in data/ is not
            changed. The next start uses PostgreSQL.
            """;

    public MoveStep() {
        super(HELP, 0, List.of());
    }

    @Override
    int run(Asked asked) throws IOException, BadSettings {
        Home home = asked.home();
        Settings.Store store = asked.settings().store();
        if (!store.url().filter(url -> url.startsWith("jdbc:postgresql:")).isPresent()) {
            asked.out()
                    .println(
                            "%s names no PostgreSQL database; write store.url, store.user and store.password there"
                                    .formatted(home.site()));
            return FAILED;
        }
        if (!Files.exists(home.data().resolve(LedgerFile.NAME))) {
            asked.out()
                    .println(
                            "There is no %s in %s, so nothing to move; start the gateway, which makes a ledger in PostgreSQL"
                                    .formatted(LedgerFile.NAME, home.data()));
            return FAILED;
        }
        HomeLock lock = asked.lock();
        Path work = new BackupFolder(home.data()).folder();
        try {
            Files.createDirectories(work);
            try (OutputStream copy = Files.newOutputStream(work.resolve(LedgerFile.NAME))) {
                LedgerFile.copy(home.data(), copy, Progress.ofBytes(asked.out(), "Read"));
            }
            Map<String, Long> rows =
                    LedgerMove.copy(work, store.database(home.data()), new Shown(asked));
            rows.forEach((table, count) -> asked.out().println("%s: %d".formatted(table, count)));
            asked.out()
                    .println(
                            "All rows are in the %s and were counted there. The next start uses it; %s is as it was, keep it until the gateway has run for a while."
                                    .formatted(
                                            store.database(home.data()),
                                            home.data().resolve(LedgerFile.NAME)));
        } finally {
            Home.delete(work);
            lock.close();
        }
        return OK;
    }

    /** A line now and then. */
    private static final class Shown implements LedgerMove.Listener {

        private final Progress progress;
        private String table = "";
        private long all;

        Shown(Asked asked) {
            progress =
                    new Progress(
                            asked.out(),
                            System::nanoTime,
                            rows -> "%s: %d of %d".formatted(table, rows, all));
        }

        @Override
        public void copied(String of, long rows, long most) {
            table = of;
            all = most;
            progress.accept(rows);
        }
    }
}
