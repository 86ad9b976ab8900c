package dev.substation.csms;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Rate;
import java.time.Duration;

/**
 * How fast the calls of a CSMS over one link are read (docs/adr/0041-pace-of-senders.md): a link
 * that floods would take the processor from all stations. Answers have no pace, for the gateway has
 * asked for them. Used on the loop of the link alone.
 */
final class CallPace {

    /** Calls that may come at once, such as the parts of a local list. */
    static final int BURST = 100;

    private static final Rate RATE = new Rate(200, BURST);
    private static final String CALL = "[2";

    private Moment usedUp;

    /** How long nothing more is to be read after a frame; zero for most. */
    Duration pause(String text, Moment now) {
        if (!text.startsWith(CALL)) {
            return Duration.ZERO;
        }
        usedUp = RATE.after(usedUp, 1, now);
        return RATE.delay(usedUp, now);
    }
}
