package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.tls.KeyStoreFile;
import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.IdentityProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway whose operators have a port of their own, with TLS, and need a login on its own machine
 * too.
 */
class AdminPortE2E {

    private static final Map<String, String> WITH_LOGIN =
            Map.of("SUBSTATION_ADMIN_LOOPBACK_WITHOUT_LOGIN", "false");

    private static IdentityProvider provider;

    private HttpClient client;

    @BeforeAll
    static void start() {
        provider = IdentityProvider.start();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    private HttpResponse<String> ask(String method, String url, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void operatorsHaveAPortOfTheirOwnAndStationsHaveTheirs(@TempDir Path temp) throws Exception {
        Path home = temp.resolve("home");
        Path keys = Files.createDirectories(home.resolve("keys"));
        Certificates own = Certificates.create(temp);
        Files.copy(own.keyStore(), keys.resolve("tls.p12"));
        client =
                HttpClient.newBuilder()
                        .sslContext(
                                KeyStoreFile.trusting(own.keyStore(), Certificates.PASSWORD)
                                        .orElseThrow())
                        .build();
        int tlsPort = GatewayProcess.freePort();
        int adminPort = GatewayProcess.freePort();
        String site =
                """
                http:
                  address: 127.0.0.1
                  tls-port: %d
                  tls-key-store: keys/tls.p12
                  tls-key-store-password: %s
                admin:
                  port: %d
                  tls: true
                  oidc-issuer: %s
                  oidc-client-secret: s3cret
                  oidc-role-claim: realm_access.roles
                csms: { main: { url: "ws://127.0.0.1:9/{station}" } }
                stations: { A: {} }
                """
                        .formatted(
                                tlsPort, Certificates.PASSWORD, adminPort, provider.issuer("site"));

        try (GatewayProcess gateway = GatewayProcess.start(home, site, WITH_LOGIN)) {
            String stations = "http://127.0.0.1:" + gateway.port();
            String operators = "https://127.0.0.1:" + adminPort;
            assertEquals(Set.of(gateway.port(), tlsPort, adminPort), gateway.listening());

            for (String path : new String[] {"/", "/index.html", "/api/v1/stations", "/api"}) {
                HttpResponse<String> closed = ask("GET", stations + path);
                assertEquals(404, closed.statusCode(), path);
                assertTrue(closed.body().contains("at the port " + adminPort), closed.body());
                assertEquals(
                        404, ask("GET", "https://127.0.0.1:" + tlsPort + path).statusCode(), path);
            }
            assertEquals(200, ask("GET", operators + "/").statusCode());
            assertEquals(401, ask("GET", operators + "/api/v1/stations").statusCode());
            String token = Files.readString(home.resolve("data/admin-token")).strip();
            HttpResponse<String> all =
                    ask("GET", operators + "/api/v1/stations", "Authorization", "Bearer " + token);
            assertEquals(200, all.statusCode(), all.body());
            for (String both : new String[] {stations, operators}) {
                assertEquals(200, ask("GET", both + "/health/live").statusCode());
                assertEquals(200, ask("GET", both + "/metrics").statusCode());
            }
            for (String path : new String[] {"/soap", "/soap/1.6", "/ocpp/A", "/anything"}) {
                assertEquals(404, ask("POST", operators + path).statusCode(), path);
            }
            assertFalse(ask("GET", stations + "/soap?wsdl").statusCode() == 404);
            assertEquals(426, ask("GET", stations + "/ocpp/A").statusCode());

            GatewayProcess listed =
                    GatewayProcess.run(
                            temp.resolve("gw.log"),
                            Map.of(),
                            "stations",
                            "--home",
                            home.toString());
            assertEquals(0, listed.status(), listed.log());
            assertTrue(listed.log().contains("never-heard"), listed.log());

            signsOn(operators, home);
            assertTrue(gateway.log().contains("SUB-3157"), gateway.log());
            assertFalse(gateway.log().contains("s3cret"), gateway.log());
        }
    }

    /** Over the wire, and in a browser where there is one. */
    private void signsOn(String operators, Path home) throws Exception {
        String begin = operators + "/api/v1/session/oidc";
        HttpResponse<String> begun = ask("GET", begin);
        assertEquals(303, begun.statusCode(), begun.body());
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("HttpOnly; SameSite=Lax; Secure; Max-Age=600"), cookie);
        assertTrue(cookie.contains("Path=/api/v1/session/oidc;"), cookie);
        String state = cookie.substring(0, cookie.indexOf(';'));
        URI to = URI.create(begun.headers().firstValue("Location").orElseThrow());
        String back = IdentityProvider.login(to, "anna", role("substation-operate")).toString();
        assertTrue(back.startsWith(begin + "/callback?"), back);

        assertEquals(operators + "/#/sign-on/failed", location(ask("GET", back)));
        assertEquals(
                operators + "/#/sign-on/failed",
                location(ask("GET", back, "Cookie", state + "x")),
                "the cookie of another browser");
        HttpResponse<String> in = ask("GET", back, "Cookie", state);
        assertEquals(operators + "/", location(in));
        String session =
                in.headers().allValues("Set-Cookie").stream()
                        .filter(one -> one.startsWith("substation-session="))
                        .findFirst()
                        .orElseThrow();
        assertTrue(session.contains("HttpOnly; SameSite=Strict; Secure"), session);
        String who =
                ask(
                                "GET",
                                operators + "/api/v1/session",
                                "Cookie",
                                session.substring(0, session.indexOf(';')))
                        .body();
        assertTrue(who.contains("\"oidc:anna\"") && who.contains("\"operate\""), who);
        assertEquals(
                operators + "/#/sign-on/failed",
                location(ask("GET", back, "Cookie", state)),
                "it counts once");
        String audit = Files.readString(audit(home));
        assertTrue(audit.contains("oidc:anna"), audit);

        if (Browser.isAtHand()) {
            try (Browser browser = Browser.start()) {
                browser.show(Browser.Width.PHONE, false);
                browser.open(operators + "/");
                browser.choose("#language", "en");
                browser.click("a[href='api/v1/session/oidc']");
                browser.find("input[name=username]").sendKeys("bert");
                browser.find("[name=claims]").sendKeys(role("none"));
                browser.run("document.querySelector('form').submit()");
                browser.says("gives you no role here");
                assertEquals(List.of(), browser.barriers());

                browser.click("a[href='api/v1/session/oidc']");
                browser.find("input[name=username]").sendKeys("cora");
                browser.find("[name=claims]").sendKeys(role("substation-view"));
                browser.run("document.querySelector('form').submit()");

                browser.says("oidc:cora (view)");
                browser.says("never heard");
            }
        }
    }

    private static Path audit(Path home) throws Exception {
        try (Stream<Path> files = Files.list(home.resolve("data/audit"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static String role(String name) {
        return "{\"realm_access\":{\"roles\":[\"%s\"]}}".formatted(name);
    }

    private static String location(HttpResponse<String> answer) {
        assertEquals(303, answer.statusCode(), answer.body());
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
