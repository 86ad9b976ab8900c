package dev.substation.json;

import dev.substation.flow.ports.Admission;
import dev.substation.model.StationId;
import java.security.Principal;

/**
 * Who is let in: made by the filter, found again as the principal of the WebSocket session, for a
 * session knows nothing else of the request that it began with.
 *
 * @param admission by what it is let in
 * @param address the peer's host and port
 * @param line its connection
 * @param isCut whether that is to be cut where others are closed, for a station that does not come
 *     again after a Close frame (quirk 43)
 */
record Newcomer(Admission admission, String address, RawConnection line, boolean isCut)
        implements Principal {

    StationId station() {
        return admission.station();
    }

    @Override
    public String getName() {
        return station().value();
    }
}
