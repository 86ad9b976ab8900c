package dev.substation.app.settings;

import dev.substation.flow.settings.StationCertificate;
import dev.substation.flow.settings.StationLocks;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds settings that would lock out whoever comes. */
final class LocksReader {

    private LocksReader() {}

    /**
     * Tells of locks that nobody could open: TLS where none is spoken, a certificate that nobody
     * asks for, a password that is not set.
     */
    static void check(
            SectionReader everybody,
            List<SectionReader> sections,
            StationEntries stations,
            Optional<Settings.Tls> tls,
            List<String> remarks) {
        Map<String, SectionReader> byName =
                sections.stream()
                        .collect(
                                Collectors.toMap(
                                        SectionReader::name, Function.identity(), (a, b) -> a));
        checkTls(everybody, everybody.get(StationKeys.SECURITY_PROFILE), tls);
        for (StationEntry entry : stations.all()) {
            SectionReader section = byName.get(entry.name());
            StationLocks locks = stations.find(new StationId(entry.name())).locks();
            checkTls(section, locks.profile(), tls);
            checkPassword(section, locks);
            if (locks.profile() == StationLocks.HIGHEST && section.has(StationKeys.PASSWORD)) {
                remarks.add(
                        "stations.%s.password has no effect: in security-profile 3 the certificate replaces it; to require both, write security-profile: 2 and certificate: required"
                                .formatted(entry.name()));
            }
        }
    }

    private static void checkTls(SectionReader section, int profile, Optional<Settings.Tls> tls) {
        boolean spoken = tls.isPresent();
        boolean asked = tls.filter(one -> !one.clientAuthorities().isEmpty()).isPresent();
        int said = section.find(StationKeys.SECURITY_PROFILE).orElse(0);
        if (section.find(StationKeys.TLS).orElse(false) && !spoken) {
            section.problem(
                    StationKeys.TLS,
                    "no station could connect, because there is no TLS port; set http.tls-key-store");
        }
        if (said >= 2 && !spoken) {
            section.problem(
                    StationKeys.SECURITY_PROFILE,
                    "security-profile %d requires TLS, and there is no TLS port; set http.tls-key-store"
                            .formatted(profile));
        } else if (said == StationLocks.HIGHEST && !asked) {
            section.problem(StationKeys.SECURITY_PROFILE, nobodyAsked());
        }
        if (section.find(StationKeys.CERTIFICATE).filter(StationCertificate::isRequired).isPresent()
                && !asked) {
            section.problem(StationKeys.CERTIFICATE, nobodyAsked());
        }
    }

    private static String nobodyAsked() {
        return "no station is asked for a certificate; set http.tls-client-ca to the "
                + "authorities that sign them";
    }

    private static void checkPassword(SectionReader section, StationLocks locks) {
        if (locks.needsPassword() && locks.key().isEmpty()) {
            String sentence =
                    "security-profile %d requires a password for the station %s; set password"
                            .formatted(locks.profile(), section.name());
            if (section.has(StationKeys.SECURITY_PROFILE)) {
                section.problem(StationKeys.SECURITY_PROFILE, sentence);
            } else {
                section.problem(sentence);
            }
        }
    }
}
