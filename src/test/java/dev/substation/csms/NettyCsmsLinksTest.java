package dev.substation.csms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.substation.app.tls.TlsFiles;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.Certificates;
import dev.substation.testing.ConnectProxy;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.TakenLines;
import dev.substation.testing.Wait;
import dev.substation.testing.WallTimers;
import dev.substation.testing.WebSocketCsms;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettyCsmsLinksTest {

    private static final StationId STATION = new StationId("KEBA 7/A");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Checks CHECKS = new Checks(Dictionary.load());

    private final EventLoopGroup loops = new NioEventLoopGroup(2);
    private final ExecutorService lookups = Executors.newSingleThreadExecutor();
    private final WallTimers timers = new WallTimers();
    private volatile Optional<String> silence = Optional.empty();
    private final NettyCsmsLinks links =
            new NettyCsmsLinks(
                    loops,
                    lookups,
                    timers,
                    CHECKS,
                    TrafficBudget.ofHeap(1 << 30),
                    new TlsFiles(Certificates.usual()),
                    () -> silence);
    private final Told told = new Told();

    @TempDir static Path folder;
    private static Certificates own;
    private static Certificates other;

    @BeforeAll
    static void certify() throws Exception {
        own = Certificates.create(Files.createDirectory(folder.resolve("own")));
        other =
                Certificates.create(
                        Files.createDirectory(folder.resolve("other")), "dns:csms.example.org");
    }

    /** What a link told, and the answers that it is to get. */
    private static final class Told implements CsmsLink.Listener {

        final AtomicInteger connected = new AtomicInteger();
        final List<String> disconnected = new CopyOnWriteArrayList<>();
        final List<Integer> refused = new CopyOnWriteArrayList<>();
        final List<Duration> pauses = new CopyOnWriteArrayList<>();
        final List<Call> calls = new CopyOnWriteArrayList<>();
        final List<CompletableFuture<Answer>> answers = new CopyOnWriteArrayList<>();

        @Override
        public void connected() {
            connected.incrementAndGet();
        }

        @Override
        public void disconnected(String reason) {
            disconnected.add(reason);
        }

        @Override
        public void pausing(Duration wait) {
            pauses.add(wait);
        }

        @Override
        public void refused(CsmsRefusal refusal) {
            refused.add(refusal.status());
            disconnected(refusal.sentence());
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            answers.add(answer);
            calls.add(call);
            return answer;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        timers.close();
        lookups.shutdownNow();
    }

    private static CsmsSettings settings(String url) {
        return settings(url, Optional.empty(), Optional.empty(), Duration.ZERO);
    }

    private static CsmsSettings settings(
            String url, Optional<Path> trust, Optional<String> trustPassword, Duration ping) {
        return PlainSettings.csms(url)
                .login("{station}", "s3cret:ä")
                .trust(trust, trustPassword)
                .lenient()
                .ping(ping)
                .answerWait(Duration.ofSeconds(5))
                .reconnect(Duration.ofMillis(20), Duration.ofMillis(200))
                .build();
    }

    private CsmsLink open(CsmsSettings settings) {
        return links.open(STATION, settings, told);
    }

    private CsmsLink connected(CsmsSettings settings) {
        CsmsLink link = open(settings);
        Wait.until("the link is up", PATIENCE, () -> told.connected.get() > 0);
        return link;
    }

    private static CompletableFuture<Answer> heartbeat(CsmsLink link, String id, Duration wait) {
        return link.call(call(id, Action.Heartbeat, Payload.EMPTY), wait);
    }

    private static Call call(String id, Action action, Payload payload) {
        return new Call(id, STATION, Direction.UP, Dialect.JSON_16, action, payload, List.of());
    }

    private static Answer.Failure failure(CompletableFuture<Answer> outcome) throws Exception {
        return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .fold(
                        result -> {
                            throw new AssertionError("answered with " + result);
                        },
                        failure -> failure);
    }

    private String firstFailure() {
        Wait.until("the attempt failed", PATIENCE, () -> !told.disconnected.isEmpty());
        return told.disconnected.get(0);
    }

    @Test
    void triesTheKeysThatTheCsmsHasSetInTurnBeforeItTellsOfARefusal() throws Exception {
        byte[] fresh = {0x01, (byte) 0xFF, 0x02};
        byte[] former = "former".getBytes(StandardCharsets.UTF_8);
        links.show((identity, csms) -> List.of(fresh, former, new byte[0]));
        List<String> shown = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String header = exchange.getRequestHeaders().getFirst("Authorization");
                    shown.add(
                            header == null
                                    ? "nothing"
                                    : new String(
                                            Base64.getDecoder().decode(header.substring(6)),
                                            StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(401, -1);
                    exchange.close();
                });
        server.start();
        try {
            open(settings("ws://127.0.0.1:" + server.getAddress().getPort() + "/{station}"));
            Wait.until("it is refused", PATIENCE, () -> !told.refused.isEmpty());

            assertEquals(
                    List.of(STATION + ":\u0001ÿ\u0002", STATION + ":former", "nothing"),
                    shown.subList(0, 3));
            assertEquals(List.of(401), told.refused);
        } finally {
            server.stop(0);
        }
    }

    /** An operator has started the CSMS again, and does not want to wait for the next attempt. */
    @Test
    void triesAtOnceIfItIsAsked() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CsmsLink link =
                open(
                        PlainSettings.csms("ws://127.0.0.1:" + port + "/{station}")
                                .reconnect(Duration.ofHours(1), Duration.ofHours(2))
                                .build());
        Wait.until("it waits", PATIENCE, () -> !told.pauses.isEmpty());
        assertTrue(told.pauses.get(0).compareTo(Duration.ofMinutes(20)) > 0, told.pauses::toString);

        link.tryNow();
        link.tryNow();
        Wait.until("it waits again", PATIENCE, () -> told.pauses.size() > 1);
        try (WebSocketCsms csms = WebSocketCsms.plainAt(port)) {
            link.tryNow();
            link.tryNow();
            Wait.until("the link is up", PATIENCE, () -> told.connected.get() > 0);
            link.tryNow();

            assertTrue(
                    heartbeat(link, "hb", Duration.ofMillis(300))
                                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            instanceof Answer.Failure);
            assertEquals(1, csms.handshakes.size());
            assertEquals(2, told.disconnected.size(), told.disconnected::toString);
        }
    }

    @Test
    void showsWhoItIsInTheHandshake() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));

            var handshake = csms.handshakes.get(0);
            assertEquals("/ocpp/KEBA%207%2FA", handshake.getResourceDescriptor());
            assertEquals("ocpp1.6", handshake.getFieldValue("Sec-WebSocket-Protocol"));
            assertEquals("Substation", handshake.getFieldValue("User-Agent"));
            assertEquals(
                    "Basic S0VCQSA3L0E6czNjcmV0OsOk", handshake.getFieldValue("Authorization"));
            assertEquals("", handshake.getFieldValue("Origin"));
            assertEquals("", handshake.getFieldValue("Sec-WebSocket-Extensions"));
        }
    }

    @Test
    void endsACallWithTheAnswer() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            CompletableFuture<Answer> outcome = heartbeat(link, "17", PATIENCE);
            assertEquals("[2,\"17\",\"Heartbeat\",{}]", csms.hears());
            csms.connection(0).send("[3,\"17\",{\"currentTime\":\"2026-01-01T00:00:00Z\"}]");

            assertEquals(
                    Answer.result(Payload.of("currentTime", "2026-01-01T00:00:00Z")),
                    outcome.get(30, TimeUnit.SECONDS));
        }
    }

    /**
     * 200 calls a second after a burst of 100, and after what one read of the socket brings: the
     * last of 600 comes after 2 s, and none is lost.
     */
    @Test
    void readsAFloodOfCallsAtItsPaceAndAnswersAll() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));
            long began = System.nanoTime();
            for (int i = 0; i < 600; i++) {
                csms.connection(0)
                        .send(
                                "[2,\"%d\",\"DataTransfer\",{\"vendorId\":\"x\",\"data\":\"%s\"}]"
                                        .formatted(i, "y".repeat(1_000)));
            }

            for (int i = 0; i < 600 - 16; i++) {
                csms.hears(); // 16 wait for the station, the others are too many
            }
            for (int i = 0; i < 16; i++) {
                int next = i;
                Wait.until("the station is asked", PATIENCE, () -> told.answers.size() > next);
                told.answers.get(next).complete(Answer.result(Payload.EMPTY));
                csms.hears();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.toMillis() > 1_500, took + " for 600 calls");
        }
    }

    @Test
    void readsUtf8InBinaryFramesAsTextAndTellsOnce() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain();
                TakenLines log = TakenLines.of(NettyCsmsLink.class)) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            CompletableFuture<Answer> outcome = heartbeat(link, "17", PATIENCE);
            csms.hears();
            csms.connection(0)
                    .send("[3,\"17\",{\"vendor\":\"Süd\"}]".getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    Answer.result(Payload.of("vendor", "Süd")), outcome.get(30, TimeUnit.SECONDS));
            csms.connection(0)
                    .send("\uFEFF[2,\"c\",\"ClearCache\",{}]".getBytes(StandardCharsets.UTF_8));
            Wait.until("the station is asked", PATIENCE, () -> !told.calls.isEmpty());

            assertEquals("Envelope/WebSocket", told.calls.get(0).notes().get(0).path());
            assertEquals(
                    1, log.lines().stream().filter(line -> line.contains("binary frames")).count());
            assertEquals(List.of(), told.disconnected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1003, 00", "1003, 5B32FF", "1003, 7B7D"})
    void aCloseOfTheGatewayIsReportedAsItsOwn(int code, String bytes) throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));

            csms.connection(0).send(HexFormat.of().parseHex(bytes));

            assertEquals(
                    "the gateway closed with " + code + ": binary frame without UTF-8 JSON",
                    firstFailure());
            assertEquals(code + " binary frame without UTF-8 JSON", csms.hearsClose());
        }
    }

    @Test
    void aMessageThatIsTooLongIsReportedAsTheReasonOfTheGateway() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));

            csms.connection(0).send("[2,\"1\",\"X\",{\"a\":\"" + "x".repeat(1 << 20) + "\"}]");

            assertTrue(firstFailure().startsWith("the gateway closed with 1009: "), firstFailure());
        }
    }

    /** A station that comes again brings a new link, not the end of the pause. */
    @Test
    void aLinkThatDiesAtOnceDelaysTheNextOneOfItsStation() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsSettings patient =
                    PlainSettings.csms(csms.url("ws", "127.0.0.1"))
                            .reconnect(Duration.ofSeconds(20), Duration.ofSeconds(60))
                            .build();
            CsmsLink first = connected(patient);
            csms.connection(0).close(1011, "no");
            assertEquals("the CSMS closed with 1011: no", firstFailure());
            first.close("its station has gone").get(30, TimeUnit.SECONDS);

            open(patient);
            Wait.until("the pause is told", PATIENCE, () -> told.disconnected.size() == 2);

            assertEquals("the CSMS closed with 1011: no", told.disconnected.get(1));
            assertEquals(1, csms.handshakes.size());
        }
    }

    @Test
    void aLinkThatTheGatewayClosedDelaysNothing() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsSettings patient =
                    PlainSettings.csms(csms.url("ws", "127.0.0.1"))
                            .reconnect(Duration.ofSeconds(20), Duration.ofSeconds(60))
                            .build();
            connected(patient).close("its station has gone").get(30, TimeUnit.SECONDS);

            open(patient);

            Wait.until("it is back", PATIENCE, () -> told.connected.get() == 2);
        }
    }

    @Test
    void endsACallWithTheCallError() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            CompletableFuture<Answer> outcome = heartbeat(link, "17", PATIENCE);
            csms.hears();
            csms.connection(0).send("[4,\"17\",\"SecurityError\",\"who are you\",{\"a\":1}]");

            assertEquals(
                    new Answer.Failure(
                            Cause.CSMS_REFUSED,
                            ErrorCode.SecurityError,
                            "who are you",
                            Payload.of("a", 1)),
                    failure(outcome));
        }
    }

    @Test
    void endsACallAtItsDeadlineAndDropsTheLateAnswer() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            CompletableFuture<Answer> outcome = heartbeat(link, "17", Duration.ofMillis(50));
            assertEquals(Cause.CSMS_TIMED_OUT, failure(outcome).cause());
            csms.hears();

            CompletableFuture<Answer> next = heartbeat(link, "18", PATIENCE);
            csms.hears();
            csms.connection(0).send("[3,\"17\",{\"late\":true}]");
            csms.connection(0).send("[3,\"18\",{\"late\":false}]");
            assertEquals(Answer.result(Payload.of("late", false)), next.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void sendsNothingWhileItMustBeSilentAndConnectsAgainAfterwards() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));
            CompletableFuture<Answer> before = heartbeat(link, "17", PATIENCE);
            csms.hears();
            csms.connection(0).send("[3,\"17\",{}]");
            before.get(30, TimeUnit.SECONDS);

            silence = Optional.of("another may send");
            CompletableFuture<Answer> outcome = heartbeat(link, "18", PATIENCE);
            assertTrue(failure(outcome).cause().undelivered());
            Wait.until("it is told", PATIENCE, () -> told.disconnected.size() >= 2);
            assertEquals("another may send", told.disconnected.get(1), "no attempt either");
            assertEquals(1, csms.handshakes.size());

            silence = Optional.empty();
            csms.connection(1);
            Wait.until("it is back", PATIENCE, () -> told.connected.get() == 2);
            heartbeat(link, "19", PATIENCE);
            assertEquals("[2,\"19\",\"Heartbeat\",{}]", csms.hears(), "18 never went out");
        }
    }

    @Test
    void endsAnIdleLinkThatMustBeSilent() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));
            links.keepSilence();

            silence = Optional.of("another may send");
            links.keepSilence();

            assertEquals("another may send", firstFailure());
        }
    }

    @Test
    void endsACallWhenTheCsmsDropsTheLinkAndConnectsAgain() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            CompletableFuture<Answer> outcome = heartbeat(link, "17", PATIENCE);
            csms.hears();
            csms.connection(0).closeConnection(1006, "dropped");

            assertEquals(Cause.CSMS_LINK_CLOSED, failure(outcome).cause());
            csms.connection(1);
            Wait.until("it is back", PATIENCE, () -> told.connected.get() == 2);
            assertEquals(1, told.disconnected.size());
        }
    }

    @Test
    void saysThatTheCsmsIsAway() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CsmsLink link = open(settings("ws://127.0.0.1:" + port + "/{station}"));

        assertEquals(Cause.CSMS_AWAY, failure(heartbeat(link, "1", PATIENCE)).cause());
        Wait.until("it tried again", PATIENCE, () -> told.disconnected.size() > 2);
        link.close("done").get(30, TimeUnit.SECONDS);
        assertEquals(Cause.CSMS_AWAY, failure(heartbeat(link, "2", PATIENCE)).cause());
    }

    @Test
    void saysThatTheCsmsIsAwayWhenItsEventLoopsHaveStopped() throws Exception {
        CsmsLink link = open(settings("ws://127.0.0.1:1/{station}"));
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();

        assertEquals(Cause.CSMS_AWAY, failure(heartbeat(link, "1", PATIENCE)).cause());
        link.close("done").get(30, TimeUnit.SECONDS);
    }

    @Test
    void handsOnTheCallsOfTheCsmsAndAnswersInOrder() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));

            csms.connection(0).send("[2,\"a\",\"Reset\",{\"type\":\"Soft\"}]");
            csms.connection(0).send("[2,\"b\",\"ClearCache\",{}]");
            Wait.until("the call is there", PATIENCE, () -> told.calls.size() == 1);
            told.answers.get(0).complete(Answer.result(Payload.of("status", "Accepted")));
            Wait.until("the other call is there", PATIENCE, () -> told.calls.size() == 2);
            told.answers
                    .get(1)
                    .complete(Answer.failure(Cause.NOT_IN_DIALECT, "ClearCache", "soap1.5"));

            assertEquals("[3,\"a\",{\"status\":\"Accepted\"}]", csms.hears());
            assertTrue(csms.hears().startsWith("[4,\"b\",\"NotSupported\""));
            assertEquals(Direction.DOWN, told.calls.get(0).direction());
            assertEquals(STATION, told.calls.get(0).station());
        }
    }

    @Test
    void refusesTheCallsThatAreMoreThanSixteen() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));

            for (int i = 0; i < 17; i++) {
                csms.connection(0).send("[2,\"" + i + "\",\"ClearCache\",{}]");
            }

            assertTrue(csms.hears().contains(Cause.TOO_MANY_CALLS.number()));
            assertEquals(1, told.calls.size());
        }
    }

    @Test
    void takesAndSendsBigMessages() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));
            String big = "x".repeat(900_000);

            CompletableFuture<Answer> outcome =
                    link.call(
                            call(
                                    "17",
                                    Action.DataTransfer,
                                    Payload.of("vendorId", "v", "data", big)),
                            PATIENCE);
            assertTrue(csms.hears().contains(big), "the message was changed on its way up");
            csms.connection(0)
                    .send("[3,\"17\",{\"status\":\"Accepted\",\"data\":\"" + big + "\"}]");

            assertEquals(
                    Answer.result(Payload.of("status", "Accepted", "data", big)),
                    outcome.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void closesWhenAMessageIsTooBig() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));

            csms.connection(0).send("[3,\"17\",{\"data\":\"" + "x".repeat(2_000_000) + "\"}]");

            assertTrue(csms.hearsClose().startsWith("1009"));
            csms.connection(1);
        }
    }

    @Test
    void pingsAnIdleLinkAndKeepsItWhilePongsCome() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(
                    settings(
                            csms.url("ws", "127.0.0.1"),
                            Optional.empty(),
                            Optional.empty(),
                            Duration.ofMillis(200)));

            Wait.until("some pings came", PATIENCE, () -> csms.pings.get() > 4);

            assertEquals(List.of(), told.disconnected);
        }
    }

    @Test
    void connectsAgainWhenNoPongComes() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            csms.answersPings = false;
            connected(
                    settings(
                            csms.url("ws", "127.0.0.1"),
                            Optional.empty(),
                            Optional.empty(),
                            Duration.ofMillis(200)));

            assertTrue(firstFailure().startsWith("no pong"), firstFailure());
            csms.connection(1);
        }
    }

    @Test
    void answersThePingsOfTheCsms() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            connected(settings(csms.url("ws", "127.0.0.1")));
            csms.connection(0).sendPing();

            Wait.until("the pong is there", PATIENCE, () -> csms.pongs.get() == 1);
            assertEquals(List.of(), told.disconnected);
        }
    }

    @Test
    void closesInOrderAndStaysAway() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            CompletableFuture<Void> gone = link.close("the gateway is stopping");

            assertEquals("1000 the gateway is stopping", csms.hearsClose());
            gone.get(30, TimeUnit.SECONDS);
            assertEquals(Cause.CSMS_AWAY, failure(heartbeat(link, "1", PATIENCE)).cause());
            link.close("again").get(30, TimeUnit.SECONDS);
            assertEquals(1, csms.connections.size());
        }
    }

    @Test
    void doesNotWaitLongForACsmsThatDoesNotCloseToo() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0)) {
            CsmsLink link = open(settings("ws://127.0.0.1:" + deaf.getLocalPort() + "/{station}"));
            try (Socket socket = deaf.accept()) {
                shakeHands(socket);
                Wait.until("the link is up", PATIENCE, () -> told.connected.get() == 1);

                link.close("done").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

                assertEquals(List.of("done"), told.disconnected);
            }
        }
    }

    /** Accepts a WebSocket by hand, for a CSMS that then does nothing at all. */
    private static void shakeHands(Socket socket) throws Exception {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String key = "";
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        byte[] hash =
                MessageDigest.getInstance("SHA-1")
                        .digest(
                                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.ISO_8859_1));
        String answer =
                String.join(
                        "\r\n",
                        "HTTP/1.1 101 Switching Protocols",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Protocol: ocpp1.6",
                        "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash),
                        "",
                        "");
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void toleratesACsmsThatNamesNoSubprotocol() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.withoutSubprotocol()) {
            CsmsLink link = connected(settings(csms.url("ws", "127.0.0.1")));

            heartbeat(link, "1", PATIENCE);

            assertEquals("[2,\"1\",\"Heartbeat\",{}]", csms.hears());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | true | csms.main.user",
                "403 | true | rejects this station",
                "404 | true | register the station",
                "400 | true | csms.main.url",
                "405 | true | csms.main.url",
                "410 | true | no longer has this station",
                "426 | true | csms.main.protocol",
                "302 | true | csms.main.url",
                "308 | true | csms.main.url",
                "408 | false | no WebSocket at the moment",
                "429 | false | too many attempts",
                "503 | false | no WebSocket at the moment",
                "200 | false | no WebSocket at the moment"
            })
    void saysWhatToDoAboutARefusal(int status, boolean refuses, String hint) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        try {
            open(settings("ws://127.0.0.1:" + server.getAddress().getPort() + "/{station}"));

            assertTrue(firstFailure().contains("" + status), firstFailure());
            assertTrue(firstFailure().contains(hint), firstFailure());
            assertEquals(
                    refuses ? List.of(status) : List.of(),
                    told.refused.stream().distinct().toList());
            Wait.until("it tries again", PATIENCE, () -> told.disconnected.size() > 1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void waitsAsLongAsTheCsmsAsksIt() throws Exception {
        List<Long> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(System.nanoTime());
                    exchange.getResponseHeaders().set("Retry-After", "2");
                    exchange.sendResponseHeaders(429, -1);
                    exchange.close();
                });
        server.start();
        try {
            open(settings("ws://127.0.0.1:" + server.getAddress().getPort() + "/{station}"));

            Wait.until("it tries again", PATIENCE, () -> asked.size() > 1);
            assertTrue(asked.get(1) - asked.get(0) >= Duration.ofSeconds(2).toNanos());
            assertEquals(List.of(), told.refused);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysThatAHostIsNotKnown() {
        open(settings("ws://no-such-host.invalid/{station}"));

        assertEquals("the host no-such-host.invalid is not known", firstFailure());
    }

    @Test
    void trustsTheStoreThatItIsGivenAsPkcs12AndAsPem() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.secure(own.server())) {
            String url = csms.url("wss", "localhost");

            open(
                    settings(
                            url,
                            Optional.of(own.trustStore()),
                            Optional.of(Certificates.PASSWORD),
                            Duration.ZERO));
            Wait.until("it is up with PKCS12", PATIENCE, () -> told.connected.get() == 1);
            CsmsLink link =
                    open(settings(url, Optional.of(own.pem()), Optional.empty(), Duration.ZERO));
            Wait.until("it is up with PEM", PATIENCE, () -> told.connected.get() == 2);
            heartbeat(link, "1", PATIENCE);

            assertEquals("[2,\"1\",\"Heartbeat\",{}]", csms.hears());
        }
    }

    private static PlainSettings.Csms through(String url, ConnectProxy proxy, String login) {
        return PlainSettings.csms(url)
                .login("{station}", "s3cret")
                .reconnect(Duration.ofMillis(20), Duration.ofMillis(200))
                .proxy("http://" + login + "127.0.0.1:" + proxy.port());
    }

    @Test
    void reachesTheCsmsThroughAProxyThatWantsAPassword() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain();
                ConnectProxy proxy = ConnectProxy.wanting("gate:p@ss:1\u00fc")) {
            CsmsLink link =
                    connected(
                            through(csms.url("ws", "127.0.0.1"), proxy, "gate:p%40ss:1%C3%BC@")
                                    .build());

            CompletableFuture<Answer> outcome = heartbeat(link, "17", PATIENCE);
            assertEquals("[2,\"17\",\"Heartbeat\",{}]", csms.hears());
            csms.connection(0).send("[3,\"17\",{}]");
            outcome.get(30, TimeUnit.SECONDS);

            assertEquals(List.of("CONNECT 127.0.0.1:" + csms.getPort() + " HTTP/1.1"), proxy.asked);
            assertEquals("", csms.handshakes.get(0).getFieldValue("Proxy-Authorization"));
        }
    }

    /** The proxy looks up the name, and TLS is spoken with the CSMS, not with the proxy. */
    @Test
    void speaksTlsWithTheCsmsBehindAProxy() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.secure(own.server());
                ConnectProxy proxy = ConnectProxy.open()) {
            CsmsLink link =
                    connected(
                            through(csms.url("wss", "localhost"), proxy, "")
                                    .trust(Optional.of(own.pem()), Optional.empty())
                                    .build());

            heartbeat(link, "17", PATIENCE);
            assertEquals("[2,\"17\",\"Heartbeat\",{}]", csms.hears());
            assertTrue(proxy.asked.get(0).startsWith("CONNECT localhost:"), proxy.asked.get(0));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate:wrong@ | rejects the user and password (407 Proxy Authentication Required); see csms.main.proxy in site.yaml",
                "'' | requires a user and a password (407 Proxy Authentication Required); see csms.main.proxy in site.yaml",
            })
    void saysThatTheProxyWantsAnotherPassword(String login, String reason) throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain();
                ConnectProxy proxy = ConnectProxy.wanting("gate:right");
                TakenLines log = TakenLines.of(NettyCsmsLink.class)) {
            open(through(csms.url("ws", "127.0.0.1"), proxy, login).build());

            assertEquals("the proxy 127.0.0.1:" + proxy.port() + " " + reason, firstFailure());
            assertEquals(List.of(), csms.handshakes);
            assertTrue(log.lines().stream().noneMatch(line -> line.contains("wrong")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 403 Forbidden~~<html/> | does not allow a connection to far.example:9 (403 Forbidden); ask its operator",
                "HTTP/1.0 502 Bad Gateway~~ | cannot connect to far.example:9 (502 Bad Gateway)",
                "HTTP/1.1 504~~ | cannot connect to far.example:9 (504)",
                "SSH-2.0-OpenSSH_9~ | does not answer as an HTTP proxy",
                "HTTP/1.1 2 OK~~ | does not answer as an HTTP proxy",
                "HTTP/1.1 200 OK~ | closed the connection before it answered",
            })
    void saysWhyAProxyDoesNotConnect(String answer, String reason) throws Exception {
        try (ConnectProxy proxy = ConnectProxy.answering(answer.replace("~", "\r\n"))) {
            open(through("ws://far.example:9/{station}", proxy, "").build());

            assertEquals("the proxy 127.0.0.1:" + proxy.port() + " " + reason, firstFailure());
        }
    }

    @Test
    void saysThatTheProxyCannotBeReached() throws Exception {
        ConnectProxy gone = ConnectProxy.open();
        gone.close();
        open(through("ws://far.example/{station}", gone, "").build());
        assertTrue(
                firstFailure()
                        .startsWith("the proxy 127.0.0.1:" + gone.port() + " cannot be reached: "),
                firstFailure());

        told.disconnected.clear();
        open(
                PlainSettings.csms("ws://far.example/{station}")
                        .proxy("http://no-such-proxy.invalid:3128")
                        .build());
        Wait.until(
                "the name is not found",
                PATIENCE,
                () ->
                        told.disconnected.contains(
                                "the host no-such-proxy.invalid of the proxy is not known"));
    }

    @Test
    void refusesACsmsThatItDoesNotTrust() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.secure(own.server())) {
            open(settings(csms.url("wss", "localhost")));

            assertTrue(firstFailure().startsWith("TLS failed"), firstFailure());
            assertTrue(firstFailure().contains("csms.main.trust-store"), firstFailure());
            assertEquals(0, told.connected.get());
            assertEquals(List.of(), csms.handshakes, "credentials went to a stranger");
        }
    }

    @Test
    void refusesACsmsWhoseCertificateNamesAnotherHost() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.secure(other.server())) {
            open(
                    settings(
                            csms.url("wss", "localhost"),
                            Optional.of(other.trustStore()),
                            Optional.of(Certificates.PASSWORD),
                            Duration.ZERO));

            assertTrue(firstFailure().contains("localhost"), firstFailure());
            assertEquals(List.of(), csms.handshakes, "credentials went to a stranger");
        }
    }

    @Test
    void saysThatATrustStoreCannotBeRead() {
        Path missing = folder.resolve("none.p12");

        open(
                settings(
                        "wss://localhost:1/{station}",
                        Optional.of(missing),
                        Optional.empty(),
                        Duration.ZERO));

        assertTrue(firstFailure().contains("none.p12 cannot be read"), firstFailure());
    }

    @Test
    void bringsAThousandLinksUp() throws Exception {
        try (WebSocketCsms csms = WebSocketCsms.plain()) {
            List<CsmsLink> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(
                        links.open(
                                new StationId("CP-" + i),
                                settings(csms.url("ws", "127.0.0.1")),
                                told));
            }
            Wait.until("all are up", Duration.ofSeconds(90), () -> told.connected.get() == 1000);

            CompletableFuture.allOf(
                            all.stream()
                                    .map(link -> link.close("done"))
                                    .toArray(CompletableFuture[]::new))
                    .get(30, TimeUnit.SECONDS);
            assertNull(
                    told.disconnected.stream()
                            .filter(reason -> !reason.contains("1000") && !reason.equals("done"))
                            .findFirst()
                            .orElse(null));
        }
    }
}
