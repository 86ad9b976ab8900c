package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.home.HomeArchive;
import dev.substation.home.HomeArchive.Content;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.home.HomeSwap;
import dev.substation.home.HomeTaken;
import dev.substation.model.Version;
import dev.substation.store.DatabaseSettings;
import dev.substation.store.LedgerFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
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

    /** The file of the ledger, if it is not in {@code data/}. */
    static final String ELSEWHERE = "ledger-file";

    private static final long POLL = 100_000_000L;
    private static final int POLLS_TO_TAKE = 300;
    private static final int ATTEMPTS = 3;

    private static final String LEDGER = "data/" + LedgerFile.NAME;
    private static final String FILE_OF_H2 = ".mv.db";

    private final long poll;

    public BackupStep() {
        this(POLL);
    }

    /**
     * @param poll nanoseconds between two looks at what the gateway does
     */
    BackupStep(long poll) {
        super(HELP, 1, List.of());
        this.poll = poll;
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
        demandOurs(asked);
        if (!Files.isRegularFile(asked.home().site())) {
            asked.out()
                    .println("There is no %s, so nothing to save".formatted(asked.home().site()));
            return FAILED;
        }
        HomeSwap.interrupted(asked.home())
                .ifPresent(
                        why -> {
                            throw new HomeFault(why);
                        });
        DatabaseSettings ledger = ledger(asked);
        if (!ledger.isH2()) {
            write(asked, about(asked, SERVER, Optional.of(ledger.toString())), Map.of(), file);
            asked.out()
                    .println(
                            "The ledger is in the %s and not in this file; save it with pg_dump -Fc at the same time."
                                    .formatted(ledger));
            return OK;
        }
        Optional<Path> place = ledger.file();
        if (place.isEmpty()) {
            asked.out()
                    .println(
                            "The ledger in the %s cannot be saved; write store.url with the whole path of its file, as in jdbc:h2:file:/var/lib/substation/ledger"
                                    .formatted(ledger));
            return FAILED;
        }
        withLedger(asked, place.get(), file);
        return OK;
    }

    private static void demandOurs(Asked asked) throws IOException {
        Path data = asked.home().data();
        if (Files.exists(data) && !Files.isWritable(data)) {
            throw notOurs(data);
        }
    }

    private static HomeFault notOurs(Path folder) throws IOException {
        return new HomeFault(
                "%s belongs to another user; run this as the user who owns %s (%s)"
                        .formatted(folder, folder, Files.getOwner(folder).getName()));
    }

    /**
     * The database that the gateway used last, else that of site.yaml. With errors in site.yaml it
     * is worth saving as well.
     */
    private static DatabaseSettings ledger(Asked asked) {
        Path data = asked.home().data();
        Optional<DatabaseSettings> written = written(asked);
        Optional<DatabaseSettings> used = new LedgerPlace(data).noted();
        if (used.isPresent()
                && written.isPresent()
                && !used.get().toString().equals(written.get().toString())) {
            asked.out()
                    .println(
                            "The gateway last used the %s. site.yaml and the environment of this command name the %s, which is not saved."
                                    .formatted(used.get(), written.get()));
        }
        return used.or(() -> written).orElseGet(() -> DatabaseSettings.inFolder(data));
    }

    private static Optional<DatabaseSettings> written(Asked asked) {
        try {
            return Optional.of(asked.settings().store().database(asked.home().data()));
        } catch (BadSettings e) {
            asked.out().println(asked.home().site() + " has errors and is saved as it is.");
            return Optional.empty();
        }
    }

    private static Map<String, String> about(Asked asked, String place, Optional<String> ledger) {
        Map<String, String> about = new HashMap<>();
        about.put("version", Version.own().text());
        about.put("made", asked.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        ledger.ifPresent(at -> about.put(place, at));
        return about;
    }

    private void withLedger(Asked asked, Path ledger, Path file) throws IOException {
        boolean usual = ledger.equals(asked.home().data().resolve(LedgerFile.NAME));
        Map<String, String> about =
                about(asked, ELSEWHERE, Optional.of(ledger.toString()).filter(path -> !usual));
        if (!Files.exists(ledger)) {
            write(asked, about, Map.of(), file);
            asked.out()
                    .println(
                            "There is no ledger at %s, so none is in this file. If the gateway keeps it elsewhere, as by SUBSTATION_STORE_URL in its service, save it there."
                                    .formatted(ledger));
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<HomeLock> alone = lock(asked);
            if (alone.isPresent()) {
                try {
                    ofStopped(asked, about, ledger, file);
                } finally {
                    alone.get().close();
                }
                return;
            }
            asked.out().println("A gateway runs on the home; it copies its ledger.");
            BackupFolder.Request request = new BackupFolder(asked.home().data()).request();
            try {
                Optional<Path> copy = awaited(asked, request);
                if (copy.isPresent()) {
                    write(asked, about, Map.of(LEDGER, to -> unzip(copy.get(), to, asked)), file);
                    return;
                }
            } finally {
                request.forget();
            }
        }
        throw new HomeFault(
                "The gateway that runs on %s was asked %d times for its ledger and did not copy it; see its log, or stop it and try again"
                        .formatted(asked.home().directory(), ATTEMPTS));
    }

    /** Empty while a gateway runs. */
    private static Optional<HomeLock> lock(Asked asked) {
        try {
            return Optional.of(HomeLock.takeToBackUp(asked.home()));
        } catch (HomeTaken e) {
            return Optional.empty();
        }
    }

    private static void ofStopped(Asked asked, Map<String, String> about, Path ledger, Path file)
            throws IOException {
        Content content = to -> LedgerFile.copy(ledger, to, Progress.ofBytes(asked.out(), "Saved"));
        write(asked, about, Map.of(LEDGER, content), file);
    }

    private static void write(
            Asked asked, Map<String, String> about, Map<String, Content> ledger, Path file)
            throws IOException {
        List<Path> skipped =
                HomeArchive.write(
                        asked.home(), about, ledger, file, Progress.ofBytes(asked.out(), "Saved"));
        skipped.forEach(
                one ->
                        asked.out()
                                .println(
                                        "%s cannot be read and is not in this file."
                                                .formatted(one)));
        asked.out()
                .println("%s is written (%d KB).".formatted(file, Files.size(file) + 1023 >> 10));
    }

    /** Empty when the gateway has ended without an answer, also if another runs since. */
    private Optional<Path> awaited(Asked asked, BackupFolder.Request request) throws IOException {
        Progress progress =
                new Progress(asked.out(), System::nanoTime, polls -> "The gateway copies ...");
        for (int polls = 1; ; polls++) {
            ask(asked, request);
            Optional<String> failed = request.failed();
            if (failed.isPresent()) {
                throw new HomeFault("The gateway could not copy its ledger: " + failed.get());
            }
            if (request.copy().isPresent()) {
                return request.copy();
            }
            if (polls % POLLS_TO_TAKE == 0) {
                Optional<HomeLock> alone = lock(asked);
                alone.ifPresent(HomeLock::close);
                if (alone.isPresent() || request.isLost()) {
                    return Optional.empty();
                }
                if (!request.isTaken()) {
                    throw new HomeFault(
                            "The gateway that runs on %s does not answer. Versions up to 0.1.0 cannot copy their ledger while they run: stop it, then try again"
                                    .formatted(asked.home().directory()));
                }
            }
            progress.accept(polls);
            LockSupport.parkNanos(poll);
        }
    }

    private static void ask(Asked asked, BackupFolder.Request request) throws IOException {
        try {
            request.ask();
        } catch (AccessDeniedException e) {
            throw notOurs(new BackupFolder(asked.home().data()).folder());
        }
    }

    private static void unzip(Path copy, OutputStream to, Asked asked) throws IOException {
        try (InputStream file = Files.newInputStream(copy);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry one = zip.getNextEntry(); one != null; one = zip.getNextEntry()) {
                if (one.getName().endsWith(FILE_OF_H2)) {
                    LedgerFile.copy(zip, to, Progress.ofBytes(asked.out(), "Saved"));
                    return;
                }
            }
        }
        throw new IOException("the copy of the ledger is empty");
    }
}
