package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.Wait;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code /api/v1/messages/ID} shows of both sides of a message. */
@ExtendWith(SharedGateway.class)
abstract class ExchangeCases {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    private HttpResponse<String> get(String path) {
        return running.gateway().get("/api/v1/" + path);
    }

    private JsonObject object(String path) {
        HttpResponse<String> answer = get(path);
        assertEquals(200, answer.statusCode(), answer.body());
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    /** The lines of an operation, once there are this many; the latest first. */
    private JsonArray lines(String station, String action, int count) {
        String path = "messages?station=" + station + "&action=" + action;
        Wait.until(
                count + " lines of " + action + " are in the message log",
                SOON,
                () -> object(path).getAsJsonArray("messages").size() == count);
        return object(path).getAsJsonArray("messages");
    }

    private static List<JsonObject> objects(JsonArray all) {
        return StreamSupport.stream(all.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static String form(JsonObject exchange, String side, String part) {
        List<JsonObject> found =
                objects(exchange.getAsJsonArray("forms")).stream()
                        .filter(form -> form.get("side").getAsString().equals(side))
                        .filter(form -> form.get("part").getAsString().equals(part))
                        .toList();
        assertEquals(1, found.size(), () -> side + " " + part + " in " + exchange);
        return found.get(0).get("text").getAsString();
    }

    @ParameterizedTest
    @EnumSource(PlainSoapStation.Version.class)
    void aStoredCallIsFoundByEachOfItsLines(PlainSoapStation.Version version) {
        String name = "SIDES-" + version;
        try (PlainSoapStation station = new PlainSoapStation(version, name, running.soap())) {
            station.call(
                    "StartTransaction",
                    "<connectorId>1</connectorId><idTag>SECRETCARD_9</idTag>"
                            + "<timestamp>2026-11-30T08:00:00Z</timestamp>"
                            + "<meterStart>1234</meterStart>");
            JsonArray lines = lines(name, "StartTransaction", 3);

            for (JsonObject line : objects(lines)) {
                JsonObject exchange = object("messages/" + line.get("id").getAsLong());

                assertEquals(
                        List.of("call", "delivery", "answer"),
                        objects(exchange.getAsJsonArray("lines")).stream()
                                .map(one -> one.get("part").getAsString())
                                .sorted((a, b) -> b.equals("answer") ? -1 : 0)
                                .toList());
                String asked = form(exchange, "station", "call");
                assertTrue(
                        asked.startsWith(
                                "<startTransactionRequest xmlns=\"" + version.cs() + "\">\n"),
                        asked);
                assertTrue(asked.contains("\n  <meterStart>1234</meterStart>"), asked);
                assertTrue(
                        form(exchange, "station", "answer").startsWith("<startTransactionResponse"),
                        exchange::toString);
                String upstream = form(exchange, "csms", "call");
                assertEquals(
                        1234,
                        JsonParser.parseString(upstream)
                                .getAsJsonObject()
                                .get("meterStart")
                                .getAsInt());
                assertTrue(form(exchange, "csms", "answer").contains("transactionId"));
                assertTrue(
                        objects(exchange.getAsJsonObject("rules").getAsJsonArray("steps")).stream()
                                .anyMatch(step -> step.has("before")),
                        "the suffix of the card is stripped: " + exchange);
                assertFalse(exchange.toString().contains("SECRETCARD"), exchange::toString);
            }
        }
    }

    @Test
    void aCallToAStationHasTheCsmsOnTheOtherSide() throws Exception {
        String name = "SIDES-DOWN";
        try (PlainSoapStation station =
                new PlainSoapStation(PlainSoapStation.Version.V15, name, running.soap())) {
            station.answering("UnlockConnector", "<status>Accepted</status>");
            station.call("Heartbeat", "");
            running.csms().awaitConnected(name);
            URI calls = running.gateway().uri("http", "/api/v1/stations/" + name + "/calls");
            CLIENT.send(
                    HttpRequest.newBuilder(calls)
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"action\":\"UnlockConnector\","
                                                    + "\"payload\":{\"connectorId\":1}}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonArray lines = lines(name, "UnlockConnector", 2);

            JsonObject exchange =
                    object("messages/" + lines.get(0).getAsJsonObject().get("id").getAsLong());

            assertEquals(
                    "{\"connectorId\":1}",
                    JsonParser.parseString(form(exchange, "csms", "call")).toString());
            String sent = form(exchange, "station", "call");
            assertTrue(sent.startsWith("<unlockConnectorRequest"), sent);
            assertTrue(sent.contains(PlainSoapStation.Version.V15.cp()), sent);
            assertTrue(form(exchange, "csms", "answer").contains("\"Unlocked\""));
        }
    }

    @Test
    void equalMessageIdsOfOthersDoNotBelongToIt() {
        try (PlainJsonStation one = PlainJsonStation.connect(running.json("SIDES-ONE"));
                PlainJsonStation other = PlainJsonStation.connect(running.json("SIDES-OTHER"))) {
            one.exchange("1", "[2,\"1\",\"Heartbeat\",{}]");
            other.exchange("1", "[2,\"1\",\"Heartbeat\",{}]");
            JsonArray lines = lines("SIDES-ONE", "Heartbeat", 2);
            lines("SIDES-OTHER", "Heartbeat", 2);

            JsonObject exchange =
                    object("messages/" + lines.get(0).getAsJsonObject().get("id").getAsLong());

            assertEquals(2, exchange.getAsJsonArray("lines").size(), exchange::toString);
            assertFalse(exchange.toString().contains("SIDES-OTHER"), exchange::toString);
        }
    }

    /** Stations count from 1 again after each start. */
    @Test
    void aMessageIdThatComesAgainIsAnotherCall() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("SIDES-AGAIN"))) {
            for (String model : List.of("FIRST", "SECOND")) {
                station.exchange(
                        "1",
                        "[2,\"1\",\"BootNotification\",{\"chargePointVendor\":\"V\","
                                + "\"chargePointModel\":\"%s\"}]".formatted(model));
            }
            for (JsonObject line : objects(lines("SIDES-AGAIN", "BootNotification", 4))) {
                if (line.get("part").getAsString().equals("call")) {
                    String model =
                            line.getAsJsonObject("payload").get("chargePointModel").getAsString();

                    JsonObject exchange = object("messages/" + line.get("id").getAsLong());

                    assertEquals(2, exchange.getAsJsonArray("lines").size(), exchange::toString);
                    assertTrue(
                            form(exchange, "station", "call").contains(model), exchange::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "999999999, 404",
        "999999999999999999, 404",
        "0, 400",
        "x, 400",
        "92233720368547758070, 400"
    })
    void whatIsNotThere(String id, int status) {
        HttpResponse<String> answer = get("messages/" + id);

        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    }
}
