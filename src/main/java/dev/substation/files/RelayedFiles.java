package dev.substation.files;

import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.FileRelaySettings;
import dev.substation.flow.time.Timers;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Which files stations may move, and the ports at which they do it. */
public final class RelayedFiles implements FileRelay, AutoCloseable {

    private final FileRelaySettings settings;
    private final OpenTransfers open;
    private final Transfers transfers;
    private final FtpFace ftp;
    private final HttpFace http;
    private final FileFigures.Counters counters = new FileFigures.Counters();

    /**
     * @param folder for temporary files, of the relay alone
     * @param waiting threads that may wait for file servers and disks
     * @param loops of the port for HTTP
     */
    public RelayedFiles(
            FileRelaySettings settings,
            FileClients clients,
            Path folder,
            Timers timers,
            Executor waiting,
            EventLoopGroup loops) {
        this.settings = settings;
        open = new OpenTransfers(settings.stations(), timers);
        transfers =
                new Transfers(
                        settings,
                        new Remotes(new Targets(settings.targets()), clients),
                        folder,
                        timers,
                        waiting,
                        open,
                        counters);
        ftp = new FtpFace(settings, open, transfers);
        http = new HttpFace(settings, open, transfers, waiting, loops);
    }

    /**
     * How many threads it needs: for what is loaded and for what is moved, so none waits for ever.
     */
    public static int threads(FileRelaySettings settings) {
        return 2 * settings.atOnce() + 1;
    }

    /**
     * Opens the ports that are set.
     *
     * @throws IOException if one is taken, or the folder cannot be used
     */
    public void start() throws IOException {
        if (settings.ftpPort().isEmpty() && settings.httpPort().isEmpty()) {
            return;
        }
        transfers.clear();
        ftp.start();
        http.start();
    }

    @Override
    public Optional<String> unable(FileRelayMode mode, URI target) {
        if (!settings.serves(mode) || settings.host().isEmpty()) {
            return Optional.of("files.%s-port or files.host is not set".formatted(mode.word()));
        }
        return Targets.speaks(target)
                ? Optional.empty()
                : Optional.of("it is no http, https, ftp or ftps address");
    }

    @Override
    public URI open(FileTransfer transfer, Runnable ended) {
        open.open(transfer, ended);
        String host = settings.host().orElseThrow();
        String name = transfer.upload() ? "" : OpenTransfers.name(transfer);
        return URI.create(
                transfer.mode() == FileRelayMode.FTP
                        ? "ftp://%s:%s@%s:%d/%s"
                                .formatted(
                                        transfer.id(),
                                        transfer.password(),
                                        host,
                                        settings.ftpPort().orElseThrow(),
                                        name)
                        : "http://%s:%d%s%s/%s/%s"
                                .formatted(
                                        host,
                                        settings.httpPort().orElseThrow(),
                                        HttpFace.PATH,
                                        transfer.id(),
                                        transfer.password(),
                                        name));
    }

    @Override
    public void close(FileTransfer transfer) {
        open.close(transfer);
    }

    /** What was moved. */
    public FileFigures figures() {
        return counters.figures();
    }

    @Override
    public void close() {
        ftp.close();
        http.close();
        transfers.close();
    }
}
