package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationFigure;
import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Events;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.LinkOverview;
import dev.substation.flow.upstream.Outage;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says when a station or a link to a CSMS stands otherwise than before, while operators look on.
 * Looks once a second, so that no way to change a state can be forgotten, and a flapping peer makes
 * no more than that. Lives on the desk.
 */
final class Standings {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Desk desk;
    private final Events events;
    private final Connections connections;
    private final Relays relays;
    private final LinkSites sites;
    private final StationBoard board;

    private Map<StationId, String> stations = Map.of();
    private Map<StationId, LinkOverview.State> links = Map.of();
    private boolean looking;

    /** What the site says of an upstream station. */
    @FunctionalInterface
    interface LinkSites {
        Optional<UpstreamSettings> of(StationId identity);
    }

    /**
     * @param board what it shows is old when something is said here: whoever hears it asks there
     */
    Standings(Rooms rooms, StationBoard board) {
        this.board = board;
        desk = rooms.desk;
        events = rooms.events;
        connections = rooms.connections;
        relays = rooms.relays;
        sites = rooms.site::upstream;
    }

    /** Operators look on: what changes from now on is an event. From any thread. */
    void begin() {
        desk.execute(
                () -> {
                    board.outdated();
                    if (!looking) {
                        looking = true;
                        look(false);
                        desk.after(EVERY, this::again);
                    }
                });
    }

    private void again() {
        if (!events.areWanted()) {
            looking = false;
            stations = Map.of();
            links = Map.of();
            return;
        }
        try {
            look(true);
        } finally {
            desk.after(EVERY, this::again);
        }
    }

    private void look(boolean tell) {
        Map<StationId, String> seen = new HashMap<>();
        Map<StationId, LinkOverview.State> reached = new HashMap<>();
        for (Station station : connections.stations()) {
            String state = StationFigure.state(station);
            seen.put(station.id(), state);
            if (tell && !state.equals(stations.get(station.id()))) {
                board.outdated();
                events.add(event(station, state));
            }
            if (relays.serves(station)) {
                look(relays.overview(station), reached, tell);
            }
        }
        for (Upstream upstream : connections.upstreams()) {
            if (!reached.containsKey(upstream.identity())) {
                look(upstream.overview(), reached, tell);
            }
        }
        stations = seen;
        links = reached;
    }

    private static Event event(Station station, String state) {
        return new Event(
                EventKind.STATION,
                Optional.of(station.id()),
                Payload.of(
                        "state", state,
                        "dialect", station.dialect().word(),
                        "address", station.address()));
    }

    private void look(LinkOverview link, Map<StationId, LinkOverview.State> reached, boolean tell) {
        reached.put(link.identity(), link.state());
        LinkOverview.State before = links.getOrDefault(link.identity(), LinkOverview.State.CLOSED);
        if (!tell || link.state() == before) {
            return;
        }
        board.outdated();
        Optional<UpstreamSettings> site = sites.of(link.identity());
        Payload details =
                Payload.of(
                        "identity", link.identity().value(),
                        "csms", site.map(known -> known.csms().name()).orElse(""),
                        "state", link.state().name().toLowerCase(Locale.ROOT));
        events.add(
                new Event(
                        EventKind.LINK,
                        site.flatMap(known -> known.stations().stream().findFirst()),
                        link.outage()
                                .map(Outage::why)
                                .map(why -> details.with("reason", why))
                                .orElse(details)));
    }
}
