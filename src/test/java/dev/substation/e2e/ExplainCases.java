package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the running gateway says of a call that nobody sends. */
@ExtendWith(SharedGateway.class)
abstract class ExplainCases {

    private static final String PATH = "/api/v1/routes/explain";
    private static final String REMOTE =
            "{\"station\":\"EXPLAINED\",\"action\":\"RemoteStartTransaction\",\"body\":{\"idTag\":\"CARD\"},"
                    + "\"answer\":{\"status\":\"Accepted\"}}";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    private HttpRequest.Builder asking(URI at) {
        return HttpRequest.newBuilder(at).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder asking() {
        return asking(running.gateway().uri("http", PATH));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonObject explained(String question) {
        HttpResponse<String> answer =
                send(asking().POST(HttpRequest.BodyPublishers.ofString(question)));
        assertEquals(200, answer.statusCode(), answer.body());
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private static String card(JsonObject explanation) {
        return explanation.getAsJsonObject("delivered").get("idTag").getAsString();
    }

    @Test
    void usesTheLiveRoutesAndWhatTheirRulesRememberAndChangesNothing() {
        String start =
                "{\"station\":\"EXPLAINED\",\"action\":\"Authorize\",\"body\":{\"idTag\":\"CARD_2\"}}";
        assertEquals("CARD", card(explained(REMOTE)));
        assertEquals("CARD", card(explained(start)));
        assertEquals("CARD", card(explained(REMOTE)), "what is only explained is not remembered");

        try (PlainJsonStation station = PlainJsonStation.connect(running.json("EXPLAINED"))) {
            station.call("Authorize", "{\"idTag\":\"CARD_1\"}");
        }
        JsonObject explanation = explained(REMOTE);

        assertEquals("CARD_1", card(explanation));
        assertEquals("keba", explanation.getAsJsonObject("given").get("vendor").getAsString());
        assertEquals(
                "{\"answered\":{\"status\":\"Accepted\"}}", explanation.get("then").toString());
        Optional<JsonObject> changed =
                StreamSupport.stream(explanation.getAsJsonArray("steps").spliterator(), false)
                        .map(JsonElement::getAsJsonObject)
                        .filter(step -> step.has("after"))
                        .findFirst();
        assertEquals(
                "10-id-tags.yaml",
                changed.orElseThrow().get("file").getAsString(),
                changed::toString);
        assertEquals("{\"idTag\":\"CARD\"}", changed.get().get("before").toString());
        assertEquals("{\"idTag\":\"CARD_1\"}", changed.get().get("after").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello| cannot be read",
                "[]| an object is expected",
                "{}| action: is missing here",
                "{\"action\":\"Rset\"}| there is no action Rset; write Reset",
                "{\"acton\":\"Reset\"}| has no acton; write action",
                "{\"action\":\"Reset\",\"body\":7}| must be a section",
                "{\"action\":\"Reset\",\"station\":\"\"}| station: is missing here",
            })
    void saysWhatIsWrongWithAQuestion(String question, String sentence) {
        HttpResponse<String> answer =
                send(asking().POST(HttpRequest.BodyPublishers.ofString(question)));

        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(sentence), answer.body());
        assertFalse(answer.body().contains("Exception"), answer.body());
    }

    @Test
    void takesJsonByPostAloneAndNoMoreThanItMust() {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(REMOTE);
        HttpRequest.BodyPublisher large =
                HttpRequest.BodyPublishers.ofString("{\"x\":\"" + "y".repeat(1 << 20) + "\"}");

        assertEquals(405, send(asking().GET()).statusCode());
        assertEquals(
                415,
                send(asking().setHeader("Content-Type", "text/plain").POST(body)).statusCode());
        assertEquals(413, send(asking().POST(large)).statusCode());
        assertEquals(200, send(asking().POST(body)).statusCode());
    }

    @Test
    void answersNobodyFromElsewhere() throws IOException {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(REMOTE);
        HttpResponse<String> proxied =
                send(asking().header("X-Forwarded-For", "127.0.0.1").POST(body));
        assertEquals(403, proxied.statusCode(), proxied.body());
        assertTrue(proxied.body().contains("over HTTPS, and on its own machine"), proxied.body());

        Optional<InetAddress> own =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> address instanceof Inet4Address)
                        .filter(address -> !address.isLoopbackAddress())
                        .findFirst();
        assumeTrue(own.isPresent(), "this machine has no address but loopback");
        URI there =
                URI.create(
                        "http://"
                                + own.get().getHostAddress()
                                + ":"
                                + running.gateway().uri("http", "/").getPort()
                                + PATH);
        assertEquals(401, send(asking(there).POST(body)).statusCode());
    }
}
