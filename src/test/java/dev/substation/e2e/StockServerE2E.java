package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.home.Home;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.LongTier;
import dev.substation.testing.NewerJdk;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.ReleasedLedger;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.StockServer;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The WAR as it is shipped on a stock Payara Micro: deployed on a new home, below a context path on
 * a home of version 0.1.0, a second time on the same home, again at the root while transactions are
 * open (docs/deploy-war.md).
 */
class StockServerE2E {

    private static final String HEARTBEAT =
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                    + " xmlns:o=\"urn://Ocpp/Cs/2015/10/\"><s:Header>"
                    + "<o:chargeBoxIdentity>STATION</o:chargeBoxIdentity></s:Header>"
                    + "<s:Body><o:heartbeatRequest/></s:Body></s:Envelope>";

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path WAR = Path.of(System.getProperty("substation.war"));
    private static final String EARLIER = "OLD-1";
    private static final String OPEN = "OPEN-";

    @TempDir Path temp;

    @Test
    void servesStationsOnPayaraMicro6() throws Exception {
        servesStations(
                Path.of(System.getProperty("test.jdk")),
                Path.of(System.getProperty("payara.jar")),
                Integer.getInteger("payara.java") < NewerJdk.NEEDED_BY_PAYARA_7);
    }

    /**
     * {@code mvn dependency:get -Dartifact=fish.payara.extras:payara-micro:7.2025.1} fetches it.
     */
    @LongTier
    @Test
    void servesStationsOnPayaraMicro7() throws Exception {
        Path jar = Path.of(System.getProperty("payara7.jar"));
        Optional<Path> jdk = NewerJdk.find();
        assumeTrue(Files.exists(jar), "Payara Micro 7 is not in the local Maven repository");
        assumeTrue(jdk.isPresent(), "Payara Micro 7 needs a JDK 21 under /usr/lib/jvm");

        servesStations(jdk.get(), jar, false);
    }

    /**
     * @param forgets whether the server forgets what it has undeployed: Payara 7 keeps the
     *     environments of applications that it served (docs/deploy-war.md)
     */
    private void servesStations(Path jdk, Path jar, boolean forgets) throws Exception {
        Path home = temp.resolve("home");
        try (RecordingCsms csms = RecordingCsms.start();
                StockServer server =
                        StockServer.start(
                                jdk,
                                jar,
                                temp.resolve("server.log"),
                                Map.of("SUBSTATION_HOME", home.toString()),
                                Map.of("substation.home", temp.resolve("other").toString()))) {
            GatewayProcess gateway = server.process();

            GatewayProcess.write(home, "stations: { A: { vendr: keba } }\n");
            server.deploy("wrong", "/gateway", WAR);
            saysWhyItDidNotStart(
                    gateway, "/gateway", "In the home " + home + ": site.yaml:1:18: the key ");
            server.undeploy("wrong");

            ReleasedLedger.write(home.resolve("data"), "0.1.0", EARLIER, "main");
            GatewayProcess.write(home, site(csms));
            server.deploy("gateway", "/gateway", WAR);
            server.deploy("second", "/second", WAR);
            assertTrue(Files.isDirectory(home.resolve("camel-routes")));
            assertFalse(Files.exists(temp.resolve("other")));
            saysWhyItDidNotStart(
                    gateway, "/second", "Another Substation in this process runs on " + home + ";");
            endsTheTransactionOfTheEarlierVersion(gateway, "/gateway", csms);
            carriesMessages(gateway, "/gateway", csms, "FIRST");
            assertEquals(
                    gateway.uri("http", "/gateway").toString().replace("localhost", "127.0.0.1"),
                    Files.readString(home.resolve("data/address")).strip());
            Map<String, Integer> open = opensTransactions(gateway, "/gateway");
            server.undeploy("second");
            server.undeploy("gateway");
            assertEquals(List.of(), threadsOfGateways(gateway));

            server.deploy("again", "/", WAR);
            endsTransactions(gateway, "", csms, open);
            carriesMessages(gateway, "", csms, "AGAIN");
            assertHas(gateway.get("/health/ready").body(), "\"checks\"");
            assertHas(gateway.get("/substation/metrics").body(), "substation_stations_connected");
            if (forgets) {
                // The server's own threads may refer to what they served last.
                Wait.until(
                        "the classes of the deployments before are forgotten, but for one at most",
                        SOON,
                        () -> server.loadersOfGateways() <= 2);
            }

            server.undeploy("again");
            Home.delete(home);
            server.deploy("new", "/gateway", WAR);
            waitsForItsCsms(gateway, home);
        }
    }

    private static String site(RecordingCsms csms) {
        return """
                csms:
                  main: { url: "%s" }
                defaults: { accept: any }
                """
                .formatted(csms.url());
    }

    private static List<String> threadsOfGateways(GatewayProcess gateway) {
        return gateway.threadNames().keySet().stream()
                .filter(name -> name.startsWith("substation-"))
                .toList();
    }

