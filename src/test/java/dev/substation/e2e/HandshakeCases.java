package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainBodies;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How stations knock, on the wire: their addresses, what they offer, and how they are let go. */
@ExtendWith(SharedGateway.class)
abstract class HandshakeCases {

    private static final String PROTOCOL = "Sec-WebSocket-Protocol: ocpp1.6";
    private static final String CONNECTION = "Connection: Upgrade";

    private final Running shared;

    HandshakeCases(Running shared) {
        this.shared = shared;
    }

    /** A socket on which a WebSocket was asked for, and the head of the answer. */
    private record Knock(Socket socket, String head) implements AutoCloseable {

        boolean isIn() {
            return head.startsWith("HTTP/1.1 101");
        }

        boolean tells(String header) {
            return head.toLowerCase(Locale.ROOT).contains("\r\n" + header.toLowerCase(Locale.ROOT));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Knock knock(String path, String... headers) throws IOException {
        URI gateway = shared.json("X");
        Socket socket = new Socket(gateway.getHost(), gateway.getPort());
        socket.setSoTimeout(30_000);
        String request =
                "GET "
                        + path
                        + " HTTP/1.1\r\n"
                        + "Host: gateway\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + String.join("\r\n", headers)
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return new Knock(socket, head.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "//FORM-1                                   | FORM-1",
                "/ocpp//FORM-2/                             | FORM-2",
                "/ocpp/FORM-3?token=1                       | FORM-3",
                "/ocpp/4/FORM-4                             | FORM-4",
                "/ocpp/FORM%2D5%20%C3%A4                    | FORM-5 ä",
                "/ocpp/FORM-6%252F                          | FORM-6%2F",
                "/steve/websocket/CentralSystemService/FORM-7 | FORM-7",
                "/ocpp/00:90:0b:9c:79:42                    | 00:90:0B:9C:79:42",
                "/ocpp/uid=1013,o=solardev                  | UID=1013,O=SolarDev",
                "/ocpp/BOX-4711                             | ALIASED",
                "/ocpp/A0%3AB1/                             | ALIASED",
            })
    void everyFormOfAnAddressLeadsToItsStationAtTheCsms(String path, String station)
            throws IOException {
        try (Knock knock = knock(path, CONNECTION, PROTOCOL)) {
            assertTrue(knock.isIn(), knock::head);
            shared.csms().awaitConnected(station);
        }
    }

    /** Some stations append their identity to the SOAP address. */
    @ParameterizedTest
    @EnumSource
    void aColonBehindTheSoapAddressLetsTheStationInToo(Version version) {
        String identity = "FORM-:" + version;
        URI address = shared.gateway().uri("http", "/soap/" + identity);
        try (PlainSoapStation station = new PlainSoapStation(version, identity, address)) {
            station.call("BootNotification", PlainBodies.bootXml("Maker", "Model"));
            shared.csms().awaitCall(identity, "BootNotification");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ocpp1.6", "ocpp2.0.1, ocpp1.6", "ocpp1.5,ocpp1.6,ocpp2.0.1"})
    void theSubProtocolThatIsSpokenIsChosen(String offered) throws IOException {
        try (Knock knock =
                knock("/ocpp/FORM-P", CONNECTION, "Sec-WebSocket-Protocol: " + offered)) {
            assertTrue(knock.isIn(), knock::head);
            assertTrue(knock.tells(PROTOCOL + "\r\n"), knock::head);
        }
    }

    @Test
    void aStationThatNamesNoSubProtocolIsTakenForOneOfOcpp16() throws IOException {
        try (Knock knock = knock("/ocpp/FORM-Q", CONNECTION)) {
            assertTrue(knock.isIn(), knock::head);
            assertFalse(knock.tells("Sec-WebSocket-Protocol"), knock::head);
        }
    }

    @Test
    void aStationOfAnotherVersionAloneIsToldWhatToOffer() throws IOException {
        try (Knock knock = knock("/ocpp/FORM-R", CONNECTION, "Sec-WebSocket-Protocol: ocpp2.0.1")) {
            assertTrue(knock.head().startsWith("HTTP/1.1 400"), knock::head);
        }
    }

    @Test
    void aStationThatLeavesConnectionUpgradeOutIsToldSo() throws IOException {
        try (Knock knock = knock("/ocpp/FORM-S", PROTOCOL)) {
            assertTrue(knock.head().startsWith("HTTP/1.1 400"), knock::head);
        }
    }

    @Test
    void noCompressionIsAgreedThatStationsGetWrong() throws IOException {
        try (Knock knock =
                knock(
                        "/ocpp/FORM-T",
                        CONNECTION,
                        PROTOCOL,
                        "Sec-WebSocket-Extensions: permessage-deflate")) {
            assertTrue(knock.isIn(), knock::head);
            assertFalse(knock.tells("Sec-WebSocket-Extensions"), knock::head);
        }
    }

    @Test
    void aPingIsAnswered() throws IOException {
        try (Knock knock = knock("/ocpp/FORM-U", CONNECTION, PROTOCOL)) {
            byte[] ping = {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'x'};
            knock.socket().getOutputStream().write(ping);

            byte[] pong = {(byte) 0x8A, 1, 'x'};
            assertArrayEquals(pong, knock.socket().getInputStream().readNBytes(3));
        }
    }

    @ParameterizedTest
    @CsvSource({"FORM-V, 1000", "CUT, 1006"})
    void anOlderConnectionIsClosedOrCutAsTheSiteSays(String station, int code) {
        try (PlainJsonStation older = PlainJsonStation.connect(shared.json(station))) {
            older.call("Heartbeat", "{}");
            try (PlainJsonStation newer = PlainJsonStation.connect(shared.json(station))) {
                assertEquals(code, older.awaitClosed());
                newer.call("Heartbeat", "{}");
                assertTrue(newer.isOpen());
            }
        }
    }
}
