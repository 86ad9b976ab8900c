package dev.substation.soap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoapIdentityTest {

    private static Optional<String> of(String text) {
        return SoapIdentity.of(("POST /soap HTTP/1.1\r\nHost: a\r\n\r\n" + text).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<e><h><chargeBoxIdentity>AL1000</chargeBoxIdentity></h></e>",
                "<e><o:chargeBoxIdentity xmlns:o='urn:x' se:mustUnderstand=\"true\">\n AL1000"
                        + " </o:chargeBoxIdentity>",
                "<a>chargeBox</a><cs:chargeBoxIdentity >AL1000</cs:chargeBoxIdentity>"
            })
    void findsTheIdentity(String envelope) {
        assertEquals(Optional.of("AL1000"), of(envelope));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<e/>",
                "<chargeBoxIdentity",
                "<chargeBoxIdentity>",
                "<chargeBoxIdentity/>",
                "<chargeBoxIdentity>AL1000",
                "<chargeBoxIdentity> </chargeBoxIdentity>",
                "chargeBoxIdentit"
            })
    void findsNoneWhereNoneIs(String envelope) {
        assertEquals(Optional.empty(), of(envelope));
    }

    @Test
    void givesUpOnWhatIsTooLongOrTooFarAway() {
        String element = "<chargeBoxIdentity>%s</chargeBoxIdentity>";

        assertEquals(Optional.empty(), of(element.formatted("x".repeat(256))));
        assertEquals(Optional.empty(), of(" ".repeat(9_000) + element.formatted("AL1000")));
    }

    @Test
    void readsTheIdentityAsUtf8() {
        assertEquals(Optional.of("SÄULE"), of("<chargeBoxIdentity>SÄULE</chargeBoxIdentity>"));
    }
}
