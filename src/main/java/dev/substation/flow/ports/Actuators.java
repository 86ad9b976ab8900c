package dev.substation.flow.ports;

import dev.substation.model.StationId;
import java.util.Optional;

/**
 * The ways outside OCPP by which the site's stations can be limited, such as a maker's protocol
 * over UDP. An edge offers them; {@code flow} has those that go through OCPP by itself, and takes
 * them where there is none here.
 */
@FunctionalInterface
public interface Actuators {

    /** Stations are limited through OCPP alone. */
    Actuators NONE = station -> Optional.empty();

    /**
     * The actuator of a station; empty where the site says of no such way. Called on the desk, for
     * each order anew: the settings may have changed. The actuator of a station stays the same
     * object as long as its settings do.
     */
    Optional<Actuator> of(StationId station);
}
