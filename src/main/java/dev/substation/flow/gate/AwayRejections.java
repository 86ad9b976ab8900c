package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Station;
import dev.substation.flow.ports.Site;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rejects stations that keep their messages themselves ({@code offline: reject}) while their CSMS
 * is away, and lets them in again.
 */
final class AwayRejections {

    private final Site site;
    private final Connections connections;
    private final Presence presence;

    /** Why stations must not connect; read from any thread. */
    private final Map<StationId, Answer.Failure> turnedAway = new ConcurrentHashMap<>();

    AwayRejections(Rooms rooms) {
        site = rooms.site;
        connections = rooms.connections;
        presence = rooms.presence;
    }

    /** Why a station must not connect now. May be called from any thread. */
    Optional<Answer.Failure> why(StationId station) {
        return Optional.ofNullable(turnedAway.get(station));
    }

    void forget(StationId station) {
        turnedAway.remove(station);
    }

    /** The settings have changed: who may keep its messages itself, and which CSMS it has. */
    void reconsider() {
        for (Station station : List.copyOf(connections.stations())) {
            if (!station.settings().keepsItsOwn()) {
                turnedAway.remove(station.id());
            } else if (station.isConnected()) {
                Upstream first = connections.upstreamsOf(station.id()).get(0);
                if (first.isOpen() && first.isAway()) {
                    reached(first.identity(), false);
                }
            }
        }
    }

    /** A rejected station tries to connect: the gateway opens its CSMS link. */
    void knocked(StationId id) {
        connections
                .station(id)
                .ifPresentOrElse(
                        presence::presume,
                        () -> connections.upstreamsOf(id).forEach(Upstream::open));
    }

    /**
     * Turns stations away that keep their messages themselves, and lets them in again. Of a split
     * station the first part's link decides.
     */
    void reached(StationId upstream, boolean connected) {
        for (Station station : connections.behind(upstream)) {
            if (!site.upstreams(station.id()).get(0).identity().equals(upstream)) {
                continue;
            }
            if (connected) {
                turnedAway.remove(station.id());
            } else if (station.settings().keepsItsOwn()) {
                String csms = station.settings().csms().name();
                turnedAway.put(
                        station.id(), Answer.failure(Cause.CSMS_AWAY_REFUSED, csms, station.id()));
                station.link().ifPresent(link -> link.sendAway("the CSMS is offline"));
            }
        }
    }
}
