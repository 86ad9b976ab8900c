package dev.substation.flow.down;

import dev.substation.flow.time.Desk;
import dev.substation.flow.time.RefusalLog;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs calls of the CSMS that did not reach a station, or that it did not answer: one line per
 * minute for each station and cause. The CSMS gets the reason too, but may show it to nobody.
 */
final class FailedCalls {

    private static final Logger LOG = LoggerFactory.getLogger(FailedCalls.class);

    private static final Set<Cause> LOGGED =
            Set.of(Cause.STATION_UNREACHABLE, Cause.STATION_TIMED_OUT);

    private final RefusalLog lines;

    FailedCalls(Desk desk) {
        lines = new RefusalLog(desk::moment);
    }

    /**
     * Logs a failure.
     *
     * @param call to one station, of those that a split or joined station has
     * @return the same answer
     */
    Answer seen(Call call, Answer answer) {
        if (answer instanceof Answer.Failure failure && LOGGED.contains(failure.cause())) {
            lines.line(call.station().value(), failure.cause())
                    .ifPresent(
                            more ->
                                    LOG.warn(
                                            "station={} action={} id={} {}{}",
                                            call.station(),
                                            call.action(),
                                            call.messageId(),
                                            failure.line(),
                                            more));
        }
        return answer;
    }
}
