package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords of stations and HTTPS, with keys of both kinds, on one gateway. */
class LocksE2E {

    private static final String HEX = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";
    private static final String RIGHT = "Basic QUwxMDAwOgABAgMEBQYH////////////////";
    private static final String WRONG = "Basic QUwxMDAwOnNlY3JldA=="; // AL1000:secret

    @TempDir static Path temp;

    private static Certificates elliptic;
    private static Certificates rsa;
    private static int tlsPort;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        Path home = temp.resolve("home");
        Files.createDirectories(home.resolve("keys"));
        elliptic = Certificates.create(Files.createDirectory(temp.resolve("ec")));
        rsa =
                Certificates.create(
                        Files.createDirectory(temp.resolve("rsa")), "dns:localhost", "RSA");
        KeyStore both = KeyStore.getInstance(elliptic.keyStore().toFile(), password());
        KeyStore other = KeyStore.getInstance(rsa.keyStore().toFile(), password());
        both.setKeyEntry(
                "the other key",
                other.getKey("csms", password()),
                password(),
                other.getCertificateChain("csms"));
        try (OutputStream out = Files.newOutputStream(home.resolve("keys/tls.p12"))) {
            both.store(out, password());
        }
        tlsPort = GatewayProcess.freePort();
        gateway =
                GatewayProcess.start(
                        home,
                        """
                        http: { address: 127.0.0.1, tls-port: %d, tls-key-store: keys/tls.p12, tls-key-store-password: %s }
                        csms: { main: { url: "ws://localhost:9/{station}" } }
                        stations: { AL1000: { password: %s } }
                        """
                                .formatted(tlsPort, Certificates.PASSWORD, HEX));
    }

    @AfterAll
    static void stop() {
        gateway.stop();
        assertFalse(gateway.log().contains(HEX), "a password is in the log");
        assertFalse(gateway.log().contains(Certificates.PASSWORD), "a password is in the log");
    }

    private static char[] password() {
        return Certificates.PASSWORD.toCharArray();
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/soap+xml; charset=utf-8")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        """
                                        <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:o="urn://Ocpp/Cs/2012/06/">
                                        <e:Header><o:chargeBoxIdentity>AL1000</o:chargeBoxIdentity></e:Header>
                                        <e:Body><o:heartbeatRequest/></e:Body></e:Envelope>"""));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aJsonStationWithItsPasswordComesIn() {
        String answer = heartbeat(HttpClient.newHttpClient(), plain("/ocpp/AL1000"), RIGHT);

        assertTrue(answer.startsWith("[3,\"1\",{\"currentTime\":"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WRONG})
    void aJsonStationWithoutItIsRefused(String authorization) {
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () ->
                                heartbeat(
                                        HttpClient.newHttpClient(),
                                        plain("/ocpp/AL1000"),
                                        authorization));

        HttpResponse<?> response = ((WebSocketHandshakeException) refused.getCause()).getResponse();
        assertEquals(401, response.statusCode());
        assertEquals(
                "Basic realm=\"Substation\"",
                response.headers().firstValue("WWW-Authenticate").orElse("none"));
    }

    @Test
    void aSoapStationWithItsPasswordIsAnswered() throws Exception {
        HttpResponse<String> response = soap(HttpClient.newHttpClient(), plain("/soap"), RIGHT);

        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.body().contains("heartbeatResponse"), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WRONG})
    void aSoapStationWithoutItIsAnsweredWithAFault(String authorization) throws Exception {
        HttpResponse<String> response =
                soap(HttpClient.newHttpClient(), plain("/soap"), authorization);

        assertEquals(401, response.statusCode(), response.body());
        assertEquals(
                "Basic realm=\"Substation\"",
                response.headers().firstValue("WWW-Authenticate").orElse("none"));
        assertTrue(response.body().contains("ocpp:SecurityError"), response.body());
        assertTrue(response.body().contains("SUB-1014"), response.body());
    }

    @Test
    void theOperatorReadsWhoWasRefusedAndHowTheStationShowsItsPassword() throws Exception {
        soap(HttpClient.newHttpClient(), plain("/soap"), WRONG);
        soap(HttpClient.newHttpClient(), plain("/soap"), RIGHT);

        assertTrue(
                gateway.log().contains("The station AL1000 shows a wrong password"), gateway.log());
        assertTrue(
                gateway.log()
                        .contains(
                                "station=AL1000 shows the bytes that the password's hex digits stand for"),
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
        assertThrows(
                SSLHandshakeException.class,
                () -> soap(HttpClient.newHttpClient(), secure("/soap"), RIGHT));
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
}
