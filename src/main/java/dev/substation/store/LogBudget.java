package dev.substation.store;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the message log may take on the disk (issue 11, docs/adr/0034-message-log-budget.md). A
 * database takes more than the texts that it stores, and gives room back late: H2 needs up to four
 * times what was written within the last 45 s. So half of the budget is for the texts of all lines,
 * and an eighth for those of a minute; beyond that payloads are cut to their first words.
 *
 * <p>The writer's own, but for the figures.
 */
final class LogBudget {

    /** How many characters of a payload are kept that is longer. */
    static final int KEPT = 64 * 1024;

    /** The same while more is logged than the disk takes. */
    static final int KEPT_IN_A_FLOOD = 1024;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final long bytes;
    private final Supplier<Moment> clock;
    private Moment windowBegan;
    private long inWindow;
    private volatile long total;
    private volatile long cut;

    LogBudget(long bytes, Supplier<Moment> clock) {
        this.bytes = bytes;
        this.clock = clock;
        this.windowBegan = clock.get();
    }

    /** How many characters of the next payload are kept. */
    int kept() {
        Moment now = clock.get();
        if (now.isAfter(windowBegan.plus(WINDOW))) {
            windowBegan = now;
            inWindow = 0;
        }
        return inWindow > bytes / 8 ? KEPT_IN_A_FLOOD : KEPT;
    }

    /** A line is about to be written. */
    void takes(LoggedCall line) {
        inWindow += line.bytes();
        cut += line.isCut() ? 1 : 0;
    }

    /** Lines were written or have gone. */
    void changed(long by) {
        total += by;
    }

    /** What all lines take was counted. */
    void is(long counted) {
        total = counted;
    }

    /** How much must go when this much comes; a tenth of the room more, so that it is rare. */
    long excess(long coming) {
        long most = bytes / 2;
        long then = total + coming;
        return then <= most ? 0 : then - most + most / 10;
    }

    long bytes() {
        return bytes;
    }

    long total() {
        return total;
    }

    long cut() {
        return cut;
    }
}
