package dev.substation.flow.ports;

import dev.substation.model.Dialect;
import dev.substation.model.StationId;

/**
 * Makes links to stations that are called back, from what the ledger remembers of them. The soap
 * face stands behind it.
 */
public interface StationLinks {

    /**
     * A link to a callback address, such as {@code http://192.168.40.10:12801/}, that the station
     * gave of itself: it is called only within the networks that the site allows.
     */
    StationLink callback(StationId station, Dialect dialect, String address);

    /** A link to the address that the site itself names, wherever that is. */
    default StationLink pinned(StationId station, Dialect dialect, String address) {
        return callback(station, dialect, address);
    }
}
