package dev.substation.files;

import dev.substation.files.Remote.Incoming;
import dev.substation.flow.time.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that stations fetch: loaded once from the CSMS's side into a temporary file, and read from
 * there by any number of stations, also while it is being loaded.
 */
final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    private static final int PIECE = 64 << 10;
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MS = 1_000;
    private static final long STALLED_S = 120;

    /** After which a connection counts as broken. */
    private static final Duration SILENT = Duration.ofSeconds(60);

    private final Remote remote;
    private final Path file;
    private final Limits limits;
    private final Moment begunAt;

    private long loaded;
    private OptionalLong total = OptionalLong.empty();
    private Optional<String> version = Optional.empty();
    private boolean begun;
    private boolean complete;
    private boolean closed;
    private IOException failure;
    private int readers;
    private int waiting;
    private Moment lastCame;
    private boolean cut;
    private Optional<Incoming> current = Optional.empty();
    private Moment lastUsed;

    Download(Remote remote, Path file, Limits limits) {
        this.remote = remote;
        this.file = file;
        this.limits = limits;
        begunAt = limits.clock().get();
        lastCame = begunAt;
        lastUsed = begunAt;
    }

    // ---- loading, on one thread

    /** Loads the file; goes on where a connection broke. */
    void load() {
        int attempts = 0;
        long before = 0;
        while (true) {
            try {
                loadRest();
                return;
            } catch (RuntimeException e) {
                LOG.debug("a file was not loaded", e);
                fail(new IOException(Failures.reason(e), e));
                return;
            } catch (IOException e) {
                attempts = loaded() > before ? 1 : attempts + 1;
                before = loaded();
                LOG.debug("loading a file, attempt {}", attempts, e);
                if (attempts == ATTEMPTS || !mayGoOn(e)) {
                    fail(e);
                    return;
                }
            }
        }
    }

    private synchronized long loaded() {
        return loaded;
    }

    /**
     * A pause before the next attempt; an answer such as 404 is final before the file has begun.
     */
    private synchronized boolean mayGoOn(IOException why) {
        if (closed
                || failure != null
                || !begun
                || why instanceof TooLarge
                || why instanceof OtherFile) {
            return false;
        }
        try {
            wait(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long most) {
            super("the file is larger than %d MB (files.max-size)".formatted(most >> 20));
        }
    }

    private static final class OtherFile extends IOException {
        private static final long serialVersionUID = 1L;

        OtherFile() {
            super("the file was changed while it was loaded");
        }
    }

    private void loadRest() throws IOException {
        long have = loaded();
        try (Incoming incoming = remote.fetch(have, version)) {
            try (OutputStream kept = begin(incoming, have)) {
                incoming.bytes().skipNBytes(have - incoming.from());
                byte[] piece = new byte[PIECE];
                for (int read = incoming.bytes().read(piece);
                        read >= 0;
                        read = incoming.bytes().read(piece)) {
                    if (loaded() + read > limits.bytes()) {
                        throw new TooLarge(limits.bytes());
                    }
                    kept.write(piece, 0, read);
                    add(read);
                }
            }
        } finally {
            ended();
        }
        complete();
    }

    private synchronized void ended() {
        current = Optional.empty();
    }

    /**
     * Ends a connection on which nothing comes any more: a read of HTTP would wait for ever. Called
     * every now and then, on any thread.
     */
    void watch() {
        Optional<Incoming> stalled;
        synchronized (this) {
            Moment now = limits.clock().get();
            boolean late = begunAt.until(now).compareTo(limits.time()) > 0;
            boolean silent = lastCame.until(now).compareTo(SILENT) > 0;
            if (late && !complete && failure == null) {
                fail(new IOException(limits.tooLong()));
            }
            cut = late || silent;
            stalled = current.filter(incoming -> cut);
        }
        stalled.ifPresent(Download::end);
    }

    private static void end(Incoming incoming) {
        try {
            incoming.close();
        } catch (IOException ended) {
            // What has ended need not be ended.
        }
    }

    /** Makes the file, unless it was deleted already. */
    private synchronized OutputStream begin(Incoming incoming, long have) throws IOException {
        if (closed) {
            throw new IOException("nobody needs it any longer");
        }
        if (incoming.total().orElse(0) > limits.bytes()) {
            throw new TooLarge(limits.bytes());
        }
        boolean same =
                incoming.version().equals(version)
                        && (total.isEmpty() || incoming.total().equals(total));
        if (have > 0 && !same) {
            throw new OtherFile();
        }
        total = incoming.total();
        version = incoming.version();
        begun = true;
        current = Optional.of(incoming);
        cut = false;
        lastCame = limits.clock().get();
        OutputStream kept =
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        notifyAll();
        return kept;
    }

    private synchronized void add(int read) throws IOException {
        if (closed) {
            throw new IOException("nobody needs it any longer");
        }
        loaded += read;
        lastCame = limits.clock().get();
        notifyAll();
    }

    private synchronized void complete() throws IOException {
        if (cut) {
            throw new IOException("nothing came for %d s".formatted(SILENT.toSeconds()));
        }
        if (total.isPresent() && total.getAsLong() != loaded) {
            throw new IOException("%d of %d bytes came".formatted(loaded, total.getAsLong()));
        }
        total = OptionalLong.of(loaded);
        complete = true;
        notifyAll();
    }

    private synchronized void fail(IOException why) {
        failure = failure == null ? why : failure;
        notifyAll();
    }

    // ---- reading, on any threads

    /** Whether it is of no use any more, so that the next station must load it anew. */
    synchronized boolean isSpoilt() {
        return failure != null || closed;
    }

    /** Whether nobody has read it for a while. */
    synchronized boolean isIdle(Duration since) {
        return readers == 0
                && waiting == 0
                && lastUsed.until(limits.clock().get()).compareTo(since) >= 0;
    }

    /** The length of the whole file; waits for the CSMS's side. Empty if that does not say it. */
    synchronized OptionalLong total() throws IOException {
        await(() -> begun);
        lastUsed = limits.clock().get();
        return total;
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition) throws IOException {
        waiting++;
        try {
            awaitCounted(condition);
        } finally {
            waiting--;
        }
    }

    private void awaitCounted(Condition condition) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STALLED_S);
        while (!condition.holds()) {
            if (failure != null) {
                throw new IOException(Failures.reason(failure), failure);
            }
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (closed || left <= 0) {
                throw new IOException("nothing came for %d s".formatted(STALLED_S));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the gateway stops");
            }
        }
    }

    /** Reads from a place in the file; what is not loaded yet is waited for. */
    synchronized Reader from(long offset) throws IOException {
        await(() -> begun);
        readers++;
        return new Reader(offset);
    }

    /** One station's way through the file. */
    final class Reader extends InputStream {

        private final FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        private long at;
        private boolean open = true;

        private Reader(long offset) throws IOException {
            at = offset;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            long there;
            synchronized (Download.this) {
                await(() -> loaded > at || complete);
                there = loaded;
            }
            if (at >= there) {
                return -1;
            }
            int wanted = (int) Math.min(count, there - at);
            int read = channel.read(ByteBuffer.wrap(into, from, wanted), at);
            at += Math.max(0, read);
            return read;
        }

        /** Whether it has read to the end of the whole file. */
        boolean isThrough() {
            synchronized (Download.this) {
                return complete && at >= loaded;
            }
        }

        @Override
        public void close() throws IOException {
            synchronized (Download.this) {
                readers -= open ? 1 : 0;
                open = false;
                lastUsed = limits.clock().get();
            }
            channel.close();
        }
    }

    /** Ends the loading, and deletes what was loaded. Readers see an error. */
    void close() {
        deleted();
        Optional<Incoming> open;
        synchronized (this) {
            open = current;
        }
        open.ifPresent(Download::end);
    }

    private synchronized void deleted() {
        closed = true;
        notifyAll();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} was not deleted", file, e);
        }
    }
}
