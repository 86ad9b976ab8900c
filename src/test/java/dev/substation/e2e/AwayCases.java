package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A CSMS that has never been there: what each kind of station and the operator see. In the end the
 * files of the gateway may grow no more, as on a full disk, and then may again. In {@link TlsE2E}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AwayCases {

    static final String STATIONS =
            """
            STORES: { csms: away, offline-authorization: OfflineLocalAuthorization, cards: "cards/*.csv" }
            FILLS: { csms: away, offline-authorization: OfflineLocalAuthorization, cards: "cards/*.csv" }
            KEEPS: { csms: away, offline: reject }
            KEEPS-JSON: { csms: away, offline: reject }
            """;

    private static final int LAST = Order.DEFAULT + 1;
    private static final int MOST_CALLS = 2_000;
    private static final long LITTLE = 128 * 1024;

    private static Path home;
    private static GatewayProcess gateway;

    /** The card files. */
    static void prepare(TlsGateway at) throws IOException {
        home = at.home;
        Files.writeString(
                Files.createDirectories(home.resolve("cards")).resolve("site.csv"),
                "UID;GID;Expiry;Authorization\r\n04AB;FLEET;;accepted\r\n04CD;;;blocked\r\n");
    }

    static void at(TlsGateway running) {
        gateway = running.process;
    }

    static String csms() {
        return "  away: { url: \"ws://127.0.0.1:%d/{station}\" }\n"
                .formatted(GatewayProcess.freePort());
    }

    @Test
    void aSoapStationThatKeepsItsOwnGetsAFault() {
        try (PlainSoapStation station =
                new PlainSoapStation(Version.V15, "KEEPS", gateway.uri("http", "/soap"))) {
            SoapMessage fault = station.call("Heartbeat", "");

            assertTrue(fault.isFault(), fault.text());
            assertTrue(fault.text().contains("InternalError"), fault.text());
            assertTrue(fault.text().contains("offline: reject"), fault.text());
        }
    }

    @Test
    void aWebSocketOfAStationThatKeepsItsOwnIsClosedAndThenRefused() {
        try (PlainJsonStation first =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/KEEPS-JSON"))) {
            assertEquals(1013, first.awaitClosed());
        }
        assertEquals(
                503, PlainJsonStation.refused(gateway.uri("ws", "/ocpp/KEEPS-JSON"), "ocpp1.6"));
    }

    @Test
    void aStationThatStoresIsServedFromTheCardFilesAndTheOperatorSeesIt() {
        try (PlainSoapStation station =
                new PlainSoapStation(Version.V16, "STORES", gateway.uri("http", "/soap"))) {
            SoapMessage known = station.call("Authorize", "<idTag>04ab</idTag>");
            SoapMessage blocked = station.call("Authorize", "<idTag>04CD</idTag>");
            SoapMessage strange = station.call("Authorize", "<idTag>04EF</idTag>");
            SoapMessage started =
                    station.call("StartTransaction", PlainBodies.startXml(1, "04AB", 10));

            assertEquals("Accepted", known.field("idTagInfo/status"));
            assertEquals("FLEET", known.field("idTagInfo/parentIdTag"));
            assertEquals("Blocked", blocked.field("idTagInfo/status"));
            assertEquals("Invalid", strange.field("idTagInfo/status"));
            assertTrue(Long.parseLong(started.field("transactionId")) > 1_000_000_000);
            Wait.until(
                    "the backlog is counted",
                    Duration.ofSeconds(60),
                    () -> metrics().contains("\nsubstation_outbox_messages 1\n"));
        }
        String metrics = metrics();
        HttpResponse<String> health = gateway.get("/health/ready");

        assertHas(metrics, "# TYPE substation_calls_total counter\n");
        assertHas(
                metrics,
                "substation_calls_total{direction=\"up\",action=\"Authorize\",outcome=\"answered\"} 3\n");
        assertHas(metrics, "substation_offline_authorizations_total{status=\"Accepted\"} 2\n");
        assertHas(metrics, "\nsubstation_ledger_up 1\n");
        assertHas(metrics, "\nsubstation_ledger_room 1\n");
        assertEquals(200, health.statusCode());
        assertHas(health.body(), "1 messages wait for it, the oldest for ");
        Wait.until(
                "the time of the next attempt is shown",
                Duration.ofSeconds(60),
                () ->
                        gateway.get("/api/v1/stations/STORES")
                                .body()
                                .contains("\"nextAttempt\":\"20"));
        HttpResponse<String> retried = gateway.post("/api/v1/csms/away/retry", "{}");
        assertEquals(200, retried.statusCode(), retried.body());
        assertFalse(retried.body().contains("\"links\":0"), retried.body());
    }

    @Test
    @Order(LAST)
    @EnabledOnOs(OS.LINUX)
    void refusesOnAFullDiskTellsHealthAndGoesOnByItself() throws Exception {
        long waiting = outbox();
        try (PlainSoapStation station =
                new PlainSoapStation(Version.V16, "FILLS", gateway.uri("http", "/soap"))) {
            String running = start(station, 0).field("transactionId");
            limit(gateway, Files.size(home.resolve("data/substation.mv.db")) + LITTLE);

            int taken = 1;
            SoapMessage answer = start(station, taken);
            while (!answer.isFault() && taken < MOST_CALLS) {
                answer = start(station, ++taken);
            }
            String fault = answer.text();
            Wait.until(
                    "health says that nothing can be stored",
                    Duration.ofSeconds(60),
                    () -> gateway.get("/health/ready").statusCode() == 503);
            String down = gateway.get("/health/ready").body();
            limit(gateway, -1);
            Wait.until(
                    "the ledger is back",
                    Duration.ofSeconds(60),
                    () -> gateway.get("/health/ready").statusCode() == 200);
            SoapMessage stopped = station.call("StopTransaction", PlainBodies.stopXml(running, 20));
            long all = waiting + taken + 1;

            // The second when a write of the gateway's own met the full disk before the start did.
            assertTrue(
                    fault.contains("the disk is full")
                            || fault.contains("the disk of the ledger is full"),
                    fault);
            assertTrue(down.contains("Nothing can be stored: "), down);
            assertFalse(stopped.isFault(), stopped.text());
            Wait.until(
                    "what was answered is there, and nothing else",
                    Duration.ofSeconds(60),
                    () ->
                            gateway.get("/metrics")
                                    .body()
                                    .contains("\nsubstation_outbox_messages " + all + "\n"));
        }
    }

    private static SoapMessage start(PlainSoapStation station, int connector) {
        return station.call("StartTransaction", PlainBodies.startXml(connector + 1, "04AB", 10));
    }

    /** Bounds the size of the files that the process writes; below 0 for no bound. */
    private static void limit(GatewayProcess gateway, long bytes) throws Exception {
        String soft = bytes < 0 ? "unlimited" : Long.toString(bytes);
        Process prlimit =
                new ProcessBuilder(
                                "prlimit",
                                "--pid",
                                Long.toString(gateway.handle().pid()),
                                "--fsize=" + soft + ":unlimited")
                        .inheritIO()
                        .start();
        assertEquals(0, prlimit.waitFor());
    }

    private static long outbox() {
        String name = "substation_outbox_messages ";
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .sum();
    }

    private static String metrics() {
        HttpResponse<String> answer = gateway.get("/metrics");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                answer.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .replace(";charset", "; charset"));
        return answer.body();
    }

    private static void assertHas(String text, String part) {
        assertTrue(text.contains(part), part + " is not in:\n" + text);
    }
}
