package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.home.Aside;
import dev.substation.home.Home;
import dev.substation.home.HomeArchive;
import dev.substation.home.HomeLock;
import dev.substation.home.HomeSwap;
import dev.substation.home.OwnFiles;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs {@code gw restore} for the launcher; see {@link HomeCommand}. */
public final class RestoreStep extends HomeCommand {

    private static final String HELP =
            """
            Brings a home back from a file that gw backup has written. The gateway must not run. The
            file is checked before anything in the home is touched.

            usage: restore FILE [--replace] [--home DIR]

              --replace    also if the home is not empty; its files are kept in data/aside/

            A restored ledger is out of date: transactions that have ended since are open in it, and
            messages that the CSMS has already are sent again. docs/upgrade.md says more.
            """;

    private static final String REPLACE = "--replace";

    public RestoreStep() {
        super(HELP, 1, List.of(REPLACE));
    }

    @Override
    int run(Asked asked) throws IOException {
        Home home = asked.home();
        if (!Files.isRegularFile(asked.file())) {
            asked.out().println("There is no file %s".formatted(asked.file()));
            return FAILED;
        }
        putBack(asked);
        boolean replaces = HomeSwap.isNeeded(home);
        if (replaces && !asked.arguments().has(REPLACE)) {
            asked.out()
                    .println(
                            "The home %s is not empty; with %s its files are moved to data/aside/ and the backup takes their place"
                                    .formatted(home.directory(), REPLACE));
            return FAILED;
        }
        home.create();
        HomeLock lock = asked.lock();
        try {
            BackupFolder folder = new BackupFolder(home.data());
            folder.make();
            try {
                restore(asked, folder.folder(), replaces);
            } finally {
                Home.delete(folder.folder());
            }
        } finally {
            lock.close();
        }
        return OK;
    }

    private static void putBack(Asked asked) {
        Home home = asked.home();
        if (HomeSwap.interrupted(home).isPresent()) {
            HomeLock lock = asked.lockToRestore();
            try {
                HomeSwap.putBack(home);
            } finally {
                lock.close();
            }
            asked.out()
                    .println(
                            "A restore of the home %s was interrupted before; its files are back as they were."
                                    .formatted(home.directory()));
        }
    }

    /** The database of the restored site.yaml; empty if that has errors here. */
    private static Optional<DatabaseSettings> database(Asked asked, Path files) {
        try {
            return Optional.of(
                    SettingsFile.read(
                                    files,
                                    files.resolve("site.yaml"),
                                    asked.environment(),
                                    asked.clock())
                            .store()
                            .database(asked.home().data()));
        } catch (BadSettings e) {
            return Optional.empty();
        }
    }

    private static void restore(Asked asked, Path unpacked, boolean replaces) throws IOException {
        Home home = asked.home();
        Path files = unpacked.resolve("home");
        OwnFiles.createFolder(files);
        Map<String, String> about =
                HomeArchive.unpack(asked.file(), files, Progress.ofBytes(asked.out(), "Unpacked"));
        Path ledger = files.resolve("data").resolve(LedgerFile.NAME);
        if (Files.exists(ledger)) {
            // A copy is checked, for to open a ledger is to change it.
            Path tried = Files.createDirectories(unpacked.resolve("tried"));
            Files.copy(ledger, tried.resolve(LedgerFile.NAME));
            LedgerFile.check(tried, database(asked, files));
        }
        Aside aside = new Aside(home.data(), "restore", asked.clock());
        new HomeSwap(home, aside).with(files);
        new LedgerPlace(home.data()).forget();
        asked.out()
                .println(
                        "The home %s is as it was at %s, saved by Substation %s."
                                .formatted(
                                        home.directory(),
                                        about.getOrDefault("made", "an unknown time"),
                                        about.getOrDefault("version", "of an unknown version")));
        if (replaces) {
            asked.out().println("What was there before is in %s.".formatted(aside.folder()));
        }
        if (about.containsKey(BackupStep.ELSEWHERE)) {
            asked.out()
                    .println(
                            "The ledger of the backup is in %s. Before, it was %s, which was not touched: move the first in place of the second before you start the gateway, or remove store.url from site.yaml."
                                    .formatted(
                                            home.data().resolve(LedgerFile.NAME),
                                            about.get(BackupStep.ELSEWHERE)));
        }
        if (about.containsKey(BackupStep.SERVER)) {
            asked.out()
                    .println(
                            "The ledger is not in the backup but in the %s; restore its dump with pg_restore before you start the gateway."
                                    .formatted(about.get(BackupStep.SERVER)));
        }
    }
}
