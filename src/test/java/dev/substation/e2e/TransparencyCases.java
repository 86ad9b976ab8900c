package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.OddTexts;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is none of the gateway's business crosses all of it, from wire to wire, letter by letter:
 * makers' messages, and signed meter values. Both ends are parsed by what is not the gateway's.
 */
@ExtendWith(SharedGateway.class)
abstract class TransparencyCases {

    private static final String DATA_TRANSFER = "DataTransfer";
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String RAW = "00268.9780";
    private static final String SIGNED = "4F434D467C7B22".repeat(585) + " \u00e4<&>";

    private static Running running;

    @BeforeAll
    static void run(Running shared) {
        running = shared;
    }

    @AfterAll
    static void answerAsUsual() {
        running.csms().asUsual(DATA_TRANSFER);
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>(OddTexts.LIST);
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            texts.add(OddTexts.random(random));
        }
        return texts;
    }

    private static String json(String text) {
        return new JsonPrimitive(text).toString();
    }

    private static String vendor(String data) {
        return "{\"vendorId\":\"ABL\",\"messageId\":\"SetLimit\",\"data\":" + data + "}";
    }

    private static String xml(String data) {
        return "<vendorId>ABL</vendorId><messageId>SetLimit</messageId><data>" + data + "</data>";
    }

    private static String data(SoapMessage message) {
        return message.body().getElementsByTagNameNS("*", "data").item(0).getTextContent();
    }

    private static void answer(String data) {
        running.csms()
                .when(
                        DATA_TRANSFER,
                        (who, payload) ->
                                new Reaction.Result(
                                        "{\"status\":\"Accepted\",\"data\":" + data + "}"));
    }

    private static JsonElement lastAtCsms(String station) {
        List<JsonObject> calls = running.csms().calls(station, DATA_TRANSFER);
        return calls.get(calls.size() - 1).get("data");
    }

    private static List<JsonObject> log(String query) {
        List<JsonObject> lines = new ArrayList<>();
        JsonParser.parseString(running.gateway().get("/api/v1/log?" + query).body())
                .getAsJsonObject()
                .getAsJsonArray("lines")
                .forEach(line -> lines.add(line.getAsJsonObject()));
        return lines;
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void vendorTextCrossesBetweenSoapAndTheCsms(Version version) {
        try (PlainSoapStation station =
                new PlainSoapStation(version, "EVERY-ODD-" + version, running.soap())) {
            for (String text : texts()) {
                answer(json(text));
                SoapMessage told = station.call(DATA_TRANSFER, xml(OddTexts.xml(text)));
                assertEquals(text, lastAtCsms(station.identity()).getAsString());
                assertEquals(text, data(told));

                station.answering(
                        DATA_TRANSFER,
                        "<status>Accepted</status><data>" + OddTexts.xml(text) + "</data>");
                JsonArray back =
                        running.csms().ask(station.identity(), DATA_TRANSFER, vendor(json(text)));
                assertEquals(text, data(station.awaitVisit(DATA_TRANSFER)));
                assertEquals(text, back.get(2).getAsJsonObject().get("data").getAsString());
            }
        }
    }

    @Test
    void vendorTextCrossesBetweenJsonAndTheCsms() {
        String name = "EVERY-ODD-JSON";
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name))) {
            for (String text : texts()) {
                answer(json(text));
                JsonArray told = station.call(DATA_TRANSFER, vendor(json(text)));
                assertEquals(text, lastAtCsms(name).getAsString());
                assertEquals(text, told.get(2).getAsJsonObject().get("data").getAsString());

                station.answering(
                        DATA_TRANSFER, "{\"status\":\"Accepted\",\"data\":" + json(text) + "}");
                JsonArray back = running.csms().ask(name, DATA_TRANSFER, vendor(json(text)));
                JsonObject asked = station.awaitCall(DATA_TRANSFER).get(3).getAsJsonObject();
                assertEquals(text, asked.get("data").getAsString());
                assertEquals(text, back.get(2).getAsJsonObject().get("data").getAsString());
            }
        }
    }

    @Test
    void theKeysOfMetersAreShown() {
        String key = "3059301306072A8648CE3D020106082A8648CE3D030107034200";
        String name = "EVERY-ODD-METER";
        answer(json("ok"));
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name))) {
            String data =
                    "{\"meters\":[{\"connectorId\":\"2\",\"meterSerial\":\"0901\","
                            + "\"publicKey\":\""
                            + key
                            + "\"}]}";

            station.call(
                    DATA_TRANSFER,
                    "{\"vendorId\":\"ABL\",\"messageId\":\"SetMeterConfiguration\",\"data\":"
                            + json(data)
                            + "}");

            assertEquals(data, lastAtCsms(name).getAsString());
            String shown = running.gateway().get("/api/v1/meter-keys?station=" + name).body();
            JsonObject meter =
                    JsonParser.parseString(shown)
                            .getAsJsonObject()
                            .getAsJsonArray("meterKeys")
                            .get(0)
                            .getAsJsonObject();
            assertEquals(2, meter.get("connectorId").getAsInt());
            assertEquals(key, meter.get("publicKey").getAsString());
            assertEquals("0901", meter.get("meterSerial").getAsString());
        }
    }

    @Test
    void whatXmlCannotSayIsReplacedAndTheMessageLogSaysSo() {
        try (PlainSoapStation station =
                new PlainSoapStation(Version.V16, "EVERY-ODD-BELL", running.soap())) {
            answer("\"a\\u0007b\"");
            station.answering(DATA_TRANSFER, "<status>Accepted</status>");

            SoapMessage told = station.call(DATA_TRANSFER, xml("x"));
            running.csms().ask(station.identity(), DATA_TRANSFER, vendor("\"c\\u0000d\""));

            assertEquals("a\ufffdb", data(told));
            assertEquals("c\ufffdd", data(station.awaitVisit(DATA_TRANSFER)));
            String query = "station=EVERY-ODD-BELL&changed=true&action=DataTransfer";
            Wait.until("both are in the log", WITHIN, () -> log(query).size() == 2);
            for (JsonObject line : log(query)) {
                assertEquals("answer", line.get("part").getAsString());
                assertTrue(line.get("notes").toString().contains("U+FFFD"), line.toString());
            }
            assertTrue(
                    running.gateway()
                            .get("/metrics")
                            .body()
                            .contains(
                                    "substation_translation_losses_total{dialect=\"soap1.6\","
                                            + "direction=\"down\",action=\"DataTransfer\","
                                            + "class=\"approximated\"}"));
        }
    }

    @Test
    void anObjectIsTextInJsonForWhoCanTakeTextAlone() {
        String name = "EVERY-ODD-OBJECT";
        String object = "{\"limit\":25}";
        answer("null");
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name));
                PlainSoapStation old =
                        new PlainSoapStation(Version.V15, "EVERY-ODD-OLD", running.soap())) {
            station.call(DATA_TRANSFER, vendor(object));
            old.call(DATA_TRANSFER, xml("hello"));
            old.answering(DATA_TRANSFER, "<status>Accepted</status>");
            running.csms().ask(old.identity(), DATA_TRANSFER, vendor(object));

            assertEquals(object, lastAtCsms(name).toString(), "a CSMS that is not strict");
            assertEquals(object, data(old.awaitVisit(DATA_TRANSFER)));
        }
    }

    // ---- signed meter values

    private static String hash() throws Exception {
        String lines =
                "{\"value\":\""
                        + RAW
                        + "\"}\n{\"format\":\"SignedData\",\"value\":\""
                        + SIGNED
                        + "\"}\n";
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertSigned(String station, String action, String field) throws Exception {
        JsonArray samples =
                running.csms()
                        .awaitCall(station, action)
                        .getAsJsonArray(field)
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("sampledValue");
        assertEquals(
                JsonParser.parseString(
                        "[{\"value\":%s},{\"value\":%s,\"format\":\"SignedData\"}]"
                                .formatted(json(RAW), json(SIGNED))),
                samples);
        JsonObject line = log("part=call&station=" + station + "&action=" + action).get(0);
        assertEquals(hash(), line.get("signedIn").getAsString());
        assertEquals(hash(), line.get("signedOut").getAsString());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void signedValuesCrossFromSoap(Version version) throws Exception {
        try (PlainSoapStation station =
                new PlainSoapStation(version, "EVERY-SIGNED-" + version, running.soap())) {
            SoapMessage started =
                    station.call(
                            "StartTransaction",
                            "<connectorId>1</connectorId><idTag>A</idTag>"
                                    + "<timestamp>2026-01-01T08:00:00Z</timestamp><meterStart>1</meterStart>");
            String id = "<transactionId>" + started.field("transactionId") + "</transactionId>";
            boolean old = version == Version.V15;
            String signed = OddTexts.xml(SIGNED);
            String samples =
                    "<timestamp>2026-01-01T08:00:01Z</timestamp>"
                            + (old
                                    ? "<value>"
                                            + RAW
                                            + "</value><value format=\"SignedData\">"
                                            + signed
                                            + "</value>"
                                    : "<sampledValue><value>"
                                            + RAW
                                            + "</value></sampledValue><sampledValue><value>"
                                            + signed
                                            + "</value><format>SignedData</format></sampledValue>");
            String values = old ? "values" : "meterValue";

            station.call(
                    "MeterValues",
                    "<connectorId>1</connectorId>"
                            + id
                            + "<"
                            + values
                            + ">"
                            + samples
                            + "</"
                            + values
                            + ">");
            station.call(
                    "StopTransaction",
                    id
                            + "<timestamp>2026-01-01T09:00:00Z</timestamp><meterStop>2</meterStop><transactionData>"
                            + (old ? "<values>" + samples + "</values>" : samples)
                            + "</transactionData>");

            assertSigned(station.identity(), "MeterValues", "meterValue");
            assertSigned(station.identity(), "StopTransaction", "transactionData");
        }
    }

    @Test
    void signedValuesCrossFromJson() throws Exception {
        String name = "EVERY-SIGNED-JSON";
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name))) {
            JsonArray started =
                    station.call(
                            "StartTransaction",
                            "{\"connectorId\":1,\"idTag\":\"A\",\"meterStart\":1,\"timestamp\":\"2026-01-01T08:00:00Z\"}");
            String id =
                    "\"transactionId\":" + started.get(2).getAsJsonObject().get("transactionId");
            String values =
                    "[{\"timestamp\":\"2026-01-01T08:00:01Z\",\"sampledValue\":[{\"value\":%s},{\"value\":%s,\"format\":\"SignedData\"}]}]"
                            .formatted(json(RAW), json(SIGNED));

            station.call(
                    "MeterValues", "{\"connectorId\":1," + id + ",\"meterValue\":" + values + "}");
            station.call(
                    "StopTransaction",
                    "{"
                            + id
                            + ",\"meterStop\":2,\"timestamp\":\"2026-01-01T09:00:00Z\",\"transactionData\":"
                            + values
                            + "}");

            assertSigned(name, "MeterValues", "meterValue");
            assertSigned(name, "StopTransaction", "transactionData");
        }
    }

    @Test
    void theLogShowsNoCards() {
        String name = "EVERY-SIGNED-CARD";
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name))) {
            station.call("Authorize", "{\"idTag\":\"04A1B2C3D4\"}");

            Wait.until(
                    "it is in the log", WITHIN, () -> !log("part=call&station=" + name).isEmpty());
            assertEquals(
                    "{\"idTag\":\"04***\"}",
                    log("part=call&station=" + name).get(0).get("payload").toString());
            assertEquals(400, running.gateway().get("/api/v1/log?limit=none").statusCode());
        }
    }
}
