package dev.substation.api;

import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.model.StationId;
import java.util.Optional;
import java.util.Set;

/**
 * Which events a reader wants.
 *
 * @param station only those about it; all if empty
 */
record EventFilter(Optional<StationId> station, Set<EventKind> kinds) {

    boolean wants(Event event) {
        return kinds.contains(event.kind())
                && (station.isEmpty() || station.equals(event.station()));
    }
}
