package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.Map;

/** Cards that the CSMS refuses after their stations were told Accepted, over a kill too. */
final class RefusedCards extends Scenario {

    private static final String BLOCKED =
            "{\"transactionId\":\"1f0d5c7e-6f0a\",\"idTagInfo\":{\"status\":\"Blocked\"}}";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RecordingCsms csms = RecordingCsms.start();

    @Override
    String csms() {
        return "cards: { url: \"%s/{station}\", reconnect-max: 1s }".formatted(csms.url());
    }

    @Override
    String stations() {
        return """
        JSON: { csms: cards }
        KEBA: { csms: cards, vendor: keba }
        """;
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "transactions with refused cards are stopped and the CSMS is told why",
                this::theirTransactionsAreStoppedAndTheCsmsIsToldWhy);
    }

    @Override
    public void close() {
        csms.close();
    }

    private void theirTransactionsAreStoppedAndTheCsmsIsToldWhy() {
        try (PlainJsonStation json = PlainJsonStation.connect(gateway().uri("ws", "/ocpp/JSON"));
                PlainSoapStation gone =
                        new PlainSoapStation(Version.V15, "KEBA", gateway().soap())) {
            gone.call("Heartbeat", "");
            csms.awaitConnected("JSON");
            csms.awaitConnected("KEBA");
            csms.when("StartTransaction", (who, payload) -> new Reaction.Result(BLOCKED));
            csms.away(true);
            Wait.until(
                    "the CSMS has gone",
                    SOON,
                    () -> !csms.isConnected("JSON") && !csms.isConnected("KEBA"));
            json.answering("RemoteStopTransaction", "{\"status\":\"Accepted\"}");
            JsonObject started =
                    json.call("StartTransaction", PlainBodies.startJson(1, "04AB", 10))
                            .get(2)
                            .getAsJsonObject();
            String keba =
                    gone.call("StartTransaction", PlainBodies.startXml(1, "04AB", 10))
                            .field("transactionId");
            gone.close(); // it cannot be called
            csms.away(false);

            long told = started.get("transactionId").getAsLong();
            JsonArray asked = json.awaitCall("RemoteStopTransaction");
            assertEquals(told, asked.get(3).getAsJsonObject().get("transactionId").getAsLong());
            json.call(
                    "StopTransaction",
                    "{\"transactionId\":"
                            + told
                            + ",\"meterStop\":20,\"timestamp\":\"2026-03-01T12:05:00Z\","
                            + "\"reason\":\"Remote\"}");
            JsonObject stopped = csms.awaitCall("JSON", "StopTransaction");
            assertEquals("DeAuthorized", stopped.get("reason").getAsString());
            assertEquals("1f0d5c7e-6f0a", stopped.get("transactionId").getAsString());

            csms.awaitCall("KEBA", "StartTransaction");
            Wait.until(
                    "the refusal of the KEBA's card is stored",
                    SOON,
                    () ->
                            gateway()
                                    .log()
                                    .contains("station=KEBA transaction=" + keba + " SUB-2114"));
            gateway().awaitKill();
            stopsAfterTheKill(keba);
        }
    }

    private void stopsAfterTheKill(String transaction) {
        try (PlainSoapStation keba = new PlainSoapStation(Version.V15, "KEBA", gateway().soap())) {
            keba.answering("RemoteStopTransaction", "<status>Accepted</status>");
            keba.call("Heartbeat", "");
            assertEquals(
                    transaction, keba.awaitVisit("RemoteStopTransaction").field("transactionId"));
            keba.call("StopTransaction", PlainBodies.stopXml(transaction, 20));
            JsonObject stopped = csms.awaitCall("KEBA", "StopTransaction");
            assertEquals("DeAuthorized", stopped.get("reason").getAsString());
            String log =
                    gateway().get("/api/v1/log?station=KEBA&action=RemoteStopTransaction").body();
            assertTrue(log.contains("made by the gateway"), log);
        }
    }
}
