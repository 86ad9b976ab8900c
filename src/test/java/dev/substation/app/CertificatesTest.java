package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.admin.Metric;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.testing.Authority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What health and metrics say of the certificates of the settings. */
class CertificatesTest {

    private static final String PASSWORD = dev.substation.testing.Certificates.PASSWORD;

    @TempDir private Path home;

    private Settings site() throws Exception {
        dev.substation.testing.Certificates own = dev.substation.testing.Certificates.create(home);
        Authority authority = Authority.create(home, "authority");
        Files.copy(own.keyStore(), home.resolve("BOX-1.p12"));
        String tls =
                """
                http: { tls-port: 8443, tls-key-store: "%1$s", tls-key-store-password: %3$s, tls-client-ca: "%2$s" }
                csms:
                  main: { url: "wss://csms.example/{station}", client-certificate: "%1$s", client-key-password: %3$s, trust-store: "%2$s" }
                  each: { url: "wss://csms.example/{station}", client-certificate: "{station}.p12", client-key-password: %3$s }
                defaults: { csms: main }
                stations:
                  BOX-1: { csms: each }
                  BOX-2: { dialect: soap1.6, callback-client-certificate: "%1$s", callback-client-key-password: %3$s }
                """
                        .formatted(own.keyStore(), authority.pem(), PASSWORD);
        Path file = Files.writeString(home.resolve("site.yaml"), tls);
        return SettingsFile.read(home, file, Map.of(), Clock.systemUTC());
    }

    @Test
    void eachHasItsEndInTheMetrics() throws Exception {
        Settings site = site();
        Certificates certificates = new Certificates(() -> site);
        certificates.read(Instant.now());

        List<String> settings = new ArrayList<>();
        for (Metric.Sample sample : certificates.metric().orElseThrow().samples()) {
            settings.add(sample.labels().get("setting") + " " + sample.labels().get("station"));
            assertTrue(sample.value().longValue() > Instant.now().getEpochSecond());
        }
        assertEquals(
                List.of(
                        "http.tls-key-store ",
                        "http.tls-client-ca ",
                        "csms.main.client-certificate ",
                        "csms.main.trust-store ",
                        "csms.each.client-certificate BOX-1",
                        "stations.BOX-2.callback-client-certificate "),
                settings);
    }

    @Test
    void healthWarnsThirtyDaysBeforeAndAfter() throws Exception {
        Settings site = site();
        Certificates certificates = new Certificates(() -> site);
        certificates.read(Instant.now());
        long end = value(certificates, "csms.each.client-certificate");
        Instant then = Instant.ofEpochSecond(end);

        Instant first = Instant.ofEpochSecond(value(certificates, "csms.main.trust-store"));
        assertEquals(List.of(), certificates.reasons(first.minus(Duration.ofDays(31))));
        assertEquals(2, certificates.reasons(first.minus(Duration.ofDays(29))).size());
        String day = then.truncatedTo(ChronoUnit.SECONDS).toString();
        assertTrue(
                certificates
                        .reasons(then.minus(Duration.ofDays(29)))
                        .contains(
                                "The certificate of csms.each.client-certificate for BOX-1 expires at "
                                        + day
                                        + "; replace it; the gateway reads the new file itself"));
        assertTrue(
                certificates.reasons(then.plusSeconds(1)).stream()
                        .anyMatch(
                                reason ->
                                        reason.startsWith(
                                                "The certificate of http.tls-key-store expired at "
                                                        + day
                                                        + "; stations reject it")));
    }

    /** Seven stations with a certificate each, and what they share. */
    private Settings shared() throws Exception {
        Authority authority = Authority.create(home, "authority");
        dev.substation.testing.Certificates own = dev.substation.testing.Certificates.create(home);
        Files.writeString(home.resolve("locked.pem"), "only the doctor may open this key");
        StringBuilder yaml =
                new StringBuilder(
                        """
                        csms: { main: { url: "ws://csms.example/{station}" } }
                        defaults: { callback-client-certificate: "{station}.pem", callback-client-key: locked.pem, callback-trust-store: "%s" }
                        stations:
                          "P-*": { callback-client-certificate: "%s", callback-client-key-password: %s }
                          P-1: { dialect: soap1.6 }
                          P-2: { dialect: soap1.6 }
                        """
                                .formatted(authority.pem(), own.keyStore(), PASSWORD));
        for (int i = 1; i <= 7; i++) {
            yaml.append("  S-%d: { dialect: soap1.6 }\n".formatted(i));
            Files.copy(authority.pem(), home.resolve("S-%d.pem".formatted(i)));
        }
        Path file = Files.writeString(home.resolve("site.yaml"), yaml);
        return SettingsFile.read(home, file, Map.of(), Clock.systemUTC());
    }

    /** Nor is a private key opened for it: that of these stations cannot be. */
    @Test
    void aFileThatStationsShareIsThereOnceUnderItsSetting() throws Exception {
        Settings site = shared();
        Certificates certificates = new Certificates(() -> site);
        certificates.read(Instant.now());
        certificates.read(Instant.now());

        List<String> expected =
                new ArrayList<>(
                        List.of(
                                "defaults.callback-trust-store ",
                                "stations.P-*.callback-client-certificate "));
        for (int i = 1; i <= 7; i++) {
            expected.add("defaults.callback-client-certificate S-" + i);
        }
        assertEquals(
                expected,
                certificates.metric().orElseThrow().samples().stream()
                        .map(
                                sample ->
                                        sample.labels().get("setting")
                                                + " "
                                                + sample.labels().get("station"))
                        .toList());
    }

    @Test
    void healthNamesFiveAndCountsTheOthers() throws Exception {
        Settings site = shared();
        Certificates certificates = new Certificates(() -> site);
        certificates.read(Instant.now());
        long end = value(certificates, "defaults.callback-trust-store");

        List<String> reasons = certificates.reasons(Instant.ofEpochSecond(end + 1));

        assertEquals(6, reasons.size(), reasons.toString());
        assertTrue(reasons.get(5).matches("[34] more certificates expire soon .*"), reasons.get(5));
    }

    @Test
    void readsAFileAgainThatHasChanged() throws Exception {
        Settings site = shared();
        Certificates certificates = new Certificates(() -> site);
        certificates.read(Instant.now());
        Files.delete(home.resolve("S-7.pem"));
        certificates.read(Instant.now());

        assertEquals(8, certificates.metric().orElseThrow().samples().size());
    }

    private static long value(Certificates certificates, String setting) {
        return certificates.metric().orElseThrow().samples().stream()
                .filter(sample -> setting.equals(sample.labels().get("setting")))
                .findFirst()
                .orElseThrow()
                .value()
                .longValue();
    }
}
