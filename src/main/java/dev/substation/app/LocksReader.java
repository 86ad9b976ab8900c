package dev.substation.app;

import dev.substation.app.Settings.StationEntry;
import dev.substation.app.SettingsReader.Part;
import dev.substation.flow.PathSecret;
import dev.substation.flow.StationCertificate;
import dev.substation.flow.StationKey;
import dev.substation.flow.StationLocks;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what stations must show, and finds what would lock out whoever comes. */
final class LocksReader {

    private static final String PROFILE = "security-profile";
    private static final String TLS = "tls";
    private static final String CERTIFICATE = "certificate";
    private static final String PASSWORD = "password";
    private static final String SECRET = "secret";

    private LocksReader() {}

    /** What goes for all stations. */
    static LockEntry defaults(Part part) {
        return new LockEntry(
                part.value(PROFILE, LocksReader::profile),
                part.value(TLS, LocksReader::tls),
                Optional.empty(),
                part.value(CERTIFICATE, StationCertificate::of),
                Optional.empty());
    }

    /** What a station's entry says. */
    static LockEntry entry(Part part) {
        return new LockEntry(
                part.value(PROFILE, LocksReader::profile),
                part.value(TLS, LocksReader::tls),
                part.value(SECRET, PathSecret::of),
                part.value(CERTIFICATE, StationCertificate::of),
                part.value(PASSWORD, LocksReader::key));
    }

    private static Optional<Integer> profile(String text) {
        return text.matches("[0-3]") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Optional<Boolean> tls(String text) {
        return switch (text) {
            case "required" -> Optional.of(true);
            case "optional" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<StationKey> key(String text) {
        return Optional.of(text).filter(secret -> !secret.isEmpty()).map(StationKey::new);
    }

    /**
     * Tells of locks that nobody could open: TLS where none is spoken, a certificate that nobody
     * asks for, a password that is not set.
     */
    static void check(
            Part everybody,
            List<Part> parts,
            LockEntry defaults,
            List<StationEntry> entries,
            Optional<Settings.Tls> tls,
            List<String> remarks) {
        StationEntries stations = new StationEntries(entries);
        Map<String, Part> byName =
                parts.stream()
                        .collect(Collectors.toMap(Part::name, Function.identity(), (a, b) -> a));
        checkTls(everybody, defaults, LockEntry.locks(nobody(), defaults), tls);
        for (StationEntry entry : entries) {
            Part part = byName.get(entry.name());
            StationLocks locks =
                    LockEntry.locks(stations.find(new StationId(entry.name())), defaults);
            checkTls(part, entry.locks(), locks, tls);
            checkPassword(part, locks);
            if (locks.profile() == StationLocks.HIGHEST && part.has(PASSWORD)) {
                remarks.add(
                        "stations.%s.password is not asked for: in security-profile 3 the certificate stands in its place; for both write security-profile: 2 and certificate: required"
                                .formatted(entry.name()));
            }
        }
    }

    private static StationEntries.Found nobody() {
        return new StationEntries(List.of()).find(new StationId("nobody"));
    }

    private static void checkTls(
            Part part, LockEntry said, StationLocks locks, Optional<Settings.Tls> tls) {
        boolean spoken = tls.isPresent();
        boolean asked = tls.filter(one -> !one.clientAuthorities().isEmpty()).isPresent();
        if (said.tls().orElse(false) && !spoken) {
            part.problem(TLS, "nobody could come in, for no TLS is spoken; set http.tls-key-store");
        }
        if (said.profile().isPresent() && said.profile().get() >= 2 && !spoken) {
            part.problem(
                    PROFILE,
                    "security-profile %d wants TLS, and none is spoken; set http.tls-key-store"
                            .formatted(locks.profile()));
        } else if (said.profile().filter(high -> high == StationLocks.HIGHEST).isPresent()
                && !asked) {
            part.problem(PROFILE, nobodyAsked());
        }
        if (said.certificate().filter(StationCertificate::isRequired).isPresent() && !asked) {
            part.problem(CERTIFICATE, nobodyAsked());
        }
    }

    private static String nobodyAsked() {
        return "no station is asked for a certificate; name the authorities that sign them with"
                + " http.tls-client-ca";
    }

    private static void checkPassword(Part part, StationLocks locks) {
        if (locks.needsPassword() && locks.key().isEmpty()) {
            String sentence =
                    "security-profile %d wants a password of the station %s; set password"
                            .formatted(locks.profile(), part.name());
            if (part.has(PROFILE)) {
                part.problem(PROFILE, sentence);
            } else {
                part.problem(sentence);
            }
        }
    }
}
