package dev.substation.flow.time;

import java.time.Duration;

/**
 * A point on the monotonic clock of this process (design section 12, issue 10). Durations, paces,
 * silences, back-offs, retries and expiries are measured with it: a step of the wall clock changes
 * none of them. It means nothing in another process, so it is never stored.
 *
 * @param nanos nanoseconds since an origin that only this process knows; may be negative
 */
public record Moment(long nanos) implements Comparable<Moment> {

    /** The same point, that much later. */
    public Moment plus(Duration time) {
        return new Moment(nanos + time.toNanos());
    }

    /** The same point, that much earlier. */
    public Moment minus(Duration time) {
        return new Moment(nanos - time.toNanos());
    }

    /** The time from this point to a later one; negative when the other is earlier. */
    public Duration until(Moment later) {
        return Duration.ofNanos(later.nanos - nanos);
    }

    public boolean isBefore(Moment other) {
        return compareTo(other) < 0;
    }

    public boolean isAfter(Moment other) {
        return compareTo(other) > 0;
    }

    /** By difference, because the numbers of {@link System#nanoTime} may overflow. */
    @Override
    public int compareTo(Moment other) {
        return Long.signum(nanos - other.nanos);
    }
}
