package dev.substation.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.sun.net.httpserver.HttpServer;
import dev.substation.testing.Authority;
import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Passwords and certificates of stations over HTTPS with keys of both kinds, and who may knock; in
 * {@link TlsE2E}.
 */
abstract class LocksCases {

    static final String HEX = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";
    private static final String RIGHT = "Basic QUwxMDAwOgABAgMEBQYH////////////////";
    private static final String WRONG = "Basic QUwxMDAwOnNlY3JldA=="; // AL1000:secret

    /** An address of this machine that nobody else comes from. */
    private static final String FOREIGN = "127.0.0.3";

    /** Knows no certificate. */
    private static final HttpClient CLEAR = HttpClient.newHttpClient();

    static final String STATIONS =
            """
            AL1000: { password: %s }
            CERT-1: { certificate: required }
            "UID=1013,O=SolarDev": { certificate: required }
            SOLAR: { certificate: "UID=1013,O=SolarDev" }
            BOTH: { certificate: any, password: "%s" }
            MOVED: {}
            """
                    .formatted(HEX, HEX);

    private static Certificates elliptic;
    private static Certificates rsa;
    private static Authority ours;
    private static Authority foreign;
    private static int tlsPort;
    private static RecordingCsms csms;
    private static GatewayProcess gateway;

    /** The certificates of its stations. */
    static void sign(Authority ours, Authority foreign) {
        ours.sign("CERT-1", "CN=cert-1,O=Example");
        ours.sign("CERT-1-RSA", "CN=CERT-1", "-keyalg", "RSA");
        ours.sign("alternative", "CN=box,O=Example", "-ext", "san=dns:CERT-1");
        ours.sign("CERT-2", "CN=CERT-2");
        ours.sign("CERT-1-expired", "CN=CERT-1", "-startdate", "-30d", "-validity", "2");
        ours.sign("solar", "UID=1013, O=solardev");
        foreign.sign("CERT-1", "CN=CERT-1");
    }

    static void at(TlsGateway running) {
        elliptic = running.elliptic;
        rsa = running.rsa;
        ours = running.ours;
        foreign = running.foreign;
        tlsPort = running.tlsPort;
        csms = running.csms;
        gateway = running.process;
    }

    /** A client of TLS 1.2 that has one suite, and with it knows one kind of key. */
    private static HttpClient knowing(Certificates certificates, String kind) {
        return HttpClient.newBuilder()
                .sslContext(certificates.client())
                .sslParameters(
                        new SSLParameters(
                                new String[] {"TLS_ECDHE_" + kind + "_WITH_AES_128_GCM_SHA256"},
                                new String[] {"TLSv1.2"}))
                .build();
    }

