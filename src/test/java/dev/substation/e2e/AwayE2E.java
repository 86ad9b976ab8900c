package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose csms has never been there: what each kind of station and the operator see. */
class AwayE2E {

    private static GatewayProcess gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path cards = Files.createDirectories(folder.resolve("home/cards"));
        Files.writeString(
                cards.resolve("site.csv"),
                "UID;GID;Expiry;Authorization\r\n04AB;FLEET;;accepted\r\n04CD;;;blocked\r\n");
        gateway =
                GatewayProcess.start(
                        folder.resolve("home"),
                        """
                        csms: { main: { url: "ws://127.0.0.1:%d/{station}" } }
                        defaults:
                          offline-authorization: OfflineLocalAuthorization
                          cards: "cards/*.csv"
                        stations:
                          STORES: {}
                          KEEPS: { offline: reject }
                          KEEPS-JSON: { offline: reject }
                        """
                                .formatted(GatewayProcess.freePort()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
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
                    station.call(
                            "StartTransaction",
                            "<connectorId>1</connectorId><idTag>04AB</idTag>"
                                    + "<timestamp>2026-03-01T12:00:00Z</timestamp><meterStart>10</meterStart>");

            assertEquals("Accepted", known.field("idTagInfo/status"));
            assertEquals("FLEET", known.field("idTagInfo/parentIdTag"));
            assertEquals("Blocked", blocked.field("idTagInfo/status"));
            assertEquals("Invalid", strange.field("idTagInfo/status"));
            assertTrue(Long.parseLong(started.field("transactionId")) > 1_000_000_000);
            Wait.until(
                    "the backlog is counted",
                    Duration.ofSeconds(10),
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
