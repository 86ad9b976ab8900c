package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.LongTier;
import dev.substation.testing.Tier;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherE2E {

    private static final String SITE =
            "csms: { main: { url: \"ws://localhost:9/{station}\" } }\nhttp: { address: 127.0.0.1 }\n";

    /** The second round finds what the first has left. */
    private static final int ROUNDS = Tier.choose(1, 2);

    @TempDir Path temp;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    frobnicate       | There is no command "frobnicate"
                    run --hom x      | run does not know "--hom"
                    run --home       | --home needs a value
                    run --http-port 0| --http-port takes a port from 1 to 65535, not "0"
                    run --http-port 1 --http-port 2| --http-port is given twice
                    """)
    void wrongUseIsOneSentenceAndStatusTwo(String args, String beginning) {
        GatewayProcess ended = GatewayProcess.run(temp.resolve("log"), Map.of(), args.split(" "));

        assertEquals(2, ended.status());
        assertTrue(ended.log().startsWith(beginning), ended.log());
        assertEquals(1, ended.log().lines().count(), ended.log());
    }

    @Test
    void mistakesInSiteYamlAreToldBeforeAnythingStarts() {
        Path home = temp.resolve("home");
        GatewayProcess.write(home, SITE + "stations: { A: { vendr: keba } }\n");

        GatewayProcess ended =
                GatewayProcess.run(temp.resolve("log"), Map.of(), "run", "--home", home.toString());

        assertEquals(2, ended.status());
        assertEquals(
                "site.yaml:3:18: the key \"vendr\" is unknown; did you mean \"vendor\"?",
                lastLine(ended));
    }

    @Test
    void withoutOptionsOfTheJvmItStartsASecondOneAndEndsWithItsStatus() {
        Path home = temp.resolve("home");
        GatewayProcess.write(home, SITE + "stations: { A: { vendr: keba } }\n");

        GatewayProcess ended =
                GatewayProcess.launch(
                        temp.resolve("log"),
                        0,
                        Map.of("SUBSTATION_JAVA_OPTIONS", "-showversion"),
                        List.of(
                                Path.of(System.getProperty("test.jdk"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                System.getProperty("substation.jar"),
                                "run",
                                "--home",
                                home.toString()));
        ended.awaitEnd();

        assertEquals(2, ended.status());
        assertTrue(ended.log().contains("Runtime Environment"), "the second JVM: " + ended.log());
        assertEquals(
                "site.yaml:3:18: the key \"vendr\" is unknown; did you mean \"vendor\"?",
                lastLine(ended));
    }

    @Test
    void saysWhichVersionItIs() {
        GatewayProcess ended = GatewayProcess.run(temp.resolve("log"), Map.of(), "--version");

        assertTrue(
                ended.log()
                        .matches(
                                "Substation \\d\\S*, commit ([0-9a-f]{7,40}|unknown), Payara Micro \\d\\S*\\R"),
                ended.log());
    }

    @Test
    void routesAreCheckedWithoutAGateway() throws IOException {
        Path routes = Files.createDirectories(temp.resolve("home/camel-routes"));
        Files.writeString(
                routes.resolve("00-site.yaml"),
                "- route: { id: site, from: { uri: direct:site, steps: [ { to: direct:x } ] } }\n");

        GatewayProcess ended =
                GatewayProcess.run(
                        temp.resolve("log"),
                        Map.of(),
                        "routes",
                        "check",
                        "--home",
                        temp.resolve("home").toString());

        assertEquals(1, ended.status());
        assertEquals(
                "00-site.yaml, line 1: no route begins with direct:x; there are direct:site\n"
                        + routes
                        + " has errors\n",
                ended.log());
    }

    @Test
    void aPortThatIsTakenIsToldInOneSentence() throws IOException {
        Path home = temp.resolve("home");
        GatewayProcess.write(home, SITE);
        try (ServerSocket taken = new ServerSocket(0)) {
            GatewayProcess ended =
                    GatewayProcess.run(
                            temp.resolve("log"),
                            Map.of("SUBSTATION_HTTP_PORT", "" + taken.getLocalPort()),
                            "run",
                            "--home",
                            home.toString());

            assertEquals(2, ended.status());
            assertTrue(
                    lastLine(ended)
                            .startsWith(
                                    "The port " + taken.getLocalPort() + " of 127.0.0.1 cannot"),
                    ended.log());
        }
    }

    @Test
    void aStopDuringTheStartSaysNothingOfTheContainer() throws Exception {
        Path home = temp.resolve("home");
        GatewayProcess.write(home, SITE);
        Path log = temp.resolve("log");
        CompletableFuture<GatewayProcess> starting =
                CompletableFuture.supplyAsync(
                        () ->
                                GatewayProcess.run(
                                        log,
                                        Map.of(
                                                "SUBSTATION_HTTP_PORT",
                                                "" + GatewayProcess.freePort()),
                                        "run",
                                        "--home",
                                        home.toString()));
        // Payara writes its own files before it starts its services, which takes seconds.
        Path services = home.resolve("data/payara/domain/config/domain.xml");
        Wait.until("Payara starts", Duration.ofMinutes(2), () -> Files.exists(services));
        ProcessHandle.of(Long.parseLong(Files.readString(home.resolve("data/lock"))))
                .orElseThrow()
                .destroy();

        GatewayProcess ended = starting.get();

        assertEquals(143, ended.status());
        assertEquals(2, ended.log().lines().count(), ended.log());
    }

    @Test
    @LongTier
    void aPortThatIsTakenDuringTheStartIsToldToo() throws Exception {
        Path home = temp.resolve("home");
        GatewayProcess.write(home, SITE);
        int port = GatewayProcess.freePort();
        CompletableFuture<GatewayProcess> starting =
                CompletableFuture.supplyAsync(
                        () ->
                                GatewayProcess.run(
                                        temp.resolve("log"),
                                        Map.of("SUBSTATION_HTTP_PORT", "" + port),
                                        "run",
                                        "--home",
                                        home.toString()));
        Wait.until(
                "the launcher has looked at the port",
                Duration.ofSeconds(60),
                () -> Files.exists(home.resolve("data/payara/post-deploy.txt")));

        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            GatewayProcess ended = starting.get(600, TimeUnit.SECONDS);

            assertEquals(1, ended.status());
            assertTrue(
                    ended.log()
                            .contains("The port " + port + " of 127.0.0.1 was free at the start"),
                    ended.log());
        }
    }

    @Test
    @Tag(Tier.MORE_WHEN_LONG)
    void theDemonstrationSeesAllThatItExpects() {
        Path home = temp.resolve("home");
        String port = Integer.toString(GatewayProcess.freePort());
        for (int round = 0; round < ROUNDS; round++) {
            GatewayProcess demo =
                    GatewayProcess.run(
                            temp.resolve("demo" + round),
                            Map.of("COLUMNS", "100"),
                            "demo",
                            "--once",
                            "--home",
                            home.toString(),
                            "--http-port",
                            port);

            assertEquals(0, demo.status(), demo.log());
            assertTrue(demo.log().contains("All of it was seen."), demo.log());
        }
    }

    @Test
    void aSimulatedStationIsToldWhatIsWrongWithItsOptions() {
        GatewayProcess ended =
                GatewayProcess.run(
                        temp.resolve("log"),
                        Map.of("SUBSTATION_HOME", temp.resolve("home").toString()),
                        "station",
                        "--dialect",
                        "soap9");

        assertEquals(2, ended.status());
        assertTrue(ended.log().startsWith("gw station: --dialect is one of"), ended.log());
        assertFalse(Files.exists(temp.resolve("home")));
    }

    private static String lastLine(GatewayProcess ended) {
        return ended.log().lines().reduce((first, second) -> second).orElse("");
    }
}
