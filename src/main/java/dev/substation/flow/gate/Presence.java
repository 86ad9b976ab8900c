package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.up.Upward;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is there, and what follows: the links to the CSMS that are open, and the Heartbeats on them.
 *
 * <p>A WebSocket tells when its station goes. A SOAP station is there for as long as it is heard of
 * within three of its intervals, and whatever it says opens its links (docs/answer-table.md).
 */
final class Presence {

    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private static final int MISSED_INTERVALS = 3;
    private static final Duration TICK = Duration.ofSeconds(5);

    /** Where a CSMS wants Heartbeats as often as this, the ticks come closer. */
    private static final Duration OFTEN = TICK.multipliedBy(2);

    private static final Duration TICK_WHEN_OFTEN = Duration.ofSeconds(1);
    private static final Duration LIFE_STORED = Duration.ofMinutes(1);

    /** In one commit, so that no station's answer waits long behind it. */
    private static final int LIVES_AT_ONCE = 500;

    private static final Duration DISCONNECTED_GRACE = Duration.ofSeconds(30);

    private final Desk desk;
    private final Site site;
    private final Store store;
    private final Connections connections;
    private final Transactions transactions;
    private final Registration registration;
    private final Upward upward;
    private final Relays relays;
    private final Map<StationId, Moment> lastBeat = new HashMap<>();
    private Moment startedAt;
    private boolean stopped;

    Presence(
            Desk desk,
            Site site,
            SharedState books,
            Registration registration,
            Upward upward,
            Relays relays) {
        this.desk = desk;
        this.site = site;
        store = books.store();
        connections = books.connections();
        transactions = books.transactions();
        this.registration = registration;
        this.upward = upward;
        startedAt = desk.moment();
        this.relays = relays;
    }

    /**
     * Opens the links of stations with open transactions, undelivered messages or recent life, and
     * starts to watch over them. The others' are opened when they are heard of.
     */
    void start() {
        startedAt = desk.moment();
        connections.upstreams().forEach(Upstream::open);
        connections.stations().stream()
                .filter(s -> isAlive(s) || transactions.anyOpen(s.id()))
                .filter(s -> !relays.serves(s))
                .forEach(this::presume);
        desk.after(TICK, this::tick);
    }

    void stop() {
        stopped = true;
    }

    /** How much is kept, for the metrics. */
    MemoryFigure kept() {
        return MemoryFigure.ofEach("last-heartbeat", lastBeat.size());
    }

    void forget(StationId id) {
        lastBeat.remove(id);
    }

    /**
     * A sign of life of a station over a link, whatever it says and whatever becomes of that: the
     * CSMS sees it from now on.
     */
    Station heard(StationLink over, StationSettings settings) {
        Station station = connections.heard(over, settings);
        open(station.id());
        return station;
    }

    /** A station is taken for alive though it has not said anything that could be answered. */
    void presume(Station station) {
        station.presumedAlive();
        open(station.id());
    }

    /** The links of a station have changed: those that it would have after a start are opened. */
    void opens(Station station) {
        if (!relays.serves(station) && (isAlive(station) || transactions.anyOpen(station.id()))) {
            open(station.id());
        }
    }

    private void open(StationId station) {
        connections.upstreamsOf(station).forEach(Upstream::open);
    }

    boolean isAlive(Station station) {
        if (station.isConnected()) {
            return true;
        }
        return station.silence().compareTo(patience(station)) < 0;
    }

    /** How long a station that is not connected may say nothing. */
    private Duration patience(Station station) {
        return station.dialect().isSoap()
                ? Duration.ofSeconds(registration.stationIntervals().stationInterval(station.id()))
                        .multipliedBy(MISSED_INTERVALS)
                : DISCONNECTED_GRACE;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        Duration next = TICK;
        try {
            storeLife();
            relays.tick();
            for (Upstream upstream : connections.upstreams()) {
                if (upstream.isOpen() && keepAlive(upstream)) {
                    next = TICK_WHEN_OFTEN;
                }
            }
        } finally {
            desk.after(next, this::tick);
        }
    }

    private void storeLife() {
        if (store.noRoom().isPresent()) {
            return;
        }
        List<Change> heard = new ArrayList<>();
        for (Station station : connections.stations()) {
            if (station.storedBefore(LIFE_STORED)) {
                heard.add(new Change.StationChanged(station.row()));
            }
            if (heard.size() == LIVES_AT_ONCE) {
                store.commit(List.copyOf(heard));
                heard.clear();
            }
        }
        if (!heard.isEmpty()) {
            store.commit(heard);
        }
    }

    /** Says whether the CSMS wants Heartbeats of this one often. */
    private boolean keepAlive(Upstream upstream) {
        StationId identity = upstream.identity();
        List<Station> stations = connections.behind(identity);
        boolean alive = stations.stream().anyMatch(this::isAlive);
        if (alive) {
            site.upstream(identity)
                    .filter(settings -> settings.shape() == UpstreamSettings.Shape.JOINED)
                    .ifPresent(settings -> tellOfJoined(settings, stations));
        }
        boolean ending = stations.isEmpty() && transactions.anyOpenOf(identity);
        if (!alive && !upstream.hasWork() && !ending) {
            upstream.close(
                    stations.stream()
                            .map(Station::silence)
                            .min(Comparator.naturalOrder())
                            .map(
                                    silence ->
                                            "the station sent nothing for %d s"
                                                    .formatted(silence.toSeconds()))
                            .orElse("the site no longer has this station"));
            return false;
        }
        boolean beatsItself =
                stations.stream().anyMatch(station -> station.settings().transparent());
        return alive && !beatsItself && !registration.heldBack(identity) && beat(upstream);
    }

    private void tellOfJoined(UpstreamSettings settings, List<Station> stations) {
        for (Station station : stations) {
            if (isAlive(station)) {
                upward.recorded().presence(settings, station, true);
            } else if (startedAt.until(desk.moment()).compareTo(patience(station)) >= 0) {
                // Not sooner: after a start it had no time to show itself.
                upward.recorded().presence(settings, station, false);
            }
        }
    }

    private boolean beat(Upstream upstream) {
        if (registration.owes(upstream.identity())) {
            return false;
        }
        Duration interval = Duration.ofSeconds(registration.beatsEvery(upstream.identity()));
        Moment now = desk.moment();
        Moment last = lastBeat.computeIfAbsent(upstream.identity(), id -> now);
        if (last.until(now).compareTo(interval) >= 0) {
            lastBeat.put(upstream.identity(), now);
            upstream.heartbeat();
        }
        return interval.compareTo(OFTEN) < 0;
    }
}
