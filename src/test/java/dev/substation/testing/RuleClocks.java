package dev.substation.testing;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.OperatingHours;
import dev.substation.flow.time.OperatingTime;
import dev.substation.flow.time.Timers;
import dev.substation.routes.rules.RuleTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Clocks for rules that run without a gateway. */
public final class RuleClocks {

    private static final OperatingHours SINCE_LOADED =
            new OperatingHours(() -> new Moment(System.nanoTime()), OperatingTime.ZERO);

    private RuleClocks() {}

    /** Time as it passes. */
    public static Supplier<RuleTime> real() {
        return () -> new RuleTime(Instant.now(), SINCE_LOADED.now());
    }

    /** The time of a test, which goes on over restarts of what it tests. */
    public static Supplier<RuleTime> of(Timers time) {
        return () -> new RuleTime(time.clock().instant(), operated(time));
    }

    /** How long a test has run. */
    public static OperatingTime operated(Timers time) {
        return OperatingTime.ZERO.plus(Duration.ofNanos(time.moment().nanos()));
    }
}
