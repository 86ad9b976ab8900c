package dev.substation.flow.ports;

import dev.substation.flow.settings.FileRelayMode;
import java.net.URI;
import java.util.Optional;

/**
 * Gives stations addresses of the gateway for files. May be called on the desk: nothing here waits.
 */
public interface FileRelay {

    /** Serves nobody. */
    FileRelay NONE =
            new FileRelay() {
                @Override
                public Optional<String> unable(FileRelayMode mode, URI target) {
                    return Optional.of("files are not relayed");
                }

                @Override
                public URI open(FileTransfer transfer, Runnable ended) {
                    return transfer.target();
                }

                @Override
                public void close(FileTransfer transfer) {}
            };

    /** Why a file cannot be relayed, as the end of a sentence; empty if it can. */
    Optional<String> unable(FileRelayMode mode, URI target);

    /**
     * Lets a station move a file; again for one that is open already.
     *
     * @param ended runs when the file has been moved and the address is not needed any longer
     * @return the address for the station
     */
    URI open(FileTransfer transfer, Runnable ended);

    /** Takes the address back. A station that is moving the file may finish. */
    void close(FileTransfer transfer);
}
