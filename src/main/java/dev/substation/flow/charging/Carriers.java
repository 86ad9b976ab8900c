package dev.substation.flow.charging;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Vendors;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.Actuators;
import dev.substation.flow.settings.ChargingSettings.Carrier;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Direction;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which station's charging profiles the gateway keeps, and by which way it limits the station. */
final class Carriers {

    /** What the gateway keeps for a station. */
    enum Carried {
        /** The station keeps its profiles itself, or has none. */
        NOTHING,
        /** The ChargePointMaxProfile, which the station lacks, or has from the gateway. */
        MAXIMUM,
        ALL
    }

    private final Dictionary dictionary;
    private final Actuators outside;
    private final Predicate<StationId> sharing;
    private final StationCaller caller;
    private final Map<StationId, CallingActuator> made = new HashMap<>();

    Carriers(
            Dictionary dictionary,
            Actuators outside,
            Predicate<StationId> sharing,
            Desk desk,
            Store store,
            Connections connections) {
        this.dictionary = dictionary;
        this.outside = outside;
        this.sharing = sharing;
        caller = new StationCaller(desk, store, connections);
    }

    void forget(StationId station) {
        made.remove(station);
    }

    Carried of(Station station) {
        Carrier carrier = station.settings().charging().carrier();
        Optional<Actuator> actuator =
                station.settings().transparent() || carrier == Carrier.STATION
                        ? Optional.empty()
                        : actuator(station);
        if (actuator.isEmpty()) {
            return Carried.NOTHING;
        }
        if (carrier == Carrier.GATEWAY || !knowsProfiles(station) || actuator.get().isOnlyWay()) {
            return Carried.ALL;
        }
        // The gateway's own ChargePointMaxProfile would replace that of the CSMS.
        return actuator.get() instanceof AblLimits || sharing.test(station.id())
                ? Carried.MAXIMUM
                : Carried.NOTHING;
    }

    private boolean knowsProfiles(Station station) {
        return dictionary.knows(station.dialect(), Direction.DOWN, Action.SetChargingProfile);
    }

    /** Whether connectors of a station have no limits of their own. */
    boolean limitsWholeAlone(Station station) {
        return actuator(station).filter(it -> !it.ability().perConnector()).isPresent();
    }

    /** The way to limit a station; its maker's before that of OCPP. */
    Optional<Actuator> actuator(Station station) {
        return outside.of(station.id()).or(() -> calling(station));
    }

    /** Whether orders reach a station now, as far as anybody can tell. */
    boolean isThere(Station station, Actuator actuator) {
        return !(actuator instanceof CallingActuator) || station.link().isPresent();
    }

    private Optional<Actuator> calling(Station station) {
        Optional<String> abl =
                station.settings()
                        .charging()
                        .ablLimit()
                        .filter(path -> station.vendor().equals(Vendors.ABL));
        if (abl.isEmpty() && !knowsProfiles(station)) {
            return Optional.empty();
        }
        CallingActuator before = made.get(station.id());
        if (before != null
                && before.settings().equals(station.settings().charging())
                && before instanceof AblLimits == abl.isPresent()) {
            return Optional.of(before);
        }
        CallingActuator actuator =
                abl.isPresent()
                        ? new AblLimits(station.id(), station.settings().charging(), caller)
                        : new ProfileLimits(station.id(), station.settings().charging(), caller);
        made.put(station.id(), actuator);
        return Optional.of(actuator);
    }
}
