package dev.substation.flow.gate;

import dev.substation.flow.charging.SmartCharging;
import dev.substation.flow.desk.Affiliations;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLinks;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes other settings of the site while the gateway runs (docs/adr/0064-settings-go-live.md). All
 * of them count at once, in one task of the desk, and whatever a start would do follows: a station
 * that moves boots at its new CSMS, keys that the old password replaces are forgotten. Only what
 * has changed is touched: other connections stay open.
 *
 * <p>An upstream station keeps its CSMS while a transaction of it is not settled there, and the way
 * to its CSMS while a call is under way, so that no answer counts as another CSMS's.
 */
final class SiteChange {

    private static final Logger LOG = LoggerFactory.getLogger(SiteChange.class);

    private static final Duration LOOKED = Duration.ofSeconds(1);

    /** A link that is never idle is closed in the middle of a call in the end. */
    private static final Duration BUSY_MOST = Duration.ofMinutes(1);

    private final Desk desk;
    private final LiveSite site;
    private final Connections connections;
    private final Transactions transactions;
    private final Store store;
    private final LinkKeys linkKeys;
    private final Relays relays;
    private final Affiliations affiliations;
    private final CsmsChanges moves;
    private final Registration registration;
    private final Presence presence;
    private final AwayRejections rejections;
    private final StoredRows stored;
    private final Admissions admissions;
    private final StationLinks links;
    private final SmartCharging charging;

    /** Since when upstream stations keep a way to their CSMS because calls are under way. */
    private final Map<StationId, Moment> busy = new HashMap<>();

    private boolean looking;

    SiteChange(
            Rooms rooms,
            AwayRejections rejections,
            StoredRows stored,
            Admissions admissions,
            StationLinks links) {
        desk = rooms.desk;
        site = rooms.site;
        connections = rooms.connections;
        transactions = rooms.transactions;
        store = rooms.store;
        linkKeys = rooms.linkKeys;
        relays = rooms.relays;
        affiliations = rooms.affiliations;
        moves = rooms.moves;
        registration = rooms.registration;
        presence = rooms.presence;
        charging = rooms.smartCharging;
        this.rejections = rejections;
        this.stored = stored;
        this.admissions = admissions;
        this.links = links;
    }

    /** After the start: stations may be held. */
    void start() {
        lookLater();
    }

    /** Takes other settings. Completes with the stations that are known then. */
    CompletableFuture<List<StationId>> use(Site next) {
        CompletableFuture<List<StationId>> done = new CompletableFuture<>();
        desk.execute(
                () -> {
                    if (done.isDone()) {
                        return; // nobody waits for it any more
                    }
                    try {
                        take(next);
                        done.complete(connections.stations().stream().map(Station::id).toList());
                    } catch (RuntimeException fault) {
                        done.completeExceptionally(fault);
                    }
                });
        return done;
    }

    /** What was so before. */
    private record Before(StationSettings settings, List<UpstreamSettings> upstreams) {}

    private void take(Site next) {
        Map<StationId, Before> before = new HashMap<>();
        for (Station station : connections.stations()) {
            StationSettings settings = current(station).orElseGet(station::settings);
            before.put(station.id(), new Before(settings, site.upstreams(station.id())));
            relays.willBe(settings, next.station(station.id()));
        }
        inUse(next)
                .filter(id -> !before.containsKey(id))
                .filter(id -> next.station(id).filter(StationSettings::transparent).isPresent())
                .forEach(relays::waitFor);
        stored.settingsChanged();
        site.use(next, held(next, Optional.empty()));
        affiliations.look();
        List<Change> changes = new ArrayList<>(moves.begun());
        changes.addAll(linkKeys.outdated());
        if (!changes.isEmpty()) {
            store.commit(changes);
        }
        connections.returned();
        List.copyOf(connections.stations())
                .forEach(
                        station ->
                                current(station)
                                        .ifPresentOrElse(
                                                now -> has(station, before.get(station.id()), now),
                                                () -> leaves(station)));
        List.copyOf(connections.upstreams()).forEach(this::refresh);
        relays.refresh();
        for (Station station : connections.stations()) {
            Before was = before.get(station.id());
            if (was == null || !was.upstreams().equals(site.upstreams(station.id()))) {
                registration.remembered(station);
                presence.opens(station);
            }
        }
        rejections.reconsider();
        charging.settingsChanged();
        lookLater();
    }

    /** The stations that charge, or have a link to a CSMS, whether the site has had them or not. */
    private Stream<StationId> inUse(Site next) {
        return Stream.concat(
                transactions.open().stream().map(TransactionRow::station),
                connections.upstreams().stream()
                        .filter(upstream -> upstream.isOpen() || upstream.hasWork())
                        .flatMap(upstream -> next.upstream(upstream.identity()).stream())
                        .flatMap(upstream -> upstream.stations().stream()));
    }

