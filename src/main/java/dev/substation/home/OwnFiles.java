package dev.substation.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Files and folders that only the user who runs the gateway may read: settings, keys and the ledger
 * hold passwords and cards. Permissions that somebody set on what exists already are left alone.
 */
public final class OwnFiles {

    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private static final Duration CHANGED_WITHIN = Duration.ofSeconds(30);

    private OwnFiles() {}

    /** Makes a folder with mode 0700 and the owner of its parent, unless it exists. */
    public static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (hasPermissions(folder.toAbsolutePath().getParent())) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        } else {
            Files.createDirectory(folder);
        }
        Owner.of(folder.toAbsolutePath().getParent()).give(folder);
    }

    /** Makes a folder and those that it needs, each with the owner of its parent. */
    static void createFolders(Path folder) throws IOException {
        // A folder of a home may be a link, which Java 17 does not take for a folder here.
        if (Files.isDirectory(folder)) {
            return;
        }
        createFolders(folder.getParent());
        Files.createDirectory(folder);
        Owner.of(folder.getParent()).give(folder);
    }

    /**
     * Moves a file into its place, also to another file system: whatever ends the process, the
     * place never has a part of the file.
     */
    static void move(Path from, Path to) throws IOException {
        createFolders(to.getParent());
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Path beside = to.resolveSibling(to.getFileName() + ".moving");
            Files.copy(
                    from,
                    beside,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            sync(beside);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(from);
        }
    }

    /** Brings a file, or the names in a folder, onto the disk, where the system can do that. */
    static void sync(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException cannot) {
            return; // Windows opens no folder, and nothing for reading alone
        }
    }

    /**
     * Makes an empty file with mode 0600.
     *
     * @throws FileAlreadyExistsException when there is one
     */
    public static void create(Path file) throws IOException {
        if (hasPermissions(file.toAbsolutePath().getParent())) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
        } else {
            Files.createFile(file);
        }
    }

    /**
     * The same, with the owner of its folder.
     *
     * @throws FileAlreadyExistsException when there is one
     */
    public static void createOwned(Path file) throws IOException {
        create(file);
        Owner.of(file.toAbsolutePath().getParent()).give(file);
    }

    /** Gives a file that was just written the mode 0600. */
    static void restrict(Path file) throws IOException {
        if (hasPermissions(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /**
     * Changes a text file as a whole: whatever ends the process, the file has all of its old or all
     * of its new text. It keeps its mode and its owner; a new file gets the mode 0600 and the owner
     * of its folder. A link stays a link.
     *
     * @param change gets the text so far, empty when there is no file
     * @throws FileAlreadyExistsException when somebody else is changing it
     */
    public static void change(Path file, UnaryOperator<String> change) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path beside = target.resolveSibling(target.getFileName() + ".changing");
        leftBehind(beside);
        create(beside);
        boolean moved = false;
        try {
            boolean exists = Files.exists(target); // only now: nobody else changes it any more
            Files.writeString(beside, change.apply(exists ? Files.readString(target) : ""));
            Owner.of(exists ? target : target.getParent()).give(beside);
            if (exists && hasPermissions(target)) {
                Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(target));
            }
            sync(beside);
            move(beside, target);
            moved = true;
        } finally {
            if (!moved) {
                Files.deleteIfExists(beside);
            }
        }
        sync(target.getParent());
    }

    /** Removes what a killed process has left, by the clock of the disk. */
    private static void leftBehind(Path beside) throws IOException {
        if (!Files.exists(beside)) {
            return;
        }
        Path probe = Files.createTempFile(beside.getParent(), "now", ".changing");
        try {
            Instant now = Files.getLastModifiedTime(probe).toInstant();
            if (Files.getLastModifiedTime(beside).toInstant().isBefore(now.minus(CHANGED_WITHIN))) {
                // One of two that find it takes it away; the other fails here, or makes its own.
                Files.move(beside, probe, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (NoSuchFileException done) {
            return; // whoever changed it has ended
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    static boolean hasPermissions(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }
}
