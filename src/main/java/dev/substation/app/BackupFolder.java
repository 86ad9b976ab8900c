package dev.substation.app;

import dev.substation.home.Home;
import dev.substation.home.OwnFiles;
import dev.substation.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * data/backup/}. The gateway makes the folder. Only who may write there can ask, and nobody else
 * can read the copy; no network is involved.
 *
 * <p>{@code ID.wanted} asks. The gateway makes {@code ID.unfinished} of it while it copies, then
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

    /** What a command asks for. */
    final class Request {

        private final String id = UUID.randomUUID().toString();
        private boolean asked;

        private Path file(String ending) {
            return folder.resolve(id + ending);
        }

        /**
         * Asks, unless that was done before. Nothing happens while the gateway has not made the
         * folder.
         *
         * @return whether it was asked
         * @throws AccessDeniedException when the folder is another user's
         */
        boolean ask() throws IOException {
            if (asked) {
                return true;
            }
            try {
                Files.createFile(file(WANTED));
                asked = true;
            } catch (NoSuchFileException e) {
                LOG.debug("there is no {} yet", folder, e);
            }
            return asked;
        }

        /** Whether the gateway has seen it. */
        boolean isTaken() {
            return asked && !Files.exists(file(WANTED));
        }

        /** Whether the gateway copies now. */
        boolean isWorkedOn() {
            return Files.exists(file(UNFINISHED));
        }

        /** Whether a gateway has taken it and will never answer. */
        boolean isLost() {
            return isTaken() && !isWorkedOn() && copy().isEmpty() && failed().isEmpty();
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

    /** Something to ask for. */
    Request request() {
        return new Request();
    }

    /**
     * Makes the folder, without what commands have left in it that did not end; when the gateway
     * starts, and for a command that has the home alone.
     */
    void make() throws IOException {
        try {
            Home.delete(folder);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        OwnFiles.createFolder(folder);
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
        // Not the file of the command itself, which may be root's.
        Files.createFile(unfinished);
        Files.deleteIfExists(wanted);
        try {
            copy.accept(unfinished);
            Files.move(unfinished, folder.resolve(id + ZIP), StandardCopyOption.ATOMIC_MOVE);
            LOG.info("the ledger was copied for a backup");
        } catch (Throwable e) { // an Error too: the command waits for an answer
            String why = e instanceof RuntimeException ? e.getMessage() : e.toString();
            LOG.warn(Problem.LEDGER_NOT_COPIED.line(why));
            Files.deleteIfExists(unfinished); // it may have filled the disk
            Files.writeString(folder.resolve(id + FAILED), String.valueOf(why));
        }
    }
}
