package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.model.Version;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.RawPeer;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.Wait;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the API shows of stations, CSMSs, messages and transactions, and what it sends. */
@ExtendWith(SharedGateway.class)
abstract class ApiCases {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String RESET = "{\"action\":\"Reset\",\"payload\":{\"type\":\"Soft\"}}";

    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    private HttpResponse<String> get(String path) {
        return send(
                HttpRequest.newBuilder(running.gateway().uri("http", "/api/v1/" + path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return send(
                HttpRequest.newBuilder(running.gateway().uri("http", "/api/v1/" + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private static JsonObject object(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private JsonObject station(String name) {
        return object(get("stations/" + name));
    }

    private JsonObject sent(String station, String call) {
        return object(post("stations/" + station + "/calls", "application/json", call));
    }

    private static List<String> names(JsonObject page) {
        return StreamSupport.stream(page.getAsJsonArray("stations").spliterator(), false)
                .map(one -> one.getAsJsonObject().get("station").getAsString())
                .toList();
    }

    private static Optional<JsonObject> named(JsonArray all, String field, String value) {
        return StreamSupport.stream(all.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(one -> one.get(field).getAsString().equals(value))
                .findFirst();
    }

    @Test
    void aStationThatNobodyHasHeard() {
        JsonObject never = station("API-NEVER");

        assertEquals("never-heard", never.get("state").getAsString());
        assertFalse(never.has("lastHeard"), never::toString);
        JsonObject link = never.getAsJsonArray("links").get(0).getAsJsonObject();
        assertEquals("main", link.get("csms").getAsString());
        assertEquals("closed", link.get("state").getAsString());
        assertTrue(
                names(object(get("stations?state=never-heard&limit=5000"))).contains("API-NEVER"));
    }

    @Test
    void aWebSocketStationWithBothLegsConnectorsAndItsTransaction() {
        Instant before = Instant.now().minusSeconds(2);
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-JSON"))) {
            station.call(
                    "BootNotification",
                    "{\"chargePointVendor\":\"Keba AG\",\"chargePointModel\":\"KC-P30\","
                            + "\"chargePointSerialNumber\":\"SN-4711\"}");
            station.call(
                    "StatusNotification",
                    "{\"connectorId\":1,\"errorCode\":\"GroundFailure\",\"status\":\"Faulted\"}");
            station.call(
                    "StartTransaction",
                    "{\"connectorId\":1,\"idTag\":\"APICARD0001\",\"meterStart\":1234,"
                            + "\"timestamp\":\"2026-11-30T08:00:00Z\"}");
            running.csms().awaitConnected("API-JSON");

            JsonObject shown = station("API-JSON");

            assertEquals("connected", shown.get("state").getAsString(), shown::toString);
            assertEquals("json1.6", shown.get("dialect").getAsString());
            assertTrue(Instant.parse(shown.get("lastHeard").getAsString()).isAfter(before));
            assertEquals("generic", shown.get("vendor").getAsString());
            assertEquals(
                    "SN-4711",
                    shown.getAsJsonObject("boot").get("chargePointSerialNumber").getAsString());
            JsonObject connector = shown.getAsJsonArray("connectors").get(0).getAsJsonObject();
            assertEquals("Faulted", connector.get("status").getAsString());
            assertEquals(
                    "Connector 1 is Faulted: GroundFailure",
                    shown.getAsJsonArray("problems").get(0).getAsString());
            JsonObject link = shown.getAsJsonArray("links").get(0).getAsJsonObject();
            assertEquals("connected", link.get("state").getAsString(), shown::toString);
            JsonObject transaction = shown.getAsJsonArray("transactions").get(0).getAsJsonObject();
            assertEquals(1234, transaction.get("meterStart").getAsLong());
            assertEquals("AP***", transaction.get("card").getAsString());

            Wait.until(
                    "it to be found by a field of its boot",
                    SOON,
                    () -> names(object(get("stations?q=sn-4711"))).equals(List.of("API-JSON")));
            assertEquals(
                    "API-JSON",
                    names(object(get("stations?problems=true&csms=main&sort=last-heard&q=api-")))
                            .get(0));
        }
        Wait.until(
                "the station to be shown as disconnected",
                SOON,
                () -> station("API-JSON").get("state").getAsString().equals("disconnected"));
        assertTrue(
                station("API-JSON").getAsJsonArray("problems").toString().contains("open"),
                "a transaction runs, and the station is away");
    }

    @Test
    void aCallByHandTakesTheWayOfTheCsms() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-CALLED"))) {
            station.answering("Reset", "{\"status\":\"Accepted\"}");
            station.call("Heartbeat", "{}");

            JsonObject sent = sent("API-CALLED", RESET);

            assertEquals("{\"status\":\"Accepted\"}", sent.get("answer").toString());
            assertEquals(
                    "{\"type\":\"Soft\"}",
                    station.awaitCall("Reset").get(3).getAsJsonObject().toString());
            String id = sent.get("messageId").getAsString();
            Wait.until(
                    "call and answer to be in the message log",
                    SOON,
                    () ->
                            object(get("messages?message=" + id)).getAsJsonArray("messages").size()
                                    == 2);
            String lines = get("messages?message=" + id).body();
            assertTrue(lines.contains("an operator has sent it"), lines);
        }
    }

    @ParameterizedTest
    @EnumSource(PlainSoapStation.Version.class)
    void aCallByHandToASoapStation(PlainSoapStation.Version version) {
        String name = "API-SOAP-" + version;
        try (PlainSoapStation station =
                new PlainSoapStation(version, name, running.gateway().uri("http", "/soap"))) {
            station.answering("Reset", "<o:status>Accepted</o:status>");
            station.call("Heartbeat", "");

            JsonObject sent = sent(name, RESET);

            assertEquals("{\"status\":\"Accepted\"}", sent.get("answer").toString());
            SoapMessage called = station.awaitVisit("Reset");
            assertEquals("Soft", called.field("type"));
            JsonObject shown = station(name);
            assertEquals("connected", shown.get("state").getAsString());
            assertEquals(station.callbackAddress().toString(), shown.get("address").getAsString());
            assertTrue(shown.get("callable").getAsBoolean());
        }
        JsonObject failed = sent(name, RESET).getAsJsonObject("error");
        assertEquals("SUB-1020", failed.get("number").getAsString(), failed::toString);
        JsonObject shown = station(name);
        assertTrue(
                shown.getAsJsonArray("problems")
                        .get(0)
                        .getAsString()
                        .startsWith("Calls to it fail since"),
                shown::toString);
        Wait.until(
                "it to be among those with problems",
                SOON,
                () -> names(object(get("stations?problems=true&q=" + name))).equals(List.of(name)));
        String log = get("messages?failed=true&station=" + name).body();
        assertTrue(log.contains("SUB-1020"), log);
    }

    @Test
    void aSplitStationIsCalledByOneOfItsNames() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-TWO"))) {
            station.answering("UnlockConnector", "{\"status\":\"Unlocked\"}");
            station.call("Heartbeat", "{}");
            HttpResponse<String> unclear =
                    post("stations/API-TWO/calls", "application/json", RESET);
            assertEquals(400, unclear.statusCode());
            assertTrue(unclear.body().contains("API-TWO-A, API-TWO-B"), unclear.body());

            JsonObject sent =
                    sent(
                            "API-TWO",
                            "{\"identity\":\"API-TWO-B\",\"action\":\"UnlockConnector\","
                                    + "\"payload\":{\"connectorId\":1}}");

            assertEquals("{\"status\":\"Unlocked\"}", sent.get("answer").toString());
            assertEquals(
                    "{\"connectorId\":2}",
                    station.awaitCall("UnlockConnector").get(3).getAsJsonObject().toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"Rset\"}| 400| Rset is not known",
                "{\"action\":\"Reset\"}| 400| type",
                "{\"action\":\"Reset\",\"payload\":7}| 400| payload must be an object",
                "{\"acton\":\"Reset\"}| 400| it has action, payload, identity",
                "{}| 400| Name the operation",
                "[]| 400| object",
                "hello| 400| cannot be read",
                "{\"action\":\"Heartbeat\"}| 400| Heartbeat is not known",
                "{\"action\":\"ChangeConfiguration\",\"payload\":{\"key\":\"AuthorizationKey\",\"value\":\"0123456789abcdef\"}}| 400| password",
                "{\"action\":\"Reset\",\"payload\":{\"type\":\"Soft\"},\"identity\":\"OTHER\"}| 400| API-NEVER",
            })
    void aCallThatCannotBeSent(String body, int status, String sentence) {
        HttpResponse<String> answer = post("stations/API-NEVER/calls", "application/json", body);

        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
        assertTrue(answer.body().contains(sentence), answer.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stations/NOBODY-KNOWS| 404| under stations in site.yaml",
                "stations?stat=silent| 400| There is no parameter stat; there is csms",
                "stations?state=asleep| 400| state must be one of connected",
                "stations?limit=0| 400| limit must be a whole number from 1 to 5000",
                "stations?limit=1&limit=2| 400| twice",
                "messages?from=yesterday| 400| from must be a time such as",
                "messages?before=x| 400| before must be a whole number from 1 on",
                "transactions?state=running| 400| state must be one of open, ended",
                "refused?reason=ugly| 400| reason must be one of unknown-identity",
                "refused?door=back| 400| door must be one of port, websocket, soap, http",
                "events?kinds=station,weather| 400| kinds must be one of station, link",
                "nothing| 404| docs/api.md",
            })
    void aQuestionThatIsWrong(String path, int status, String sentence) {
        HttpResponse<String> answer = get(path);

        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
        assertTrue(answer.body().contains(sentence), answer.body());
    }

    @Test
    void aCallIsJsonAndNotTooLarge() {
        assertEquals(415, post("stations/API-NEVER/calls", "text/plain", RESET).statusCode());
        HttpRequest untyped =
                HttpRequest.newBuilder(
                                running.gateway().uri("http", "/api/v1/stations/API-NEVER/calls"))
                        .POST(HttpRequest.BodyPublishers.ofString(RESET))
                        .build();
        assertEquals(415, send(untyped).statusCode(), "a page of others can leave the type out");
        assertEquals(
                413,
                post(
                                "stations/API-NEVER/calls",
                                "application/json",
                                "{\"x\":\"" + "y".repeat(1 << 20) + "\"}")
                        .statusCode());
        assertEquals(404, post("stations/NOBODY/calls", "application/json", RESET).statusCode());
        assertEquals(405, get("stations/API-NEVER/calls").statusCode());
    }

    @Test
    void whatAStationAnswersIsShownAsInTheMessageLog() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-HIDES"))) {
            station.answering("DataTransfer", "{\"status\":\"Accepted\",\"data\":\"hunter2\"}");
            station.call("Heartbeat", "{}");

            JsonObject sent =
                    sent(
                            "API-HIDES",
                            "{\"action\":\"DataTransfer\",\"payload\":{\"vendorId\":\"V\","
                                    + "\"messageId\":\"WifiPassword\"}}");

            assertEquals("Accepted", sent.getAsJsonObject("answer").get("status").getAsString());
            assertFalse(sent.toString().contains("hunter2"), sent::toString);
        }
    }

    @Test
    void aTransparentStationHasItsLinkAndIsNotCalled() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("CLEAR-API"))) {
            station.call("Heartbeat", "{}");
            Wait.until(
                    "its link to be shown as connected",
                    SOON,
                    () ->
                            station("CLEAR-API")
                                    .getAsJsonArray("links")
                                    .get(0)
                                    .getAsJsonObject()
                                    .get("state")
                                    .getAsString()
                                    .equals("connected"));

            JsonObject error = sent("CLEAR-API", RESET).getAsJsonObject("error");

            assertTrue(
                    error.get("description").getAsString().contains("transparent"),
                    error::toString);
            Wait.until(
                    "the rejection to be in the message log",
                    SOON,
                    () -> get("messages?station=CLEAR-API").body().contains("SUB-1020"));
            assertEquals(List.of(), station.calls("Reset"));
        }
    }

