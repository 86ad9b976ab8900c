package dev.substation.flow.gate;

import dev.substation.flow.time.Moment;
import java.time.Duration;

/** How many lines may be written: some at once, then one after each pause. Not thread-safe. */
final class LineBudget {

    private final Duration pause;
    private final Duration atOnce;

    /** When the lines so far will have been earned. */
    private Moment earned;

    LineBudget(int atOnce, Duration pause, Moment now) {
        this.pause = pause;
        this.atOnce = pause.multipliedBy(atOnce);
        earned = now;
    }

    boolean hasLeft(Moment now) {
        return earned.isBefore(now.plus(atOnce));
    }

    void take(Moment now) {
        earned = (earned.isBefore(now) ? now : earned).plus(pause);
    }
}
