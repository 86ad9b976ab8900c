package dev.substation.files;

import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.RefusalLog;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which files may be moved at this moment, and by whom. May be used by many threads at once. */
final class OpenTransfers {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransfers.class);

    private static final String USUAL_NAME = "firmware.bin";

    /** Compared by identity: the same transfer can be opened again. */
    private static final class Open {

        private final FileTransfer transfer;
        private final Runnable ended;

        Open(FileTransfer transfer, Runnable ended) {
            this.transfer = transfer;
            this.ended = ended;
        }

        FileTransfer transfer() {
            return transfer;
        }
    }

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Networks stations;
    private final Timers timers;
    private final RefusalLog rejected;

    /**
     * @param stations from where stations may come
     */
    OpenTransfers(Networks stations, Timers timers) {
        this.stations = stations;
        this.timers = timers;
        rejected = new RefusalLog(timers::moment);
    }

    void open(FileTransfer transfer, Runnable ended) {
        open.put(transfer.id(), new Open(transfer, ended));
    }

    void close(FileTransfer transfer) {
        open.computeIfPresent(
                transfer.id(), (id, known) -> known.transfer().equals(transfer) ? null : known);
    }

    /** The file has been moved. */
    void ended(FileTransfer transfer) {
        Optional.ofNullable(open.get(transfer.id())).ifPresent(known -> known.ended.run());
        close(transfer);
    }

    /** The file has been moved, and its address ends later, unless it is opened again before. */
    void endedIn(Duration later, FileTransfer transfer) {
        Open known = open.get(transfer.id());
        timers.after(
                later,
                () -> {
                    if (known != null && open.remove(transfer.id(), known)) {
                        known.ended.run();
                    }
                });
    }

    /** The file that whoever shows this may move. */
    Optional<FileTransfer> admitted(FileRelayMode mode, String id, String password) {
        Optional<FileTransfer> found =
                Optional.ofNullable(open.get(id))
                        .map(Open::transfer)
                        .filter(transfer -> transfer.mode() == mode);
        byte[] shown = password.getBytes(StandardCharsets.UTF_8);
        byte[] right =
                found.map(FileTransfer::password).orElse("-").getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(right, shown);
        return found.filter(transfer -> same);
    }

    /** Whether somebody may connect at all. */
    boolean accepts(InetAddress from) {
        boolean accepted = stations.contains(from);
        if (!accepted) {
            rejected(from, "not in http.accept-networks");
        }
        return accepted;
    }

    /** Somebody was rejected: a line a minute for each address. */
    void rejected(InetAddress from, String why) {
        String peer = from.getHostAddress();
        rejected.line(peer, why)
                .ifPresent(more -> LOG.warn(Problem.FILE_LOGIN_REJECTED.line(peer, why) + more));
    }

    /** The name of a file for stations, some of which look at its end. */
    static String name(FileTransfer transfer) {
        String path = transfer.target().getPath();
        String last = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        String plain = last.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.isEmpty() || plain.startsWith(".") ? USUAL_NAME : plain;
    }
}
