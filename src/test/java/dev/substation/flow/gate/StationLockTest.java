package dev.substation.flow.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import dev.substation.testing.Authority;
import dev.substation.testing.PlainSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StationLockTest {

    private static final StationId STATION = new StationId("BOX-1");
    private static final String PASSWORD = "0123456789abcdef";
    private static final String RIGHT = basic("BOX-1:" + PASSWORD);
    private static final String WRONG = basic("BOX-1:fedcba9876543210");

    @TempDir static Path temp;

    private static X509Certificate own;
    private static X509Certificate others;
    private static X509Certificate revoked;

    private final StationLock lock =
            new StationLock(next -> {}, certificate -> certificate.equals(revoked));

    @BeforeAll
    static void sign() {
        Authority authority = Authority.create(temp, "authority");
        authority.sign("own", "CN=BOX-1");
        authority.sign("others", "CN=BOX-2");
        authority.sign("revoked", "CN=BOX-1");
        revoked = authority.certificate("revoked");
        own = authority.certificate("own");
        others = authority.certificate("others");
    }

    private static String basic(String both) {
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    }

    private String tried(PlainSettings.Station station, Credentials shown) {
        return lock.objection(station.build(STATION), shown)
                .map(Answer.Failure::cause)
                .map(Cause::toString)
                .orElse("in");
    }

    private static Credentials shown(boolean secure, String password, X509Certificate certificate) {
        return new Credentials(
                secure,
                Optional.of(password).filter(text -> !text.isEmpty()),
                Optional.ofNullable(certificate),
                List.of());
    }

    @Test
    void letsNobodyInAsABoxWithoutOcpp() {
        PlainSettings.Station box =
                PlainSettings.station().udp(new InetSocketAddress("192.0.2.1", 7090));

        assertEquals("OVER_UDP", tried(box, shown(true, "", null)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, in,             in,             in,             in,                in,                WRONG_CERTIFICATE",
        "1, WRONG_PASSWORD, in,             WRONG_PASSWORD, WRONG_PASSWORD,    in,                WRONG_PASSWORD",
        "2, TLS_REQUIRED,   TLS_REQUIRED,   TLS_REQUIRED,   WRONG_PASSWORD,    in,                WRONG_PASSWORD",
        "3, TLS_REQUIRED,   TLS_REQUIRED,   TLS_REQUIRED,   WRONG_CERTIFICATE, WRONG_CERTIFICATE, WRONG_CERTIFICATE",
    })
    void aProfileWantsWhatTheWhitePaperSays(
            int profile,
            String nothing,
            String password,
            String wrongPassword,
            String overTls,
            String passwordOverTls,
            String othersCertificate) {
        PlainSettings.Station station = PlainSettings.station().profile(profile);
        if (profile > 0) {
            station.key(PASSWORD);
        }

        assertEquals(nothing, tried(station, shown(false, "", null)));
        assertEquals(password, tried(station, shown(false, RIGHT, null)));
        assertEquals(wrongPassword, tried(station, shown(false, WRONG, null)));
        assertEquals(overTls, tried(station, shown(true, "", null)));
        assertEquals(passwordOverTls, tried(station, shown(true, RIGHT, null)));
        String foreign = tried(station, shown(true, "", others));
        assertEquals(othersCertificate, profile == 1 || profile == 2 ? othersCertificate : foreign);
    }

    @Test
    void inProfileThreeTheCertificateStandsInThePlaceOfThePassword() {
        PlainSettings.Station station = PlainSettings.station().profile(3).key(PASSWORD);

        assertEquals("in", tried(station, shown(true, "", own)));
        assertEquals("in", tried(station, shown(true, WRONG, own)));
        assertEquals("WRONG_CERTIFICATE", tried(station, shown(true, RIGHT, others)));
    }

    @Test
    void aCertificateThatWasRevokedOpensNothing() {
        assertEquals(
                "WRONG_CERTIFICATE",
                tried(PlainSettings.station().profile(3), shown(true, "", revoked)));
        assertEquals("WRONG_CERTIFICATE", tried(PlainSettings.station(), shown(true, "", revoked)));
    }

    @Test
    void profileTwoMayWantACertificateBesides() {
        PlainSettings.Station station =
                PlainSettings.station().profile(2).key(PASSWORD).certificate("required");

        assertEquals("in", tried(station, shown(true, RIGHT, own)));
        assertEquals("WRONG_PASSWORD", tried(station, shown(true, "", own)));
        assertEquals("WRONG_CERTIFICATE", tried(station, shown(true, RIGHT, null)));
    }

    @Test
    void nobodyComesInByAProfileThatWantsAPasswordWhenNoneIsSet() {
        PlainSettings.Station station = PlainSettings.station().profile(1);

        assertEquals("WRONG_PASSWORD", tried(station, shown(true, RIGHT, null)));
    }

    @Test
    void tlsRequiredClosesThePortInClearAlone() {
        PlainSettings.Station station = PlainSettings.station().tls();

        assertEquals("TLS_REQUIRED", tried(station, shown(false, "", null)));
        assertEquals("in", tried(station, shown(true, "", null)));
    }

    @ParameterizedTest
    @CsvSource({
        "way-in_4711, in",
        "'ocpp way-in_4711', in",
        "way-in_471, WRONG_SECRET",
        "WAY-IN_4711, WRONG_SECRET",
        "'', WRONG_SECRET",
    })
    void aStationWithASecretComesInAtAnAddressWithItAlone(String parts, String outcome) {
        Credentials shown =
                new Credentials(
                        false, Optional.empty(), Optional.empty(), List.of(parts.split(" ")));

        assertEquals(outcome, tried(PlainSettings.station().secret("way-in_4711"), shown));
    }
}
