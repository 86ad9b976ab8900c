package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is sent: the sender reads what was wrong in its own protocol and nothing of our inside,
 * the operator finds a line in the log, and the next good call is served.
 */
@ExtendWith(SharedGateway.class)
abstract class BadInputCases {

    private static final Pattern OUR_INSIDE =
            Pattern.compile(
                    "\\b(java|jakarta|javax|org|com|dev|fish)\\.[a-z]+|Exception|\\.java:|\\bat [a-z]+\\.");

    private Running running;
    private PlainSoapStation station;
    private int logBefore;

    @BeforeEach
    void rememberTheLog(Running shared) {
        running = shared;
        station = new PlainSoapStation(Version.V16, "GOOD", running.soap());
        logBefore = running.gateway().log().length();
    }

    @AfterEach
    void aGoodCallIsServed() {
        assertEquals(
                "Accepted",
                station.call("Authorize", "<idTag>CARD</idTag>").field("idTagInfo/status"));
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            JsonArray answer = json.call("Authorize", "{\"idTag\":\"CARD\"}");
            assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        }
        station.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{\"a\":1}",
                "<a><b></a>",
                "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body>"
            })
    void textThatIsNoXmlIsAFault(String text) {
        assertFault("Sender/ProtocolError", "cannot be read", station.post(text).join());
    }

    @Test
    void anEnvelopeThatBreaksOffIsAFault() {
        String envelope = station.request("Heartbeat", "");

        SoapMessage answer = station.post(envelope.substring(0, envelope.length() - 30)).join();

        assertFault("Sender/ProtocolError", "cannot be read", answer);
    }

    @Test
    void aDocumentTypeIsRefusedAndItsEntitiesAreNotRead() {
        String envelope =
                station.request("Authorize", "<idTag>&card;</idTag>")
                        .replace(
                                "?>",
                                "?><!DOCTYPE x [<!ENTITY card SYSTEM \"file:///etc/hostname\">]>");

        SoapMessage answer = station.post(envelope).join();

        assertFault("Sender/ProtocolError", "document type", answer);
    }

    @Test
    void anUnknownOperationIsNotSupported() {
        SoapMessage answer = station.call("Frobnicate", "<x>1</x>");

        assertFault("Receiver/NotSupported", "Frobnicate", answer);
    }

    @Test
    void aNamespaceOfNoVersionIsNamedWithTheGoodOnes() {
        SoapMessage answer =
                station.post(station.request("Heartbeat", "").replace("2015/10", "2019/99")).join();

        assertFault("Sender/ProtocolError", "urn://Ocpp/Cs/2015/10/", answer);
    }

    @Test
    void aMessageOfTheOtherVersionIsRefusedOnAVersionsOwnPath() {
        station.turnTo(running.gateway().uri("http", "/soap/1.5"));

        SoapMessage answer = station.call("Heartbeat", "");

        assertFault("Sender/ProtocolError", "soap1.6", answer);
        station.turnTo(running.soap());
    }

    @Test
    void aMessageToAPathOfNobodyIsLogged() {
        station.turnTo(running.gateway().uri("http", "/Soap/Central"));

        station.post(station.request("Heartbeat", ""));

        Wait.until(
                "the log names the path",
                Duration.ofSeconds(10),
                () ->
                        running.gateway()
                                .log()
                                .substring(logBefore)
                                .contains("SUB-1012 The address /Soap/Central is not for"));
        station.turnTo(running.soap());
    }

    @Test
    void aMissingIdentityIsAFault() {
        String envelope =
                station.request("Heartbeat", "").replaceAll("<o:chargeBoxIdentity.*?Identity>", "");

        SoapMessage answer = station.post(envelope).join();

        assertFault("Sender/ProtocolError", "chargeBoxIdentity", answer);
    }

    @Test
    void aMissingFieldIsNamed() {
        SoapMessage answer = station.call("Authorize", "");

        assertFault("Sender/ProtocolError", "idTag", answer);
    }

    @Test
    void aStationThatIsNotListedIsRefused() {
        String envelope = station.request("Heartbeat", "").replace(">GOOD<", ">STRANGER<");

        SoapMessage answer = station.post(envelope).join();

        assertFault("Sender/SecurityError", "STRANGER", answer);
        assertEquals(0, running.csms().opens("STRANGER"));
    }

    @Test
    void anEnvelopeOfThreeMegabytesIsRefused() {
        SoapMessage answer =
                station.call(
                        "DataTransfer",
                        "<vendorId>v</vendorId><data>" + "x".repeat(3_000_000) + "</data>");

        assertFault("Sender/ProtocolError", "larger than", answer);
    }

    @Test
    void thousandsOfNestedElementsAreRefused() {
        SoapMessage answer = station.call("Authorize", "<a>".repeat(5_000) + "</a>".repeat(5_000));

        assertFault("Sender/ProtocolError", "cannot be read", answer);
    }

    @Test
    void getOnTheSoapAddressSaysWhatItIsFor() {
        HttpResponse<String> page = running.gateway().get("/soap");

        assertEquals(405, page.statusCode());
        assertTrue(page.headers().firstValue("Allow").orElse("").contains("POST"));
        assertNothingOfOurInside(page.body());
    }

    @Test
    void jsonThatBreaksOffIsAnsweredWhenItsIdCanBeRead() {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            JsonArray answer = json.exchange("77", "[2,\"77\",\"MeterValues\",{\"connectorId\":1,");

            assertCallError("FormationViolation", answer);
            awaitLog("station=GOOD-JSON", "cannot be read");
        }
    }

    @Test
    void anEmptyTokenWithinAFrameIsAnsweredToo() {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            JsonArray answer =
                    json.exchange(
                            "78",
                            "[2,\"78\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":,\"meterValue\":[]}]");

            assertCallError("FormationViolation", answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hello", "{}", "[]", "[1,\"a\",{}]", "[2]", "[9,\"x\",\"y\",{}]", "\u0000"})
    void framesWithoutAReadableIdLeaveTheConnectionOpen(String text) {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            json.send(text);

            assertEquals(3, json.call("Heartbeat", "{}").get(0).getAsInt());
            awaitLog("station=GOOD-JSON");
            assertTrue(json.isOpen());
        }
    }

    @Test
    void anUnknownActionGoesToTheCsmsWhichRefusesIt() {
        running.csms()
                .when(
                        "Frobnicate",
                        (who, payload) -> new Reaction.Refusal("NotImplemented", "what is that"));
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            JsonArray answer = json.call("Frobnicate", "{\"x\":1}");

            assertCallError("NotImplemented", answer);
            assertEquals("what is that", answer.get(3).getAsString());
        } finally {
            running.csms().asUsual("Frobnicate");
        }
    }

    @Test
    void aFieldOfTheWrongTypeIsNamed() {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            JsonArray answer =
                    json.call(
                            "StartTransaction",
                            "{\"connectorId\":\"one\",\"idTag\":\"A\",\"meterStart\":0,\"timestamp\":\"2026-03-01T12:00:00Z\"}");

            assertCallError("TypeConstraintViolation", answer);
            assertTrue(answer.get(3).getAsString().contains("connectorId"), answer.toString());
            awaitLog("station=GOOD-JSON", "connectorId");
        }
    }

    @Test
    void aFrameAboveTheLimitEndsTheConnectionWithItsOwnCode() {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            String data = "x".repeat(1_200_000);
            try {
                json.send("[2,\"1\",\"DataTransfer\",{\"vendorId\":\"" + data + "\"}]");
            } catch (CompletionException refusedBeforeItsEnd) {
                // The gateway need not read on once it knows the size.
            }

            assertEquals(1009, json.awaitClosed());
            awaitLog("station=GOOD-JSON", "the gateway closed it with 1009");
        }
    }

    @Test
    void aStationThatSendsItsTextInBinaryFramesIsServed() {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            json.sendBinary("[2,\"b-1\",\"Heartbeat\",{}]".getBytes(StandardCharsets.UTF_8));
            Wait.until(
                    "it is answered",
                    Duration.ofSeconds(30),
                    () ->
                            json.received().stream()
                                    .anyMatch(frame -> frame.startsWith("[3,\"b-1\"")));
            awaitLog("station=GOOD-JSON", "messages in binary frames; read as text");

            json.sendBinary(new byte[] {0, 1, 2});
            assertEquals(1003, json.awaitClosed());
            awaitLog("station=GOOD-JSON", "the gateway closed it with 1003 binary frame");
        }
    }

    @Test
    void aCloseOfTheStationAndABrokenLineAreToldApart() {
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            json.call("Heartbeat", "{}");
            json.leave();
            awaitLog("station=GOOD-JSON", "the station closed it with 1000");
        }
        try (PlainJsonStation json = PlainJsonStation.connect(running.json("GOOD-JSON"))) {
            json.call("Heartbeat", "{}");
            json.vanish();
            awaitLog("station=GOOD-JSON", "the connection ended without a Close frame");
        }
    }

    @Test
    void aWebSocketOfAStrangerIsNotFound() {
        assertEquals(404, PlainJsonStation.refused(running.json("STRANGER"), "ocpp1.6"));
        awaitLog("STRANGER", "SUB-1009");
    }

    @Test
    void aWebSocketWithAnotherSubProtocolIsABadRequest() {
        assertEquals(400, PlainJsonStation.refused(running.json("GOOD-JSON"), "ocpp2.0.1"));
        awaitLog("GOOD-JSON", "ocpp2.0.1");
    }

    @Test
    void aWebSocketOfASoapStationIsABadRequest() {
        assertEquals(400, PlainJsonStation.refused(running.json("SOAP-ONLY"), "ocpp1.6"));
        awaitLog("SOAP-ONLY", "soap1.6");
    }

    @Test
    void getOnTheWebSocketAddressAsksForAnUpgrade() {
        HttpResponse<String> page = running.gateway().get("/ocpp/GOOD-JSON");

        assertEquals(426, page.statusCode());
        assertNothingOfOurInside(page.body());
    }

    @Test
    void nonsenseOfTheCsmsLeavesItsLinkOpen() {
        station.call("Authorize", "<idTag>CARD</idTag>");
        int opened = running.csms().opens("GOOD");
        running.csms().send("GOOD", "[2,\"1\",");
        running.csms().send("GOOD", "hello");
        running.csms().send("GOOD", "[3,\"no-such-call\",{}]");

        JsonArray answer = running.csms().ask("GOOD", "Frobnicate", "{}");

        assertCallError("NotImplemented", answer);
        assertEquals(opened, running.csms().opens("GOOD"));
    }

    private void assertFault(String code, String word, SoapMessage answer) {
        assertTrue(answer.isFault(), answer.text());
        assertEquals(code, answer.faultCode());
        assertEquals(code.startsWith("Sender") ? 400 : 500, answer.status());
        assertTrue(answer.field("Reason/Text").contains(word), answer.text());
        assertEquals(
                List.of("application/soap+xml"),
                answer.httpHeaders().get("content-type").stream()
                        .map(type -> type.replaceFirst(";.*", ""))
                        .toList());
        assertNothingOfOurInside(answer.field("Reason/Text"));
        Wait.until(
                "the log has said so, now or less than a minute ago",
                Duration.ofSeconds(60),
                () ->
                        running.gateway()
                                .log()
                                .lines()
                                .filter(line -> line.contains("rejected station="))
                                .anyMatch(
                                        line ->
                                                line.contains(
                                                        answer.field("Detail/number") + " ")));
    }

    private static void assertCallError(String code, JsonArray answer) {
        assertEquals(4, answer.get(0).getAsInt(), answer.toString());
        assertEquals(code, answer.get(2).getAsString(), answer.toString());
        assertTrue(answer.get(4).isJsonObject(), answer.toString());
        assertNothingOfOurInside(answer.get(3).getAsString());
    }

    private static void assertNothingOfOurInside(String text) {
        assertFalse(OUR_INSIDE.matcher(text).find(), text);
    }

    /** A line of the log with all these words, written since the test began. */
    private void awaitLog(String... words) {
        Wait.until(
                "the log has a line with " + String.join(" and ", words),
                Duration.ofSeconds(60),
                () ->
                        running.gateway()
                                .log()
                                .substring(logBefore)
                                .lines()
                                .anyMatch(
                                        line -> List.of(words).stream().allMatch(line::contains)));
    }
}
