package dev.substation.csms;

import dev.substation.flow.time.Moment;
import java.time.Duration;

/**
 * How fast the calls of a CSMS over one link are read (docs/adr/0041-pace-of-senders.md): a link
 * that floods would take the processor from all stations. Answers have no pace, for the gateway has
 * asked for them. Used on the loop of the link alone.
 */
final class CallPace {

    /** Calls that may come at once, such as the parts of a local list. */
    static final int BURST = 100;

    /** 200 a second. */
    private static final Duration STEP = Duration.ofMillis(5);

    private static final Duration AHEAD = STEP.multipliedBy(BURST);
    private static final String CALL = "[2";

    private Moment usedUp;

    /** How long nothing more is to be read after a frame; zero for most. */
    Duration pause(String text, Moment now) {
        if (!text.startsWith(CALL)) {
            return Duration.ZERO;
        }
        usedUp = (usedUp == null || usedUp.isBefore(now) ? now : usedUp).plus(STEP);
        Duration ahead = now.until(usedUp).minus(AHEAD);
        return ahead.isNegative() ? Duration.ZERO : ahead;
    }
}