    @Test
    void theCsmssOfTheSite() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-LINKED"))) {
            station.call("Heartbeat", "{}");
            running.csms().awaitConnected("API-LINKED");
            Wait.until(
                    "its link to be counted", SOON, () -> main().get("connected").getAsInt() > 0);
            assertEquals(running.csms().url(), main().get("url").getAsString());
        }
    }

    @Test
    void aCsmsThatTheSiteDoesNotHaveIsNotTried() {
        assertEquals(404, post("csms/nowhere/retry", "application/json", "{}").statusCode());
        assertEquals(
                0,
                object(post("csms/main/retry", "application/json", "{}")).get("links").getAsInt());
    }

    private JsonObject main() {
        return named(object(get("csms")).getAsJsonArray("csms"), "name", "main").orElseThrow();
    }

    @Test
    void transactionsFromTheirStartToTheirEndAndAsATable() {
        String open = "transactions?station=API-TX&state=open";
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-TX"))) {
            JsonArray started =
                    station.call(
                            "StartTransaction",
                            "{\"connectorId\":1,\"idTag\":\"=APITX\",\"meterStart\":7,"
                                    + "\"timestamp\":\"2026-11-30T09:00:00Z\"}");
            long id = started.get(2).getAsJsonObject().get("transactionId").getAsLong();
            JsonArray running = object(get(open)).getAsJsonArray("transactions");
            assertEquals(1, running.size());
            assertEquals(
                    id, running.get(0).getAsJsonObject().get("stationTransactionId").getAsLong());
            station.call(
                    "StopTransaction",
                    ("{\"transactionId\":%d,\"meterStop\":507,\"reason\":\"EVDisconnected\","
                                    + "\"timestamp\":\"2026-11-30T09:30:00Z\"}")
                            .formatted(id));
            Wait.until(
                    "the transaction to have ended",
                    SOON,
                    () -> object(get(open)).getAsJsonArray("transactions").isEmpty());
            JsonObject ended =
                    object(get("transactions?state=ended&card=%3Dapitx&csms=main"))
                            .getAsJsonArray("transactions")
                            .get(0)
                            .getAsJsonObject();
            assertEquals("API-TX", ended.get("station").getAsString());
            assertTrue(ended.has("stopped"), ended::toString);
            assertEquals(500, ended.get("energy").getAsLong());
            assertEquals("EVDisconnected", ended.get("reason").getAsString());
            assertEquals("2026-11-30T09:30:00Z", ended.get("stoppedAt").getAsString());
            assertEquals("2026-11-30T09:00:00Z", ended.get("startedAt").getAsString());
            assertTrue(
                    object(get("transactions?card=%3Dapit"))
                            .getAsJsonArray("transactions")
                            .isEmpty(),
                    "half a card is none");
            String table = get("transactions.csv?station=API-TX").body();
            assertEquals(2, table.lines().count(), table);
            assertTrue(table.lines().skip(1).findFirst().orElseThrow().contains(",'=A"), table);
            assertTrue(
                    object(get("transactions?station=API-TX&to=2020-01-01T00:00:00Z"))
                            .getAsJsonArray("transactions")
                            .isEmpty());
        }
    }

    @Test
    void aTransactionIsClosedByHandAndItsCsmsIsTold() {
        String start =
                "{\"connectorId\":1,\"idTag\":\"APICLOSE\",\"meterStart\":7,"
                        + "\"timestamp\":\"2026-11-30T09:00:00Z\"}";
        String key;
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-CLOSE"))) {
            station.call("StartTransaction", start);
            key =
                    object(get("transactions?station=API-CLOSE&state=open"))
                            .getAsJsonArray("transactions")
                            .get(0)
                            .getAsJsonObject()
                            .get("key")
                            .getAsString();
            HttpResponse<String> early =
                    post("transactions/" + key + "/close", "application/json", "{}");
            assertEquals(409, early.statusCode(), early.body());
            assertTrue(early.body().contains("RemoteStopTransaction"), early.body());
        }
        Wait.until(
                "the station to be gone",
                SOON,
                () -> station("API-CLOSE").get("state").getAsString().equals("disconnected"));

        JsonObject closed =
                object(
                        post(
                                "transactions/" + key + "/close",
                                "application/json",
                                "{\"meterStop\":107}"));

        assertEquals(100, closed.get("energy").getAsLong(), closed::toString);
        assertTrue(closed.get("closedByOperator").getAsBoolean());
        assertEquals(
                107,
                running.csms()
                        .awaitCall("API-CLOSE", "StopTransaction")
                        .get("meterStop")
                        .getAsLong());
        assertEquals(
                409,
                post("transactions/" + key + "/close", "application/json", "{}").statusCode(),
                "it has ended");
        assertEquals(
                404, post("transactions/999999999/close", "application/json", "{}").statusCode());
        assertEquals(
                400,
                post("transactions/" + key + "/close", "application/json", "{\"meterStop\":\"x\"}")
                        .statusCode());
    }

    @Test
    void messagesAreReadInPartsAndAsLines() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-LOG"))) {
            for (int i = 0; i < 3; i++) {
                station.call("Authorize", "{\"idTag\":\"APILOG%d\"}".formatted(i));
            }
            String all = "station=API-LOG&action=Authorize";
            Wait.until(
                    "three calls and three answers",
                    SOON,
                    () -> object(get("messages?" + all)).getAsJsonArray("messages").size() == 6);
            JsonObject first = object(get("messages?limit=4&" + all));
            long next = first.get("next").getAsLong();
            JsonObject rest = object(get("messages?limit=4&before=" + next + "&" + all));
            assertEquals(2, rest.getAsJsonArray("messages").size());
            assertFalse(rest.has("next"), rest::toString);
            String lines = get("messages.jsonl?part=call&" + all).body();
            assertEquals(3, lines.lines().count(), lines);
            lines.lines().forEach(line -> JsonParser.parseString(line).getAsJsonObject());
            assertFalse(lines.contains("APILOG1"), "cards are masked");
            assertEquals(1, messages("card=apilog1"));
            assertEquals(0, messages("card=apilog"));
            assertEquals(3, messages("csms=main&text=APILOG&station=API-LOG"));
            assertEquals(0, messages("csms=refusing&station=API-LOG"));
        }
    }

    private int messages(String query) {
        return object(get("messages?" + query)).getAsJsonArray("messages").size();
    }

    @Test
    void theMessagesOfATransactionAreThoseOfBothSides() {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-OFTX"))) {
            station.call("Authorize", "{\"idTag\":\"APIOFTX\"}");
            long id =
                    station.call(
                                    "StartTransaction",
                                    "{\"connectorId\":1,\"idTag\":\"APIOFTX\",\"meterStart\":7,"
                                            + "\"timestamp\":\"2026-11-30T09:00:00Z\"}")
                            .get(2)
                            .getAsJsonObject()
                            .get("transactionId")
                            .getAsLong();
            station.call(
                    "MeterValues",
                    ("{\"connectorId\":1,\"transactionId\":%d,\"meterValue\":[{\"timestamp\":"
                                    + "\"2026-11-30T09:10:00Z\",\"sampledValue\":[{\"value\":\"9\"}]}]}")
                            .formatted(id));
            String key =
                    object(get("transactions?station=API-OFTX"))
                            .getAsJsonArray("transactions")
                            .get(0)
                            .getAsJsonObject()
                            .get("key")
                            .getAsString();

            Wait.until(
                    "start and its answer, meter values",
                    SOON,
                    () -> messages("transaction=" + key + "&part=call") == 2);

            assertEquals(0, messages("transaction=" + key + "&action=Authorize"));
            assertEquals(404, get("messages?transaction=987654321").statusCode());
        }
    }

    @Test
    void whoWasRejectedIsShownWithTheLinesThatLetItIn(@TempDir Path temp) throws Exception {
        assertEquals(404, PlainJsonStation.refused(running.json("STRANGER-JSON"), "ocpp1.6"));
        try (PlainSoapStation station =
                new PlainSoapStation(
                        PlainSoapStation.Version.V15,
                        "STRANGER-SOAP",
                        running.gateway().uri("http", "/soap"))) {
            assertTrue(station.call("Heartbeat", "").isFault());
            HttpRequest astray =
                    HttpRequest.newBuilder(running.gateway().uri("http", "/sopa"))
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            station.request("Heartbeat", "")))
                            .build();
            assertEquals(404, send(astray).statusCode());
        }
        try (RawPeer peer = RawPeer.connect(running.gateway().port())) {
            peer.write(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0});
            peer.rest();
        }

        JsonObject json = rejected("q=stranger-json");
        assertEquals("unknown-identity", json.get("reason").getAsString());
        assertEquals("websocket", json.get("door").getAsString());
        assertEquals(
                "stations:\n  STRANGER-JSON:\n    dialect: json1.6\n",
                json.get("snippet").getAsString());
        JsonObject soap = rejected("door=soap&q=stranger-soap");
        assertEquals(
                "stations:\n  STRANGER-SOAP:\n    dialect: soap1.5\n",
                soap.get("snippet").getAsString());
        JsonObject path = rejected("reason=wrong-path&q=/sopa");
        assertTrue(path.get("snippet").getAsString().contains("/sopa]"), path::toString);
        JsonObject tls = rejected("reason=tls-on-plain-port&limit=1");
        assertEquals("port", tls.get("door").getAsString());
        assertTrue(tls.get("remedy").getAsString().contains("http or ws"), tls::toString);

        String number = json.get("number").getAsString();
        String shown = gw(0, temp, "refused", number);
        assertTrue(shown.contains("  STRANGER-JSON:\n"), shown);
        assertTrue(gw(0, temp, "refused").contains("STRANGER-SOAP"));
        assertEquals(204, delete("refused/" + number).statusCode());
        assertEquals(404, delete("refused/" + number).statusCode());
        assertEquals(204, delete("refused").statusCode());
        assertEquals(0, object(get("refused?q=stranger")).get("total").getAsInt());
    }

    /** Lines of an answer that has no end. */
    private static final class Lines implements Flow.Subscriber<String> {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onComplete() {}

        void await(String what, String begin, String... parts) {
            Wait.until(
                    what,
                    SOON,
                    () ->
                            lines.stream()
                                    .anyMatch(
                                            line ->
                                                    line.startsWith(begin)
                                                            && Stream.of(parts)
                                                                    .allMatch(line::contains)));
        }

        String lastId() {
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .substring(4);
        }
    }

    private Lines events(String query, String... header) {
        Lines lines = new Lines();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(running.gateway().uri("http", "/api/v1/events" + query));
        if (header.length > 0) {
            request.headers(header);
        }
        CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(lines));
        return lines;
    }

    @Test
    void whatHappensIsSaidAsItHappens() {
        Lines all = events("");
        all.await("the stream to begin", "event: ready");
        Lines calls = events("?station=API-LIVE&kinds=message,transaction");
        calls.await("the other stream to begin", "event: ready");
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-LIVE"))) {
            station.call("Heartbeat", "{}");
            all.await("the station", "data: ", "\"API-LIVE\"", "\"state\":\"connected\"");
            all.await("its link", "data: ", "\"identity\":\"API-LIVE\"", "\"csms\":\"main\"");
            JsonArray started =
                    station.call(
                            "StartTransaction",
                            "{\"connectorId\":1,\"idTag\":\"APILIVE01\",\"meterStart\":7,"
                                    + "\"timestamp\":\"2026-11-30T09:00:00Z\"}");
            assertTrue(started.get(2).getAsJsonObject().has("transactionId"));
        }
        calls.await("the transaction", "data: ", "\"state\":\"started\"", "\"connectorId\":1");
        calls.await("the call", "data: ", "\"action\":\"StartTransaction\"", "\"ms\":");
        all.await("the station to go", "data: ", "\"API-LIVE\"", "\"state\":\"disconnected\"");
        assertEquals(404, PlainJsonStation.refused(running.json("STRANGER-LIVE"), "ocpp1.6"));
        all.await("who was rejected", "data: ", "STRANGER-LIVE", "unknown-identity");
        assertFalse(calls.lines.toString().contains("Heartbeat\",\"station"), "its own alone");
        assertFalse(calls.lines.contains("event: refused"), calls.lines::toString);
        assertFalse(all.lines.toString().contains("APILIVE01"), "no cards");

        String seen = calls.lastId();
        all.subscription.cancel();
        calls.subscription.cancel();
        Lines again = events("?kinds=refused", "Last-Event-ID", seen);
        again.await("what it has missed", "data: ", "STRANGER-LIVE");
        again.subscription.cancel();
        Lines late = events("", "Last-Event-ID", "other-1");
        late.await("that events are lost", "event: gap");
        late.subscription.cancel();
    }

    @Test
    void theGatewayItselfWithItsClockDiskAndRules() throws Exception {
        JsonObject system = object(get("system"));

        assertEquals(Version.own().text(), system.get("version").getAsString());
        Instant now = Instant.parse(system.get("now").getAsString());
        assertTrue(Duration.between(now, Instant.now()).abs().toMinutes() < 2, system::toString);
        assertTrue(Instant.parse(system.get("started").getAsString()).isBefore(now));
        assertTrue(system.getAsJsonObject("disk").get("free").getAsLong() > 0);
        assertEquals("UP", system.get("status").getAsString());
        String settings = object(get("settings")).get("text").getAsString();
        assertTrue(settings.contains("API-NEVER"), settings);
        assertTrue(settings.contains("${file:live-password}"), "a reference is no secret");
        assertFalse(settings.contains("user: gate"), "accounts are hidden");
        JsonObject rules = object(get("rules"));
        assertFalse(rules.has("trouble"), rules::toString);
        assertEquals(
                Files.readString(running.home().resolve("camel-routes/00-site.yaml")),
                named(rules.getAsJsonArray("files"), "name", "00-site.yaml")
                        .orElseThrow()
                        .get("text")
                        .getAsString());
    }

    @Test
    void parkedMessagesAreListedAndOthersCannotBeTouched() {
        assertTrue(object(get("parked?station=API-NEVER")).getAsJsonArray("parked").isEmpty());
        HttpResponse<String> none = post("parked/999999999/requeue", "application/json", "");
        assertEquals(404, none.statusCode(), none.body());
        assertTrue(none.body().contains("no parked message"), none.body());
        assertEquals(404, delete("parked/999999999").statusCode());
    }

    private JsonObject rejected(String query) {
        JsonObject page = object(get("refused?" + query));
        assertEquals(1, page.getAsJsonArray("refused").size(), page::toString);
        return page.getAsJsonArray("refused").get(0).getAsJsonObject();
    }

    private HttpResponse<String> delete(String path) {
        return send(
                HttpRequest.newBuilder(running.gateway().uri("http", "/api/v1/" + path))
                        .DELETE()
                        .build());
    }

    @Test
    void itsDescriptionIsTheOneOfTheDocs() throws Exception {
        assertEquals(Files.readString(Path.of("docs/openapi.yaml")), get("openapi.yaml").body());
    }

    @Test
    void theCommandsOfTheJarAskIt(@TempDir Path temp) {
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-GW"))) {
            station.answering("ClearCache", "{\"status\":\"Rejected\"}");
            station.call("Heartbeat", "{}");

            assertTrue(
                    gw(0, temp, "send", "API-GW", "ClearCache")
                            .startsWith("{\"status\":\"Rejected\"}"));
            String log = gw(0, temp, "messages", "--station", "API-GW", "--action", "ClearCache");
            assertTrue(log.contains("answered"), log);
            String shown = gw(0, temp, "stations", "API-GW");
            assertTrue(shown.contains("connected"), shown);
            gw(1, temp, "send", "API-NEVER", "ClearCache", "--json");
            String wrong = gw(1, temp, "stations", "NOBODY-KNOWS");
            assertTrue(wrong.startsWith("The site does not know the station NOBODY-KNOWS"), wrong);
            String csms = gw(0, temp, "csms");
            assertTrue(csms.contains(running.csms().url()), csms);
        }
    }

    private String gw(int status, Path temp, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--url=" + running.gateway().uri("http", ""));
        GatewayProcess ended =
                GatewayProcess.run(temp.resolve("log"), Map.of(), all.toArray(String[]::new));
        assertEquals(status, ended.status(), ended.log());
        return ended.log();
    }
}
