package dev.substation.access;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** How often something may be noted in a day: many together must not fill the disk. */
public final class DayBudget {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST = 10_000;

    private final Supplier<Moment> clock;
    private Optional<Moment> since = Optional.empty();
    private int times;

    /**
     * @param clock the monotonic one
     */
    public DayBudget(Supplier<Moment> clock) {
        this.clock = clock;
    }

    /** Whether it may be noted once more. */
    public synchronized boolean passes() {
        Moment now = clock.get();
        if (since.isEmpty() || since.get().until(now).compareTo(DAY) >= 0) {
            since = Optional.of(now);
            times = 0;
        }
        return ++times <= MOST;
    }
}