    private static URI plain(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    private static URI secure(String path) {
        return URI.create("https://localhost:" + tlsPort + path);
    }

    private static String socket(URI address) {
        return address.toString().replaceFirst("^http", "ws");
    }

    /** What a Heartbeat over a WebSocket is answered. */
    private static String heartbeat(HttpClient client, URI address, String authorization) {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket.Builder builder = client.newWebSocketBuilder().subprotocols("ocpp1.6");
        if (!authorization.isEmpty()) {
            builder.header("Authorization", authorization);
        }
        WebSocket open =
                builder.buildAsync(
                                URI.create(socket(address)),
                                new WebSocket.Listener() {
                                    @Override
                                    public CompletionStage<?> onText(
                                            WebSocket from, CharSequence text, boolean last) {
                                        heard.complete(text.toString());
                                        return null;
                                    }
                                })
                        .join();
        open.sendText("[2,\"1\",\"Heartbeat\",{}]", true).join();
        String answer = heard.orTimeout(30, TimeUnit.SECONDS).join();
        open.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        open.abort();
        return answer;
    }

    private static HttpResponse<String> soap(HttpClient client, URI address, String authorization)
            throws IOException, InterruptedException {
        return soap(client, address, "AL1000", authorization);
    }

    private static HttpResponse<String> soap(
            HttpClient client, URI address, String station, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/soap+xml; charset=utf-8")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        """
                                        <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:o="urn://Ocpp/Cs/2012/06/">
                                        <e:Header><o:chargeBoxIdentity>%s</o:chargeBoxIdentity></e:Header>
                                        <e:Body><o:heartbeatRequest/></e:Body></e:Envelope>"""
                                                .formatted(station)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aJsonStationWithItsPasswordComesIn() {
        String answer = heartbeat(CLEAR, plain("/ocpp/AL1000"), RIGHT);

        assertTrue(answer.startsWith("[3,\"1\",{\"currentTime\":"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WRONG})
    void aJsonStationWithoutItIsRefused(String authorization) {
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () -> heartbeat(CLEAR, plain("/ocpp/AL1000"), authorization));

        HttpResponse<?> response = ((WebSocketHandshakeException) refused.getCause()).getResponse();
        assertEquals(401, response.statusCode());
        assertEquals(
                "Basic realm=\"Substation\"",
                response.headers().firstValue("WWW-Authenticate").orElse("none"));
    }

    @Test
    void aSoapStationWithItsPasswordIsAnswered() throws Exception {
        HttpResponse<String> response = soap(CLEAR, plain("/soap"), RIGHT);

        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.body().contains("heartbeatResponse"), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WRONG})
    void aSoapStationWithoutItIsAnsweredWithAFault(String authorization) throws Exception {
        HttpResponse<String> response = soap(CLEAR, plain("/soap"), authorization);

        assertEquals(401, response.statusCode(), response.body());
        assertEquals(
                "Basic realm=\"Substation\"",
                response.headers().firstValue("WWW-Authenticate").orElse("none"));
        assertTrue(response.body().contains("ocpp:SecurityError"), response.body());
        assertTrue(response.body().contains("SUB-1014"), response.body());
    }

    @Test
    void theOperatorReadsWhoWasRefusedAndHowTheStationShowsItsPassword() throws Exception {
        soap(CLEAR, plain("/soap"), WRONG);
        soap(CLEAR, plain("/soap"), RIGHT);

        assertTrue(
                gateway.log().contains("The station AL1000 shows a wrong password"), gateway.log());
        assertTrue(
                gateway.log()
                        .contains("station=AL1000 shows the bytes of the password's hex digits"),
                gateway.log());
    }

    @Test
    void httpsAndWssWorkForStationsThatKnowEitherKindOfKey() throws Exception {
        for (HttpClient client : List.of(knowing(elliptic, "ECDSA"), knowing(rsa, "RSA"))) {
            assertEquals(200, soap(client, secure("/soap"), RIGHT).statusCode());
            assertEquals(401, soap(client, secure("/soap"), "").statusCode());
            assertTrue(heartbeat(client, secure("/ocpp/AL1000"), RIGHT).startsWith("[3,"));
        }
    }

    @Test
    void tlsOneThreeIsSpoken() throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        elliptic.client().getSocketFactory().createSocket("localhost", tlsPort)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.startHandshake();

            assertEquals("TLSv1.3", socket.getSession().getProtocol());
        }
    }

    @Test
    void whoDoesNotKnowTheCertificateDoesNotComeIn() {
        assertThrows(SSLHandshakeException.class, () -> soap(CLEAR, secure("/soap"), RIGHT));
    }

    @ParameterizedTest
    @CsvSource({"3, 22", "2, -1", "1, -1"})
    void tlsOneTwoIsSpokenAndWhatIsOlderIsRefused(int version, int record) throws IOException {
        assertEquals(record, greeted(version), "22 is a handshake, -1 the end");
    }

    /**
     * The type of the first record that the server sends to a greeting in the version 3.x, with
     * suites that TLS 1.0 knew already. By hand, because the JDK's client refuses to send it.
     */
    private static int greeted(int version) throws IOException {
        String hello =
                "030%d".formatted(version)
                        + "5a".repeat(32) // random
                        + "00" // no session
                        + "0004c009c013" // ECDHE with ECDSA or RSA, AES 128 CBC
                        + "0100" // no compression
                        + "001e" // the length of the extensions
                        + "000a00080006001700180019" // curves
                        + "000b00020100" // uncompressed points
                        + "000d00080006040308040401"; // signatures with SHA-256
        String handshake = "0100%04x%s".formatted(hello.length() / 2, hello);
        String record = "160301%04x%s".formatted(handshake.length() / 2, handshake);
        try (Socket socket = new Socket("127.0.0.1", tlsPort)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(record));
            return socket.getInputStream().read();
        }
    }

    @Test
    void theProcessListensOnItsTwoPortsAlone() {
        assertEquals(Set.of(gateway.port(), tlsPort), gateway.listening());
    }

    /** A client that shows a certificate to a server whose key is of one kind. */
    private static HttpClient showing(Authority authority, String alias, Certificates server) {
        return HttpClient.newBuilder().sslContext(authority.station(alias, server)).build();
    }

    private static int refused(HttpClient client, URI address, String authorization) {
        CompletionException refused =
                assertThrows(
                        CompletionException.class, () -> heartbeat(client, address, authorization));
        return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
    }

    private static void fault(HttpResponse<String> response, int status, String number) {
        assertEquals(status, response.statusCode(), response.body());
        assertTrue(response.body().contains("ocpp:SecurityError"), response.body());
        assertTrue(response.body().contains(number), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CERT-1", "CERT-1-RSA", "alternative"})
    void aStationWithItsCertificateComesInOverBothFaces(String alias) throws Exception {
        for (String kind : List.of("ECDSA", "RSA")) {
            Certificates server = kind.equals("RSA") ? rsa : elliptic;
            HttpClient client =
                    HttpClient.newBuilder()
                            .sslContext(ours.station(alias, server))
                            .sslParameters(knowing(server, kind).sslParameters())
                            .build();

            assertEquals(200, soap(client, secure("/soap"), "CERT-1", "").statusCode());
            assertTrue(heartbeat(client, secure("/ocpp/CERT-1"), "").startsWith("[3,"));
        }
    }

    @Test
    void tlsOneThreeCarriesCertificatesToo() throws Exception {
        HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(ours.station("CERT-1", elliptic))
                        .sslParameters(new SSLParameters(null, new String[] {"TLSv1.3"}))
                        .build();

        assertTrue(heartbeat(client, secure("/ocpp/CERT-1"), "").startsWith("[3,"));
        assertEquals(200, soap(client, secure("/soap"), "CERT-1", "").statusCode());
    }

    @Test
    void aStationThatNeedShowNoneStillComesInWithoutOne() throws Exception {
        assertEquals(200, soap(knowing(rsa, "RSA"), secure("/soap"), RIGHT).statusCode());
    }

    @Test
    void theCertificateOfAnotherStationIsRefusedOnBothFaces() throws Exception {
        HttpClient other = showing(ours, "CERT-2", elliptic);

        fault(soap(other, secure("/soap"), "CERT-1", ""), 403, "SUB-1016");
        assertEquals(403, refused(other, secure("/ocpp/CERT-1"), ""));
        fault(soap(other, secure("/soap"), RIGHT), 403, "SUB-1016");
        assertTrue(
                gateway.log().contains("The station CERT-1 shows the certificate of CN=CERT-2"),
                gateway.log());
    }

    @Test
    void whoShowsNoneWhereOneIsRequiredIsRefusedOverTlsAndInClear() throws Exception {
        HttpClient none = HttpClient.newBuilder().sslContext(elliptic.client()).build();

        for (URI address : List.of(secure("/soap"), plain("/soap"))) {
            fault(soap(none, address, "CERT-1", ""), 403, "SUB-1016");
        }
        for (URI address : List.of(secure("/ocpp/CERT-1"), plain("/ocpp/CERT-1"))) {
            assertEquals(403, refused(none, address, ""));
        }
    }

    @Test
    void certificatesThatHaveExpiredOrAreOfForeignAuthoritiesEndTheHandshake() {
        for (HttpClient client :
                List.of(
                        showing(ours, "CERT-1-expired", elliptic),
                        showing(foreign, "CERT-1", elliptic))) {
            assertThrows(IOException.class, () -> soap(client, secure("/soap"), "CERT-1", ""));
            CompletionException refused =
                    assertThrows(
                            CompletionException.class,
                            () -> heartbeat(client, secure("/ocpp/CERT-1"), ""));
            assertFalse(refused.getCause() instanceof WebSocketHandshakeException, "came in");
        }
    }

    @Test
    void aSubjectIsAsGoodAsAName() throws Exception {
        HttpClient solar = showing(ours, "solar", elliptic);

        assertEquals(200, soap(solar, secure("/soap"), "SOLAR", "").statusCode());
        assertEquals(200, soap(solar, secure("/soap"), "UID=1013,O=SolarDev", "").statusCode());
        assertTrue(heartbeat(solar, secure("/ocpp/UID%3D1013,O=SolarDev"), "").startsWith("[3,"));
        assertEquals(403, refused(showing(ours, "CERT-2", elliptic), secure("/ocpp/SOLAR"), ""));
    }

    @Test
    void whereBothAreSetBothMustBeShown() throws Exception {
        HttpClient fleet = showing(ours, "CERT-2", elliptic);
        String password = basic("BOTH:" + HEX);

        assertTrue(heartbeat(fleet, secure("/ocpp/BOTH"), password).startsWith("[3,"));
        assertEquals(401, refused(fleet, secure("/ocpp/BOTH"), ""));
        assertEquals(403, refused(knowing(rsa, "RSA"), secure("/ocpp/BOTH"), password));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    /** What is answered to a request with these headers, from an address of this machine. */
    private static String asked(String from, String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
            socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health/ready HTTP/1.1\r\nHost: a\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 127.0.0.1\r\n",
                "POST /soap HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n",
                "GET /ocpp/AL1000 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            })
    void whoComesFromANetworkThatIsNotAcceptedIsRefusedWhateverHeWants(String request)
            throws IOException {
        String answer = asked(FOREIGN, request);

        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("add its network to http.accept-networks"), answer);
        assertEquals(
                1,
                gateway.log()
                        .lines()
                        .filter(line -> line.contains("address=" + FOREIGN))
                        .filter(line -> line.contains("SUB-1017"))
                        .count(),
                "one line a minute");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/console.html",
                "/api",
                "/api/v1/routes/explain",
                "//api/v1/routes/explain",
                "/api;a=b/v1/routes/explain",
                "/%61pi/v1/routes/explain",
                "/health/../api/v1/routes/explain"
            })
    void whatAProxyPassesOnIsAnsweredAtTheOpenPathsAlone(String path) throws IOException {
        String through = " HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n";

        String answer = asked("127.0.0.1", "GET " + path + through);
        assertTrue(answer.matches("(?s)HTTP/1.1 40[034] .*"), answer);
        assertFalse(answer.contains("Send the call with POST"), answer);
        assertTrue(asked("127.0.0.1", "GET /health/ready" + through).startsWith("HTTP/1.1 200 "));
        assertTrue(asked("127.0.0.1", "GET /soap?wsdl" + through).startsWith("HTTP/1.1 200 "));
        assertTrue(asked("127.0.0.1", "GET /ocpp/AL1000" + through).startsWith("HTTP/1.1 426 "));
        assertTrue(
                asked("127.0.0.1", "GET /api/v1/routes/explain HTTP/1.1\r\nHost: localhost\r\n")
                        .startsWith("HTTP/1.1 405 "));
        assertTrue(
                asked("127.0.0.1", "GET /api/v1/log HTTP/1.1\r\nHost: rebound.example\r\n")
                        .startsWith("HTTP/1.1 401 "));
    }

    @Test
    void aForgedFromDoesNotRedirectTheCallsOfTheCsms() throws Exception {
        AtomicInteger led = new AtomicInteger();
        HttpServer trap = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 0);
        trap.createContext(
                "/",
                exchange -> {
                    led.incrementAndGet();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        trap.start();
        try (PlainSoapStation station =
                new PlainSoapStation(Version.V16, "MOVED", plain("/soap"))) {
            station.answering("ClearCache", "<status>Accepted</status>");
            station.call("BootNotification", PlainBodies.bootXml("V", "M"));
            csms.awaitConnected("MOVED");
            List<String> forged =
                    List.of(
                            "http://127.0.0.2:" + trap.getAddress().getPort() + "/",
                            "http://169.254.169.254/latest/meta-data/",
                            "http://203.0.113.7/",
                            "http://[fe80::7]/");
            for (String from : forged) {
                String envelope =
                        station.request("Heartbeat", "")
                                .replace(station.callbackAddress().toString(), from);
                assertEquals(200, station.post(envelope).join().status());
                String older = envelope.replace("2015/10", "2012/06");
                assertEquals(200, station.post(older).join().status());

                assertEquals(
                        "[3,\"Accepted\"]", outcome(csms.ask("MOVED", "ClearCache", "{}")), from);
            }

            assertEquals(forged.size(), station.visits("ClearCache").size());
            assertEquals(0, led.get());
            assertEquals(
                    1,
                    gateway.log()
                            .lines()
                            .filter(line -> line.contains("MOVED is not called at"))
                            .count(),
                    gateway.log());
        } finally {
            trap.stop(0);
        }
    }

    private static String outcome(JsonArray frame) {
        return "[" + frame.get(0) + "," + frame.get(2).getAsJsonObject().get("status") + "]";
    }
}
