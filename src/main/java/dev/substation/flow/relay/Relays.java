package dev.substation.flow.relay;

import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.upstream.LinkOverview;
import dev.substation.flow.upstream.LinkOverview.State;
import dev.substation.flow.upstream.Outage;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relays of the transparent stations that are connected. Lives on the desk.
 *
 * <p>A station that became transparent while it charged, or while the CSMS was still to get
 * something of it, is served in the usual way until that is over: its transactions may have ids
 * that the gateway gave, and one identity must not have two links to the csms.
 */
public final class Relays {

    private static final Logger LOG = LoggerFactory.getLogger(Relays.class);

    private final Parts parts;
    private final SharedState books;
    private final LinkKeys linkKeys;
    private final Supplier<Instant> now;
    private final Map<StationId, Relay> relays = new HashMap<>();

    /** Where each of them leads. */
    private final Map<StationId, UpstreamSettings> ends = new HashMap<>();

    /** Links to the CSMS that are about to close, by station. */
    private final Map<StationId, CompletableFuture<Void>> closing = new HashMap<>();

    /** Stations that came and did not reach the CSMS the last time. */
    private final Map<StationId, Unreached> unreached = new HashMap<>();

    /** Since when, and why, a station has not reached its CSMS. */
    private record Unreached(String csms, Outage outage) {}

    /** Transparent stations that are served in the usual way still; read from any thread. */
    private final Set<StationId> notYet = ConcurrentHashMap.newKeySet();

    public Relays(Parts parts, SharedState books, LinkKeys linkKeys) {
        this.linkKeys = linkKeys;
        now = parts.desk()::now;
        this.parts = parts;
        this.books = books;
    }

    /**
     * Before the start: finds the stations that are not transparent yet.
     *
     * @param waiting the upstream stations of which the CSMS must still get something
     */
    public void waitFor(Set<StationId> waiting) {
        books.connections().stations().stream()
                .filter(station -> station.settings().transparent())
                .map(Station::id)
                .filter(
                        id ->
                                books.transactions().anyOpen(id)
                                        || parts.site().upstreams(id).stream()
                                                .map(UpstreamSettings::identity)
                                                .anyMatch(waiting::contains))
                .forEach(this::waitFor);
    }

    /** A station is not transparent until it has no transaction and its outbox is delivered. */
    public void waitFor(StationId id) {
        LOG.info(
                "station={} becomes transparent when its transactions have ended and its outbox is"
                        + " delivered",
                id);
        notYet.add(id);
    }

    /**
     * Before other settings count: a station that becomes transparent by them is not yet.
     *
     * @param now its settings until then
     * @param next empty when the site will not have it
     */
    public void willBe(StationSettings now, Optional<StationSettings> next) {
        if (next.filter(StationSettings::transparent).isEmpty()) {
            notYet.remove(now.station());
        } else if (!now.transparent()) {
            notYet.add(now.station());
        }
    }

    /**
     * After other settings count: the WebSocket of a station whose relay leads elsewhere by them is
     * closed, and the station opens another one.
     */
    public void refresh() {
        for (Relay relay : List.copyOf(relays.values())) {
            parts.site().upstreams(relay.station()).stream()
                    .findFirst()
                    .filter(now -> !isSame(now, ends.get(relay.station())))
                    .ifPresent(
                            now ->
                                    relay.link()
                                            .sendAway(
                                                    "the CSMS of the station has changed in"
                                                            + " site.yaml"));
        }
    }

    private static boolean isSame(UpstreamSettings now, UpstreamSettings before) {
        return now.identity().equals(before.identity()) && now.csms().hasLinkOf(before.csms());
    }

    /** The settings as they count now. May be called from any thread. */
    public StationSettings current(StationSettings settings) {
        return settings.transparent() && notYet.contains(settings.station())
                ? settings.notYetTransparent()
                : settings;
    }

    /** Whether a station that the ledger remembers has its link to the CSMS from a relay alone. */
    public boolean serves(Station station) {
        return !station.dialect().isSoap() && current(station.settings()).transparent();
    }

    /** Makes stations transparent of which nothing is left to do. */
    public void tick() {
        for (StationId id : List.copyOf(notYet)) {
            List<Upstream> upstreams = books.connections().upstreamsOf(id);
            if (books.transactions().anyOpen(id)
                    || upstreams.stream().anyMatch(Upstream::hasWork)) {
                continue;
            }
            notYet.remove(id);
            if (upstreams.isEmpty()) {
                continue; // the site has it no more
            }
            LOG.info("station={} is transparent from now on", id);
            Optional<Station> station = books.connections().station(id);
            if (station.filter(known -> known.dialect().isSoap()).isEmpty()) {
                change(id, station, upstreams.get(0));
            }
        }
    }

