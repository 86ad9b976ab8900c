package dev.substation.json;

import dev.substation.model.StationId;
import java.security.Principal;
import java.util.Optional;

/**
 * Who is let in: made by the filter, found again as the principal of the WebSocket session, for a
 * session knows nothing else of the request that it began with.
 *
 * @param address the peer's host and port
 * @param line its connection, when that is to be cut rather than closed
 */
record Guest(StationId station, String address, Optional<Line> line) implements Principal {

    @Override
    public String getName() {
        return station.value();
    }
}
