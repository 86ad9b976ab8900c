package dev.substation.files;

import dev.substation.files.Remote.Outgoing;
import dev.substation.files.Remote.Sending;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.time.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that a station brings. Each piece goes on to the CSMS's side at once, and into a temporary
 * file as well: a server that wants to know the length first, or breaks off, gets the whole file
 * once more at the end, and a station whose connection broke can go on where it was. The station
 * hears of success only when the CSMS's side has confirmed it.
 */
final class Upload {

    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    private static final int WHOLE_ATTEMPTS = 2;
    private static final int PIECE = 64 << 10;

    private final FileTransfer transfer;
    private final Remote remote;
    private final Path file;
    private final Limits limits;
    private final Moment begun;

    private Sending sending;
    private OutputStream kept;
    private volatile long length;
    private volatile Optional<Outgoing> live = Optional.empty();
    private Part part;

    Upload(FileTransfer transfer, Remote remote, Path file, Limits limits) {
        this.transfer = transfer;
        this.remote = remote;
        this.file = file;
        this.limits = limits;
        begun = limits.clock().get();
    }

    FileTransfer transfer() {
        return transfer;
    }

    /** How many bytes have come. */
    long length() {
        return length;
    }

    /**
     * A station begins, or goes on. What another connection still sends for this file is not taken
     * any more.
     *
     * @param from where in the file
     */
    synchronized Part begin(Sending what, long from) throws IOException {
        if (from > length) {
            throw new IOException("only %d bytes of the file have come".formatted(length));
        }
        if (what.length().orElse(0) > limits.bytes()) {
            throw tooLarge();
        }
        if (from == 0) {
            restart(what);
        }
        part = new Part(length - from);
        return part;
    }

    private void restart(Sending what) throws IOException {
        discard();
        sending = what;
        kept = Files.newOutputStream(file);
        try {
            live = Optional.of(remote.send(what));
        } catch (IOException later) {
            LOG.debug("{} is sent at its end", transfer, later);
        }
    }

    /** Breaks off; nothing is left, here or at the CSMS. */
    private void discard() {
        part = null;
        length = 0;
        live.ifPresent(Outgoing::abort);
        live = Optional.empty();
        try {
            if (kept != null) {
                kept.close();
                kept = null;
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} was not deleted", file, e);
        }
    }

    /** Breaks off what goes on at this moment, without waiting for it. */
    void abort() {
        live.ifPresent(Outgoing::abort);
    }

    private IOException tooLarge() {
        return new IOException(
                "the file is larger than %d MB (files.max-size)".formatted(limits.bytes() >> 20));
    }

    /** Another connection of the station goes on with the file. */
    static final class Superseded extends IOException {
        private static final long serialVersionUID = 1L;

        Superseded() {
            super("the station sends the file over another connection");
        }
    }

    /** What one connection of the station brings. */
    final class Part {

        private long known;

        /**
         * @param known how many bytes come that have come before
         */
        private Part(long known) {
            this.known = known;
        }

        /** Whether another connection has taken its place. */
        boolean isOver() {
            synchronized (Upload.this) {
                return part != this;
            }
        }

        void write(byte[] bytes, int from, int count) throws IOException {
            synchronized (Upload.this) {
                check();
                int old = (int) Math.min(known, count);
                known -= old;
                int fresh = count - old;
                if (length + fresh > limits.bytes()) {
                    throw tooLarge();
                }
                if (limits.isOver(begun)) {
                    throw new IOException(limits.tooLong());
                }
                kept.write(bytes, from + old, fresh);
                length += fresh;
                pass(bytes, from + old, fresh);
            }
        }

        private void pass(byte[] bytes, int from, int count) {
            if (live.isEmpty()) {
                return;
            }
            try {
                live.get().write(bytes, from, count);
            } catch (IOException later) {
                LOG.debug("{} is sent again at its end", transfer, later);
                live.get().abort();
                live = Optional.empty();
            }
        }

        /**
         * The station has sent all.
         *
         * @return the length of the file
         * @throws IOException if the CSMS's side has not got it
         */
        long finish() throws IOException {
            synchronized (Upload.this) {
                check(); // outside of try: what another connection has begun must stay
                long all = length;
                try {
                    kept.close();
                    kept = null;
                    deliver();
                    return all;
                } finally {
                    discard();
                }
            }
        }

        /** Breaks off, unless another connection has taken its place. Says whether it did. */
        boolean discard() {
            synchronized (Upload.this) {
                boolean mine = part == this;
                if (mine) {
                    Upload.this.discard();
                }
                return mine;
            }
        }

        private void check() throws Superseded {
            if (part != this) {
                throw new Superseded();
            }
        }
    }

    private void deliver() throws IOException {
        if (live.isPresent()) {
            Outgoing open = live.get();
            live = Optional.empty();
            try {
                open.finish();
                return;
            } catch (IOException again) {
                LOG.debug("{} is sent again as a whole", transfer, again);
                open.abort();
            }
        }
        IOException last = null;
        for (int attempt = 0; attempt < WHOLE_ATTEMPTS; attempt++) {
            try {
                whole();
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private void whole() throws IOException {
        Outgoing out = remote.send(sending.ofLength(length));
        boolean done = false;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (limits.isOver(begun)) {
                    throw new IOException(limits.tooLong());
                }
                out.write(piece, 0, read);
            }
            out.finish();
            done = true;
        } finally {
            if (!done) {
                out.abort();
            }
        }
    }

    /** What is to be sent, of unknown length, as FTP does. */
    static Sending plain(String name, String method) {
        return new Sending(name, OptionalLong.empty(), method, Optional.empty());
    }
}
