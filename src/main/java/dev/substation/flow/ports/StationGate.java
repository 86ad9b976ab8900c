package dev.substation.flow.ports;

import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a face tells the gateway. All methods may be called from any thread and return at once. */
public interface StationGate {

    /**
     * The Host of a request that came without one; no machine has this name (RFC 6761 section 6.4).
     */
    String NO_HOST = "unnamed.invalid";

    /** What the site says of a station, when it may come in; empty for one that may not. */
    Optional<StationSettings> settings(StationId station);

    /**
     * Why a station may not come in of which the site says nothing.
     *
     * @param name its identity, as it may be shown
     */
    default Answer.Failure unknown(Object name) {
        return Answer.failure(Cause.UNKNOWN_STATION, name);
    }

    /** Counts changes of the settings. To be asked before {@link #settings}. */
    default long settingsVersion() {
        return 0;
    }

    /** Where the faces count whom they reject. */
    DoorRefusals refusals();

    /**
     * Why a listed station must not connect now; empty when it may. Asking counts as a sign that
     * the station wants to come.
     *
     * @param peer the address that it comes from
     */
    default Optional<Answer.Failure> turnedAway(StationId station, String peer) {
        return Optional.empty();
    }

    /** Whether the authority of a station's certificate has revoked it. May read a file. */
    default boolean isRevoked(X509Certificate certificate) {
        return false;
    }

    /** A station was let in with a password that may take the place of the one before. */
    default void nextKeyShown(StationId station) {}

    /** A link has come; an older one of the same station is closed (newest wins). */
    void opened(StationLink link);

    /** A connected link has gone. */
    void closed(StationLink link);

    /**
     * A station's call, already decoded. The link is the one it came over; for SOAP it may carry a
     * new callback address, which replaces the one known. The future always completes normally, in
     * bounded time.
     */
    CompletableFuture<Answer> call(StationLink from, Call call);

    /**
     * A face has answered a station's call with an error and does not pass it on, for example
     * because a required field is missing. The message log gets it.
     *
     * @param call as far as it was read
     */
    default void rejected(Call call, Answer.Failure why) {}

    /**
     * A text message of a station whose link {@linkplain StationLink#passes passes}. The future
     * always completes normally, when the gateway is done with it.
     */
    default CompletableFuture<Void> passed(StationLink from, PassedText message) {
        throw new UnsupportedOperationException("no station passes its messages here");
    }

    /**
     * The station got the answer to a call, but not exactly as the gateway gave it, because its
     * dialect cannot express all of it.
     *
     * @param notes what changed; this is called only if there are any
     */
    default void said(Call call, Answer.Result answer, List<Note> notes) {}
}
