package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about parked messages and transactions, at a gateway that answers as it is wanted. */
class ParkedStepTest {

    private static final String PARKED =
            "{\"parked\":[{\"sequence\":4711,\"station\":\"CP-1\",\"csms\":\"main\",\"action\":"
                    + "\"StopTransaction\",\"parked\":\"2026-11-30T08:00:00Z\",\"transaction\":7,"
                    + "\"why\":\"never answered\",\"payload\":{}}]}";
    private static final String OPEN =
            "{\"transactions\":[{\"key\":17,\"station\":\"CP-1\",\"connectorId\":2,\"csms\":\"main\","
                    + "\"csmsTransactionId\":\"u-1\",\"started\":\"2026-11-30T08:00:00Z\"}]}";

    @TempDir Path home;

    private final List<String> asked = new ArrayList<>();
    private HttpServer gateway;
    private int status = 200;
    private String body = "{}";

    /** What it answers by the parameter before, in place of the body. */
    private LongFunction<String> parts;

    @BeforeEach
    void open() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        gateway.createContext(
                "/",
                exchange -> {
                    asked.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    String before =
                            ("" + exchange.getRequestURI()).replaceFirst(".*before=|.*", "");
                    byte[] answer =
                            (parts == null
                                            ? body
                                            : parts.apply(
                                                    before.isEmpty() ? 0 : Long.parseLong(before)))
                                    .getBytes(UTF_8);
                    exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length);
                    if (status != 204) {
                        exchange.getResponseBody().write(answer);
                    }
                    exchange.close();
                });
        gateway.start();
    }

    @AfterEach
    void close() {
        gateway.stop(0);
    }

    private record Told(int status, String text) {}

    private Map<String, String> question(String... arguments) {
        return Map.of(
                "home", home.toString(),
                "site", home.resolve("site.yaml").toString(),
                "data", home.resolve("data").toString(),
                "arguments",
                        String.join("\0", arguments)
                                + "\0--url\0http://127.0.0.1:"
                                + gateway.getAddress().getPort());
    }

    private Told parked(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int ended =
                new ParkedStep()
                        .run(
                                question(arguments),
                                Map.of(),
                                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                                new PrintStream(out, true, UTF_8));
        return new Told(ended, out.toString(UTF_8));
    }

    private Told transactions(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int ended =
                TransactionsStep.run(
                        question(arguments),
                        Map.of(),
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        new PrintStream(out, true, UTF_8));
        return new Told(ended, out.toString(UTF_8));
    }

    @Test
    void listsParkedMessages() {
        body = PARKED;
        Told told = parked("--station", "CP-1");

        assertEquals(0, told.status(), told.text());
        assertEquals(List.of("GET /api/v1/parked?limit=500&station=CP-1 "), asked);
        assertTrue(told.text().contains("4711"), told.text());
        assertTrue(told.text().contains("never answered"), told.text());
    }

    /** The gateway answers with 500 at a time. */
    @Test
    void listsAllPartsOfALongList() {
        parts =
                before ->
                        before == 0
                                ? PARKED.replaceFirst("}$", ",\"next\":4711}")
                                : PARKED.replace("4711", "42");

        Told told = parked("--station", "CP-1");
        Told json = parked("--json", "--station", "CP-1");

        assertTrue(told.text().contains("4711") && told.text().contains("42 "), told.text());
        assertTrue(!told.text().contains("There are more"), told.text());
        assertEquals("GET /api/v1/parked?limit=500&station=CP-1&before=4711 ", asked.get(1));
        assertEquals(4, asked.size(), "" + asked);
        assertTrue(json.text().contains("4711") && json.text().contains("42"), json.text());
        parts =
                before ->
                        before == 0
                                ? OPEN.replaceFirst("}$", ",\"next\":17}")
                                : OPEN.replace("u-1", "u-0");
        asked.clear();
        Told open = transactions("list");
        assertTrue(open.text().contains("u-1") && open.text().contains("u-0"), open.text());
        assertEquals(
                List.of(
                        "GET /api/v1/transactions?limit=500&state=open ",
                        "GET /api/v1/transactions?limit=500&state=open&before=17 "),
                asked);
    }

    @Test
    void saysThatAListIsNotWhole() {
        parts = before -> PARKED.replaceFirst("}$", ",\"next\":" + (before + 1) + "}");

        Told told = parked("--station", "CP-1");

        assertEquals(20, asked.size());
        assertTrue(
                told.text().endsWith("\nThere are more; these are the latest 20.\n"), told.text());
        assertEquals(0, told.status());
    }

    @Test
    void aListOfWhichAPartIsMissingFails() {
        parts =
                before ->
                        before == 0
                                ? PARKED.replaceFirst("}$", ",\"next\":4711}")
                                : "<html>a proxy says no</html>";

        Told told = parked("--station", "CP-1");

        assertEquals(1, told.status());
        assertEquals("<html>a proxy says no</html>\n", told.text());
    }

    @Test
    void sendsOneAgainAndRemovesAnother() {
        status = 204;
        assertEquals(0, parked("requeue", "4711").status());
        Told removed = parked("remove", "4712");

        assertEquals("It is removed; its CSMS never gets it.\n", removed.text());
        assertEquals(
                List.of("POST /api/v1/parked/4711/requeue {}", "DELETE /api/v1/parked/4712 "),
                asked);
    }

    @Test
    void saysWhyTheGatewayDoesNotAndAsksForNothingUnclear() {
        status = 404;
        body = "{\"detail\":\"There is no parked message with the sequence 1\"}";
        Told missing = parked("remove", "1");

        assertEquals(1, missing.status());
        assertEquals("There is no parked message with the sequence 1\n", missing.text());
        asked.clear();
        assertEquals(2, parked("remove").status());
        assertEquals(2, parked("remove", "x").status());
        assertEquals(2, parked("forget", "1").status());
        assertEquals(List.of(), asked);
    }

    @Test
    void transactionsOfARunningGatewayAreListedAndClosed() {
        body = OPEN;
        Told listed = transactions("list");
        assertEquals(0, listed.status(), listed.text());
        assertTrue(listed.text().contains("17") && listed.text().contains("u-1"), listed.text());

        body = "{}";
        transactions("close", "17");
        Told told = transactions("close", "17", "--meter-stop", "12345", "--force");

        assertTrue(told.text().contains("gets a StopTransaction"), told.text());
        assertEquals(
                List.of(
                        "GET /api/v1/transactions?limit=500&state=open ",
                        "POST /api/v1/transactions/17/close {\"force\":false}",
                        "POST /api/v1/transactions/17/close {\"meterStop\":12345,\"force\":true}"),
                asked);
        assertEquals(2, transactions("close", "17", "--meter-stop", "full").status());
    }
}
