package dev.substation.app;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When a certificate of the settings expires. Whoever is shown an expired one rejects it without a
 * message to the gateway, so the operator needs a warning before (issue 11).
 *
 * @param setting the key that names its file
 * @param station whose certificate it is, if each has its own
 * @param kind what it is for
 * @param end the last moment at which it is valid
 */
record CertificateEnd(String setting, Optional<String> station, Kind kind, Instant end) {

    /** What a certificate is for. */
    enum Kind {
        /** That of HTTPS, which stations see. */
        HTTPS("stations reject it: replace it and restart", "replace it and restart before then"),
        /** The authorities that sign the certificates of stations. */
        STATION_AUTHORITY(
                "the gateway rejects the certificates that it has signed: add its successor and restart",
                "add its successor and restart before then"),
        /** Shown to a CSMS or a station; or an authority that signs theirs. */
        OUTWARD("replace it; the gateway reads the new file itself", null);

        private final String late;
        private final String early;

        Kind(String late, String early) {
            this.late = late;
            this.early = early == null ? late : early;
        }
    }

    /** Enough for an order at an authority and a visit of the site. */
    private static final Duration WARNED_BEFORE = Duration.ofDays(30);

    /** That of HTTPS. */
    static CertificateEnd ofHttps(Instant end) {
        return new CertificateEnd("http.tls-key-store", Optional.empty(), Kind.HTTPS, end);
    }

    /** What to do, as a sentence; empty while there is time. */
    Optional<String> reason(Instant now) {
        if (now.isBefore(end.minus(WARNED_BEFORE))) {
            return Optional.empty();
        }
        boolean late = now.isAfter(end);
        return Optional.of(
                "The certificate of %s%s %s at %s; %s"
                        .formatted(
                                setting,
                                station.map(" for %s"::formatted).orElse(""),
                                late ? "expired" : "expires",
                                end.truncatedTo(ChronoUnit.SECONDS),
                                late ? kind.late : kind.early));
    }
}
