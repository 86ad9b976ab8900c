package dev.substation.flow;

import dev.substation.model.Dialect;
import dev.substation.model.StationId;

/**
 * Makes links to stations that are called back, from what the ledger remembers of them. The soap
 * face stands behind it.
 */
public interface StationLinks {

    /** A link to a callback address, such as {@code http://192.168.25.10:12801/}. */
    StationLink callback(StationId station, Dialect dialect, String address);
}
