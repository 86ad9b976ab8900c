package dev.substation.flow.desk;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** How the calls to one station end: whether it can be called. */
final class CallRecord {

    /** A station that answers with an error was reached; what is full is the gateway. */
    private static final Set<Cause> NOT_REACHED =
            EnumSet.of(
                    Cause.STATION_UNREACHABLE,
                    Cause.STATION_TIMED_OUT,
                    Cause.STATION_GARBLED,
                    Cause.NO_CALLBACK,
                    Cause.CALLBACK_REFUSED);

    /**
     * Since when no call has reached the station.
     *
     * @param lately when the last call ended
     * @param last how it ended
     */
    record Unreached(Instant since, Instant lately, Answer.Failure last) {}

    /** Nobody has called it for so long that nobody knows. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final Supplier<Instant> now;
    private Optional<Unreached> unreached = Optional.empty();
    private long failures;

    /**
     * @param now the clock on the wall
     */
    CallRecord(Supplier<Instant> now) {
        this.now = now;
    }

    /** A call has ended. */
    Answer ended(Answer answer) {
        if (answer instanceof Answer.Failure failure && NOT_REACHED.contains(failure.cause())) {
            failures++;
            Instant since = unreached.map(Unreached::since).orElseGet(now);
            unreached = Optional.of(new Unreached(since, now.get(), failure));
        } else {
            unreached = Optional.empty();
        }
        return answer;
    }

    /** The station has booted: what was wrong with it may be over. */
    void booted() {
        unreached = Optional.empty();
    }

    /** Empty when the last call has reached the station, or there was none lately. */
    Optional<Unreached> unreached() {
        return unreached.filter(one -> one.lately().plus(FORGOTTEN).isAfter(now.get()));
    }

    /** How many calls have not reached it since the start. */
    long failures() {
        return failures;
    }
}
