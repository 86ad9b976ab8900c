package dev.substation.chaos;

import dev.substation.testing.GatewayProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Runs the runnable jar, as a user does. */
final class PayaraCarrier implements Carrier {

    private static final int LOG_SHOWN = 20_000;

    private final Path home;
    private GatewayProcess gateway;

    /**
     * @param home what {@link Home} has written
     */
    PayaraCarrier(Path home) {
        this.home = home;
    }

    @Override
    public void start() {
        gateway = GatewayProcess.restart(home, Map.of());
    }

    /** A gateway that is hardly there is not worth the seconds: it is killed once it is ready. */
    @Override
    public void startAndKill(Duration after) {
        start();
        kill();
    }

    @Override
    public void prepare() {
        // Each start takes its seconds.
    }

    /** The clock is the machine's. */
    @Override
    public boolean setClock(Duration offset) {
        return false;
    }

    @Override
    public void kill() {
        gateway.kill();
    }

    @Override
    public void stop() {
        gateway.stop();
    }

    @Override
    public URI soap() {
        return gateway.uri("http", "/soap");
    }

    @Override
    public URI json(String station) {
        return gateway.uri("ws", "/ocpp/" + station);
    }

    @Override
    public Path data() {
        return home.resolve("data");
    }

    @Override
    public String log() {
        String all = gateway.log();
        return all.substring(Math.max(0, all.length() - LOG_SHOWN));
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
    }
}
