package dev.substation.flow.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets something happen once in a while, such as a line of the log that would otherwise be written
 * for each message. May be used by many threads at once.
 */
public final class Throttle {

    private final Duration every;
    private final AtomicReference<Moment> last = new AtomicReference<>();
    private final AtomicLong skipped = new AtomicLong();

    /**
     * @param every what lies between two times, at least
     */
    public Throttle(Duration every) {
        this.every = every;
    }

    /** Whether it may happen now; then it counts as done. */
    public boolean passes(Moment now) {
        Moment before = last.get();
        boolean passes = isDue(before, now) && last.compareAndSet(before, now);
        if (!passes) {
            skipped.incrementAndGet();
        }
        return passes;
    }

    /** Whether it might happen now. */
    boolean isDue(Moment now) {
        return isDue(last.get(), now);
    }

    private boolean isDue(Moment before, Moment now) {
        return before == null || !now.isBefore(before.plus(every));
    }

    /**
     * How often it did not happen since this was asked last, as the end of a line of the log; empty
     * when it always happened.
     */
    public String more() {
        long times = skipped.getAndSet(0);
        return times == 0 ? "" : " (and " + times + " more like it since the last line)";
    }
}
