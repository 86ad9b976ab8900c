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

    /** As it is now: an attempt that has begun is no longer the next. */
    Outage at(Instant now) {
        return new Outage(since, why, nextAttempt.filter(now::isBefore));
    }

    /** One whose next attempt is not known. */
    public Outage(Instant since, String why) {
        this(since, why, Optional.empty());
    }
}
