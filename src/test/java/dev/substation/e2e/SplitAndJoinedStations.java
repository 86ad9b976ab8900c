package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The KEBA network as four charge points, and three stations as one, on the real gateway. */
final class SplitAndJoinedStations extends Scenario {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> PARTS = List.of("HOF-A", "HOF-B", "HOF-C", "HOF-D");

    private final RecordingCsms csms = RecordingCsms.start();

    @Override
    String csms() {
        return "wired: { url: \"%s\", user: \"{station}\", password: all, reconnect-max: 2s }"
                .formatted(csms.url());
    }

    @Override
    String stations() {
        return """
        KEBA-HOF:
          csms: wired
          vendor: keba
          split: { "1": HOF-A, "2": HOF-B, "3": HOF-C, "4": HOF-D }
        BOX-A: { csms: wired }
        BOX-B: { csms: wired }
        BOX-C: { csms: wired }
        """;
    }

    @Override
    String upstream() {
        return """
        HOF-B: { password: own }
        YARD: { join: { "1": BOX-A, "2": BOX-B, "3": BOX-C } }
        """;
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a KEBA network is four charge points through a session with an outage and a kill",
                this
                        ::aKebaNetworkIsFourChargePointsThroughASessionOnTwoConnectorsWithAnOutageAndAKill,
                "three stations of different kinds are one with three connectors",
                this::threeStationsOfDifferentKindsAreOneWithThreeConnectors);
    }

    @Override
    public void close() {
        csms.close();
    }

    private void
            aKebaNetworkIsFourChargePointsThroughASessionOnTwoConnectorsWithAnOutageAndAKill() {
        try (PlainSoapStation network =
                new PlainSoapStation(Version.V15, "KEBA-HOF", gateway().soap())) {
            SoapMessage booted =
                    network.call("BootNotification", PlainBodies.bootXml("KEBA AG", "KC-P30"));
            assertEquals("Accepted", booted.field("status"));
            for (String part : PARTS) {
                JsonObject boot = csms.awaitCall(part, "BootNotification");
                assertEquals("KEBA AG", boot.get("chargePointVendor").getAsString());
            }
            assertEquals("HOF-A:all", credentials("HOF-A"));
            assertEquals("HOF-B:own", credentials("HOF-B"));

            assertEquals(
                    "Accepted",
                    network.call("Authorize", "<idTag>04A1B2C3_17101357</idTag>")
                            .field("idTagInfo/status"));
            String first = begin(network, 1, "04A1B2C3_17101357");
            String second = begin(network, 2, "99AABBCC_17101358");
            assertNotEquals(first, second);
            meter(network, 1, first, 100);
            meter(network, 2, second, 200);

            csms.away(true);
            PARTS.forEach(
                    part -> Wait.until(part + " is cut off", SOON, () -> !csms.isConnected(part)));
            meter(network, 1, first, 300);
            end(network, second, 900);
            String third = begin(network, 3, "04DDEEFF_17101359");
            gateway().awaitKill();
            network.turnTo(gateway().soap());
            meter(network, 1, first, 400);
            csms.away(false);

            csms.awaitCalls("HOF-A", "MeterValues", 3);
            csms.awaitCall("HOF-B", "StopTransaction");
            JsonObject late = csms.awaitCall("HOF-C", "StartTransaction");
            assertEquals(1, late.get("connectorId").getAsInt());
            assertEquals("04DDEEFF", late.get("idTag").getAsString());

            int csmsId = transaction(csms.calls("HOF-A", "MeterValues").get(0));
            Wait.until("HOF-A is connected", SOON, () -> csms.isConnected("HOF-A"));
            network.answering("RemoteStopTransaction", "<status>Accepted</status>");
            csms.ask("HOF-A", "RemoteStopTransaction", "{\"transactionId\":" + csmsId + "}");
            assertEquals(first, network.awaitVisit("RemoteStopTransaction").field("transactionId"));
            network.answering("UnlockConnector", "<status>Accepted</status>");
            csms.ask("HOF-D", "UnlockConnector", "{\"connectorId\":1}");
            assertEquals("4", network.awaitVisit("UnlockConnector").field("connectorId"));
            end(network, first, 500);
            end(network, third, 10);

            csms.awaitCall("HOF-A", "StopTransaction");
            csms.awaitCall("HOF-C", "StopTransaction");
            assertEquals(List.of("start 1", "100", "300", "400", "stop 500"), session("HOF-A"));
            assertEquals(List.of("start 1", "200", "stop 900"), session("HOF-B"));
            assertEquals(List.of("start 1", "stop 10"), session("HOF-C"));
            assertTrue(csms.frames("KEBA-HOF").isEmpty(), "the CSMS never sees the network itself");
        }
    }

    private String credentials(String identity) {
        String basic = csms.handshake(identity).get("Authorization");
        return new String(
                Base64.getDecoder().decode(basic.substring("Basic ".length())),
                StandardCharsets.UTF_8);
    }

    private static String begin(PlainSoapStation station, int connector, String idTag) {
        return station.call("StartTransaction", PlainBodies.startXml(connector, idTag, 0))
                .field("transactionId");
    }

    private static void meter(PlainSoapStation station, int connector, String id, int value) {
        SoapMessage conf =
                station.call(
                        "MeterValues",
                        "<connectorId>%d</connectorId><transactionId>%s</transactionId><values><timestamp>2026-03-01T12:%02d:00Z</timestamp><value>%d</value></values>"
                                .formatted(connector, id, value / 10 % 60, value));
        assertTrue(conf.name().endsWith("}meterValuesResponse"), conf.text());
    }

    private static void end(PlainSoapStation station, String id, int meterStop) {
        SoapMessage conf = station.call("StopTransaction", PlainBodies.stopXml(id, meterStop));
        assertTrue(conf.name().endsWith("}stopTransactionResponse"), conf.text());
    }

    private static int transaction(JsonObject call) {
        return call.get("transactionId").getAsInt();
    }

    /** What the CSMS was told of an identity's session, in order, each message once. */
    private List<String> session(String identity) {
        List<String> told = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Set<Integer> transactions = new HashSet<>();
        for (RecordingCsms.Frame frame : csms.frames(identity)) {
            if (!frame.received() || frame.json().get(0).getAsInt() != 2) {
                continue;
            }
            String id = frame.json().get(1).getAsString();
            JsonObject payload = frame.json().get(3).getAsJsonObject();
            String line =
                    switch (frame.json().get(2).getAsString()) {
                        case "StartTransaction" -> "start " + payload.get("connectorId");
                        case "StopTransaction" -> "stop " + payload.get("meterStop");
                        case "MeterValues" ->
                                payload.getAsJsonArray("meterValue")
                                        .get(0)
                                        .getAsJsonObject()
                                        .getAsJsonArray("sampledValue")
                                        .get(0)
                                        .getAsJsonObject()
                                        .get("value")
                                        .getAsString();
                        default -> "";
                    };
            if (payload.has("transactionId")) {
                transactions.add(payload.get("transactionId").getAsInt());
            }
            if (!line.isEmpty() && !ids.contains(id)) {
                ids.add(id);
                told.add(line);
            }
        }
        assertEquals(Set.of(named(identity)), transactions, "one id of " + identity);
        return told;
    }

    /** The transaction id that the CSMS gave last to a start of an identity. */
    private int named(String identity) {
        return csms.frames(identity).stream()
                .filter(frame -> !frame.received())
                .map(RecordingCsms.Frame::json)
                .filter(frame -> frame.get(0).getAsInt() == 3)
                .map(frame -> frame.get(2).getAsJsonObject())
                .filter(conf -> conf.has("transactionId"))
                .mapToInt(SplitAndJoinedStations::transaction)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private void threeStationsOfDifferentKindsAreOneWithThreeConnectors() {
        gateway().awaitKill(); // the other play cuts all links before
        try (PlainJsonStation a = PlainJsonStation.connect(gateway().uri("ws", "/ocpp/BOX-A"));
                PlainJsonStation b = PlainJsonStation.connect(gateway().uri("ws", "/ocpp/BOX-B"));
                PlainSoapStation c = new PlainSoapStation(Version.V16, "BOX-C", gateway().soap())) {
            String boot = PlainBodies.bootJson("ABL", "eMH3");
            assertEquals("Accepted", status(a, "BootNotification", boot));
            assertEquals("Accepted", status(b, "BootNotification", boot));
            c.call("BootNotification", PlainBodies.bootXml("ABL", "eMH3"));

            a.call("StartTransaction", PlainBodies.startJson(1, "04A1", 0));
            b.call("StartTransaction", PlainBodies.startJson(1, "04B2", 0));
            String third = begin(c, 1, "04C3");
            register(a, "236.1");
            register(b, "162.3");
            c.call(
                    "MeterValues",
                    "<connectorId>1</connectorId><meterValue><timestamp>2026-03-01T12:15:00Z</timestamp>"
                            + "<sampledValue><value>171.7</value><unit>Wh</unit></sampledValue></meterValue>");

            List<Integer> connectors =
                    csms.awaitCalls("YARD", "StartTransaction", 3).stream()
                            .map(call -> call.get("connectorId").getAsInt())
                            .toList();
            assertEquals(List.of(1, 2, 3), connectors);
            assertEquals(1, csms.calls("YARD", "BootNotification").size());
            JsonObject sum = csms.awaitCalls("YARD", "MeterValues", 4).get(3);
            assertEquals(0, sum.get("connectorId").getAsInt());
            assertTrue(sum.toString().contains("\"570.1\""), sum.toString());

            c.answering("RemoteStopTransaction", "<status>Accepted</status>");
            int id =
                    csms.frames("YARD").stream()
                            .filter(frame -> !frame.received())
                            .map(RecordingCsms.Frame::json)
                            .filter(frame -> frame.get(0).getAsInt() == 3)
                            .map(frame -> frame.get(2).getAsJsonObject())
                            .filter(conf -> conf.has("transactionId"))
                            .mapToInt(SplitAndJoinedStations::transaction)
                            .max()
                            .orElseThrow();
            csms.ask("YARD", "RemoteStopTransaction", "{\"transactionId\":" + id + "}");
            assertEquals(third, c.awaitVisit("RemoteStopTransaction").field("transactionId"));

            a.answering("Reset", "{\"status\":\"Accepted\"}");
            b.answering("Reset", "{\"status\":\"Accepted\"}");
            c.answering("Reset", "<status>Accepted</status>");
            String answer = csms.ask("YARD", "Reset", "{\"type\":\"Soft\"}").toString();
            assertTrue(answer.contains("Accepted"), answer);
            assertEquals(1, a.calls("Reset").size());
            assertEquals(1, b.calls("Reset").size());
            assertEquals(1, c.visits("Reset").size());
        }
    }

    private static String status(PlainJsonStation station, String action, String payload) {
        return station.call(action, payload).get(2).getAsJsonObject().get("status").getAsString();
    }

    private static void register(PlainJsonStation station, String wattHours) {
        station.call(
                "MeterValues",
                "{\"connectorId\":1,\"meterValue\":[{\"timestamp\":\"2026-03-01T12:15:00Z\",\"sampledValue\":[{\"value\":\"%s\",\"unit\":\"Wh\"}]}]}"
                        .formatted(wattHours));
    }
}
