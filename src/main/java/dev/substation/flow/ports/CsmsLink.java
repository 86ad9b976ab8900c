package dev.substation.flow.ports;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One upstream station's WebSocket to the csms. It connects, pings and reconnects by itself until
 * it is closed.
 */
public interface CsmsLink {

    /** What a link tells. Called from the link's own event loop: return at once. */
    interface Listener {

        /** The WebSocket is open. */
        void connected();

        /** The WebSocket is gone, or an attempt failed; the link tries again by itself. */
        void disconnected(String reason);

        /**
         * The CSMS does not let the station in: it answered the handshake with a status that says
         * no. The link tries again by itself, slowly.
         */
        default void refused(CsmsRefusal refusal) {
            disconnected(refusal.sentence());
        }

        /** The link waits so long before it tries again; {@link #disconnected} came before. */
        default void pausing(Duration wait) {}

        /** The CSMS closes the WebSocket in order; {@link #disconnected} follows. */
        default void closing(int code, String reason) {}

        /**
         * Whether what the CSMS says is taken text by text ({@link #passed}), rather than call by
         * call.
         */
        default boolean passes() {
            return false;
        }

        /**
         * A text message of the CSMS, for a listener that {@link #passes}. The future completes
         * when it is dealt with.
         */
        default CompletableFuture<Void> passed(PassedText message) {
            return CompletableFuture.completedFuture(null);
        }

        /** The CSMS calls the station; the future always completes normally. */
        CompletableFuture<Answer> call(Call call);

        /** A call of the CSMS was answered with an error and is not passed on. */
        default void rejected(Call call, Answer.Failure why) {}
    }

    /**
     * Sends a call. The future always completes normally: with the CSMS's answer (a CALLERROR is a
     * failure with cause {@code CSMS_REFUSED}), or with {@code CSMS_AWAY}, {@code CSMS_TIMED_OUT},
     * {@code CSMS_LINK_CLOSED}. One call at a time: the next is made when the last has ended
     * (OCPP-J 1.6 section 4.1.1).
     */
    CompletableFuture<Answer> call(Call call, Duration deadline);

    /** Sends a text message as it is, if the link stands; for a listener that passes. */
    default void pass(String text) {
        throw new UnsupportedOperationException("this link takes calls");
    }

    /** Tries at once if it waits before it tries again; one that never waits does nothing. */
    default void tryNow() {}

    /**
     * Closes the WebSocket in order (1000) and stops reconnecting. The future completes when it is
     * gone.
     */
    CompletableFuture<Void> close(String reason);
}
