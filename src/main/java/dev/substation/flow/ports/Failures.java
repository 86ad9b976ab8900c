package dev.substation.flow.ports;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to answer when the handling of a call ended with an exception. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Why something could not be stored; the ledger's exception is its cause. */
    public static final class NotStored extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotStored(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    private Failures() {}

    /** The failure that a call's sender gets for an exception. */
    public static Answer of(Call call, Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStored) {
                return Answer.failure(Cause.NOT_STORED, cause.getMessage());
            }
        }
        LOG.error(
                "station={} id={} {}",
                call.station(),
                call.messageId(),
                Answer.failure(Cause.INTERNAL, call.action()).line(),
                fault);
        return Answer.failure(Cause.INTERNAL, call.action());
    }
}