    /** A station's settings as they count now; empty if the site does not have it under its id. */
    private Optional<StationSettings> current(Station station) {
        return site.station(station.id())
                .filter(settings -> settings.station().equals(station.id()))
                .map(linkKeys::current)
                .map(relays::current);
    }

    private void leaves(Station station) {
        LOG.info("station={} is no longer in site.yaml", station.id());
        rejections.forget(station.id());
        connections.leave(station, "the station is no longer in site.yaml");
    }

    private void has(Station station, Before before, StationSettings now) {
        connections.has(station, now, links);
        if (before == null) {
            return;
        }
        boolean sameLocks = before.settings().locks().equals(now.locks());
        connections.sendAway(
                station,
                link ->
                        sameLocks
                                ? admissions.objection(link, now)
                                : Optional.of(Admissions.LOCKS));
    }

    /**
     * The upstream stations that keep what they have for now.
     *
     * @param among only these are looked at
     */
    private Map<StationId, CsmsSettings> held(Site next, Optional<Set<StationId>> among) {
        Map<StationId, CsmsSettings> held = new HashMap<>();
        Map<StationId, String> owed = new LinkedHashMap<>();
        transactions.unfinished().stream()
                .filter(row -> !transactions.isParked(row)) // the next start sees to those
                .forEach(row -> owed.put(row.upstream(), row.csms()));
        Map<StationId, Upstream> upstreams = new HashMap<>();
        connections.upstreams().forEach(one -> upstreams.put(one.identity(), one));
        busy.keySet().retainAll(upstreams.keySet());
        Stream.concat(owed.keySet().stream(), upstreams.keySet().stream())
                .distinct()
                .filter(id -> among.isEmpty() || among.get().contains(id))
                .forEach(
                        id ->
                                next.upstream(id)
                                        .flatMap(
                                                wish ->
                                                        kept(
                                                                wish,
                                                                Optional.ofNullable(owed.get(id)),
                                                                Optional.ofNullable(
                                                                        upstreams.get(id)),
                                                                next))
                                        .ifPresent(csms -> held.put(id, csms)));
        return held;
    }

    /** What an upstream station keeps in place of what it should have by the settings. */
    private Optional<CsmsSettings> kept(
            UpstreamSettings wish, Optional<String> owed, Optional<Upstream> link, Site next) {
        StationId id = wish.identity();
        Optional<CsmsSettings> of =
                owed.filter(csms -> !csms.equals(wish.csms().name()))
                        .flatMap(csms -> named(id, csms, link, next));
        CsmsSettings target = of.orElse(wish.csms());
        Optional<CsmsSettings> asking =
                link.filter(Upstream::isAsking)
                        .map(Upstream::csms)
                        .filter(now -> !target.hasLinkOf(now));
        if (asking.isEmpty()) {
            busy.remove(id);
            return of;
        }
        Moment since = busy.computeIfAbsent(id, other -> desk.moment());
        return desk.moment().isAfter(since.plus(BUSY_MOST)) ? of : asking;
    }

    /** A CSMS by its name: as the settings have it, or as it was before it was taken out. */
    private Optional<CsmsSettings> named(
            StationId id, String csms, Optional<Upstream> link, Site next) {
        return Stream.of(
                        Optional.of(next.former(id, csms).csms()),
                        link.map(Upstream::csms),
                        Optional.ofNullable(site.held().get(id)),
                        Optional.of(site.former(id, csms).csms()))
                .flatMap(Optional::stream)
                .filter(one -> one.name().equals(csms))
                .findFirst();
    }

    /** Brings a link to what the settings say; the outbox of one that they lack goes out still. */
    private void refresh(Upstream upstream) {
        StationId id = upstream.identity();
        CsmsSettings now =
                site.upstream(id)
                        .map(UpstreamSettings::csms)
                        .or(
                                () ->
                                        named(
                                                id,
                                                upstream.csms().name(),
                                                Optional.of(upstream),
                                                site.wished()))
                        .orElseThrow();
        if (!now.equals(upstream.csms())) {
            busy.remove(id); // the next change waits anew
            connections.refresh(upstream, now);
        }
    }

    private void lookLater() {
        if (!looking && !site.held().isEmpty()) {
            looking = true;
            desk.after(LOOKED, this::look);
        }
    }

    /** Lets those go that need not be held any more. */
    private void look() {
        looking = false;
        Site wished = site.wished();
        if (held(wished, Optional.of(site.held().keySet())).equals(site.held())) {
            lookLater();
        } else {
            take(wished);
        }
    }
}
