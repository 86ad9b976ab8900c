package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two devices under one identity, and a station that moves to another csms (issue 10, A4 and A5),
 * with a restart in between.
 */
class OneIdentityE2E {

    private static final String BOOT =
            "{\"chargePointVendor\":\"ACME\",\"chargePointModel\":\"TWIN\"}";

    @TempDir Path folder;

    @Test
    void twoDevicesCalmDownAndAStationThatMovesIsToldAnew() {
        try (RecordingCsms one = RecordingCsms.start();
                RecordingCsms other = RecordingCsms.start()) {
            Path home = folder.resolve("home");
            try (GatewayProcess gateway = GatewayProcess.start(home, site(one, other, "one"))) {
                twoDevicesCalmDown(gateway, one);
                try (PlainSoapStation soap = soap(gateway);
                        PlainJsonStation json = json(gateway)) {
                    soap.call("BootNotification", boot());
                    soap.call("StatusNotification", occupied());
                    json.call("BootNotification", BOOT);
                    json.call("StatusNotification", preparing());
                    one.awaitCall("SOAP-MOVES", "StatusNotification");
                    one.awaitCall("JSON-MOVES", "StatusNotification");
                }
                gateway.stop();
            }
            GatewayProcess.write(home, site(one, other, "other"));
            try (GatewayProcess gateway = GatewayProcess.restart(home, Map.of());
                    PlainSoapStation soap = soap(gateway);
                    PlainJsonStation json = json(gateway)) {
                soap.call("Heartbeat", "");
                json.call("Heartbeat", "{}");
                for (String station : List.of("SOAP-MOVES", "JSON-MOVES")) {
                    JsonObject status = other.awaitCall(station, "StatusNotification");
                    assertEquals("Preparing", status.get("status").getAsString());
                    assertEquals(1, other.calls(station, "BootNotification").size());
                }
            }
        }
    }

    private static void twoDevicesCalmDown(GatewayProcess gateway, RecordingCsms csms) {
        URI twin = gateway.uri("ws", "/ocpp/TWIN");
        try (PlainJsonStation first = PlainJsonStation.connect(twin);
                PlainJsonStation second = afterBoot(first, twin)) {
            second.call("BootNotification", BOOT);
            first.awaitClosed();
            for (int i = 0; i < 20; i++) {
                try (PlainJsonStation again = PlainJsonStation.connect(twin)) {
                    again.sendUnlessClosed("[2,\"b-" + i + "\",\"BootNotification\"," + BOOT + "]");
                    assertEquals(1013, again.awaitClosed());
                }
            }
            assertEquals(3, second.call("Heartbeat", "{}").get(0).getAsInt());
            assertEquals(2, csms.calls("TWIN", "BootNotification").size(), gateway::log);
            String health = gateway.get("/health/ready").body();
            assertTrue(health.contains("Two devices connect as TWIN"), health);
            String metrics = gateway.get("/metrics").body();
            assertTrue(
                    metrics.contains("\nsubstation_station_connections_turned_away_total 20\n"),
                    metrics);
            assertEquals(2, gateway.log().split("Two devices connect as TWIN", -1).length);
        }
    }

    private static PlainJsonStation afterBoot(PlainJsonStation first, URI twin) {
        first.call("BootNotification", BOOT);
        return PlainJsonStation.connect(twin);
    }

    private static String site(RecordingCsms one, RecordingCsms other, String at) {
        return """
               csms:
                 one: { url: "%s" }
                 other: { url: "%s" }
               defaults: { csms: one }
               stations:
                 TWIN: {}
                 SOAP-MOVES: { csms: %s }
                 JSON-MOVES: { csms: %s }
               """
                .formatted(one.url(), other.url(), at, at);
    }

    private static PlainSoapStation soap(GatewayProcess gateway) {
        return new PlainSoapStation(Version.V15, "SOAP-MOVES", gateway.uri("http", "/soap"));
    }

    private static PlainJsonStation json(GatewayProcess gateway) {
        return PlainJsonStation.connect(gateway.uri("ws", "/ocpp/JSON-MOVES"));
    }

    private static String boot() {
        return "<chargePointVendor>ACME</chargePointVendor>"
                + "<chargePointModel>BOX</chargePointModel>";
    }

    private static String occupied() {
        return "<connectorId>1</connectorId><status>Occupied</status>"
                + "<errorCode>NoError</errorCode>";
    }

    private static String preparing() {
        return "{\"connectorId\":1,\"status\":\"Preparing\",\"errorCode\":\"NoError\"}";
    }
}
