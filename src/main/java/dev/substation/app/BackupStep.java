package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.home.HomeArchive;
import dev.substation.home.HomeArchive.Content;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.model.Version;
import dev.substation.store.LedgerFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Runs {@code gw backup} for the launcher; see {@link HomeCommand}. */
public final class BackupStep extends HomeCommand {

    private static final String HELP =
            """
            Saves a home in one file: settings, routes, keys, card files and the ledger, as they are
            at one moment. The gateway may run.

            usage: backup FILE [--home DIR]

              FILE    a new file outside of the home; it contains passwords, keys and cards, and only
                      you can read it

            A ledger in PostgreSQL is not in the file; save it with pg_dump. gw restore brings a
            backup back. docs/upgrade.md has a drill.
            """;

    /** Where the ledger is that is not in a backup. */
    static final String SERVER = "ledger-server";

    private static final long POLL = 100_000_000L;
    private static final int POLLS_TO_TAKE = 300;

    private static final String LEDGER = "data/" + LedgerFile.NAME;

    public BackupStep() {
        super(HELP, 1, List.of());
    }

    @Override
    int run(Asked asked) throws IOException, BadSettings {
        Path file = asked.file();
        if (Files.exists(file)) {
            asked.out().println("%s exists already; name a new file".formatted(file));
            return FAILED;
        }
        if (file.startsWith(asked.home().directory())) {
            asked.out()
                    .println(
                            "%s would be in the home itself; name a file outside of %s"
                                    .formatted(file, asked.home().directory()));
            return FAILED;
        }
        if (!Files.isRegularFile(asked.home().site())) {
            asked.out()
                    .println("There is no %s, so nothing to save".formatted(asked.home().site()));
            return FAILED;
        }
        Optional<String> server = server(asked);
        Map<String, String> about = about(asked, server);
        if (server.isPresent()) {
            write(asked, about, Map.of(), file);
            asked.out()
                    .println(
                            "The ledger is in the %s and not in this file; save it with pg_dump -Fc at the same time."
                                    .formatted(server.get()));
            return OK;
        }
        withLedger(asked, about, file);
        return OK;
    }

    /** Where the ledger is, if on a server. With errors in site.yaml it is worth saving as well. */
    private static Optional<String> server(Asked asked) {
        try {
            Settings.Store store = asked.settings().store();
            return store.url().map(url -> store.database(asked.home().data()).toString());
        } catch (BadSettings e) {
            asked.out().println(asked.home().site() + " has errors and is saved as it is.");
            return Optional.empty();
        }
    }

    private static Map<String, String> about(Asked asked, Optional<String> server) {
        Map<String, String> about = new HashMap<>();
        about.put("version", Version.own().text());
        about.put("made", asked.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        server.ifPresent(place -> about.put(SERVER, place));
        return about;
    }

    private static void withLedger(Asked asked, Map<String, String> about, Path file)
            throws IOException {
        if (!Files.exists(asked.home().data().resolve(LedgerFile.NAME))) {
            write(asked, about, Map.of(), file);
            return;
        }
        Optional<HomeLock> alone = lock(asked);
        if (alone.isPresent()) {
            try {
                ofStopped(asked, about, file);
            } finally {
                alone.get().close();
            }
            return;
        }
        asked.out().println("A gateway runs on the home; it copies its ledger.");
        BackupFolder.Request request = new BackupFolder(asked.home().data()).ask();
        try {
            Optional<Path> copy = awaited(asked, request);
            if (copy.isPresent()) {
                write(asked, about, Map.of(LEDGER, to -> unzip(copy.get(), to, asked)), file);
            } else {
                withLedger(asked, about, file); // the gateway that was asked has ended
            }
        } finally {
            request.forget();
        }
    }

    private static Optional<HomeLock> lock(Asked asked) {
        try {
            return Optional.of(HomeLock.take(asked.home()));
        } catch (HomeFault e) {
            return Optional.empty();
        }
    }

    private static void ofStopped(Asked asked, Map<String, String> about, Path file)
            throws IOException {
        Content ledger =
                to ->
                        LedgerFile.copy(
                                asked.home().data(), to, Progress.ofBytes(asked.out(), "Saved"));
        write(asked, about, Map.of(LEDGER, ledger), file);
    }

    private static void write(
            Asked asked, Map<String, String> about, Map<String, Content> ledger, Path file)
            throws IOException {
        HomeArchive.write(
                asked.home(), about, ledger, file, Progress.ofBytes(asked.out(), "Saved"));
        asked.out()
                .println("%s is written (%d KB).".formatted(file, Files.size(file) + 1023 >> 10));
    }

    /** Empty when the gateway has ended without an answer, also if another runs since. */
    private static Optional<Path> awaited(Asked asked, BackupFolder.Request request) {
        Progress progress =
                new Progress(asked.out(), System::nanoTime, polls -> "The gateway copies ...");
        for (int polls = 0; ; polls++) {
            Optional<String> failed = request.failed();
            if (failed.isPresent()) {
                throw new HomeFault("The gateway could not copy its ledger: " + failed.get());
            }
            if (request.copy().isPresent()) {
                return request.copy();
            }
            if (polls > POLLS_TO_TAKE && !request.isTaken()) {
                throw new HomeFault(
                        "The gateway that runs on %s does not answer. Versions up to 0.1.0 cannot copy their ledger while they run: stop it, then try again"
                                .formatted(asked.home().directory()));
            }
            if (polls % POLLS_TO_TAKE == POLLS_TO_TAKE - 1) {
                Optional<HomeLock> alone = lock(asked);
                alone.ifPresent(HomeLock::close);
                boolean lost = request.isTaken() && !request.isWorkedOn();
                if (alone.isPresent() || lost && request.copy().isEmpty()) {
                    return Optional.empty();
                }
            }
            progress.accept(polls);
            LockSupport.parkNanos(POLL);
        }
    }

    private static void unzip(Path copy, OutputStream to, Asked asked) throws IOException {
        try (InputStream file = Files.newInputStream(copy);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry one = zip.getNextEntry(); one != null; one = zip.getNextEntry()) {
                if (one.getName().endsWith(LedgerFile.NAME)) {
                    LedgerFile.copy(zip, to, Progress.ofBytes(asked.out(), "Saved"));
                    return;
                }
            }
        }
        throw new IOException("the copy of the ledger is empty");
    }
}
