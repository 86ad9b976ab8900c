package dev.substation.files;

import dev.substation.files.Remote.Sending;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.settings.FileRelaySettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that are being moved, over FTP and HTTP alike. */
final class Transfers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    /** How long a station may take to go on after its connection broke. */
    private static final Duration RESUMED_WITHIN = Duration.ofMinutes(5);

    /** How long a file is kept for the next station: boxes of one site update one after another. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** How long a station may fetch a file again that it has got. */
    private static final Duration FETCHED_AGAIN = Duration.ofHours(1);

    /** Between what two steps of one station lie. */
    private static final Duration JUST_ENDED = Duration.ofSeconds(5);

    private static final Duration WATCHED = Duration.ofSeconds(20);

    private final FileRelaySettings settings;
    private final Remotes remotes;
    private final Path folder;
    private final Timers timers;
    private final Executor loaders;
    private final OpenTransfers owner;
    private final Semaphore room;
    private final Limits limits;
    private final Map<String, Upload> uploads = new HashMap<>();
    private final Map<URI, Download> downloads = new HashMap<>();
    private final AtomicLong names = new AtomicLong();
    private final FileFigures.Counters counters;

    /**
     * @param folder for temporary files, of the relay alone
     * @param loaders threads that may wait for file servers
     */
    Transfers(
            FileRelaySettings settings,
            Remotes remotes,
            Path folder,
            Timers timers,
            Executor loaders,
            OpenTransfers owner,
            FileFigures.Counters counters) {
        this.settings = settings;
        this.remotes = remotes;
        this.folder = folder;
        this.timers = timers;
        this.loaders = loaders;
        this.owner = owner;
        this.counters = counters;
        room = new Semaphore(settings.atOnce());
        limits = new Limits(settings.maxSize(), settings.maxTime(), timers::moment);
    }

    /** What an earlier run could not delete. */
    void clear() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path temporary() {
        return folder.resolve("file-" + names.incrementAndGet());
    }

    private void takeRoom() throws IOException {
        if (Files.getFileStore(folder).getUsableSpace() < settings.maxSize()) {
            throw new IOException(
                    "less than %d MB (files.max-size) are free on the disk"
                            .formatted(settings.maxSize() >> 20));
        }
        if (!room.tryAcquire()) {
            throw new NoRoom(settings.atOnce());
        }
    }

    /** Too many transfers at once: the station may try again. */
    static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1L;

        NoRoom(int atOnce) {
            super("%d files are being moved already (files.at-once)".formatted(atOnce));
        }
    }

    // ---- up

    /** One connection of a station that brings a file. Exactly one of its ends must be called. */
    final class Bringing {

        private final Upload upload;
        private final Upload.Part part;
        private boolean ended;

        private Bringing(Upload upload, Upload.Part part) {
            this.upload = upload;
            this.part = part;
        }

        void write(byte[] bytes, int from, int count) throws IOException {
            part.write(bytes, from, count);
        }

        /** The station has sent all; returns when the CSMS's side has it. */
        void finish() throws IOException {
            FileTransfer transfer = upload.transfer();
            try {
                long bytes = part.finish();
                counters.moved(true, bytes);
                LOG.info(
                        "station={} file relayed to {} bytes={}",
                        transfer.station(),
                        transfer.shown(),
                        bytes);
                forget(transfer);
                owner.ended(transfer);
            } catch (Upload.Superseded e) {
                throw e;
            } catch (IOException e) {
                failed(transfer, e);
                forget(transfer);
                throw e;
            } finally {
                end();
            }
        }

        /** The connection broke, or the file cannot be taken. */
        void cut(Throwable why) {
            end();
            if (part.isOver()) {
                return;
            }
            counters.cut();
            LOG.debug("{} was interrupted", upload.transfer(), why);
            IOException late = new IOException("the station broke off", why);
            timers.after(RESUMED_WITHIN, () -> inBackground(() -> giveUp(late)));
        }

        /** The file cannot be taken, so going on with it would be of no use. */
        void refuse(IOException why) {
            end();
            giveUp(why);
        }

        /** Unless another connection of the station goes on with the file. */
        private void giveUp(IOException why) {
            if (part.discard()) {
                failed(upload.transfer(), why);
                forget(upload.transfer());
            }
        }

        private synchronized void end() {
            if (!ended) {
                ended = true;
                room.release();
            }
        }
    }

    private void inBackground(Runnable task) {
        try {
            loaders.execute(task);
        } catch (RejectedExecutionException busy) {
            LOG.debug("no thread is free", busy);
        }
    }

    private synchronized void forget(FileTransfer transfer) {
        uploads.remove(transfer.id());
    }

    private void failed(FileTransfer transfer, Throwable why) {
        counters.failed(transfer.upload());
        LOG.warn(
                "station={} {}",
                transfer.station(),
                Problem.FILE_FAILED.line(transfer, Failures.reason(why)));
    }

    Bringing bring(FileTransfer transfer, Sending file, long from) throws IOException {
        takeRoom();
        boolean begun = false;
        try {
            Upload upload = upload(transfer);
            Bringing bringing = new Bringing(upload, upload.begin(file, from));
            begun = true;
            return bringing;
        } catch (IOException e) {
            failed(transfer, e);
            throw e;
        } finally {
            if (!begun) {
                room.release();
            }
        }
    }

    private synchronized Upload upload(FileTransfer transfer) {
        return uploads.computeIfAbsent(
                transfer.id(),
                any -> new Upload(transfer, remotes.at(transfer.target()), temporary(), limits));
    }

    /** How much of a file has come, for a station that wants to go on. */
    synchronized long brought(FileTransfer transfer) {
        return Optional.ofNullable(uploads.get(transfer.id())).map(Upload::length).orElse(0L);
    }

    String uploadMethod() {
        return settings.uploadMethod();
    }

    // ---- down

    /** One connection of a station that fetches a file. */
    final class Fetching extends InputStream {

        private final FileTransfer transfer;
        private final Download.Reader reader;
        private final OptionalLong total;
        private long read;
        private boolean closed;

        private Fetching(FileTransfer transfer, Download.Reader reader, OptionalLong total) {
            this.transfer = transfer;
            this.reader = reader;
            this.total = total;
        }

        /** Length of the whole file; empty if it is not known before the end. */
        OptionalLong total() {
            return total;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            try {
                int more = reader.read(into, from, count);
                read += Math.max(0, more);
                return more;
            } catch (IOException e) {
                failed(transfer, e);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            boolean through = reader.isThrough();
            reader.close();
            room.release();
            if (through) {
                counters.moved(false, read);
                LOG.info(
                        "station={} file relayed from {} bytes={}",
                        transfer.station(),
                        transfer.shown(),
                        read);
                owner.endedIn(FETCHED_AGAIN, transfer);
            } else {
                counters.cut();
            }
        }
    }

    Fetching fetch(FileTransfer transfer, long from) throws IOException {
        takeRoom();
        boolean begun = false;
        try {
            Download download = download(transfer.target());
            OptionalLong total = download.total();
            if (total.isPresent() && from > total.getAsLong()) {
                throw new IOException("the file has %d bytes".formatted(total.getAsLong()));
            }
            Fetching fetching = new Fetching(transfer, download.from(from), total);
            begun = true;
            return fetching;
        } catch (IOException e) {
            failed(transfer, e);
            throw e;
        } finally {
            if (!begun) {
                room.release();
            }
        }
    }

    /** Length of a file that a station will fetch, or has begun to. */
    long size(FileTransfer transfer) throws IOException {
        return download(transfer.target()).total().orElse(0);
    }

    private synchronized Download download(URI target) throws IOException {
        Download known = downloads.get(target);
        if (known != null && !known.isSpoilt()) {
            return known;
        }
        if (known != null) {
            downloads.remove(target).close();
        }
        if (downloads.size() >= settings.atOnce()) {
            dropIdle(JUST_ENDED);
        }
        if (downloads.size() >= settings.atOnce()) {
            throw new NoRoom(settings.atOnce());
        }
        Download fresh = new Download(remotes.at(target), temporary(), limits);
        try {
            loaders.execute(fresh::load);
        } catch (RejectedExecutionException busy) {
            throw new IOException("no thread is free", busy);
        }
        downloads.put(target, fresh);
        watch(fresh);
        return fresh;
    }

    /** As long as somebody may need it. */
    private void watch(Download download) {
        timers.after(
                WATCHED,
                () -> {
                    if (!download.isSpoilt()) {
                        inBackground(download::watch);
                        dropIdle();
                        watch(download);
                    }
                });
    }

    private void dropIdle() {
        dropIdle(KEPT);
    }

    private synchronized void dropIdle(Duration since) {
        downloads
                .values()
                .removeIf(
                        download -> {
                            boolean idle = download.isIdle(since);
                            if (idle) {
                                download.close();
                            }
                            return idle;
                        });
    }

    /** Waits for nobody: what a server does not take now, it never gets. */
    @Override
    public synchronized void close() {
        uploads.values().forEach(upload -> inBackground(upload::abort));
        uploads.clear();
        downloads.values().forEach(Download::close);
        downloads.clear();
    }
}
