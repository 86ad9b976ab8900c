package dev.substation.udp;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a box said at one time.
 *
 * @param at when it said what its session is: its seconds are dated by this
 * @param measured when it said what its meter shows, which may be seconds later
 * @param session the latest session; empty for a box that does not report sessions
 */
record Observation(
        Instant at,
        Instant measured,
        StateReport state,
        MeterReport meter,
        Optional<SessionReport> session) {

    /** When the box started, by its own count of seconds. */
    static Instant startOf(Instant at, long sec) {
        return at.minus(Duration.ofSeconds(Math.min(sec, Integer.MAX_VALUE)));
    }

    /** The moment of a second that the box counted, in its present run. */
    static Instant moment(Instant at, long sec, long counted) {
        return counted > sec ? at : startOf(at, sec - counted);
    }
}
