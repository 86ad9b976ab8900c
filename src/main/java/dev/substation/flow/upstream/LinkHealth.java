package dev.substation.flow.upstream;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Whether the CSMS answers over one link that is connected.
 *
 * <pre>
 *              a row is not answered           the Heartbeat after it is not either
 *   ANSWERS ----------------------------&gt; SILENT ----------------------------&gt; HANGS
 *      ^   &lt;---------------------------       |                                  |
 *      |    it answers the Heartbeat: the row may be to blame                    |
 *      +-------------------------------------------------------------------------+
 *                       it says something: an answer, or a call of its own
 * </pre>
 *
 * <p>A row that gets no answer holds up those behind it, and whose fault that is shows only when
 * something else is asked. So a Heartbeat goes first while the CSMS is not known to answer. While
 * it hangs, Heartbeats go on, and nothing counts against the row. When the Heartbeat is answered
 * and the row is not, time after time, the row is parked ({@link CsmsHealth}).
 */
final class LinkHealth {

    private static final Logger LOG = LoggerFactory.getLogger(LinkHealth.class);

    /** How the CSMS answers. */
    enum State {
        ANSWERS,
        /** It has left a row unanswered and has said nothing since. */
        SILENT,
        /** It has left a Heartbeat unanswered too. */
        HANGS
    }

    private final StationId identity;
    private final CurrentCsms csms;
    private final Supplier<Instant> now;
    private State state = State.ANSWERS;
    private Instant silentSince;

    /** The row that was left unanswered, until it shows whether others are answered. */
    private Optional<OutboxRow> doubted = Optional.empty();

    /** Whether the gateway has answered in its place since it last answered in time. */
    private boolean replaced;

    /**
     * @param now the clock on the wall
     */
    LinkHealth(StationId identity, CurrentCsms csms, Supplier<Instant> now) {
        this.now = now;
        this.identity = identity;
        this.csms = csms;
    }

    /** Whether a Heartbeat goes first. */
    boolean isInDoubt() {
        return state != State.ANSWERS;
    }

    boolean hangs() {
        return state == State.HANGS;
    }

    /** Since when it does not answer; empty while it may. */
    Optional<Outage> outage() {
        return hangs()
                ? Optional.of(
                        new Outage(silentSince, "it does not answer, although its link is open"))
                : Optional.empty();
    }

    /** It left a row unanswered. */
    void leftUnanswered(OutboxRow row) {
        if (state == State.ANSWERS) {
            state = State.SILENT;
            silentSince = now.get();
        }
        doubted = Optional.of(row);
    }

    /** It left the Heartbeat unanswered that was to show whether it answers. */
    void leftProbeUnanswered() {
        doubted = Optional.empty();
        if (state == State.SILENT) {
            LOG.warn("station={} csms={} {}", identity, csms.name(), Problem.CSMS_SILENT.line());
            state = State.HANGS;
        }
    }

    /** Nothing is known of how it answers: it is another CSMS, or reached in another way. */
    void forget() {
        state = State.ANSWERS;
        doubted = Optional.empty();
        replaced = false;
    }

    /** No row is to blame for what was not answered. */
    void doubtNoRow() {
        doubted = Optional.empty();
    }

    /** The row in doubt, which is in doubt no more. */
    Optional<OutboxRow> takeDoubted() {
        Optional<OutboxRow> row = doubted;
        doubted = Optional.empty();
        return row;
    }

    /**
     * It said something.
     *
     * @return how it stood before
     */
    State heard() {
        State before = state;
        if (before == State.HANGS) {
            LOG.info("station={} csms={} answers again", identity, csms.name());
        }
        state = State.ANSWERS;
        return before;
    }

    /** It answered in time what a station waited for. */
    void inTime() {
        replaced = false;
    }

    /**
     * How loud to say that the gateway answers in its place: a warning when it was well until now;
     * one for each message would hide all else in the log.
     */
    Level insteadOfCsms() {
        Level level = replaced ? Level.DEBUG : Level.WARN;
        replaced = true;
        return level;
    }
}
