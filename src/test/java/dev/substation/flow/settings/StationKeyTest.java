package dev.substation.flow.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.substation.flow.settings.StationKey.Shown;
import dev.substation.model.StationId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StationKeyTest {

    private static final String HEX = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    private static Shown shown(String secret, String station, String authorization) {
        return new StationKey(secret)
                .shown(new StationId(station), Optional.ofNullable(authorization));
    }

    private static String basic(String credentials) {
        return "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX, "0001020304050607ffffffffffffffffffffffff"})
    void takesTheBytesOfTheStandardsExampleHoweverTheSecretIsWritten(String secret) {
        assertEquals(
                Shown.BYTES, shown(secret, "AL1000", "Basic QUwxMDAwOgABAgMEBQYH////////////////"));
    }

    @ParameterizedTest
    @CsvSource({
        "S3cret,   CP-1:S3cret,   TEXT",
        "S3cret,   cp-1:S3cret,   TEXT",
        "S3cret,   CP-1:s3cret,   WRONG_PASSWORD",
        "S3cret,   CP-1:,         WRONG_PASSWORD",
        "S3cret,   CP-1:S3cret1,  WRONG_PASSWORD",
        "S3cret,   CP-2:S3cret,   ANOTHER_USER",
        "S3cret,   :S3cret,       ANOTHER_USER",
        "S3cret,   S3cret,        NOT_BASIC",
        "a:b:c,    CP-1:a:b:c,    TEXT",
        "Zürich,   CP-1:Zürich,   TEXT",
        "aB01,     CP-1:aB01,     TEXT",
        "aB01,     CP-1:AB01,     CAPITAL_HEX",
        "aB01,     CP-1:ab01,     SMALL_HEX",
        "aB01,     CP-1:Ab01,     WRONG_PASSWORD",
        "41,       CP-1:A,        BYTES",
        "411,      CP-1:A,        WRONG_PASSWORD",
        "4g,       CP-1:4G,       WRONG_PASSWORD",
    })
    void takesTheSecretAsTextAndTheFormsOfItsHexDigits(
            String secret, String credentials, Shown expected) {
        assertEquals(expected, shown(secret, "CP-1", basic(credentials)));
    }

    @Test
    void takesNoHexDigitsForBytesThatAreMoreThanAKeyHas() {
        assertEquals(
                Shown.WRONG_PASSWORD,
                shown("41".repeat(21), "CP-1", basic("CP-1:" + "A".repeat(21))));
    }

    @Test
    void findsThePasswordBehindAnIdentityWithColons() {
        assertEquals(Shown.TEXT, shown("p:w", "00:90:0B:9C:79:42", basic("00:90:0b:9c:79:42:p:w")));
        assertEquals(
                Shown.ANOTHER_USER,
                shown("p:w", "00:90:0B:9C:79:42", basic("00:90:0b:9c:79:43:p:w")));
        assertEquals(Shown.NOT_BASIC, shown("p", "00:90:0B:9C:79:42", basic("00:90:0b:9c:79:42")));
    }

    @Test
    void takesTheSchemeInAnySpellingAndBase64WithoutItsEnd() {
        assertEquals(Shown.TEXT, shown("pwd", "CP-1", "bAsIc   Q1AtMTpwd2Q"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Basic", "Basic ", "Basic %%%", "Bearer Q1AtMTpwd2Q=", "Q1AtMTpwd2Q="})
    void refusesWhatIsNotBasic(String header) {
        assertEquals(Shown.NOT_BASIC, shown("pwd", "CP-1", header));
    }

    @Test
    void refusesWhoShowsNothing() {
        assertEquals(Shown.NOTHING, shown("pwd", "CP-1", null));
    }

    @Test
    void refusesAUserThatIsLongerThanAnyIdentity() {
        assertEquals(Shown.ANOTHER_USER, shown("pwd", "CP-1", basic("x".repeat(300) + ":pwd")));
    }

    @Test
    void neverShowsTheSecret() {
        assertFalse(new StationKey(HEX).toString().contains(HEX));
    }
}
