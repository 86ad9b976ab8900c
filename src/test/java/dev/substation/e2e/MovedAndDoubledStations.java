package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Two devices under one identity, and a station that moves to another CSMS (issue 10, A4 and A5),
 * with a kill of the gateway in between.
 */
final class MovedAndDoubledStations extends Scenario {

    private static final String BOOT = PlainBodies.bootJson("ACME", "TWIN");

    private final RecordingCsms one = RecordingCsms.start();
    private final RecordingCsms other = RecordingCsms.start();

    @Override
    String csms() {
        return """
        one: { url: "%s", answer-wait: %s }
        other: { url: "%s", answer-wait: %s }
        """
                .formatted(one.url(), ANSWER_WAIT, other.url(), ANSWER_WAIT);
    }

    @Override
    String stations() {
        return stations("one");
    }

    @Override
    String stationsAfterTheKill() {
        return stations("other");
    }

    private static String stations(String at) {
        return """
        TWIN: { csms: one }
        SOAP-MOVES: { csms: %s }
        JSON-MOVES: { csms: %s }
        """
                .formatted(at, at);
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "two devices under one identity calm down",
                this::twoDevicesCalmDown,
                "a CSMS that a station moves to is told anew",
                this::theNextCsmsIsToldAnew);
    }

    @Override
    public void close() {
        one.close();
        other.close();
    }

    private void theNextCsmsIsToldAnew() {
        try (PlainSoapStation soap = soap();
                PlainJsonStation json = json()) {
            soap.call("BootNotification", boot());
            soap.call("StatusNotification", occupied());
            json.call("BootNotification", BOOT);
            json.call("StatusNotification", preparing());
            one.awaitCall("SOAP-MOVES", "StatusNotification");
            one.awaitCall("JSON-MOVES", "StatusNotification");
        }
        gateway().awaitKill();
        try (PlainSoapStation soap = soap();
                PlainJsonStation json = json()) {
            soap.call("Heartbeat", "");
            json.call("Heartbeat", "{}");
            for (String station : List.of("SOAP-MOVES", "JSON-MOVES")) {
                JsonObject status = other.awaitCall(station, "StatusNotification");
                assertEquals("Preparing", status.get("status").getAsString());
                assertEquals(1, other.calls(station, "BootNotification").size());
            }
        }
    }

    private void twoDevicesCalmDown() {
        URI twin = gateway().uri("ws", "/ocpp/TWIN");
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
            assertEquals(2, one.calls("TWIN", "BootNotification").size(), gateway()::log);
            String health = gateway().get("/health/ready").body();
            assertTrue(health.contains("Two devices connect as TWIN"), health);
            String metrics = gateway().get("/metrics").body();
            assertTrue(
                    metrics.contains("\nsubstation_station_connections_turned_away_total 20\n"),
                    metrics);
            assertEquals(2, gateway().log().split("Two devices connect as TWIN", -1).length);
        }
    }

    private static PlainJsonStation afterBoot(PlainJsonStation first, URI twin) {
        first.call("BootNotification", BOOT);
        return PlainJsonStation.connect(twin);
    }

    private PlainSoapStation soap() {
        return new PlainSoapStation(Version.V15, "SOAP-MOVES", gateway().soap());
    }

    private PlainJsonStation json() {
        return PlainJsonStation.connect(gateway().uri("ws", "/ocpp/JSON-MOVES"));
    }

    private static String boot() {
        return PlainBodies.bootXml("ACME", "BOX");
    }

    private static String occupied() {
        return "<connectorId>1</connectorId><status>Occupied</status>"
                + "<errorCode>NoError</errorCode>";
    }

    private static String preparing() {
        return "{\"connectorId\":1,\"status\":\"Preparing\",\"errorCode\":\"NoError\"}";
    }
}
