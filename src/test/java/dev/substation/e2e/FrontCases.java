package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RawPeer;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Tier;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What reaches the ports and is no request, or does not come whole; in {@link TlsE2E}. */
abstract class FrontCases {

    /** Any station that has one of these names. */
    static final String STATIONS =
            """
            "FRONT-*": { accept: any }
            "NAMELESS*": { accept: any }
            """;

    private static final int SLOW = Tier.choose(300, 2_000);
    private static final int IDLE = Tier.choose(500, 5_000);
    private static final int ROUNDS = 100;

    /** A stall takes many seconds. Another class runs beside this one: SiegeE2E measures alone. */
    private static final Duration FLOOR = Duration.ofSeconds(1);

    private static final String START = PlainBodies.startXml(1, "CARD", 5);

    private static final String HEALTH = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";

    /** First lines and header fields that are none of HTTP, or not for a container. */
    private static final List<String> MALFORMED =
            List.of(
                    "GET %s/%%ZZ HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%% HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%%2 HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%%FF%%FE HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%%5C HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/. HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/.. HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/../../../etc HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%%2e%%2e/x HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/%%zz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                    "GET %s/. HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                    "GET %s?a=%%GG HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s\\x HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s/a b HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost:\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: \t \r\n\r\n",
                    "GET %s HTTP/1.1\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a:123456\r\n\r\n",
                    "GET http://b%s HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s HTTP/9.9\r\nHost: a\r\n\r\n",
                    "GET %s\r\n\r\n",
                    "GET%s HTTP/1.1\r\nHost: a\r\n\r\n",
                    "\u0001\u0002\u0003%s\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\n\r\n",
                    "GET %s/" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET %s HTTP/1.1\r\nHost: a\r\n" + "X: x\r\n".repeat(200) + "\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n<a/>",
                    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999\r\n\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                    "POST %s HTTP/1.1\r\nHost: a\r\nExpect: gold\r\nContent-Length: 1\r\n\r\n");

    private static final List<String> PATHS =
            List.of("/soap", "/ocpp/FRONT-X", "/health/live", "/metrics", "/api/v1/log");

    private static Certificates certificates;
    private static int tlsPort;
    private static RecordingCsms csms;
    private static GatewayProcess gateway;

    private static int begin;

    static void at(TlsGateway running) {
        certificates = running.elliptic;
        tlsPort = running.tlsPort;
        csms = running.csms;
        gateway = running.process;
    }

    @BeforeAll
    static void begin() {
        begin = gateway.log().length();
    }

    @AfterAll
    static void nothingLeavesAStackTrace() {
        assertEquals(List.of(), stacks(logSince(begin)));
    }

    static List<String> stacks(String log) {
        return log.lines()
                .filter(line -> line.matches("\\s+at .*|.*(Exception|SEVERE|ERROR).*"))
                .toList();
    }

    private static String logSince(int length) {
        return gateway.log().substring(length);
    }

    private static RawPeer plain() {
        return RawPeer.connect(gateway.port());
    }

    private static RawPeer secure() {
        return RawPeer.connect(certificates.client(), tlsPort);
    }

    @Test
    void noneOfTwoHundredMalformedRequestsIsAnswered200AtEitherPort() {
        int length = gateway.log().length();
        List<Supplier<RawPeer>> ports = List.of(FrontCases::plain, FrontCases::secure);
        Set<String> wrong = new TreeSet<>();
        int sent = 0;

        for (Supplier<RawPeer> port : ports) {
            for (String form : MALFORMED) {
                for (String path : PATHS) {
                    try (RawPeer peer = port.get()) {
                        peer.send(form.formatted(path));
                        String status = peer.line();
                        sent++;
                        if (!status.matches("HTTP/1.1 (4\\d|50)\\d .*|")) {
                            wrong.add(status + " for " + form.lines().findFirst() + path);
                        }
                    }
                }
            }
        }

        String log = logSince(length);
        assertEquals(400, sent);
        assertEquals(Set.of(), wrong);
        assertEquals(List.of(), stacks(log));
        assertTrue(log.length() < 20_000, () -> "the log has grown by " + log.length());
        assertTrue( // now, or less than a minute ago
                gateway.log()
                        .contains("address=127.0.0.1 SUB-1050 The HTTP request cannot be read: "));
    }

