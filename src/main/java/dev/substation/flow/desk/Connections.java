package dev.substation.flow.desk;

import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.Upstream;
import dev.substation.flow.upstream.Upstreams;
import dev.substation.model.StationId;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is there: stations as they connect, and upstream stations as the CSMS sees them. */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Map<StationId, Station> stations = new HashMap<>();

    /** Stations of earlier runs that the site did not have at the start. */
    private final Set<StationId> unlisted = new HashSet<>();

    /** Stations that the site has not now, for the time when it has them again. */
    private final Map<StationId, Station> absent = new HashMap<>();

    private final Map<StationId, Upstream> upstreams = new HashMap<>();
    private final Desk desk;
    private final Site site;
    private final Store store;
    private Upstreams makers;
    private final Tracing tracing;

    Connections(Desk desk, Site site, Store store, Tracing tracing) {
        this.tracing = tracing;
        this.desk = desk;
        this.site = site;
        this.store = store;
    }

    /** How upstream stations are made; set once, before anything else is asked. */
    public void makingUpstreams(Upstreams maker) {
        makers = maker;
    }

    /** Takes in a station of an earlier run; one that is no longer listed is left out. */
    public void remember(StationRow row, StationLinks links) {
        Optional<StationSettings> settings = site.station(row.station());
        if (settings.isEmpty()) {
            LOG.info("station={} is no longer listed", row.station());
            unlisted.add(row.station());
            return;
        }
        Optional<StationLink> link =
                row.dialect().isSoap() ? callback(row, settings.get(), links) : Optional.empty();
        Station station = new Station(settings.get(), row.dialect(), desk, tracing);
        stations.put(station.id(), station.recalling(row, link));
    }

    private static Optional<StationLink> callback(
            StationRow row, StationSettings settings, StationLinks links) {
        if (settings.callback().isPresent()) {
            return settings.callback()
                    .map(uri -> links.pinned(row.station(), row.dialect(), uri.toString()));
        }
        return row.address().startsWith("http") && settings.callbackFrom() != CallbackFrom.NEVER
                ? Optional.of(links.callback(row.station(), row.dialect(), row.address()))
                : Optional.empty();
    }

    /**
     * A connection of a station has come; the newest wins, unless two are at it.
     *
     * @param then what follows when it is let in
     * @param refused what follows when it is not, because the one in use is alive
     */
    public void opened(
            StationLink link, StationSettings settings, Runnable then, Runnable refused) {
        Station station = of(link, settings);
        station.newcomers()
                .admit(
                        link,
                        () -> {
                            take(station, link);
                            then.run();
                        },
                        refused);
    }

    /**
     * A connection has come that must not stay; what it says until it has closed does not count.
     */
    public void turnAway(StationLink link, StationSettings settings, String why) {
        if (link.station().equals(settings.station())) {
            known(link, settings).newcomers().turnAway(link, why);
        } else {
            link.sendAway(why);
        }
    }

    /** A link has closed. Says of which station it was the one in use. */
    public Optional<Station> gone(StationLink link) {
        return Optional.ofNullable(stations.get(link.station()))
                .or(() -> Optional.ofNullable(absent.get(link.station())))
                .filter(station -> station.gone(link));
    }

    /** The station of a newcomer of which it is not decided yet whether it is let in. */
    public Optional<Station> judging(StationLink link) {
        return link.kind() == StationLink.Kind.CONNECTED
                ? station(link.station()).filter(station -> station.newcomers().isWaiting(link))
                : Optional.empty();
    }

    /** Why the CSMS does not let an upstream station in; empty when it does, or is away. */
    Optional<CsmsRefusal> refusal(StationId upstream) {
        return Optional.ofNullable(upstreams.get(upstream)).flatMap(Upstream::refusal);
    }

    /**
     * A sign of life of a station over a link. One that was replaced can still be heard, but does
     * not come back by that.
     */
    public Station heard(StationLink over, StationSettings settings) {
        Station station = of(over, settings);
        if (over.kind() != StationLink.Kind.CONNECTED) {
            take(station, over);
        }
        return station;
    }

    private Station of(StationLink link, StationSettings settings) {
        Station station = known(link, settings);
        station.heard(settings);
        return station;
    }

    private Station known(StationLink link, StationSettings settings) {
        return stations.computeIfAbsent(
                settings.station(), id -> new Station(settings, link.dialect(), desk, tracing));
    }

    private void take(Station station, StationLink over) {
        if (station.take(over)) {
            LOG.info(
                    "station={} dialect={} at {}",
                    station.id(),
                    station.dialect().word(),
                    over.address());
            store.commit(new Change.StationChanged(station.row()));
        }
    }

    /** Takes a station out, unless it is connected or something waits to be delivered for it. */
    public boolean forget(StationId id) {
        Optional<Upstream> upstream = Optional.ofNullable(upstreams.get(id));
        if (station(id).filter(Station::isConnected).isPresent()
                || upstream.filter(Upstream::hasWork).isPresent()) {
            return false;
        }
        upstream.ifPresent(up -> up.close("the station is forgotten"));
        upstreams.remove(id);
        stations.remove(id);
        return true;
    }

    /**
     * Takes out a station that the site does not have any more, until it has it again.
     *
     * @param why its WebSocket is closed
     */
    public void leave(Station station, String why) {
        stations.remove(station.id());
        absent.put(station.id(), station);
        station.newcomers().turnAway(link -> Optional.of(why));
        webSocket(station)
                .ifPresent(
                        link -> {
                            station.gone(link);
                            link.close(why);
                        });
    }

    /**
     * Closes WebSockets of a station, the one in use and those of newcomers; the station may open
     * another.
     *
     * @param why one must not stay; empty for one that may
     */
    public void sendAway(Station station, Function<StationLink, Optional<String>> why) {
        station.newcomers().turnAway(why);
        webSocket(station)
                .ifPresent(
                        link -> why.apply(link).ifPresent(text -> sendAway(station, link, text)));
    }

    private static void sendAway(Station station, StationLink link, String why) {
        LOG.info("station={} must connect again: {}", station.id(), why);
        station.gone(link);
        link.sendAway(why);
    }

    private static Optional<StationLink> webSocket(Station station) {
        return station.link().filter(link -> link.kind() == StationLink.Kind.CONNECTED);
    }

    /** A station has other settings: over SOAP it is called where they say. */
    public void has(Station station, StationSettings now, StationLinks links) {
        Optional<URI> before = station.settings().callback();
        station.has(now);
        if (!station.dialect().isSoap()) {
            return;
        }
        Optional<StationLink> called =
                station.link().filter(link -> link.kind() == StationLink.Kind.CALLED_BACK);
        if (now.callback().isPresent()) {
            if (!now.callback().equals(before)) {
                String address = now.callback().get().toString();
                callAt(station, links.pinned(station.id(), station.dialect(), address));
            }
        } else if (now.callbackFrom() == CallbackFrom.NEVER) {
            called.ifPresent(station::gone);
        } else if (before.isPresent()) {
            // The address stays known, but only the networks for callbacks are called from now on.
            called.map(link -> links.callback(station.id(), station.dialect(), link.address()))
                    .ifPresent(link -> callAt(station, link));
        }
    }

    private void callAt(Station station, StationLink link) {
        station.takeovers().settled(link);
        station.follow(link);
        LOG.info("station={} is called at {}", station.id(), link.address());
        store.commit(new Change.StationChanged(station.row()));
    }

    /** Takes in again the stations that the site has again. */
    public void returned() {
        unlisted.stream()
                .filter(station -> site.station(station).isPresent())
                .toList()
                .forEach(
                        station -> {
                            unlisted.remove(station);
                            LOG.info(
                                    "station={} was here before; what the ledger remembers of it"
                                            + " counts after a restart",
                                    station);
                        });
        List<Station> back =
                absent.values().stream()
                        .filter(station -> site.station(station.id()).isPresent())
                        .toList();
        back.forEach(
                station -> {
                    absent.remove(station.id());
                    stations.put(station.id(), station);
                });
    }

    public Optional<Station> station(StationId id) {
        return Optional.ofNullable(stations.get(id));
    }

    public Collection<Station> stations() {
        return stations.values();
    }

    /** The link of an upstream station, made when it is new; it is not opened by this. */
    public Upstream upstream(UpstreamSettings settings) {
        return upstreams.computeIfAbsent(
                settings.identity(), id -> makers.make(id, settings.csms()));
    }

    /** The link of an upstream station has the settings that the site has for it now. */
    public void refresh(Upstream upstream, CsmsSettings now) {
        makers.change(upstream, now);
    }

    /** The links of all that a station is upstream. */
    public List<Upstream> upstreamsOf(StationId station) {
        return site.upstreams(station).stream().map(this::upstream).toList();
    }

    /** The links of a station that there are already. */
    public List<Upstream> linksOf(StationId station) {
        return site.upstreams(station).stream()
                .flatMap(known -> Optional.ofNullable(upstreams.get(known.identity())).stream())
                .toList();
    }

    /**
     * The stations behind an upstream one that were heard of; none when the site has it no more.
     */
    public List<Station> behind(StationId upstream) {
        return site.upstream(upstream).stream()
                .flatMap(settings -> settings.stations().stream())
                .flatMap(station -> station(station).stream())
                .toList();
    }

    public Collection<Upstream> upstreams() {
        return upstreams.values();
    }
}
