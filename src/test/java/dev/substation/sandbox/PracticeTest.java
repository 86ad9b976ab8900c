package dev.substation.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Json;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.Certificates;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The practice station against the practice CSMS, without a gateway between them. */
class PracticeTest {

    private final PracticeCsms csms = PracticeCsms.open(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        csms.close();
    }

    private SimulatedStation station(String id) {
        URI url = URI.create("ws://127.0.0.1:" + csms.port() + "/ocpp");
        return SimulatedStations.on(
                Dialect.JSON_16,
                new SimulatedStation.Setup(id, url, Station.Make.KEBA, 4),
                new UsualReactions(),
                message -> {});
    }

    private static Payload payload(Answer answer) {
        return answer.fold(
                Answer.Result::payload,
                failure -> {
                    throw new AssertionError(failure);
                });
    }

    @Test
    void acceptsAStationAndItsPlainCards() {
        try (SimulatedStation station = station("P-1")) {
            Payload boot = payload(station.boot());
            Payload plain = payload(station.authorize("12345678"));
            Payload suffixed = payload(station.authorize("12345678_dummy1"));

            assertEquals("Accepted", boot.text("status").orElseThrow());
            assertEquals(300, boot.number("interval").orElseThrow());
            assertEquals(Payload.of("idTagInfo", Payload.of("status", "Accepted")), plain);
            assertEquals(Payload.of("idTagInfo", Payload.of("status", "Invalid")), suffixed);
        }
    }

    @Test
    void givesTransactionIdsThatCountUp() {
        try (SimulatedStation station = station("P-1")) {
            long one = payload(station.start(1, "1", 0)).number("transactionId").orElseThrow();
            long two = payload(station.start(2, "1", 0)).number("transactionId").orElseThrow();

            assertEquals(one + 1, two);
        }
    }

    @Test
    void startsAndStopsATransactionFromAfar() throws Exception {
        try (SimulatedStation station = station("P-1")) {
            station.boot();
            long before = csms.lastNumber();

            Payload start = Payload.of("idTag", "12345678", "connectorId", 2L);
            Payload accepted =
                    payload(csms.send("P-1", Action.RemoteStartTransaction, start).get());
            await(csms.await(before, m -> m.text().contains("\"Charging\"")));
            long id = station.transactionOn(2).orElseThrow().id();
            payload(
                    csms.send("P-1", Action.RemoteStopTransaction, Payload.of("transactionId", id))
                            .get());
            Message stop = await(csms.await(before, m -> m.text().contains("\"StopTransaction\"")));

            assertEquals("Accepted", accepted.text("status").orElseThrow());
            assertEquals(id, Wire.payload(stop.text()).number("transactionId").orElseThrow());
            assertEquals("Remote", Wire.payload(stop.text()).text("reason").orElseThrow());
        }
    }

    @Test
    void recordsMessagesInOrderAndShowsThemByHttp() throws Exception {
        try (SimulatedStation station = station("P-1")) {
            station.boot();
            station.heartbeat();

            Payload shown = Json.read(get("/messages?station=P-1"));
            List<String> ways =
                    shown.objects("messages").stream().map(m -> m.text("way").orElse("")).toList();

            assertEquals(List.of("received", "sent", "received", "sent"), ways);
            assertEquals("{\"stations\":[\"P-1\"]}\n", get("/stations"));
        }
    }

    @Test
    void sendsAnyOperationByHttp() throws Exception {
        try (SimulatedStation station = station("P-1")) {
            station.boot();

            HttpResponse<String> known = post("/send/P-1/UnlockConnector", "{\"connectorId\":1}");
            HttpResponse<String> unknown = post("/send/P-1/FlyAway", "{}");
            HttpResponse<String> absent = post("/send/P-9/Reset", "{}");
            HttpResponse<String> garbled = post("/send/P-1/Reset", "{");

            assertEquals("{\"status\":\"Unlocked\"}\n", known.body());
            assertEquals(502, unknown.statusCode());
            assertTrue(unknown.body().contains("NotImplemented"), unknown.body());
            assertEquals(404, absent.statusCode());
            assertEquals(400, garbled.statusCode());
        }
    }

    @Test
    void speaksTlsWithAGivenKey(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.create(folder);

        try (PracticeCsms secure =
                PracticeCsms.open(0, certificates.keyStore(), Certificates.PASSWORD)) {
            URI url = URI.create(secure.url().replace("{station}", "P-1"));
            WebSocket socket =
                    HttpClient.newBuilder()
                            .sslContext(certificates.client())
                            .build()
                            .newWebSocketBuilder()
                            .subprotocols("ocpp1.6")
                            .buildAsync(url, new WebSocket.Listener() {})
                            .get(60, TimeUnit.SECONDS);

            assertEquals("wss", url.getScheme());
            assertEquals("ocpp1.6", socket.getSubprotocol());
            socket.abort();
        }
    }

    @Test
    void saysThatAPortIsTaken() {
        IllegalStateException taken =
                assertThrows(IllegalStateException.class, () -> PracticeCsms.open(csms.port()));

        assertTrue(taken.getMessage().contains("in use"), taken.getMessage());
    }

    @Test
    void refusesToBeSteeredByAWebPage() throws Exception {
        HttpRequest foreign =
                HttpRequest.newBuilder(URI.create(csms.controlUrl() + "/stations"))
                        .header("Origin", "http://example.org")
                        .build();

        assertEquals(403, http.send(foreign, HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    @Test
    void answersLateWhenToldTo() {
        try (SimulatedStation station = station("P-1")) {
            csms.answerDelay(Duration.ofMillis(300));
            long start = System.nanoTime();

            station.heartbeat();

            assertTrue(System.nanoTime() - start >= 300_000_000L);
        }
    }

    @Test
    void saysThatAStationHasGone() throws Exception {
        station("P-1").close();

        Answer answer = csms.send("P-9", Action.Reset, Payload.of("type", "Soft")).get();

        assertEquals(Cause.STATION_UNREACHABLE, answer.fold(r -> null, Answer.Failure::cause));
    }

    @Test
    void playsASessionFromTheCommandLine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        String url = "ws://127.0.0.1:" + csms.port() + "/ocpp";

        int status =
                StationCommand.run(
                        List.of("--dialect", "json", "--url", url, "--id", "P-2", "--session"),
                        out);

        String printed = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(0, status, printed);
        assertTrue(printed.contains("The session was completed."), printed);
        assertTrue(printed.contains("\"StopTransaction\""), printed);
    }

    @Test
    void saysWhatIsWrongWithACommandLine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        int status = StationCommand.run(List.of("--dialect", "soap1.2"), out);

        assertEquals(2, status);
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("soap1.2"));
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(csms.controlUrl() + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(csms.controlUrl() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
