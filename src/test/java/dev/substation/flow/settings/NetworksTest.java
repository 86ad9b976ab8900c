package dev.substation.flow.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    private static boolean contains(String networks, String address) {
        return Networks.of(List.of(networks.split(" ")))
                .orElseThrow()
                .contains(Networks.literal(address).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "private, 10.0.0.0, true",
        "private, 10.255.255.255, true",
        "private, 11.0.0.0, false",
        "private, 172.15.255.255, false",
        "private, 172.16.0.0, true",
        "private, 172.31.255.255, true",
        "private, 172.32.0.0, false",
        "private, 192.168.40.10, true",
        "private, 192.169.0.1, false",
        "private, 100.64.0.1, false",
        "private, 169.254.169.254, false",
        "private, 127.0.0.1, false",
        "private, 0.0.0.0, false",
        "private, fd12:3456::1, true",
        "private, fe80::1%eth0, false",
        "private, 2001:db8::1, false",
        "private, ::ffff:10.1.2.3, true",
        "private, ::ffff:8.8.8.8, false",
        "private, ::10.1.2.3, false",
        "private, 64:ff9b::a00:1, false",
        "loopback, 127.255.0.1, true",
        "loopback, ::1, true",
        "loopback, [::1], true",
        "loopback, ::2, false",
        "link-local, 169.254.7.7, true",
        "link-local, fe80::1, true",
        "any, 8.8.8.8, true",
        "any, 2001:db8::1, true",
        "203.0.113.0/25, 203.0.113.127, true",
        "203.0.113.0/25, 203.0.113.128, false",
        "203.0.113.9, 203.0.113.9, true",
        "203.0.113.9, 203.0.113.8, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "private 100.64.0.0/10, 100.127.0.1, true",
    })
    void knowsWhatIsInAndWhatIsOut(String networks, String address, boolean in) {
        assertEquals(in, contains(networks, address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Private",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "::/129",
                "256.0.0.0/8",
                "10.1/16",
                "example.org",
                "localhost",
                "::ffff:10.0.0.0/104",
            })
    void refusesWhatIsNoNetworkAndLooksNothingUp(String name) {
        assertEquals(Optional.empty(), Networks.of(List.of("private", name)).map(any -> name));
    }

    @Test
    void anyNamesNobody() {
        Networks any = Networks.of(List.of("any")).orElseThrow();

        assertFalse(any.names(Networks.literal("169.254.1.1").orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keba7",
                "1",
                "2130706433",
                "0x7f000001",
                "127.1",
                "",
                "[",
                "[]",
                "a:b",
                "999.1.1.1",
                "10.0.0.256"
            })
    void aNameIsNoAddress(String host) {
        assertEquals(Optional.empty(), Networks.literal(host));
    }
}
