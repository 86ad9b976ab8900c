package dev.substation.e2e;

import static dev.substation.e2e.WayIn.CLEAR;
import static dev.substation.e2e.WayIn.basic;
import static dev.substation.e2e.WayIn.comes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.substation.testing.Authority;
import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.SoapMessage;
import dev.substation.testing.TlsFront;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Security profiles, certificates of the gateway at the CSMS and of stations that are called, each
 * with the wrong, the expired and the foreign counterpart; in {@link TlsE2E}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class SecurityProfilesCases {

    private static final Duration WITHIN = Duration.ofSeconds(40);
    private static final String PASSWORD = "the-first-password";
    private static final String SECRET = "way-in_4711";

    private static Path temp;
    private static Path home;
    private static Certificates server;
    private static Certificates box;
    private static Certificates named;
    private static Authority ours;
    private static Authority foreign;
    private static RecordingCsms csms;
    private static RecordingCsms mutual;
    private static int tlsPort;
    private static GatewayProcess gateway;
    private static final Map<String, PlainSoapStation> called = new LinkedHashMap<>();
    private static final List<AutoCloseable> fronts = new ArrayList<>();

    /** Makes its certificates, and the stations that are called over HTTPS. */
    static void prepare(TlsGateway at) throws IOException {
        temp = at.folder;
        home = at.home;
        Path keys = home.resolve("keys");
        server = at.elliptic;
        ours = at.ours;
        foreign = at.foreign;
        ours.sign("P3", "CN=P3");
        ours.sign("BOX-9", "CN=BOX-9");
        ours.sign("revoked", "CN=P3");
        ours.sign("P3-expired", "CN=P3", "-startdate", "-30d", "-validity", "2");
        ours.sign("gateway", "CN=gateway");
        ours.sign("gateway-expired", "CN=gateway", "-startdate", "-30d", "-validity", "2");
        foreign.sign("P3", "CN=P3");
        foreign.sign("gateway", "CN=gateway");
        ours.revoke(keys.resolve("stations.crl"), "revoked");
        ours.export("gateway", keys.resolve("gateway.p12"));
        ours.export("gateway", keys.resolve("UP-OWN.p12"));
        ours.export("gateway-expired", keys.resolve("expired.p12"));
        foreign.export("gateway", keys.resolve("foreign.p12"));
        Files.copy(foreign.pem(), keys.resolve("foreign.pem"));
        box = Certificates.create(Files.createDirectory(temp.resolve("box")), "dns:keba");
        named = Certificates.create(Files.createDirectory(temp.resolve("named")));
        Files.copy(named.pem(), keys.resolve("box.pem"));
    }

    static void at(TlsGateway running) {
        csms = running.csms;
        mutual = running.mutual;
        tlsPort = running.tlsPort;
        gateway = running.process;
        called.values().forEach(station -> station.turnTo(plain("/soap")));
    }

    static String csms(TlsGateway at) {
        String mutual = at.mutual.url();
        return """
               csms:
                 main: { url: "%s", user: "{station}", password: %s, reconnect-max: 2s }
                 good: { url: "%s", reconnect-max: 2s, trust-store: keys/csms.pem, client-certificate: keys/gateway.p12, client-key-password: in-the-test }
                 own: { url: "%s", reconnect-max: 2s, trust-store: keys/csms.pem, client-certificate: "keys/{station}.p12", client-key-password: in-the-test }
                 none: { url: "%s", reconnect-max: 2s, trust-store: keys/csms.pem }
                 expired: { url: "%s", reconnect-max: 2s, trust-store: keys/csms.pem, client-certificate: keys/expired.p12, client-key-password: in-the-test }
                 foreign: { url: "%s", reconnect-max: 2s, trust-store: keys/csms.pem, client-certificate: keys/foreign.p12, client-key-password: in-the-test }
                 stranger: { url: "%s", reconnect-max: 2s, trust-store: keys/foreign.pem, client-certificate: keys/gateway.p12, client-key-password: in-the-test }
               """
                .formatted(
                        at.csms.url(),
                        "shown-at-the-csms",
                        mutual,
                        mutual,
                        mutual,
                        mutual,
                        mutual,
                        mutual);
    }

    static String stations() {
        return """
               P1: { security-profile: 1, password: %s }
               P2: { security-profile: 2, password: %s }
               P3: { security-profile: 3 }
               TLS: { tls: required }
               HIDDEN: { secret: %s }
               RAISE: { password: %s }
               UP-GOOD: { csms: good }
               UP-OWN: { csms: own }
               UP-NONE: { csms: none }
               UP-EXPIRED: { csms: expired }
               UP-FOREIGN: { csms: foreign }
               UP-STRANGER: { csms: stranger }
               PIN: { callback: "%s", callback-fingerprint: "%s" }
               PIN-OTHER: { callback: "%s", callback-fingerprint: "%s" }
               CA: { callback: "%s", callback-trust-store: keys/box.pem }
               CA-OTHER: { callback: "%s", callback-trust-store: keys/foreign.pem }
               CA-NONE: { callback: "%s" }
               SHOW: { callback: "%s", callback-trust-store: keys/box.pem, callback-client-certificate: keys/gateway.p12, callback-client-key-password: in-the-test }
               SHOW-NOT: { callback: "%s", callback-trust-store: keys/box.pem }
               """
                .formatted(
                        PASSWORD,
                        PASSWORD,
                        SECRET,
                        PASSWORD,
                        callback("PIN", box, false),
                        box.fingerprint(),
                        callback("PIN-OTHER", box, false),
                        named.fingerprint(),
                        callback("CA", named, false),
                        callback("CA-OTHER", named, false),
                        callback("CA-NONE", named, false),
                        callback("SHOW", named, true),
                        callback("SHOW-NOT", named, true));
    }

    /** The address of a station that is called over HTTPS. */
    private static String callback(String identity, Certificates own, boolean clientsShow) {
        PlainSoapStation station =
                new PlainSoapStation(Version.V16, identity, URI.create("http://127.0.0.1/"));
        station.answering("ClearCache", "<status>Accepted</status>");
        int port = station.callbackAddress().getPort();
        TlsFront front =
                clientsShow
                        ? TlsFront.mutual(ours.server(own), port)
                        : new TlsFront(own.server(), port);
        called.put(identity, station);
        fronts.add(front);
        return "https://localhost:" + front.port() + "/";
    }

    static void end() throws Exception {
        for (AutoCloseable front : fronts) {
            front.close();
        }
        called.values().forEach(PlainSoapStation::close);
    }

    private static URI plain(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    private static URI ws(String path) {
        return URI.create("ws://127.0.0.1:" + gateway.port() + path);
    }

    private static URI wss(String path) {
        return URI.create("wss://localhost:" + tlsPort + path);
    }

    private static HttpClient tls() {
        return HttpClient.newBuilder().sslContext(server.client()).build();
    }

    private static HttpClient showing(Authority authority, String alias) {
        return HttpClient.newBuilder().sslContext(authority.station(alias, server)).build();
    }

    private static SoapMessage heartbeat(String identity, URI address) {
        try (PlainSoapStation station = new PlainSoapStation(Version.V16, identity, address)) {
            return station.call("Heartbeat", "");
        }
    }

    @Test
    @Order(1)
    void eachProfileWantsWhatTheWhitePaperSays() {
        String right = basic("P1", PASSWORD);

        assertEquals("in", comes(CLEAR, ws("/ocpp/P1"), right));
        assertEquals("401", comes(CLEAR, ws("/ocpp/P1"), ""));
        assertEquals("in", comes(tls(), wss("/ocpp/P1"), right));
        right = basic("P2", PASSWORD);
        assertEquals("403", comes(CLEAR, ws("/ocpp/P2"), right));
        assertEquals("401", comes(tls(), wss("/ocpp/P2"), basic("P2", "another")));
        assertEquals("in", comes(tls(), wss("/ocpp/P2"), right));
        assertEquals("403", comes(CLEAR, ws("/ocpp/P3"), ""));
        assertEquals("403", comes(tls(), wss("/ocpp/P3"), ""));
        assertEquals("in", comes(showing(ours, "P3"), wss("/ocpp/P3"), ""));
        assertEquals("403", comes(showing(ours, "BOX-9"), wss("/ocpp/P3"), ""));
        assertEquals("403", comes(showing(ours, "revoked"), wss("/ocpp/P3"), ""));
        assertEquals("no TLS", comes(showing(ours, "P3-expired"), wss("/ocpp/P3"), ""));
        assertEquals("no TLS", comes(showing(foreign, "P3"), wss("/ocpp/P3"), ""));
        String log = gateway.log();
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.contains("The station P2 connects without TLS"))
                        .count(),
                log);
        assertTrue(log.contains("CN=P3, which its authority has revoked"), log);
        assertTrue(log.contains("The TLS handshake failed: the station shows a certificate"), log);
    }

    @Test
    @Order(2)
    void aCertificateThatIsRevokedLaterIsRefusedWithoutARestart() throws Exception {
        Path list = home.resolve("keys/stations.crl");
        byte[] before = Files.readAllBytes(list);
        Path later = temp.resolve("later.crl");
        ours.revoke(later, "revoked", "P3");
        Files.move(later, list, StandardCopyOption.REPLACE_EXISTING);

        assertEquals("403", comes(showing(ours, "P3"), wss("/ocpp/P3"), ""));

        Files.write(list, "no list".getBytes(UTF_8));
        assertEquals("403", comes(showing(ours, "P3"), wss("/ocpp/P3"), ""), "the last good one");
        Files.write(list, before);
        assertEquals("in", comes(showing(ours, "P3"), wss("/ocpp/P3"), ""));
    }

    @Test
    @Order(3)
    void soapStationsAreLockedAlike() {
        SoapMessage clear = heartbeat("TLS", plain("/soap"));
        assertEquals(403, clear.status());
        assertTrue(clear.toString().contains("SUB-1033"), clear.toString());
        for (String path : List.of("/soap", "/soap/", "/soap/wrong-" + SECRET, "/soap/1.6")) {
            SoapMessage refused = heartbeat("HIDDEN", plain(path));
            assertEquals(403, refused.status(), path);
            assertTrue(refused.toString().contains("SUB-1034"), refused.toString());
        }
        for (String path :
                List.of("/soap/" + SECRET, "/soap/" + SECRET + "/1.6", "/soap/1.6/" + SECRET)) {
            assertEquals(200, heartbeat("HIDDEN", plain(path)).status(), path);
        }
        assertEquals(400, heartbeat("HIDDEN", plain("/soap/" + SECRET + "/2.0")).status());
        assertEquals("404", comes(CLEAR, ws("/soap/" + SECRET), ""));
        assertEquals("403", comes(CLEAR, ws("/ocpp/HIDDEN"), ""));
        assertFalse(gateway.log().contains(SECRET), "the secret is in the log");
    }

    @Test
    @Order(4)
    void theCsmsSeesTheCertificateThatItWantsOrNoLink() throws Exception {
        for (String station : List.of("GOOD", "OWN", "NONE", "EXPIRED", "FOREIGN", "STRANGER")) {
            heartbeat("UP-" + station, plain("/soap"));
        }

        mutual.awaitConnected("UP-GOOD");
        mutual.awaitConnected("UP-OWN");
        for (String station : List.of("NONE", "EXPIRED", "FOREIGN", "STRANGER")) {
            Wait.until(
                    "the log says why UP-" + station + " has no link",
                    WITHIN,
                    () ->
                            gateway.log()
                                    .lines()
                                    .anyMatch(
                                            line ->
                                                    line.contains("station=UP-" + station)
                                                            && line.contains(
                                                                    "connected: TLS failed")));
            assertFalse(mutual.isConnected("UP-" + station), station);
        }

        ours.export("gateway", home.resolve("keys/expired.p12"));
        mutual.awaitConnected("UP-EXPIRED");
    }

    @Test
    @Order(5)
    void stationsAreCalledOverHttpsByTheTrustThatIsSetForThem() {
        called.forEach(
                (identity, station) -> {
                    station.call("BootNotification", PlainBodies.bootXml("V", "M"));
                    csms.awaitConnected(identity);
                });

        for (String right : List.of("PIN", "CA", "SHOW")) {
            JsonArray answer = csms.ask(right, "ClearCache", "{}");
            assertEquals(3, answer.get(0).getAsInt(), right + " " + answer);
        }
        for (String wrong : List.of("PIN-OTHER", "CA-OTHER", "CA-NONE", "SHOW-NOT")) {
            JsonArray answer = csms.ask(wrong, "ClearCache", "{}");
            assertEquals(4, answer.get(0).getAsInt(), wrong + " " + answer);
            assertEquals(0, called.get(wrong).visits("ClearCache").size(), wrong);
        }
        assertTrue(gateway.log().contains("The station PIN-OTHER cannot be called: TLS fails"));
    }

    private static String change(String station, String key, String value) {
        JsonArray answer =
                csms.ask(
                        station,
                        "ChangeConfiguration",
                        "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key, value));
        assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        return answer.get(2).getAsJsonObject().get("status").toString();
    }

    @Test
    @Order(6)
    void aProfileThatTheCsmsRaisesIsAskedForFromThenOn() {
        String right = basic("RAISE", PASSWORD);
        try (PlainJsonStation station = PlainJsonStation.connect(CLEAR, ws("/ocpp/RAISE"), right)) {
            station.answering("ChangeConfiguration", "{\"status\":\"Accepted\"}");
            station.call("Heartbeat", "{}");
            csms.awaitConnected("RAISE");
            assertEquals("\"Accepted\"", change("RAISE", "SecurityProfile", "2"));
            assertEquals("\"Rejected\"", change("RAISE", "SecurityProfile", "1"));
        }

        assertEquals("403", comes(CLEAR, ws("/ocpp/RAISE"), right));
        assertEquals("401", comes(tls(), wss("/ocpp/RAISE"), ""));
        assertEquals("in", comes(tls(), wss("/ocpp/RAISE"), right));
    }

    @Test
    @Order(7)
    void theCheckTellsOfFilesThatAreExpiredOrMissing() throws IOException {
        Files.delete(home.resolve("keys/UP-OWN.p12"));
        Files.write(home.resolve("keys/gateway.p12"), new byte[] {1, 2, 3});
        ours.export("gateway-expired", home.resolve("keys/expired.p12"));

        GatewayProcess bad =
                GatewayProcess.run(
                        temp.resolve("check.log"), Map.of(), "check", "--home", home.toString());
        ours.export("gateway", home.resolve("keys/gateway.p12"));
        GatewayProcess good =
                GatewayProcess.run(
                        temp.resolve("check-2.log"), Map.of(), "check", "--home", home.toString());

        assertTrue(bad.log().contains("keys/gateway.p12 cannot be read"), bad.log());
        assertTrue(
                good.log().contains("csms.expired.client-certificate: the certificate expired at"),
                good.log());
        assertTrue(good.log().contains("UP-OWN.p12 cannot be read, so UP-OWN"), good.log());
        assertThrows(NoSuchFileException.class, () -> Files.size(home.resolve("keys/UP-OWN.p12")));
    }
}
