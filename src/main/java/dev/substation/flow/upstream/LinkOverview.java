package dev.substation.flow.upstream;

import dev.substation.model.StationId;
import java.util.Optional;

/**
 * How the link of one upstream station to its CSMS stands, for who looks at it.
 *
 * @param outage since when the CSMS cannot be used, and why; empty while it can
 */
public record LinkOverview(StationId identity, State state, Optional<Outage> outage) {

    /** Whether messages can go to the CSMS. */
    public enum State {
        /** The first attempt is under way. */
        CONNECTING,
        CONNECTED,
        /** It cannot be reached, does not let the station in or does not answer. */
        AWAY,
        /** Not needed: the station is not there, and nothing waits. */
        CLOSED
    }
}
