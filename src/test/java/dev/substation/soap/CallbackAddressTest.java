package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackAddressTest {

    private static final String PEER = "10.66.1.2";
    private static final String ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous";

    private static String address(String from, String replyTo) {
        return CallbackAddress.of(Optional.ofNullable(from), Optional.ofNullable(replyTo), PEER)
                .map(URI::toString)
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.168.1.7:8080/ocpp,        http://192.168.1.7:8080/ocpp",
        "https://cp7.example.org/,            https://cp7.example.org/",
        "HTTP://cp7.example.org,              http://cp7.example.org/",
        "192.168.1.7:8080/ocpp,               http://192.168.1.7:8080/ocpp",
        "cp7.example.org,                     http://cp7.example.org/",
        "keba7:12801,                         http://keba7:12801/",
        "http://[fe80::1]:8080/,              http://[fe80::1]:8080/",
        "http://10.1.1.1:8084/chargePointService/ocpp16soap/?wsdl, http://10.1.1.1:8084/chargePointService/ocpp16soap/",
        "http://10.1.1.1/a?id=7,              http://10.1.1.1/a?id=7",
    })
    void takesFromWhenItCanBeCalled(String from, String expected) {
        assertEquals(expected, address(from, ANONYMOUS));
    }

    @ParameterizedTest
    @CsvSource({
        "http://:8082/,            http://10.66.1.2:8082/",
        "http://:8082/x/y,         http://10.66.1.2:8082/x/y",
        "http://0.0.0.0:8080/ocpp, http://10.66.1.2:8080/ocpp",
        "http://localhost:8080/,   http://10.66.1.2:8080/",
        "http://127.0.0.1/,        http://10.66.1.2/",
        "http://[::ffff:127.0.0.1]:8080/, http://10.66.1.2:8080/",
        "http://[0:0:0:0:0:0:0:1]/,       http://10.66.1.2/",
        "http://me.localhost:81/,  http://10.66.1.2:81/",
        "http://my_box:8080/,      http://10.66.1.2:8080/",
        ":8090,                    http://10.66.1.2:8090/",
    })
    void takesThePeersAddressWhereFromHasNoUsableHost(String from, String expected) {
        assertEquals(expected, address(from, ANONYMOUS));
    }

    @Test
    void takesReplyToWhereFromIsNoAddress() {
        assertEquals("http://10.0.0.9:8080/cp", address(ANONYMOUS, "http://10.0.0.9:8080/cp"));
        assertEquals("http://10.0.0.9:8080/cp", address(null, "http://10.0.0.9:8080/cp"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ANONYMOUS,
                "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
                "http://www.w3.org/2005/08/addressing/none",
                "station1",
                "urn:uuid:1234",
                "ftp://10.0.0.1/",
                "file:///etc/passwd",
                "http://10.0.0.1:99999/",
                "http://10.0.0.1:0/",
                "http://user:secret@10.0.0.1/",
                "http://a b/",
                "/ocpp",
            })
    void knowsWhenThereIsNoAddress(String from) {
        assertEquals("none", address(from, ANONYMOUS));
    }

    @Test
    void lettingTheLoopbackBeCalledIsForPeersOnTheSameMachine() {
        assertEquals(
                Optional.of(URI.create("http://localhost:8080/")),
                CallbackAddress.of(
                        Optional.of("http://localhost:8080/"), Optional.empty(), "127.0.0.1"));
    }

    @Test
    void writesAnIpv6PeerInBrackets() {
        assertEquals(
                Optional.of(URI.create("http://[fe80:0:0:0:1:2:3:4]:8082/")),
                CallbackAddress.of(
                        Optional.of("http://:8082/"), Optional.empty(), "fe80:0:0:0:1:2:3:4%eth0"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.66.1.2:8080/,          10.66.1.2,       true",
        "http://10.66.1.3:8080/,          10.66.1.2,       false",
        "http://[fd00::7]/,               fd00:0:0:0:0:0:0:7%eth0, true",
        "http://localhost:8080/,          127.0.0.1,       true",
        "http://127.0.0.1:8080/,          0:0:0:0:0:0:0:1, false",
        "http://127.0.0.2:8080/,          127.0.0.1,       false",
        "http://keba7:8080/,              10.66.1.2,       false",
    })
    void knowsAnAddressOnTheHostThatTheStationCallsFrom(String from, String peer, boolean at) {
        assertEquals(at, CallbackAddress.isAt(URI.create(from), peer));
    }
}