    private static void saysWhereSoapIs(GatewayProcess gateway, String context) {
        try {
            String fault =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(gateway.uri("http", context + "/soap/9"))
                                            .POST(HttpRequest.BodyPublishers.ofString(HEARTBEAT))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            assertTrue(fault.contains("use " + context + "/soap, " + context + "/soap/1.5"), fault);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void waitsForItsCsms(GatewayProcess gateway, Path home) {
        String health = gateway.get("/gateway/health/ready").body();
        assertTrue(health.contains("No CSMS is set"), health);
        String setup = gateway.get("/gateway/api/v1/setup").body();
        assertTrue(setup.contains("\"setUp\":false"), setup);
        assertTrue(setup.contains("/gateway/soap\""), setup);
        assertTrue(Files.exists(home.resolve("site.yaml")));
    }

    private static void saysWhyItDidNotStart(GatewayProcess server, String context, String why)
            throws Exception {
        HttpResponse<String> soap =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(server.uri("http", context + "/soap"))
                                        .POST(HttpRequest.BodyPublishers.ofString("<call/>"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        assertEquals(503, soap.statusCode());
        assertEquals(
                "The gateway did not start; the log of the server and "
                        + context
                        + "/substation/health/ready say why\n",
                soap.body());
        assertEquals(
                503,
                PlainJsonStation.refused(server.uri("ws", context + "/ocpp/STATION"), "ocpp1.6"));
        assertHas(numbered(server.log()), "SUB-3104 The gateway did not start: " + why);
        HttpResponse<String> health = server.get(context + "/substation/health/ready");
        assertEquals(503, health.statusCode());
        assertHas(health.body(), why);
    }

    /** The lines that the gateway wrote of faults. */
    private static String numbered(String log) {
        return log.lines().filter(line -> line.contains("SUB-")).collect(Collectors.joining("\n"));
    }

    /** From a station of each dialect to the CSMS and back. */
    private static void carriesMessages(
            GatewayProcess gateway, String context, RecordingCsms csms, String name) {
        assertEquals(200, gateway.get(context + "/substation/health/ready").statusCode());
        saysWhereSoapIs(gateway, context);
        for (Version version : Version.values()) {
            String identity = name + "-" + version;
            URI soap = gateway.uri("http", context + "/soap");
            try (PlainSoapStation station = new PlainSoapStation(version, identity, soap)) {
                station.call("BootNotification", PlainBodies.bootXml("Maker", "Model"));
                csms.awaitCall(identity, "BootNotification");
                csms.ask(identity, "ClearCache", "{}");
                String from = station.awaitVisit("ClearCache").header("From");
                assertTrue(from.contains(gateway.port() + context + "/soap"), from);
            }
        }
        String identity = name + ":JSON"; // a colon, as in a MAC address
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway.uri("ws", context + "/ocpp/" + identity))) {
            station.call("BootNotification", PlainBodies.bootJson("Maker", "Model"));
            csms.awaitCall(identity, "BootNotification");
            csms.ask(identity, "ClearCache", "{}");
            station.awaitCall("ClearCache");
        }
    }

    /** What a ledger of version 0.1.0 has open and waiting. */
    private static void endsTheTransactionOfTheEarlierVersion(
            GatewayProcess gateway, String context, RecordingCsms csms) {
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway.uri("ws", context + "/ocpp/" + EARLIER))) {
            JsonObject waited = csms.awaitCall(EARLIER, "StartTransaction");
            assertEquals("04CD", waited.get("idTag").getAsString());
            station.call("StopTransaction", stopJson(ReleasedLedger.AT_STATION));
            JsonObject stop = csms.awaitCall(EARLIER, "StopTransaction");
            assertEquals(ReleasedLedger.AT_CSMS, stop.get("transactionId").getAsInt());
        }
    }

    private static String stopJson(int transaction) {
        return "{\"transactionId\":%d,\"meterStop\":90,\"timestamp\":\"2026-03-01T13:00:00Z\"}"
                .formatted(transaction);
    }

    /**
     * A transaction of each dialect that goes on.
     *
     * @return the ids by stations
     */
    private static Map<String, Integer> opensTransactions(GatewayProcess gateway, String context) {
        Map<String, Integer> open = new TreeMap<>();
        for (Version version : Version.values()) {
            try (PlainSoapStation station = soap(gateway, context, version)) {
                SoapMessage started =
                        station.call("StartTransaction", PlainBodies.startXml(1, "CARD", 5));
                open.put(station.identity(), Integer.valueOf(started.field("transactionId")));
            }
        }
        try (PlainJsonStation station = json(gateway, context)) {
            JsonArray started =
                    station.call("StartTransaction", PlainBodies.startJson(1, "CARD", 5));
            open.put(
                    OPEN + "JSON",
                    started.get(2).getAsJsonObject().get("transactionId").getAsInt());
        }
        return open;
    }

    /** Those transactions end, at the CSMS too. */
    private static void endsTransactions(
            GatewayProcess gateway, String context, RecordingCsms csms, Map<String, Integer> open) {
        for (Version version : Version.values()) {
            try (PlainSoapStation station = soap(gateway, context, version)) {
                station.call(
                        "StopTransaction", PlainBodies.stopXml(open.get(station.identity()), 90));
            }
        }
        try (PlainJsonStation station = json(gateway, context)) {
            station.call("StopTransaction", stopJson(open.get(OPEN + "JSON")));
        }
        open.forEach(
                (station, transaction) -> {
                    assertEquals(1, csms.calls(station, "StartTransaction").size());
                    assertEquals(
                            transaction,
                            csms.awaitCall(station, "StopTransaction")
                                    .get("transactionId")
                                    .getAsInt());
                });
    }

    private static PlainSoapStation soap(GatewayProcess gateway, String context, Version version) {
        return new PlainSoapStation(
                version, OPEN + version, gateway.uri("http", context + "/soap"));
    }

    private static PlainJsonStation json(GatewayProcess gateway, String context) {
        return PlainJsonStation.connect(gateway.uri("ws", context + "/ocpp/" + OPEN + "JSON"));
    }

    private static void assertHas(String text, String part) {
        assertTrue(text.contains(part), part + " is not in:\n" + text);
    }
}
