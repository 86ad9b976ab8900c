package dev.substation.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.substation.args.Arguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file for whoever helps: all that helps is in it, and nothing that harms. */
class SupportStepTest {

    private static final String SITE =
            """
            # the old password was HUNTER-1
            http: { address: 127.0.0.1, port: %d }
            csms:
              main:
                url: "wss://gate:HUNTER-2@csms.example.com/{station}"
                user: HUNTER-3
                "password": >
                  HUNTER-4
                  HUNTER-5
            stations:
              BOX-1: { password: "${file:keys/box}", secret: HUNTER-6 }
              BOX-2: { time-zone: Europe/Berlin, unheard-of: { token: [HUNTER-7] } }
            """;

    @TempDir Path home;

    private int status;

    private String run(String site, String... arguments) throws Exception {
        Files.writeString(home.resolve("site.yaml"), site);
        Files.createDirectories(home.resolve("camel-routes"));
        Files.writeString(home.resolve("camel-routes/10-a.yaml"), "# HUNTER-8");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        status =
                SupportStep.run(
                        Map.of(
                                "home", home.toString(),
                                "site", home.resolve("site.yaml").toString(),
                                "routes", home.resolve("camel-routes").toString(),
                                "data", home.resolve("data").toString(),
                                "version", "1.2.3",
                                "arguments", Arguments.joined(List.of(arguments))),
                        Map.of(),
                        Clock.systemUTC(),
                        new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }

    private static Map<String, String> texts(Path file) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                texts.put(
                        entry.getName(),
                        new String(zip.getInputStream(entry).readAllBytes(), UTF_8));
            }
        }
        return texts;
    }

    @Test
    void hidesSecretsAndCardsInWhatItCollects() throws Exception {
        Path file = home.resolve("support.zip");
        String said = run(SITE.formatted(1), "--output", file.toString());
        assertEquals(CommandStep.OK, status, said);
        Map<String, String> texts = texts(file);
        assertEquals(
                List.of("about.txt", "check.txt", "data.txt", "routes.txt", "site.yaml"),
                List.copyOf(texts.keySet()));
        texts.forEach(
                (name, text) -> assertFalse(text.contains("HUNTER"), () -> name + ":\n" + text));
        assertTrue(texts.get("about.txt").contains("1.2.3"));
        assertTrue(texts.get("routes.txt").contains("10-a.yaml"));
        String site = texts.get("site.yaml");
        assertTrue(site.contains("csms.example.com"), site);
        assertTrue(site.contains("${file:keys/box}"), site);
        assertTrue(site.contains("Europe/Berlin"), site);
    }

    @Test
    void asksARunningGateway() throws Exception {
        Set<String> tokens = ConcurrentHashMap.newKeySet();
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/admin-token"), "gw_HUNTER\n");
        HttpServer gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        gateway.createContext(
                "/",
                exchange -> {
                    tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body =
                            (exchange.getRequestURI().getPath()
                                            + "\nstation=BOX-1 idTag=04A1B2C3 {\"password\":\"HUNTER-9\"}")
                                    .getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        gateway.start();
        try {
            Path file = home.resolve("support.zip");
            String site =
                    """
                    http: { address: 127.0.0.1, port: %d }
                    csms: { main: { url: "ws://localhost:9/{station}" } }
                    """
                            .formatted(gateway.getAddress().getPort());
            run(site, "--output", file.toString());
            Map<String, String> texts = texts(file);
            assertEquals(Set.of("Bearer gw_HUNTER"), tokens);
            assertTrue(texts.get("health.json").startsWith("/substation/health/ready"));
            assertTrue(texts.get("metrics.txt").startsWith("/substation/metrics"));
            assertTrue(texts.get("threads.txt").startsWith("/api/v1/threads"));
            assertTrue(texts.get("log.txt").startsWith("/api/v1/recent-lines"));
            assertTrue(texts.get("log.txt").contains("station=BOX-1 idTag=(card)"));
            texts.forEach(
                    (name, text) -> {
                        assertFalse(text.contains("HUNTER"), name);
                        // Figures look like cards: 67108864 bytes.
                        assertEquals(name.equals("metrics.txt"), text.contains("04A1B2C3"), name);
                    });

            assertTrue(run(site, "--output", file.toString()).contains("exists already"));
            assertEquals(CommandStep.FAILED, status);
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void helpsAlsoWhereTheSettingsAreNotUtf8() throws Exception {
        Files.write(
                home.resolve("site.yaml"),
                "# f\u00fcr alle\ncsms: { main: { url: x, password: HUNTER-1 } }"
                        .getBytes(ISO_8859_1));
        Path file = home.resolve("support.zip");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SupportStep.run(
                Map.of(
                        "home", home.toString(),
                        "site", home.resolve("site.yaml").toString(),
                        "routes", home.resolve("camel-routes").toString(),
                        "data", home.resolve("data").toString(),
                        "arguments", Arguments.joined(List.of("--output", file.toString()))),
                Map.of(),
                Clock.systemUTC(),
                new PrintStream(out, true, UTF_8));
        assertEquals(
                "csms:\n  main:\n    url: x\n    password: \"***\"\n",
                texts(file).get("site.yaml"));
    }

    @Test
    void helpsAlsoWhereTheSettingsAreBroken() throws Exception {
        Path file = home.resolve("support.zip");
        run("csms: [\npassword: HUNTER-1", "--output", file.toString());
        assertEquals(CommandStep.OK, status);
        Map<String, String> texts = texts(file);
        texts.forEach((name, text) -> assertFalse(text.contains("HUNTER"), name));
        assertTrue(texts.get("site.yaml").contains("cannot be read as YAML"));
        assertTrue(
                Files.getPosixFilePermissions(file)
                        .equals(PosixFilePermissions.fromString("rw-------")));
        assertTrue(run("", "--help").contains("usage: support"));
        run("", "--unknown");
        assertEquals(CommandStep.WRONG_USE, status);
    }
}
