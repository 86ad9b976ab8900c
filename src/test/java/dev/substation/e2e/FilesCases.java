package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Diagnostics and firmware through the gateway, asked for by a CSMS that has HTTP alone. */
@ExtendWith(SharedGateway.class)
abstract class FilesCases {

    private static final String BOOT =
            "<chargePointVendor>v</chargePointVendor><chargePointModel>m</chargePointModel>";

    private final SharedGateway.Running running;
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final byte[] firmware = new byte[700_000];
    private HttpServer files;

    FilesCases(SharedGateway.Running running) {
        this.running = running;
        new Random(7).nextBytes(firmware);
    }

    @BeforeEach
    void serve() throws IOException {
        files = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        files.createContext("/", this::serve);
        files.start();
    }

    @AfterEach
    void stop() {
        files.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(200, firmware.length);
                exchange.getResponseBody().write(firmware);
            } else {
                byte[] body = exchange.getRequestBody().readAllBytes();
                stored.put(exchange.getRequestURI().toString(), body);
                exchange.sendResponseHeaders(201, -1);
            }
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + files.getAddress().getPort() + path;
    }

    @ParameterizedTest
    @EnumSource
    void aSoapStationThatKnowsFtpAloneServesACsmsThatHasHttpAlone(Version version)
            throws Exception {
        String name = "FTP-" + version;
        try (PlainSoapStation station = new PlainSoapStation(version, name, running.soap())) {
            station.call("BootNotification", BOOT);
            running.csms().awaitConnected(name);
            station.answering("GetDiagnostics", "<fileName>diag.zip</fileName>");
            running.csms()
                    .ask(name, "GetDiagnostics", "{\"location\":\"%s\"}".formatted(url("/up/")));
            URI up = URI.create(station.awaitVisit("GetDiagnostics").field("location"));
            assertEquals("ftp", up.getScheme());
            byte[] log = (name + " log").getBytes();
            FTPClient ftp = FirmwareUpdates.login(up);
            assertTrue(ftp.storeFile("diag.zip", new ByteArrayInputStream(log)));
            assertArrayEquals(log, stored.get("/up/diag.zip"));

            running.csms()
                    .ask(
                            name,
                            "UpdateFirmware",
                            "{\"location\":\"%s\",\"retrieveDate\":\"2026-01-01T00:00:00Z\"}"
                                    .formatted(url("/fw/c-series.bin")));
            URI down = URI.create(station.awaitVisit("UpdateFirmware").field("location"));
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            assertTrue(FirmwareUpdates.login(down).retrieveFile(down.getPath().substring(1), got));
            assertArrayEquals(firmware, got.toByteArray());
            assertFalse(running.gateway().log().contains(up.getUserInfo().split(":")[1]));
        }
    }

    @Test
    void aJsonStationMovesItsFilesOverHttp() throws Exception {
        String name = "HTTP-1";
        try (PlainJsonStation station = PlainJsonStation.connect(running.json(name))) {
            running.csms().awaitConnected(name);
            station.answering("GetLog", "{\"status\":\"Accepted\",\"filename\":\"log.tgz\"}");
            running.csms()
                    .ask(
                            name,
                            "GetLog",
                            "{\"logType\":\"SecurityLog\",\"requestId\":1,\"log\":{\"remoteLocation\":\"%s\"}}"
                                    .formatted(url("/up/log.tgz?sig=x")));
            String up =
                    station.awaitCall("GetLog")
                            .get(3)
                            .getAsJsonObject()
                            .getAsJsonObject("log")
                            .get("remoteLocation")
                            .getAsString();
            HttpClient http = HttpClient.newHttpClient();
            byte[] log = "log of the station".getBytes();
            assertEquals(
                    201,
                    http.send(
                                    HttpRequest.newBuilder(URI.create(up + "log.tgz"))
                                            .PUT(BodyPublishers.ofByteArray(log))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode());
            assertArrayEquals(log, stored.get("/up/log.tgz?sig=x"));

            station.answering("UpdateFirmware", "{}");
            running.csms()
                    .ask(
                            name,
                            "UpdateFirmware",
                            "{\"location\":\"%s\",\"retrieveDate\":\"2026-01-01T00:00:00Z\"}"
                                    .formatted(url("/fw/abl.bin")));
            URI down =
                    URI.create(
                            station.awaitCall("UpdateFirmware")
                                    .get(3)
                                    .getAsJsonObject()
                                    .get("location")
                                    .getAsString());
            assertTrue(down.getPath().endsWith("/abl.bin"), down.getPath());
            assertArrayEquals(
                    firmware,
                    http.send(HttpRequest.newBuilder(down).build(), BodyHandlers.ofByteArray())
                            .body());
            assertTrue(
                    running.gateway()
                            .get("/metrics")
                            .body()
                            .contains(
                                    "substation_files_total{direction=\"up\",outcome=\"relayed\"}"));
        }
    }
}
