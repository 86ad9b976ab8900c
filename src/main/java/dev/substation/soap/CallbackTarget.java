package dev.substation.soap;

import dev.substation.flow.settings.Networks;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.net.InetAddress;

/**
 * Where a station is called.
 *
 * @param peer where its connection came from
 * @param pinned whether the site named the address, so that it is called wherever it is
 */
record CallbackTarget(
        StationId station, Dialect dialect, String address, String peer, boolean pinned) {

    /** Whether the station comes from another address than the one that it named. */
    boolean onlyNames(InetAddress found) {
        return !peer.isEmpty() && Networks.literal(peer).filter(found::equals).isEmpty();
    }
}