    /** A WebSocket goes on as it began; the station opens another one, which is passed through. */
    private void change(StationId id, Optional<Station> station, Upstream upstream) {
        closing.put(id, upstream.close("the station is transparent"));
        station.flatMap(Station::link)
                .ifPresent(link -> link.sendAway("the station is transparent from now on"));
    }

    /** A transparent station has come; its older link, if any, has been closed already. */
    public void opened(StationLink link) {
        Station station = books.connections().station(link.station()).orElseThrow();
        if (station.link().filter(current -> current == link).isEmpty()) {
            return; // it was refused in favour of the one before
        }
        StationId id = station.id();
        Optional.ofNullable(relays.get(id))
                .ifPresent(older -> closed(older, "a newer connection of the station has come"));
        UpstreamSettings end = parts.site().upstreams(id).get(0);
        Relay relay = new Relay(parts, books, linkKeys, station, link, end, this::over);
        relays.put(id, relay);
        ends.put(id, end);
        // The CSMS must not see the identity twice.
        CompletableFuture<Void> before =
                closing.getOrDefault(id, CompletableFuture.completedFuture(null));
        if (before.isDone()) {
            closing.remove(id);
            relay.connect();
        } else {
            before.whenCompleteAsync(
                    (gone, fault) -> {
                        closing.remove(id, before);
                        relay.connect();
                    },
                    parts.desk());
        }
    }

    /** The WebSocket of a transparent station has gone. */
    public void closed(StationLink link) {
        Optional.ofNullable(relays.get(link.station()))
                .filter(relay -> relay.link() == link)
                .ifPresent(relay -> closed(relay, "the station's WebSocket closed"));
    }

    private void closed(Relay relay, String why) {
        CompletableFuture<Void> gone = relay.gone(why);
        if (!gone.isDone()) {
            closing.put(relay.station(), gone);
        }
    }

    private void over(Relay relay, Optional<String> unreachable) {
        if (relays.remove(relay.station(), relay)) {
            ends.remove(relay.station());
        }
        Unreached before = unreached.remove(relay.station());
        unreachable.ifPresent(
                why -> {
                    Instant since = before == null ? now.get() : before.outage().since();
                    unreached.put(
                            relay.station(),
                            new Unreached(relay.csmsName(), new Outage(since, why)));
                });
    }

    /** How the link to the CSMS of a station stands that this {@linkplain #serves serves}. */
    public LinkOverview overview(Station station) {
        StationId id = station.id();
        StationId identity = parts.site().upstreams(id).get(0).identity();
        Relay relay = relays.get(id);
        if (relay != null && relay.isOpen()) {
            return new LinkOverview(identity, State.CONNECTED, Optional.empty());
        }
        Optional<Outage> outage = Optional.ofNullable(unreached.get(id)).map(Unreached::outage);
        if (outage.isPresent()) {
            return new LinkOverview(identity, State.AWAY, outage);
        }
        return new LinkOverview(
                identity, relay == null ? State.CLOSED : State.CONNECTING, Optional.empty());
    }

    private Stream<Unreached> unreachedNow() {
        return unreached.entrySet().stream()
                .filter(
                        one ->
                                !relays.containsKey(one.getKey())
                                        || !relays.get(one.getKey()).isOpen())
                .map(Map.Entry::getValue);
    }

    /** Since when stations that came last did not reach their CSMS, and why, by its name. */
    public Map<String, List<Outage>> outages() {
        return unreachedNow()
                .collect(
                        Collectors.groupingBy(
                                Unreached::csms,
                                Collectors.mapping(Unreached::outage, Collectors.toList())));
    }

    /** A text message of a station. */
    public void passed(StationLink from, PassedText message) {
        Optional.ofNullable(relays.get(from.station()))
                .filter(relay -> relay.link() == from)
                .ifPresent(relay -> relay.fromStation(message));
    }

    /** Whether what a rule made can go up now; otherwise the rule keeps it. */
    public boolean isIdle(StationId id) {
        return Optional.ofNullable(relays.get(id)).filter(Relay::isIdle).isPresent();
    }

    /** Sends what a rule made; the rule has back what the CSMS does not get. */
    public CompletableFuture<Boolean> made(Rules.Made made) {
        return relays.get(made.station()).made(made).thenApply(has -> true); // or it has it back
    }

    public void forget(StationId id) {
        unreached.remove(id);
        closing.remove(id);
    }

    /** Closes all links to the CSMS, when those of the stations are closed already. */
    public CompletableFuture<Void> close(String why) {
        return CompletableFuture.allOf(
                List.copyOf(relays.values()).stream()
                        .map(relay -> relay.gone(why))
                        .toArray(CompletableFuture[]::new));
    }

    public int open() {
        return relays.size();
    }

    public int connected() {
        return (int) relays.values().stream().filter(Relay::isOpen).count();
    }

    /** How many stations did not reach the CSMS when they came last. */
    public int away() {
        return (int) unreachedNow().count();
    }
}
