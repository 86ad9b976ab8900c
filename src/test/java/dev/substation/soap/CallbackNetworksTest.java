package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.settings.Networks;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackNetworksTest {

    @ParameterizedTest
    @CsvSource({
        "private loopback, 192.168.1.7, 192.168.1.7, true",
        "private loopback, 127.0.0.1, 127.0.0.1, true",
        "private loopback, localhost, 127.0.0.1, true",
        "private loopback, keba7, 10.0.0.7, true",
        "private loopback, localtest.example, 127.0.0.1, false",
        "private loopback, 2130706433, 127.0.0.1, false",
        "private loopback, cp.example.org, 203.0.113.7, false",
        "private loopback, 203.0.113.7, 203.0.113.7, false",
        "private loopback, 169.254.7.7, 169.254.7.7, false",
        "private loopback, [fe80::7], fe80::7, false",
        "private loopback, metadata, 169.254.169.254, false",
        "private loopback, [fd00:ec2::254], fd00:ec2::254, false",
        "any, 203.0.113.7, 203.0.113.7, true",
        "any, 169.254.7.7, 169.254.7.7, false",
        "any, 169.254.169.254, 169.254.169.254, false",
        "any link-local, 169.254.7.7, 169.254.7.7, true",
        "any link-local, 169.254.169.254, 169.254.169.254, false",
        "any, 0.0.0.0, 0.0.0.0, false",
        "any, 224.0.0.1, 224.0.0.1, false",
        "any, [ff02::1], ff02::1, false",
    })
    void callsStationsWhereTheyAreAllowedToBe(
            String allowed, String host, String found, boolean called) throws Exception {
        CallbackNetworks networks =
                new CallbackNetworks(Networks.of(List.of(allowed.split(" "))).orElseThrow());

        assertEquals(called, networks.objection(host, InetAddress.getByName(found)).isEmpty());
    }
}
