package dev.substation.app;

import dev.substation.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where {@code gw backup} asks a running gateway for a copy of its ledger, and gets it: {@code
 * data/backup/}. Only who may write there can ask, and nobody else can read the copy; no network is
 * involved.
 *
 * <p>{@code ID.wanted} asks. The gateway makes it {@code ID.unfinished} while it copies, then
 * {@code ID.zip}, or {@code ID.failed} with a sentence.
 */
final class BackupFolder {

    private static final Logger LOG = LoggerFactory.getLogger(BackupFolder.class);

    private static final String WANTED = ".wanted";
    private static final String UNFINISHED = ".unfinished";
    private static final String FAILED = ".failed";
    private static final String ZIP = ".zip";

    private final Path folder;

    BackupFolder(Path data) {
        this.folder = data.resolve("backup");
    }

    /** The folder itself; it need not exist. */
    Path folder() {
        return folder;
    }

    /** What a command has asked for. */
    final class Request {

        private final String id = UUID.randomUUID().toString();

        private Path file(String ending) {
            return folder.resolve(id + ending);
        }

        private void ask() {
            try {
                Files.createDirectories(folder);
                Files.createFile(file(WANTED));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether the gateway has seen it. */
        boolean isTaken() {
            return !Files.exists(file(WANTED));
        }

        /** Whether the gateway copies now. */
        boolean isWorkedOn() {
            return Files.exists(file(UNFINISHED));
        }

        /** The copy, when it is complete. */
        Optional<Path> copy() {
            return Optional.of(file(ZIP)).filter(Files::exists);
        }

        /** Why there will be no copy. */
        Optional<String> failed() {
            try {
                return Files.exists(file(FAILED))
                        ? Optional.of(Files.readString(file(FAILED)))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Takes everything of it away. */
        void forget() {
            try {
                for (String ending : List.of(WANTED, UNFINISHED, FAILED, ZIP)) {
                    Files.deleteIfExists(file(ending));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Asks for a copy. */
    Request ask() {
        Request request = new Request();
        request.ask();
        return request;
    }

    /** That of a gateway that starts: without what commands have left that did not end. */
    static BackupFolder cleared(Path data) {
        BackupFolder folder = new BackupFolder(data);
        folder.clear();
        return folder;
    }

    /** Removes what commands have left. */
    void clear() {
        try {
            Home.delete(folder);
        } catch (UncheckedIOException e) {
            LOG.debug("the folder of backups cannot be cleared", e);
        }
    }

    /**
     * Answers those who ask; blocks for as long as a copy takes.
     *
     * @param copy writes a copy of the ledger to a file
     */
    void answer(Consumer<Path> copy) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path wanted : files.filter(file -> file.toString().endsWith(WANTED)).toList()) {
                answer(wanted, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Path wanted, Consumer<Path> copy) throws IOException {
        String id = wanted.getFileName().toString().replace(WANTED, "");
        Path unfinished = folder.resolve(id + UNFINISHED);
        Files.move(wanted, unfinished, StandardCopyOption.ATOMIC_MOVE);
        try {
            copy.accept(unfinished);
            Files.move(unfinished, folder.resolve(id + ZIP), StandardCopyOption.ATOMIC_MOVE);
            LOG.info("the ledger was copied for a backup");
        } catch (RuntimeException e) {
            Files.deleteIfExists(unfinished);
            Files.writeString(folder.resolve(id + FAILED), String.valueOf(e.getMessage()));
        }
    }
}
