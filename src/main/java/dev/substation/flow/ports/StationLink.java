package dev.substation.flow.ports;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A way to one station, made by a face. A JSON link lives as long as its WebSocket; a SOAP link is
 * an address and lives until a newer one replaces it. Calls come one at a time: the next one is
 * made when the last has ended.
 */
public interface StationLink {

    /**
     * How the paths of a face's notes begin that are on what is around a message: no field of a
     * message is called so, and no card stands there.
     */
    String ENVELOPE = "Envelope";

    /** How a link behaves over time. */
    enum Kind {
        /** A WebSocket: when it closes the station is gone. */
        CONNECTED,
        /** A callback address: the station is there as long as it is heard of. */
        CALLED_BACK,
        /** A station without a known address: it sends messages, but cannot be called. */
        LISTEN_ONLY
    }

    StationId station();

    Dialect dialect();

    Kind kind();

    /**
     * Where the station is, for the log and for the next start: a callback address, or the peer's
     * host and port.
     */
    String address();

    /** The address that the station comes from, without a port; empty when nobody has come yet. */
    default String peer() {
        return "";
    }

    /**
     * Why the address must not take the place of another one that the station can be called at: the
     * site's policy on what stations say of themselves. Empty when it may, as when the site itself
     * names it.
     */
    default Optional<Answer.Failure> objection() {
        return Optional.empty();
    }

    /**
     * Whether anything is heard over this link within a time: a pong, or any message. It completes
     * with false for one that cannot be asked.
     */
    default CompletableFuture<Boolean> isAlive(Duration within) {
        return CompletableFuture.completedFuture(false);
    }

    /** Whether the station has answered a ping over this link. */
    default boolean hasAnsweredPing() {
        return false;
    }

    /**
     * Sends a call and waits for its answer without holding a thread. The future always completes
     * normally, within the deadline, with the station's answer or with a failure ({@code
     * STATION_TIMED_OUT}, {@code STATION_UNREACHABLE}, {@code STATION_GARBLED}, {@code
     * STATION_REFUSED}, {@code NO_CALLBACK}, {@code CALLBACK_REFUSED}).
     */
    CompletableFuture<Answer> call(Call call, Duration deadline);

    /** By what a connection was let in; empty for a link whose calls are each checked. */
    default Optional<Admission> admission() {
        return Optional.empty();
    }

    /**
     * Whether what the station says goes to the CSMS text by text ({@link
     * StationGate#passed(StationLink, PassedText)}), rather than call by call.
     */
    default boolean passes() {
        return false;
    }

    /** Sends a text message as it is; for a link that {@link #passes}. */
    default void pass(String text) {
        throw new UnsupportedOperationException("this link takes calls");
    }

    /**
     * Ends a connected link once all that was passed before is sent.
     *
     * @param code a status code of RFC 6455 section 7.4.1
     */
    default void end(int code, String reason) {
        close(reason);
    }

    /**
     * Ends a connected link because the gateway cannot serve the station now. If the protocol has a
     * code for it, the station learns that it may connect again later. Other links stay open.
     */
    default void sendAway(String reason) {}

    /** Ends the link, for example because a newer one of the same station has come. */
    void close(String reason);
}
