package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.StationSettings;
import dev.substation.udp.UdpEnd;
import dev.substation.udp.UdpFace;
import dev.substation.udp.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Serves KEBA boxes without OCPP, on a thread of its own if the site has any. */
final class UdpDoor implements AutoCloseable {

    private final Threads threads;
    private final UdpFace face;
    private Optional<UdpSocket> socket = Optional.empty();
    private Optional<StationGate> gate = Optional.empty();

    UdpDoor(Settings settings, Ledger ledger, Threads threads) {
        this.threads = threads;
        face =
                new UdpFace(
                        this::open,
                        ledger,
                        settings.udp(),
                        threads.time(),
                        WallClock.utc()::instant);
    }

    private synchronized UdpEnd open(InetSocketAddress at) throws IOException {
        UdpSocket opened = new UdpSocket(at);
        socket = Optional.of(opened);
        threads.udp().execute(opened);
        return opened;
    }

    /** What limits the boxes. */
    UdpFace face() {
        return face;
    }

    /** Begins, once the gateway has. */
    synchronized void serve(Settings settings, StationGate behind) {
        gate = Optional.of(behind);
        use(settings);
    }

    /** Takes other settings after somebody else has. */
    SettingsWatch.Taker after(SettingsWatch.Taker first) {
        return next -> {
            first.take(next);
            use(next);
        };
    }

    private synchronized void use(Settings settings) {
        gate.ifPresent(behind -> face.use(behind, boxes(settings)));
    }

    private static List<StationSettings> boxes(Settings settings) {
        return settings.named().stream()
                .flatMap(name -> settings.station(name).stream())
                .filter(
                        station ->
                                station.udp().isPresent() || station.charging().udp().isPresent())
                .toList();
    }

    @Override
    public synchronized void close() {
        face.stop();
        socket.ifPresent(UdpSocket::close);
    }
}
