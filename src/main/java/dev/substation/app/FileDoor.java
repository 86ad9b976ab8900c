package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.tls.UsualTrust;
import dev.substation.files.FileClients;
import dev.substation.files.RelayedFiles;
import dev.substation.flow.settings.FileRelaySettings;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;

/** Builds the ports at which stations move files through the gateway (docs/adr/0049). */
final class FileDoor {

    private static final String ON_THEIR_WAY = "files";

    private FileDoor() {}

    /**
     * Closed still.
     *
     * @param data the home's folder for it
     */
    static RelayedFiles of(
            FileRelaySettings settings,
            Path data,
            HttpClient http,
            Threads threads,
            EventLoopGroup loops) {
        return new RelayedFiles(
                settings,
                new FileClients(http, UsualTrust.context(), threads.workers()),
                data.resolve(ON_THEIR_WAY),
                threads.time(),
                threads.files(RelayedFiles.threads(settings)),
                loops);
    }

    /**
     * Opens them.
     *
     * @throws BadSettings if a port is taken, or the folder cannot be used
     */
    static void open(RelayedFiles files) throws BadSettings {
        try {
            files.start();
        } catch (IOException e) {
            throw new BadSettings(List.of(e.getMessage()));
        }
    }
}
