package dev.substation.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StationCommandTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String dialect, String url) {
        return StationCommand.run(
                List.of("--dialect", dialect, "--url", url, "--id", "A", "--session"),
                new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).strip();
    }

    @ParameterizedTest
    @CsvSource({
        "json,    http://127.0.0.1:9/ocpp, ws:// or wss://",
        "json1.6, http://127.0.0.1:9/ocpp, ws:// or wss://",
        "json,    ocpp,                    ws:// or wss://",
        "soap1.5, ws://127.0.0.1:9/soap,   http:// or https://"
    })
    void saysWhichAddressesADialectHas(String dialect, String url, String schemes) {
        assertEquals(2, run(dialect, url));
        assertEquals(
                "gw station: --url starts with %s here, and %s does not; gw station --help shows all options"
                        .formatted(schemes, url),
                said());
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String url = "ws://127.0.0.1:" + port + "/ocpp";

        assertEquals(1, run("json", url));
        assertEquals("gw station: no connection to " + url + ": nothing listens there", said());
    }
}
