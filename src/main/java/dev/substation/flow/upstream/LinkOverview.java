package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.model.StationId;
import java.util.Optional;

/**
 * How the link of one upstream station to its CSMS stands, for who looks at it.
 *
 * @param csms the name of the CSMS
 * @param outage since when the CSMS cannot be used, and why; empty while it can
 * @param refusal its last word when it does not let the station in
 */
public record LinkOverview(
        StationId identity,
        String csms,
        State state,
        Optional<Outage> outage,
        Optional<CsmsRefusal> refusal) {

    /** Whether messages can go to the CSMS. */
    public enum State {
        /** The first attempt is under way. */
        CONNECTING,
        CONNECTED,
        /** It cannot be reached, does not let the station in or does not answer. */
        AWAY,
        /** Not needed: nothing was heard of the station for long, and nothing waits. */
        CLOSED
    }
}
