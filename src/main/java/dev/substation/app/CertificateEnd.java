package dev.substation.app;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When the certificate that stations see on HTTPS expires. A station rejects an expired one without
 * a message to the gateway, so the operator needs a warning before (issue 11).
 *
 * @param end the last moment at which it is valid
 */
record CertificateEnd(Instant end) {

    /** Enough for an order at an authority and a visit of the site. */
    private static final Duration WARNED_BEFORE = Duration.ofDays(30);

    /** What to do, as a sentence; empty while there is time. */
    Optional<String> reason(Instant now) {
        if (now.isBefore(end.minus(WARNED_BEFORE))) {
            return Optional.empty();
        }
        String day = end.truncatedTo(ChronoUnit.SECONDS).toString();
        return Optional.of(
                now.isAfter(end)
                        ? "The certificate of http.tls-key-store expired at %s; stations reject it: replace it and restart"
                                .formatted(day)
                        : "The certificate of http.tls-key-store expires at %s; replace it and restart before then"
                                .formatted(day));
    }
}
