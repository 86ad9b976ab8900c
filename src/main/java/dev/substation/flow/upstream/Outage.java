package dev.substation.flow.upstream;

import java.time.Instant;
import java.util.Optional;

/**
 * Since when a CSMS cannot be used over a link, and why.
 *
 * @param why what the link said last, as the end of a sentence
 * @param nextAttempt when the link tries again; empty while it tries, and where it stands
 */
public record Outage(Instant since, String why, Optional<Instant> nextAttempt) {

    /** One whose next attempt is not known. */
    public Outage(Instant since, String why) {
        this(since, why, Optional.empty());
    }
}
