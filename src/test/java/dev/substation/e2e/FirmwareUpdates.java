package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;

/** A station that fetches its firmware over FTP while the gateway is killed. */
final class FirmwareUpdates extends Scenario {

    private static final int BEFORE = 300_000;

    private final RecordingCsms csms = RecordingCsms.start();
    private final byte[] firmware = new byte[2_000_000];
    private final HttpServer server;

    FirmwareUpdates() {
        new Random(11).nextBytes(firmware);
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/fw.bin", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, firmware.length);
            exchange.getResponseBody().write(firmware);
        }
    }

    @Override
    String csms() {
        return "files: { url: \"%s\" }".formatted(csms.url());
    }

    @Override
    String stations() {
        return "FW: { csms: files, file-relay: ftp }";
    }

    @Override
    String files() {
        return """
        host: 127.0.0.1
        ftp-port: %d
        ftp-passive-ports: 10000-19999
        networks: [loopback]
        """
                .formatted(port);
    }

    private final int port = GatewayProcess.freePort();

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a station goes on fetching its firmware after the kill",
                this::aStationGoesOnFetchingItsFirmwareAfterTheKill);
    }

    @Override
    public void close() {
        csms.close();
        server.stop(0);
    }

    private void aStationGoesOnFetchingItsFirmwareAfterTheKill() throws Exception {
        URI address;
        try (PlainJsonStation station = PlainJsonStation.connect(gateway().uri("ws", "/ocpp/FW"))) {
            station.answering("UpdateFirmware", "{}");
            csms.awaitConnected("FW");
            csms.ask(
                    "FW",
                    "UpdateFirmware",
                    "{\"location\":\"http://127.0.0.1:%d/fw.bin\",\"retrieveDate\":\"2026-01-01T00:00:00Z\"}"
                            .formatted(server.getAddress().getPort()));
            address =
                    URI.create(
                            station.awaitCall("UpdateFirmware")
                                    .get(3)
                                    .getAsJsonObject()
                                    .get("location")
                                    .getAsString());
        }
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        InputStream begun = login(address).retrieveFileStream("fw.bin");
        got.write(begun.readNBytes(BEFORE));

        gateway().awaitKill();

        assertEquals(List.of(), temporary(), "what the killed gateway had loaded");
        FTPClient again = login(address);
        again.setRestartOffset(BEFORE);
        assertTrue(again.retrieveFile("fw.bin", got), again.getReplyString());
        assertArrayEquals(firmware, got.toByteArray());
    }

    private List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(gateway().home().resolve("data/files"))) {
            return files.toList();
        }
    }

    /** A station's connection to the file relay, by an address with user and password. */
    static FTPClient login(URI address) throws IOException {
        FTPClient ftp = new FTPClient();
        ftp.connect(address.getHost(), address.getPort());
        String[] login = address.getUserInfo().split(":");
        assertTrue(ftp.login(login[0], login[1]), ftp.getReplyString());
        ftp.enterLocalPassiveMode();
        ftp.setFileType(FTP.BINARY_FILE_TYPE);
        return ftp;
    }
}
