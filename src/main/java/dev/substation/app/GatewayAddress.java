package dev.substation.app;

import dev.substation.home.Home;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the running gateway answers on its own machine, with its context path, in {@code
 * data/address}: on a stock server nothing else in the home says so. Counts only while a gateway
 * has the home.
 */
final class GatewayAddress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayAddress.class);

    private final Path file;

    GatewayAddress(Path data) {
        this.file = data.resolve(Home.ADDRESS);
    }

    /**
     * A URL by which a program on this machine reaches a listener.
     *
     * @param address where it listens, which may be all addresses
     */
    static String url(String address, int port) {
        boolean any = isAny(address);
        String host = any ? "127.0.0.1" : address.contains(":") ? "[" + address + "]" : address;
        return "http://%s:%d".formatted(host, port);
    }

    /** Whether it stands for all addresses of the machine, however that is written. */
    static boolean isAny(String address) {
        return address.equals("0.0.0.0") || address.matches("[0:]*:[0:]*");
    }

    /** The same for a listener that is open or will be. */
    static String url(InetSocketAddress listener) {
        return url(listener.getHostString(), listener.getPort());
    }

    /** Notes it. */
    void note(String url) {
        try {
            Files.writeString(file, url + "\n");
        } catch (IOException e) {
            LOG.debug("{} cannot be written", file, e); // it only saves an option of commands
        }
    }

    /** What was noted last. */
    Optional<String> noted() {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip()).filter(url -> !url.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Forgets it, because the gateway ends. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
