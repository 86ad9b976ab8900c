package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.substation.args.Arguments;
import dev.substation.home.Home;
import dev.substation.home.HomeLock;
import dev.substation.testing.Wait;
import dev.substation.testing.WebSocketCsms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examination of an installation, with real ways that are open, shut or wrong. */
class DoctorStepTest {

    @TempDir Path home;

    private int status;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String run(String site, String... arguments) throws Exception {
        Files.writeString(home.resolve("site.yaml"), site);
        Files.createDirectories(home.resolve("data"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        status =
                DoctorStep.run(
                        Map.of(
                                "home", home.toString(),
                                "site", home.resolve("site.yaml").toString(),
                                "routes", home.resolve("camel-routes").toString(),
                                "data", home.resolve("data").toString(),
                                "arguments", Arguments.joined(List.of(arguments))),
                        Map.of(),
                        Clock.systemUTC(),
                        new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }

    private static void has(String said, String... parts) {
        for (String part : parts) {
            assertTrue(said.contains(part), () -> "\"" + part + "\" is not in:\n" + said);
        }
    }

    @Test
    void goesEachWayAsTheGatewayWouldAndSendsNothing() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain();
                ServerSocket station = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String said =
                    run(
                            """
                            http: { address: 127.0.0.1, port: %d }
                            csms: { main: { url: "%s" } }
                            stations:
                              BOX-1: { dialect: soap1.6, callback: "http://127.0.0.1:%d/" }
                              BOX-2: { split: { "1": LEFT, "2": RIGHT } }
                            """
                                    .formatted(
                                            freePort(),
                                            csms.url("ws", "127.0.0.1"),
                                            station.getLocalPort()));

            has(
                    said,
                    "of 127.0.0.1 is free",
                    "ok     CSMS main lets BOX-1 in",
                    "ok     CSMS main lets LEFT in",
                    "ok     CSMS main lets RIGHT in",
                    "ok     station BOX-1 takes calls at 127.0.0.1:" + station.getLocalPort(),
                    "Nothing is wrong.");
            assertFalse(said.contains("BOX-2 in"), said);
            assertEquals(CommandStep.OK, status);
            assertEquals(
                    List.of("/ocpp/BOX-1", "/ocpp/LEFT", "/ocpp/RIGHT"),
                    csms.handshakes.stream()
                            .map(handshake -> handshake.getResourceDescriptor())
                            .filter(path -> !path.equals("/"))
                            .toList());
            Wait.until("each link is closed", Duration.ofSeconds(5), () -> csms.closes.size() == 3);
            assertEquals(0, csms.heard.size());
        }
    }

    @Test
    void saysWhatToDoAboutEachWayThatIsShut() throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        refusing.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().set("Date", "Mon, 01 Jan 2024 08:00:00 GMT");
                    exchange.sendResponseHeaders(
                            exchange.getRequestURI().getPath().startsWith("/ocpp") ? 401 : 204, -1);
                    exchange.close();
                });
        refusing.start();
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String said =
                    run(
                            """
                            http: { address: 127.0.0.1, port: %d }
                            csms:
                              main: { url: "ws://127.0.0.1:%d/ocpp/{station}" }
                              gone: { url: "ws://127.0.0.1:%d/{station}" }
                              nameless: { url: "wss://no-such-host.invalid/{station}" }
                            defaults: { csms: main }
                            stations:
                              BOX-1: { dialect: soap1.5, callback: "http://127.0.0.1:%d/" }
                              BOX-2: { csms: gone }
                              BOX-3: { csms: nameless, dialect: soap1.5 }
                            """
                                    .formatted(
                                            taken.getLocalPort(),
                                            refusing.getAddress().getPort(),
                                            freePort(),
                                            freePort()));
            has(
                    said,
                    "wrong  port %d of 127.0.0.1 cannot be opened".formatted(taken.getLocalPort()),
                    "choose another with http.port",
                    "wrong  CSMS main, BOX-1: ",
                    "401",
                    "check csms.main.user and .password in site.yaml",
                    "wrong  CSMS gone, BOX-2: ",
                    "check that the CSMS runs, that csms.gone.url is right",
                    "wrong  CSMS nameless: nobody knows the name no-such-host.invalid",
                    "-> check csms.nameless.url in site.yaml",
                    "wrong  station BOX-1 cannot be called at 127.0.0.1",
                    "note   station BOX-3: where it is to be called is not known yet",
                    "5 things are wrong.");
            assertEquals(CommandStep.FAILED, status);
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void asksARunningGatewayAndLeavesItsLinksAlone() throws Exception {
        HttpServer gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        gateway.createContext(
                "/substation/health/ready",
                exchange -> {
                    byte[] body =
                            "{\"status\":\"UP\",\"reasons\":[\"100 %s of it is offline\"]}"
                                    .getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        gateway.start();
        Home folder = Home.at(home);
        folder.create();
        try (WebSocketCsms csms = WebSocketCsms.plain();
                HomeLock lock = HomeLock.take(folder)) {
            String said =
                    run(
                            """
                            http: { address: 127.0.0.1, port: %d }
                            csms: { main: { url: "%s" } }
                            stations: { BOX-1: {} }
                            """
                                    .formatted(
                                            gateway.getAddress().getPort(),
                                            csms.url("ws", "127.0.0.1")));
            has(
                    said,
                    "ok     a gateway runs; its health is UP",
                    "wrong  100 %s of it is offline",
                    "1 thing is wrong.");
            assertFalse(said.contains("BOX-1"), said);
            assertTrue(
                    csms.handshakes.stream()
                            .noneMatch(one -> one.getResourceDescriptor().contains("BOX")));
        } finally {
            gateway.stop(0);
        }
    }

    /** As a WAR below a context path does, whose port is not in the settings. */
    @Test
    void findsARunningGatewayWhereItHasNotedItself() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        server.createContext(
                "/gateway/substation/health/ready",
                exchange -> {
                    byte[] body = "{\"status\":\"UP\",\"reasons\":[]}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        Home folder = Home.at(home);
        folder.create();
        try (HomeLock lock = HomeLock.take(folder);
                GatewayAddress address = new GatewayAddress(folder.data())) {
            address.note(GatewayAddress.url("0.0.0.0", server.getAddress().getPort()) + "/gateway");
            String said = run("csms: { main: { url: \"ws://127.0.0.1:9/{station}\" } }");
            has(said, "ok     a gateway runs; its health is UP");
        } finally {
            server.stop(0);
        }
        assertEquals(Optional.empty(), new GatewayAddress(folder.data()).noted());
    }

    @Test
    void saysWhatIsWrongInTheSettingsAndGoesNoFurther() throws Exception {
        String said = run("csms: { main: { url: \"ftp://x/{station}\" } }");
        has(said, "site.yaml has errors", "Correct site.yaml, then run this again for the rest.");
        assertFalse(said.contains("Ways in"), said);
        assertEquals(CommandStep.FAILED, status);
        has(run("", "--help"), "usage: doctor");
        assertEquals(CommandStep.OK, status);
        has(run("", "everything"), "usage: doctor");
        assertEquals(CommandStep.WRONG_USE, status);
    }
}
