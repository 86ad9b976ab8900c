package dev.substation.flow.upstream;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.ErrorCode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * How often the rows of one upstream station were sent in this run, and what follows when the CSMS
 * answers one with an error. A lost link is no failure of the CSMS by itself.
 *
 * <p>Transaction messages are sent again after a pause (OCPP 1.6 section 3.7.1), unless the error
 * says that the message itself is wrong: that does not change with time. The counts start anew with
 * the gateway; at worst a row gets a few transmissions more.
 */
final class DeliveryAttempts {

    /** The longest pause between two transmissions of a row. */
    private static final Duration REST_MOST = Duration.ofMinutes(10);

    /** The errors after which the same message would be refused again (OCPP-J 1.6 table 7). */
    private static final Set<ErrorCode> MESSAGE_IS_WRONG =
            EnumSet.of(
                    ErrorCode.FormationViolation,
                    ErrorCode.PropertyConstraintViolation,
                    ErrorCode.TypeConstraintViolation,
                    ErrorCode.OccurenceConstraintViolation,
                    ErrorCode.ProtocolError,
                    ErrorCode.NotSupported,
                    ErrorCode.NotImplemented);

    /** What follows when the CSMS answers a row with an error. */
    enum AfterError {
        /** It stays first, and goes out again under the same message id. */
        SENT_AGAIN,
        /** It is kept in the ledger, and sent no more. */
        SET_ASIDE,
        /** It leaves the outbox: it is not worth money. */
        DROPPED
    }

    private static final class Count {
        private int sent;
        private int refused;
        private int unanswered;
        private Moment lastSent;
    }

    private final CurrentCsms csms;

    /** Of rows that went out in this run and are still in the outbox. */
    private final Map<Long, Count> counts = new HashMap<>();

    /** What the CSMS has said that it does not have. */
    private final Set<Action> lacking = new HashSet<>();

    private boolean metersSetAside;

    DeliveryAttempts(CurrentCsms csms) {
        this.csms = csms;
    }

    /**
     * A row goes out.
     *
     * @return whether it did before
     */
    boolean sent(OutboxRow row, Moment now) {
        Count count = counts.computeIfAbsent(row.sequence(), sequence -> new Count());
        count.lastSent = now;
        return count.sent++ > 0;
    }

    Moment lastSent(OutboxRow row) {
        return counts.get(row.sequence()).lastSent;
    }

    /** The CSMS left a row unanswered and answered something else after it. */
    int unanswered(OutboxRow row) {
        return ++counts.get(row.sequence()).unanswered;
    }

    /** How often the CSMS has answered a row with an error. */
    int refused(OutboxRow row) {
        return counts.get(row.sequence()).refused;
    }

    /** The CSMS answered a row with an error. */
    AfterError refused(OutboxRow row, Answer.Failure failure) {
        int refused = ++counts.get(row.sequence()).refused;
        if (!row.isOfTransaction()) {
            return AfterError.DROPPED;
        }
        return MESSAGE_IS_WRONG.contains(failure.code())
                        || refused >= csms.settings().delivery().attempts()
                ? AfterError.SET_ASIDE
                : AfterError.SENT_AGAIN;
    }

    /**
     * A row has left the outbox.
     *
     * @return whether it had been left unanswered
     */
    boolean forget(OutboxRow row) {
        Count count = counts.remove(row.sequence());
        return count != null && count.unanswered > 0;
    }

    /** What lies between two transmissions: longer with each. */
    Duration rest(int transmissions) {
        Duration rest = csms.settings().delivery().retryInterval().multipliedBy(transmissions);
        return rest.compareTo(REST_MOST) < 0 ? rest : REST_MOST;
    }

    /**
     * At which level to log that a rejected row is no longer sent. For operations that the CSMS
     * does not support and that do not concern billing, such as security events, one warning is
     * enough: one for each would hide everything else in the log. Parked meter values are many too,
     * but each is logged.
     */
    Level loudness(OutboxRow row, Answer.Failure failure) {
        if (row.action().equals(Action.MeterValues) && row.isOfTransaction()) {
            boolean before = metersSetAside;
            metersSetAside = true;
            return before ? Level.WARN : Level.ERROR;
        }
        boolean lacks =
                failure.code() == ErrorCode.NotImplemented
                        || failure.code() == ErrorCode.NotSupported;
        if (!lacks || row.isOfTransaction()) {
            return Level.ERROR;
        }
        return lacking.add(row.action()) ? Level.WARN : Level.DEBUG;
    }
}
