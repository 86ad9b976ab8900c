package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests on a server are the gateway's. */
class RequestSendersTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', /ocpp/BOX, /ocpp/BOX",
                "'', *, -",
                "/gate, /gate/ocpp/BOX, /ocpp/BOX",
                "/gate, /g%61te/ocpp/B%20X, /ocpp/B%20X",
                "/gate, /g%zzte/ocpp/BOX, -",
                "/gate, /other/ocpp/BOX, -",
                "/gate, /gateway/ocpp/BOX, -",
                "/gate, /gate, -",
                "/a/b, /a/b/ocpp/BOX, /ocpp/BOX",
                "/a/b, /a/%62/ocpp/BOX, /ocpp/BOX",
                "/a/b, /a, -",
            })
    void areThoseBelowItsContextPath(String context, String path, String below) {
        assertEquals(below, RequestSenders.below(context, path).orElse(null));
    }
}