    /** RFC 9112 asks for the header, but there is one gateway here; other pages insist on it. */
    @Test
    void aStationWithoutTheHeaderHostIsServedAndNoPageIs() {
        String body =
                """
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:o="urn://Ocpp/Cs/2015/10/">\
                <s:Header><o:chargeBoxIdentity>NAMELESS</o:chargeBoxIdentity></s:Header>\
                <s:Body><o:heartbeatRequest/></s:Body></s:Envelope>""";
        try (RawPeer peer = plain()) {
            peer.send(
                    "POST /soap HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertEquals("HTTP/1.1 200 OK", peer.line());
        }
        try (RawPeer peer = plain()) {
            peer.send(
                    "GET /ocpp/NAMELESS-2 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
            assertTrue(peer.line().startsWith("HTTP/1.1 101"));
        }
        for (String request : List.of("GET /health/live", "POST /api/v1/log")) {
            try (RawPeer peer = plain()) {
                peer.send(request + " HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
                assertTrue(peer.line().matches("HTTP/1.1 40\\d .*"), request);
            }
        }
    }

    @Test
    void aStationThatSpeaksTlsToThePlainPortMakesOneLineThatSaysWhatToDo() {
        int length = gateway.log().length();

        for (int time = 0; time < 20; time++) {
            try (RawPeer peer = plain()) {
                peer.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000" + "\u00c3".repeat(500));
                assertEquals("", peer.rest());
            }
        }

        List<String> lines = logSince(length).lines().toList();
        List<String> told = lines.stream().filter(line -> line.contains("SUB-1053")).toList();
        assertEquals(1, told.size(), told::toString);
        assertTrue(
                told.get(0).contains("set its URL to https or wss and the port " + tlsPort),
                told.get(0));
    }

    @Test
    void plainHttpAtThePortOfTlsIsToldSo() {
        try (RawPeer peer = RawPeer.connect(tlsPort)) {
            peer.send(HEALTH + "\r\n");

            String answer = peer.rest();

            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("SUB-1054"), answer);
        }
    }

    /** The log has a line a minute of them, and others have failed at this gateway before. */
    @Test
    void aFailedHandshakeIsLoggedWithItsReason() {
        int length = gateway.log().length();

        Wait.until(
                "the log tells of a handshake",
                Duration.ofSeconds(90),
                () -> {
                    try (RawPeer peer = RawPeer.connect(tlsPort)) {
                        peer.send("\u0016\u0003\u0001\u0000\u0005hello");
                        peer.rest();
                    }
                    return logSince(length).contains("SUB-1055 The TLS handshake failed: ");
                });
    }

    @Test
    void aForeignAddressIsRefusedBeforeItSaysAnything() {
        try (RawPeer peer = RawPeer.connect("127.0.0.2", gateway.port())) {
            String answer = peer.rest();

            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            assertTrue(answer.contains("SUB-1017"), answer);
        }
        try (RawPeer peer = RawPeer.connect("127.0.0.2", tlsPort)) {
            assertEquals("", peer.rest());
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTheirOrder() {
        try (RawPeer peer = plain()) {
            peer.send(
                    HEALTH
                            + "\r\n"
                            + "GET /soap HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            + HEALTH
                            + "Connection: close\r\n\r\n");

            List<String> answers =
                    Pattern.compile("HTTP/1.1 \\d+")
                            .matcher(peer.rest())
                            .results()
                            .map(MatchResult::group)
                            .toList();

            assertEquals(List.of("HTTP/1.1 200", "HTTP/1.1 405", "HTTP/1.1 200"), answers);
        }
    }

    @Test
    void aPeerThatAwaitsAWordGetsIt() {
        try (PlainSoapStation station = soap("FRONT-AWAITS");
                RawPeer peer = plain()) {
            String body = station.request("Heartbeat", "");
            peer.send(post(body.length(), "Expect: 100-continue\r\nConnection: close\r\n"));
            assertEquals("HTTP/1.1 100 Continue", peer.line());

            peer.send(body);

            assertTrue(peer.rest().contains("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void aBodyInChunksIsTaken() {
        try (PlainSoapStation station = soap("FRONT-CHUNKS");
                RawPeer peer = plain()) {
            String body = station.request("Heartbeat", "");
            peer.send(
                    "POST /soap HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/soap+xml\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < body.length(); at += 100) {
                String part = body.substring(at, Math.min(body.length(), at + 100));
                peer.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            peer.send("0\r\n\r\n");

            assertTrue(peer.rest().startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void aStopTransactionThatDoesNotComeWholeIsNeverAnswered200() {
        try (PlainSoapStation station = soap("FRONT-STOPS");
                RawPeer cut = plain();
                RawPeer cutSecurely = secure();
                RawPeer stalled = plain();
                RawPeer stalledHead = plain()) {
            String transaction = station.call("StartTransaction", START).field("transactionId");
            String stop = station.request("StopTransaction", PlainBodies.stopXml(transaction, 9));
            stalled.send(post(stop.length(), "") + stop.substring(0, stop.length() - 9));
            stalledHead.send("POST /soap HTTP/1.1\r\nHost: localhost\r\nContent-");

            cut.send(post(stop.length() + 1, "") + stop);
            cut.end();
            cutSecurely.send(post(stop.length(), "") + stop.substring(0, 100));
            cutSecurely.end();

            assertEquals("", cut.rest());
            assertEquals("", cutSecurely.rest());
            assertTrue(stalled.line().startsWith("HTTP/1.1 408 "));
            assertTrue(stalledHead.line().startsWith("HTTP/1.1 408 "));
            assertEquals(0, csms.numberOf("StopTransaction", "FRONT-STOPS"));

            assertEquals(
                    200,
                    station.call("StopTransaction", PlainBodies.stopXml(transaction, 9)).status());
            csms.awaitCall("FRONT-STOPS", "StopTransaction");
            assertEquals(1, csms.numberOf("StopTransaction", "FRONT-STOPS"));
        }
    }

    private static PlainSoapStation soap(String name) {
        return new PlainSoapStation(Version.V16, name, gateway.uri("http", "/soap"));
    }

    private static String post(int length, String further) {
        return "POST /soap HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\n"
                + further
                + "Content-Length: "
                + length
                + "\r\n\r\n";
    }

    @Test
    @Tag(Tier.MORE_WHEN_LONG)
    void slowSendersIdleConnectionsAndHalfHandshakesLeaveNeighboursTheirAnswers() {
        try (PlainSoapStation soap = soap("FRONT-SOAP");
                PlainJsonStation json =
                        PlainJsonStation.connect(gateway.uri("ws", "/ocpp/FRONT-JSON"))) {
            List<Runnable> neighbours =
                    List.of(
                            () -> assertEquals(200, soap.call("Heartbeat", "").status()),
                            () -> json.call("Heartbeat", "{}"),
                            () -> assertEquals(200, gateway.get("/health/live").statusCode()));
            p99(neighbours, ROUNDS);
            TreeMap<Integer, Long> before = p99(neighbours, ROUNDS);
            int threads = gateway.threads();

            List<RawPeer> attackers = new ArrayList<>();
            TreeMap<Integer, Long> during;
            try {
                for (int one = 0; one < SLOW; one++) {
                    attackers.add(plain());
                    attackers.get(one).send(post(100_000, ""));
                }
                for (int one = 0; one < IDLE; one++) {
                    attackers.add(one % 5 == 0 ? RawPeer.connect(tlsPort) : plain());
                    if (one % 5 == 0) {
                        attackers.get(SLOW + one).send("\u0016\u0003\u0001\u0002\u0000");
                    }
                }
                CompletableFuture<Void> over = new CompletableFuture<>();
                CompletableFuture<Void> sending =
                        CompletableFuture.runAsync(() -> trickle(attackers.subList(0, SLOW), over));
                try {
                    during = p99(neighbours, ROUNDS);
                } finally {
                    over.complete(null);
                }
                sending.join();
                assertTrue(gateway.threads() < threads + 100, "threads: " + gateway.threads());
            } finally {
                attackers.forEach(RawPeer::close);
            }

            System.out.printf(
                    "p99 in ms of SOAP, JSON, health: before %s, with %d slow and %d idle %s%n",
                    before.values(), SLOW, IDLE, during.values());
            before.forEach(
                    (who, usual) ->
                            assertTrue(
                                    during.get(who) <= Math.max(3 * usual, FLOOR.toMillis()),
                                    "neighbour " + who + ": " + during + ", before " + before));
        }
    }

    /** One byte each, every two seconds. */
    private static void trickle(List<RawPeer> slow, CompletableFuture<Void> over) {
        while (!over.isDone()) {
            slow.forEach(one -> one.send(" "));
            try {
                over.get(2, TimeUnit.SECONDS);
            } catch (TimeoutException again) {
                // Time for the next byte.
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The 99th percentile of each, in milliseconds. */
    private static TreeMap<Integer, Long> p99(List<Runnable> all, int rounds) {
        TreeMap<Integer, Long> percentiles = new TreeMap<>();
        for (int who = 0; who < all.size(); who++) {
            List<Long> times = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                long begun = System.nanoTime();
                all.get(who).run();
                times.add((System.nanoTime() - begun) / 1_000_000);
            }
            Collections.sort(times);
            percentiles.put(who, times.get(rounds * 99 / 100 - 1));
        }
        return percentiles;
    }

    @Test
    void absoluteAddressesOfOthersAndHeadersOfProxiesOpenNoPageOfThisMachine() {
        String page = "/api/v1/log";
        List<String> requests =
                List.of(
                        "GET http://127.0.0.1" + page + " HTTP/1.1\r\nHost: rebound.example\r\n",
                        "GET http://rebound.example"
                                + page
                                + " HTTP/1.1\r\nHost: rebound.example\r\n",
                        "GET http://rebound.example" + page + " HTTP/1.1\r\nHost: localhost\r\n",
                        "GET http://rebound.example" + page + " HTTP/1.0\r\n",
                        "GET " + page + " HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n",
                        "GET " + page + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: a\r\n",
                        "GET " + page + " HTTP/1.1\r\nHost: localhost\r\nCF-Connecting-IP: ::1\r\n",
                        "GET " + page + " HTTP/1.1\r\nHost: localhost\r\nTrue-Client-IP: ::1\r\n");

        for (String request : requests) {
            try (RawPeer peer = plain()) {
                peer.send(request + "Connection: close\r\n\r\n");
                assertTrue(peer.line().matches("HTTP/1.1 40[013] .*"), request);
            }
        }
        try (RawPeer peer = plain()) {
            peer.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(peer.line().startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void theMetricsTellOfConnectionsAndRefusals() {
        try (RawPeer peer = plain()) {
            peer.send("no request\r\n\r\n");
            peer.rest();
        }
        String metrics = gateway.get("/metrics").body();

        assertTrue(metrics.contains("substation_connections{state=\"active\"} "));
        assertTrue(metrics.contains("substation_connections_refused_total{cause=\"SUB-1050\"} "));
        assertFalse(metrics.contains("substation_connections{state=\"active\"} 0\n"));
    }
}
