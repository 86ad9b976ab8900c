package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A CSMS that refuses messages or takes its time, with the pauses of OCPP as they are: 60 s and 120
 * s between the transmissions of a transaction message.
 */
@ExtendWith(SharedGateway.class)
abstract class RefusedMessageCases {

    private static RecordingCsms csms;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start(Running running) {
        csms = running.refusing();
        csms.when(
                "MeterValues",
                (station, payload) ->
                        new RecordingCsms.Reaction.Refusal(
                                station.startsWith("WRONG") ? "FormatViolation" : "InternalError",
                                "it does not like meter values"));
        gateway = running.gateway();
    }

    @Test
    void wrongMeterValuesAreSetAsideAndTheStopAndTheNextStartGoOn() {
        try (PlainSoapStation station =
                new PlainSoapStation(Version.V15, "WRONG-15", gateway.uri("http", "/soap"))) {
            String first = start(station, 10).field("transactionId");
            station.call(
                    "MeterValues",
                    "<connectorId>1</connectorId><transactionId>"
                            + first
                            + "</transactionId><values><timestamp>2026-03-01T12:10:00Z</timestamp>"
                            + "<value>20</value></values>");
            station.call(
                    "StopTransaction",
                    "<transactionId>"
                            + first
                            + "</transactionId><timestamp>2026-03-01T12:20:00Z</timestamp>"
                            + "<meterStop>30</meterStop>");
            SoapMessage second = start(station, 30);

            assertTrue(Long.parseLong(second.field("transactionId")) < 1_000_000_000);
            assertEquals(1, csms.calls("WRONG-15", "MeterValues").size());
            assertEquals(1, csms.awaitCalls("WRONG-15", "StopTransaction", 1).size());
            Wait.until(
                    "the operator sees it",
                    Duration.ofSeconds(60),
                    () ->
                            gateway.get("/metrics")
                                    .body()
                                    .lines()
                                    .anyMatch(
                                            line ->
                                                    line.matches(
                                                            "substation_outbox_set_aside_messages"
                                                                    + " [1-9]\\d*")));
            assertTrue(
                    gateway.log()
                            .contains(
                                    "Message parked: the CSMS rejected it with FormationViolation"));
        }
    }

    private static SoapMessage start(PlainSoapStation station, int meter) {
        return station.call("StartTransaction", PlainBodies.startXml(1, "04AB", meter));
    }

    @Test
    void meterValuesThatAreRefusedForNowDelayNoStartAndNoStop() {
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/PASSES-16"))) {
            long first = started(station, 1);
            for (int reading = 1; reading <= 10; reading++) {
                station.call(
                        "MeterValues",
                        ("{\"connectorId\":1,\"transactionId\":%d,\"meterValue\":[{\"timestamp\":"
                                        + "\"2026-03-01T12:10:00Z\",\"sampledValue\":[{\"value\":"
                                        + "\"%d\"}]}]}")
                                .formatted(first, reading));
            }
            assertTrue(started(station, 2) < 1_000_000_000, "named by the CSMS");
            station.call(
                    "StopTransaction",
                    ("{\"transactionId\":%d,\"meterStop\":30,\"timestamp\":"
                                    + "\"2026-03-01T12:20:00Z\"}")
                            .formatted(first));

            List<JsonObject> values = csms.calls("PASSES-16", "MeterValues");
            assertEquals(30, values.size(), "each three times");
            assertEquals(
                    first,
                    csms.awaitCall("PASSES-16", "StopTransaction")
                            .get("transactionId")
                            .getAsLong());
        }
    }

    private static long started(PlainJsonStation station, int connector) {
        return station.call("StartTransaction", PlainBodies.startJson(connector, "04AB", 1))
                .get(2)
                .getAsJsonObject()
                .get("transactionId")
                .getAsLong();
    }

    @Test
    void statusesReachASlowCsmsOneByOne() {
        csms.when(
                "StatusNotification",
                (name, payload) ->
                        new RecordingCsms.Reaction.Late(
                                Duration.ofMillis(220), csms.usual("StatusNotification")));
        try (PlainJsonStation station =
                PlainJsonStation.connect(gateway.uri("ws", "/ocpp/SLOW-16"))) {
            for (int i = 0; i < 24; i++) {
                station.call(
                        "StatusNotification",
                        ("{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"%s\","
                                        + "\"info\":\"%d\"}")
                                .formatted(i % 2 == 0 ? "Available" : "Preparing", i));
            }

            assertEquals(
                    IntStream.range(0, 24).mapToObj(Integer::toString).toList(),
                    csms.awaitCalls("SLOW-16", "StatusNotification", 24).stream()
                            .map(status -> status.get("info").getAsString())
                            .toList());
        }
    }
}
