package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which gateway gets the token of a home. */
class RunningGatewayTest {

    @TempDir Path data;

    private List<String> shown(InetAddress address, boolean named, Map<String, String> environment)
            throws Exception {
        List<String> shown = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 5);
        server.createContext(
                "/",
                exchange -> {
                    shown.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        try {
            Files.writeString(data.resolve("admin-token"), "gw_own\n");
            String url = GatewayAddress.url(server.getAddress());
            new GatewayAddress(data).note(url);
            RunningGateway.find(
                            Optional.of(url).filter(any -> named),
                            data,
                            environment,
                            () -> {
                                throw new AssertionError("the address is known");
                            })
                    .page("/api/v1/stations");
        } finally {
            server.stop(0);
        }
        return shown;
    }

    @Test
    void theOneOfTheHomeDoes() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();

        assertEquals(List.of("Bearer gw_own"), shown(loopback, false, Map.of()));
        assertEquals(List.of("Bearer gw_own"), shown(loopback, true, Map.of()));
        assertEquals(
                List.of("Bearer gw_given"),
                shown(loopback, false, Map.of("SUBSTATION_TOKEN", "gw_given")));
    }

    @Test
    void anotherThatTheCommandLineNamesDoesNot() throws Exception {
        Optional<InetAddress> other =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(one -> one.isSiteLocalAddress() && one.getAddress().length == 4)
                        .findFirst();
        Assumptions.assumeTrue(other.isPresent(), "the machine has no address but its own");

        assertEquals(List.of("null"), shown(other.get(), true, Map.of()));
        assertEquals(
                List.of("Bearer gw_given"),
                shown(other.get(), true, Map.of("SUBSTATION_TOKEN", "gw_given")));
        assertEquals(List.of("Bearer gw_own"), shown(other.get(), false, Map.of()));
    }
}
