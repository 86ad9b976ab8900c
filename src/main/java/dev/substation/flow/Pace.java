package dev.substation.flow;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast what has piled up goes to one csms, over all its stations: a csms that comes back must
 * not be run over. Moments are given out first come, first served, so that the stations take turns.
 */
final class Pace {

    private final Desk desk;
    private final Duration step;
    private Instant next = Instant.MIN;

    Pace(Desk desk, int perSecond) {
        this.desk = desk;
        this.step = Duration.ofSeconds(1).dividedBy(perSecond);
    }

    /** Books the next moment that is free, for one message. */
    Instant book() {
        Instant now = desk.now();
        Instant booked = next.isBefore(now) ? now : next;
        next = booked.plus(step);
        return booked;
    }
}
