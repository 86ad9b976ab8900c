package dev.substation.app.doctor;

import dev.substation.model.StationId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The ways to the SOAP stations, which the gateway calls at addresses of their own. */
public final class WaysToStations {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private WaysToStations() {}

    /**
     * Whether a station can be connected to; nothing is sent.
     *
     * @param callback where it is called, if that is known
     */
    public static Finding station(StationId station, Optional<URI> callback) {
        if (callback.isEmpty() || callback.get().getHost() == null) {
            return Finding.note("station %s: where it is to be called is not known yet", station)
                    .advising(
                            "the gateway learns it from the station's first message; a station that"
                                    + " does not say it needs stations.%s.callback"
                                            .formatted(station));
        }
        URI url = callback.get();
        int port =
                url.getPort() > 0
                        ? url.getPort()
                        : "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
        InetSocketAddress address = new InetSocketAddress(url.getHost(), port);
        try (Socket socket = new Socket()) {
            if (address.isUnresolved()) {
                return Finding.wrong("station %s: nobody knows the name %s", station, url.getHost())
                        .advising(
                                "write its IP address to stations.%s.callback".formatted(station));
            }
            socket.connect(address, (int) PATIENCE.toMillis());
            return Finding.ok("station %s takes calls at %s:%d", station, url.getHost(), port);
        } catch (IOException e) {
            return Finding.wrong(
                            "station %s cannot be called at %s:%d: %s",
                            station, url.getHost(), port, e.getMessage())
                    .advising(
                            "check that it is switched on, that its port is right, and that no"
                                    + " firewall or other network is between; calls of the CSMS to"
                                    + " it fail");
        }
    }
}
