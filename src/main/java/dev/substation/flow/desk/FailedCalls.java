package dev.substation.flow.desk;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.RefusalLog;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs calls of the CSMS that are answered with an error, whoever answers them: one line per minute
 * for each station and cause. The CSMS gets the reason too, but may show it to nobody.
 */
public final class FailedCalls {

    private static final Logger LOG = LoggerFactory.getLogger(FailedCalls.class);

    private final RefusalLog lines;

    FailedCalls(Supplier<Moment> now) {
        lines = new RefusalLog(now);
    }

    /**
     * Logs a failure; those of calls of stations are not for this log.
     *
     * @param call to one station, of those that a split or joined station has
     * @return the same answer
     */
    public Answer seen(Call call, Answer answer) {
        if (call.direction() == Direction.DOWN && answer instanceof Answer.Failure failure) {
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
