package dev.substation.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock on a home, {@code data/lock}: one gateway works in it. It lasts until it is closed or
 * the process ends. Whoever takes it must refer to it, for a lock whose channel nobody refers to is
 * lost with the garbage.
 */
public final class HomeLock implements AutoCloseable {

    /** How long to wait for a process that is ending to give its lock back. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    /** How long to wait for a backup of a stopped gateway, which has the lock while it copies. */
    private static final Duration BACKUP_WAIT = Duration.ofMinutes(10);

    /** After the process, for a backup. */
    private static final String BACKUP = ", a backup";

    private static final Duration LOCK_RETRY = Duration.ofMillis(100);

    /** Before the name of the file that this process has locked, for all its class loaders. */
    private static final String LOCKED = "substation.locked.";

    private final FileLock held;
    private final String mark;

    private HomeLock(FileLock held, String mark) {
        this.held = held;
        this.mark = mark;
    }

    /**
     * Takes the lock on a home that {@link Home#create exists}. Waits for a backup to end.
     *
     * @throws HomeTaken when another gateway has it
     * @throws HomeFault when it cannot be locked, or a restore of it was interrupted
     */
    public static HomeLock take(Home home) {
        return take(home, LOCK_WAIT);
    }

    /** The same with another patience towards a gateway. */
    static HomeLock take(Home home, Duration patience) {
        return whole(home, locked(home, "", patience, BACKUP_WAIT));
    }

    /** The same without waiting for anything. */
    public static HomeLock takeAtOnce(Home home) {
        return whole(home, locked(home, "", Duration.ZERO, Duration.ZERO));
    }

    /** The same for a backup, which ends by itself: who wants the lock meanwhile waits longer. */
    public static HomeLock takeToBackUp(Home home) {
        return whole(home, locked(home, BACKUP, LOCK_WAIT, BACKUP_WAIT));
    }

    /**
     * The same for a home that may be half restored.
     *
     * @throws HomeTaken when another gateway has it
     * @throws HomeFault when it cannot be locked
     */
    public static HomeLock takeToRestore(Home home) {
        return locked(home, "", LOCK_WAIT, BACKUP_WAIT);
    }

    private static HomeLock whole(Home home, HomeLock lock) {
        try {
            SwapJournal.demandNone(home);
        } catch (HomeFault e) {
            lock.close();
            throw e;
        }
        return lock;
    }

    private static HomeLock locked(Home home, String what, Duration patience, Duration forBackup) {
        Path file = home.data().resolve("lock");
        FileChannel channel = null;
        boolean taken = false;
        // To open and close a locked file would unlock it: POSIX counts by process.
        String mark = LOCKED + real(file);
        if (System.getProperties().putIfAbsent(mark, "true") != null) {
            throw inThisProcess(home);
        }
        try {
            channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            Owner.of(file.toAbsolutePath().getParent()).give(file);
            HomeLock lock = new HomeLock(locked(home, file, channel, patience, forBackup), mark);
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            (ProcessHandle.current().pid() + what)
                                    .getBytes(StandardCharsets.US_ASCII)));
            taken = true;
            return lock;
        } catch (OverlappingFileLockException e) {
            throw inThisProcess(home);
        } catch (AccessDeniedException e) {
            throw new HomeFault(
                    "%s belongs to another user; run this as the user who owns the home"
                            .formatted(file));
        } catch (IOException e) {
            throw new HomeFault(
                    "%s cannot be locked (%s), as on a disk that cannot lock files"
                            .formatted(file, e.getMessage()));
        } finally {
            if (!taken) {
                System.getProperties().remove(mark);
                close(channel);
            }
        }
    }

    private static HomeTaken inThisProcess(Home home) {
        return new HomeTaken(
                "Another Substation in this process runs on %s".formatted(home.directory()));
    }

    private static Path real(Path file) {
        try {
            return file.getParent().toRealPath();
        } catch (IOException unknown) {
            return file.getParent();
        }
    }

    /**
     * Waits a little: after {@code kill -9} the system needs a moment to end the old process and to
     * give its lock back.
     */
    private static FileLock locked(
            Home home, Path file, FileChannel channel, Duration patience, Duration forBackup)
            throws IOException {
        long begin = System.nanoTime();
        while (true) {
            // One byte far behind the content, so that the content stays readable everywhere.
            FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            if (lock != null) {
                return lock;
            }
            Duration most = holder(file).endsWith(BACKUP) ? forBackup : patience;
            if (System.nanoTime() - begin > most.toNanos()) {
                throw taken(home, file);
            }
            LockSupport.parkNanos(LOCK_RETRY.toNanos());
        }
    }

    private static HomeTaken taken(Home home, Path file) {
        return new HomeTaken(
                "Another Substation (process %s) runs on %s"
                        .formatted(holder(file), home.directory()));
    }

    private static String holder(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new HomeFault("The lock cannot be closed (%s)".formatted(e.getMessage()));
        }
    }

    @Override
    public void close() {
        close((FileChannel) held.acquiredBy());
        System.getProperties().remove(mark);
    }
}
