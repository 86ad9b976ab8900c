package dev.substation.files;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How large a file may be, and how long its transfer may take.
 *
 * @param bytes of a file
 * @param time of a transfer
 */
record Limits(long bytes, Duration time, Supplier<Moment> clock) {

    /** What is wrong with a transfer that takes longer. */
    String tooLong() {
        return "it takes longer than %d min (files.max-time)".formatted(time.toMinutes());
    }

    boolean isOver(Moment begun) {
        return begun.until(clock.get()).compareTo(time) > 0;
    }
}
