package dev.substation.routes.rules;

import dev.substation.flow.time.OperatingHours;
import dev.substation.flow.time.OperatingTime;
import dev.substation.flow.time.Timers;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The time as rules see it.
 *
 * @param wall for times in messages alone; it may step
 * @param operated for every duration, also over restarts
 */
public record RuleTime(Instant wall, OperatingTime operated) {

    /** Tells it by the gateway's clocks. */
    public static Supplier<RuleTime> by(Timers timers, OperatingHours hours) {
        return () -> new RuleTime(timers.clock().instant(), hours.now());
    }
}
