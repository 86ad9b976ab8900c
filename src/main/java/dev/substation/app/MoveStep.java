package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.home.Home;
import dev.substation.home.HomeLock;
import dev.substation.store.DatabaseSettings;
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

            usage: move-to-postgresql [--from FILE] [--home DIR]

              --from FILE    the file of the ledger, if store.url named one outside of data/ before

            First write store.url, store.user and store.password of an empty database into site.yaml.
            All rows arrive, or none: after a fault, repeat the command. The file is not changed. The next start uses PostgreSQL.
            """;

    private static final String FROM = "--from";

    public MoveStep() {
        super(HELP, 0, List.of(FROM), List.of());
    }

    @Override
    int run(Asked asked) throws IOException, BadSettings {
        Home home = asked.home();
        Settings.Store store = asked.settings().store();
        if (store.database(home.data()).isH2()) {
            asked.out()
                    .println(
                            "%s names no PostgreSQL database; write store.url, store.user and store.password there"
                                    .formatted(home.site()));
            return FAILED;
        }
        Path from = from(asked);
        if (!Files.isRegularFile(from)) {
            asked.out()
                    .println(
                            "There is no ledger at %s, so nothing to move. If store.url named another file before, name it with %s FILE. A new gateway makes its ledger in PostgreSQL itself"
                                    .formatted(from, FROM));
            return FAILED;
        }
        HomeLock lock = asked.lock();
        BackupFolder folder = new BackupFolder(home.data());
        Path work = folder.folder();
        try {
            folder.make();
            try (OutputStream copy = Files.newOutputStream(work.resolve(LedgerFile.NAME))) {
                LedgerFile.copy(from, copy, Progress.ofBytes(asked.out(), "Read"));
            }
            Map<String, Long> rows =
                    LedgerMove.copy(work, store.database(home.data()), new Shown(asked));
            rows.forEach((table, count) -> asked.out().println("%s: %d".formatted(table, count)));
            asked.out()
                    .println(
                            "All rows are in the %s and were counted there. The next start uses it; %s is as it was, keep it until the gateway has run for a while."
                                    .formatted(store.database(home.data()), from));
            new LedgerPlace(home.data()).note(store.database(home.data()));
        } finally {
            Home.delete(work);
            lock.close();
        }
        return OK;
    }

    /** The file with the ledger so far; the last noted one is what the gateway has used. */
    private static Path from(Asked asked) {
        Path data = asked.home().data();
        return asked.arguments()
                .option(FROM)
                .map(Path::of)
                .or(() -> new LedgerPlace(data).noted().flatMap(DatabaseSettings::file))
                .orElse(data.resolve(LedgerFile.NAME))
                .toAbsolutePath()
                .normalize();
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
