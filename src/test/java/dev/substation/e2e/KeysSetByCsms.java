package dev.substation.e2e;

import static dev.substation.e2e.WayIn.CLEAR;
import static dev.substation.e2e.WayIn.basic;
import static dev.substation.e2e.WayIn.comes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.Wait;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/** Stations whose passwords the CSMS changes. */
final class KeysSetByCsms extends Scenario {

    private static final Duration WITHIN = Duration.ofSeconds(40);
    private static final String PASSWORD = "the-first-password";
    private static final String SHOWN_FIRST = "shown-at-the-csms";
    private static final String SHOWN_THEN = "a new one for the link";
    private static final String KEY = "00112233445566778899aabbccddeeff00112233";

    private final RecordingCsms csms = RecordingCsms.start();

    @Override
    String csms() {
        return "keys: { url: \"%s\", user: \"{station}\", password: %s, reconnect-max: 2s }"
                .formatted(csms.url(), SHOWN_FIRST);
    }

    @Override
    String stations() {
        return """
        ROT: { csms: keys, password: %s }
        ROT-SOAP: { csms: keys }
        """
                .formatted(PASSWORD);
    }

    @Override
    Map<String, Play> plays() {
        return Map.of(
                "a key that the CSMS sets counts at both ends, and after the kill too",
                this::aKeyThatTheCsmsSetsCountsAtBothEndsAndAfterTheKill);
    }

    @Override
    public void close() {
        csms.close();
    }

    private URI rot() {
        return gateway().uri("ws", "/ocpp/ROT");
    }

    private void aKeyThatTheCsmsSetsCountsAtBothEndsAndAfterTheKill() {
        csms.want("ROT", basic("ROT", SHOWN_FIRST));
        csms.want("ROT-SOAP", basic("ROT-SOAP", SHOWN_FIRST));
        try (PlainJsonStation station =
                        PlainJsonStation.connect(CLEAR, rot(), basic("ROT", PASSWORD));
                PlainSoapStation soap =
                        new PlainSoapStation(Version.V16, "ROT-SOAP", gateway().soap())) {
            station.answering("ChangeConfiguration", "{\"status\":\"Accepted\"}");
            station.call("Heartbeat", "{}");
            csms.awaitConnected("ROT");
            soap.call("Heartbeat", "");
            csms.awaitConnected("ROT-SOAP");
            csms.want("ROT", basic(bytes()));
            csms.want("ROT-SOAP", basic("ROT-SOAP", SHOWN_THEN));
            int before = csms.opens("ROT");

            assertEquals("\"Accepted\"", change("ROT", KEY));
            assertEquals("\"Accepted\"", change("ROT-SOAP", SHOWN_THEN));

            Wait.until("the link shows the key", WITHIN, () -> csms.opens("ROT") > before);
            Wait.until(
                    "that of the SOAP station too",
                    WITHIN,
                    () ->
                            basic("ROT-SOAP", SHOWN_THEN)
                                    .equals(csms.handshake("ROT-SOAP").get("Authorization")));
        }
        assertEquals("401", comes(CLEAR, rot(), basic("ROT", PASSWORD)));
        assertEquals("in", comes(CLEAR, rot(), basic(bytes())));
        assertEquals("in", comes(CLEAR, rot(), basic("ROT", KEY)));
        String told = gateway().get("/api/v1/set-by-csms").body();
        assertTrue(told.contains("\"station\":\"ROT\""), told);
        assertFalse(told.contains(KEY), told);

        gateway().awaitKill(this::keyIsNotInTheLog);

        assertEquals("401", comes(CLEAR, rot(), basic("ROT", PASSWORD)));
        assertEquals("in", comes(CLEAR, rot(), basic("ROT", KEY)));
        csms.awaitConnected("ROT");
        keyIsNotInTheLog();
    }

    private void keyIsNotInTheLog() {
        assertFalse(gateway().log().contains(KEY), "the key is in the log");
    }

    private static byte[] bytes() {
        return ("ROT:" + new String(HexFormat.of().parseHex(KEY), ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private String change(String station, String value) {
        JsonArray answer =
                csms.ask(
                        station,
                        "ChangeConfiguration",
                        "{\"key\":\"AuthorizationKey\",\"value\":\"%s\"}".formatted(value));
        assertEquals(3, answer.get(0).getAsInt(), answer.toString());
        return answer.get(2).getAsJsonObject().get("status").toString();
    }
}
