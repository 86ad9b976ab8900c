package dev.substation.json;

import dev.substation.model.StationId;
import java.security.Principal;

/**
 * Who is let in: made by the filter, found again as the principal of the WebSocket session, for a
 * session knows nothing else of the request that it began with.
 *
 * @param address the peer's host and port
 */
record Guest(StationId station, String address) implements Principal {

    @Override
    public String getName() {
        return station.value();
    }
}
