package dev.substation.csms;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: anything from the least to a bound that doubles with
 * each failure up to the most, so that a thousand links that fell together do not come back
 * together.
 */
final class Backoff {

    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Duration bound;

    Backoff(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most;
        this.random = random;
        this.bound = least;
    }

    /** The wait after a failure that may pass. */
    Duration next() {
        bound = shorter(bound.multipliedBy(2));
        return between(least, bound);
    }

    /** The wait after a refusal that someone must mend first. */
    Duration slow() {
        bound = most;
        return between(most.dividedBy(2), most);
    }

    /** The link stood for a while: the next failure is a first one. */
    void reset() {
        bound = least;
    }

    private Duration shorter(Duration other) {
        return other.compareTo(most) < 0 ? other : most;
    }

    private Duration between(Duration from, Duration to) {
        long span = Math.max(0, to.minus(from).toMillis());
        return from.plusMillis(random.nextLong(span + 1));
    }
}
