package dev.substation.flow.time;

import java.time.Duration;

/**
 * A point on the operating-hours counter of the ledger: how long the gateway had run on it by then
 * (docs/adr/0026-clocks.md). Ages that outlive a restart are counted with it, for a wall clock may
 * step and a {@link Moment} means nothing in another process. It stands still while the gateway
 * does.
 *
 * @param millis milliseconds from an origin that only this ledger knows
 */
public record OperatingTime(long millis) implements Comparable<OperatingTime> {

    /** Where the counter of a new ledger begins. */
    public static final OperatingTime ZERO = new OperatingTime(0);

    public OperatingTime plus(Duration time) {
        return new OperatingTime(millis + time.toMillis());
    }

    public OperatingTime minus(Duration time) {
        return new OperatingTime(millis - time.toMillis());
    }

    /** The time from this point to a later one; none when the other is earlier. */
    public Duration until(OperatingTime later) {
        return Duration.ofMillis(Math.max(0, later.millis - millis));
    }

    /** In whole seconds. */
    public long seconds() {
        return Math.floorDiv(millis, 1_000L);
    }

    public boolean isBefore(OperatingTime other) {
        return millis < other.millis;
    }

    @Override
    public int compareTo(OperatingTime other) {
        return Long.compare(millis, other.millis);
    }
}
