package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.tls.KeyStoreFile;
import dev.substation.testing.Certificates;
import dev.substation.testing.GatewayProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway whose operators have a port of their own, with TLS, and need a login on its own machine
 * too.
 */
class AdminPortE2E {

    private static final Map<String, String> WITH_LOGIN =
            Map.of("SUBSTATION_ADMIN_LOOPBACK_WITHOUT_LOGIN", "false");

    private HttpClient client;

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
                admin: { port: %d, tls: true }
                csms: { main: { url: "ws://127.0.0.1:9/{station}" } }
                stations: { A: {} }
                """
                        .formatted(tlsPort, Certificates.PASSWORD, adminPort);

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
        }
    }
}
