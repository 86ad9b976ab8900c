package dev.substation.flow.time;

import java.util.function.Supplier;

/**
 * Counts on from what the ledger had reached, by the monotonic clock. May be used by many threads
 * at once. Two that count from one load differ by the moment at which they were made; neither is
 * ahead of the ledger's own.
 */
public final class OperatingHours {

    private final Supplier<Moment> clock;
    private final Moment begun;
    private final OperatingTime before;

    /**
     * @param before what earlier runs had reached
     */
    public OperatingHours(Supplier<Moment> clock, OperatingTime before) {
        this.clock = clock;
        this.begun = clock.get();
        this.before = before;
    }

    public OperatingTime now() {
        return before.plus(begun.until(clock.get()));
    }
}
