package dev.substation.flow.gate;

import dev.substation.flow.charging.SmartCharging;
import dev.substation.flow.desk.Affiliations;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.EndedTransactions;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.IdentityConflicts;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.MeterKeys;
import dev.substation.flow.desk.Outages;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationFigure;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.desk.VendorFigures;
import dev.substation.flow.desk.Wiring;
import dev.substation.flow.down.ChargingProfiles;
import dev.substation.flow.down.ConfigurationKeys;
import dev.substation.flow.down.Downward;
import dev.substation.flow.down.FileTransfers;
import dev.substation.flow.down.HeartbeatKey;
import dev.substation.flow.down.HeldUpdates;
import dev.substation.flow.down.LocalLists;
import dev.substation.flow.down.Rewrites;
import dev.substation.flow.down.StartConnector;
import dev.substation.flow.down.Triggers;
import dev.substation.flow.down.UnsuitableCalls;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.time.Desk;
import dev.substation.flow.up.Charging;
import dev.substation.flow.up.ClosedTransactions;
import dev.substation.flow.up.CsmsAnswers;
import dev.substation.flow.up.Upward;
import dev.substation.flow.upstream.Upstream;
import dev.substation.flow.upstream.UpstreamOwner;
import dev.substation.flow.upstream.Upstreams;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the rooms of the flow together. Changed and read on the desk. */
final class Rooms {

    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);

    final Desk desk;
    final LiveSite site;
    final Rules rules;
    final Store store;
    final Connections connections;
    final StationVendors vendors;
    final Transactions transactions;
    final KnownCards cards;
    final Registration registration;
    final EndedTransactions recall;
    final RefusedCards refused;
    final Upward upward;
    final Affiliations affiliations;
    final CsmsChanges moves;
    final List<Change> begun;
    final Counters tally;
    final Presence presence;
    final RejectedCalls rejected;
    final Tracing tracing;
    final Events events;
    final Relays relays;
    final LocalLists lists;
    final InMemory memory;
    final LinkKeys linkKeys;
    final MeterKeys meterKeys;
    final Charging charging;
    final CsmsAnswers answers;
    final ClosedTransactions closing;
    final Downward downward;
    final ChargingProfiles profiles;
    final SmartCharging smartCharging;
    final HeldUpdates updates;
    final FileTransfers files;
    final LatestReports said;
    private final Outages outages;

    /**
     * @param snapshot what the ledger knew at start
     */
    Rooms(Parts parts, Ledger.Snapshot snapshot) {
        desk = parts.desk();
        tracing = parts.tracing();
        events = parts.events();
        site = parts.site();
        outages = new Outages(site.secrets()::inText);
        SharedState books = SharedState.opened(parts, snapshot);
        store = books.store();
        connections = books.connections();
        vendors = books.vendors();
        transactions = books.transactions();
        tally = books.tally();
        cards = books.cards();
        meterKeys = books.meterKeys();
        rules = parts.rules();
        affiliations = new Affiliations(site, snapshot.memories());
        registration =
                new Registration(
                        store, connections, parts.rules(), desk, site, affiliations, snapshot);
        Wiring wiring = new Wiring(site, transactions, books.statuses());
        said =
                new LatestReports(
                        snapshot.memories(),
                        (station, connector) ->
                                transactions.openOn(station, connector).isPresent());
        LogUploads uploads = new LogUploads(store, snapshot.memories());
        answers = new CsmsAnswers(parts.checks(), registration);
        refused = new RefusedCards(desk, site, books, snapshot.memories());
        charging = new Charging(parts, books, answers, registration, refused);
        upward =
                new Upward(
                        parts,
                        books,
                        wiring,
                        registration,
                        charging,
                        answers,
                        said,
                        uploads,
                        snapshot);
        closing = new ClosedTransactions(desk, books, charging, refused, upward.reports());
        linkKeys = new LinkKeys(parts, books, snapshot.memories());
        parts.csmsLinks().show(linkKeys.passwords());
        profiles = new ChargingProfiles(desk, store, snapshot.memories());
        smartCharging = new SmartCharging(parts, books, said, snapshot.memories());
        files = new FileTransfers(parts, store, snapshot.memories());
        updates =
                new HeldUpdates(
                        desk,
                        store,
                        connections,
                        upward.reports()::say,
                        files,
                        snapshot.memories());
        moves =
                new CsmsChanges(
                        books, site, affiliations, registration, uploads, updates, said, upward);
        begun = new ArrayList<>(moves.begun());
        begun.addAll(linkKeys.outdated());
        relays = new Relays(parts, books, linkKeys);
        presence = new Presence(desk, site, books, registration, upward, relays);
        rejected = new RejectedCalls(desk, site, store, tally, presence);
        lists = new LocalLists(desk, store, snapshot.memories());
        memory =
                new InMemory(
                        books,
                        rules,
                        upward,
                        lists,
                        profiles,
                        smartCharging,
                        updates,
                        affiliations,
                        registration,
                        refused,
                        presence,
                        files);
        Triggers triggers =
                new Triggers(
                        desk,
                        connections,
                        registration,
                        upward.reports()::sayAgain,
                        said,
                        uploads,
                        presence::isAlive);
        ConfigurationKeys keys =
                new ConfigurationKeys(parts.dictionary(), said, smartCharging, store, desk);
        recall = new EndedTransactions(desk, parts.ledger(), transactions);
        HeartbeatKey heartbeat = new HeartbeatKey(registration, store);
        downward =
                new Downward(
                        parts,
                        books,
                        wiring,
                        registration,
                        lists,
                        triggers,
                        keys,
                        heartbeat,
                        linkKeys,
                        uploads,
                        recall,
                        refused,
                        profiles,
                        smartCharging,
                        new Rewrites(
                                linkKeys,
                                new UnsuitableCalls(site, transactions, said),
                                keys,
                                heartbeat,
                                new StartConnector(said, transactions),
                                profiles,
                                updates,
                                files));
    }

    /** Opens upstream stations, and takes up what the ledger knew of stations. */
    void open(Parts parts, Ledger.Snapshot snapshot, UpstreamOwner owner) {
        connections.makingUpstreams(new Upstreams(desk, parts.csmsLinks(), parts.ledger(), owner));
        snapshot.stations().forEach(row -> connections.remember(row, parts.stationLinks()));
        connections.stations().forEach(vendors::remembered);
        connections.stations().forEach(registration::remembered);
        relays.waitFor(Set.copyOf(snapshot.waiting()));
        snapshot.waiting().forEach(id -> owing(id).hasRowsUpTo(snapshot.lastSequence()));
    }

    /** The link of an upstream station that owes the CSMS something, if the site has it or not. */
    private Upstream owing(StationId identity) {
        return connections.upstream(
                site.upstream(identity)
                        .orElseGet(
                                () -> {
                                    LOG.info(
                                            "station={} is no longer listed; its outbox is delivered",
                                            identity);
                                    return site.former(
                                            identity, transactions.csmsOf(identity).orElse(""));
                                }));
    }

    /**
     * Forgets a station that has nothing to do: no open transaction, no connection, nothing for the
     * CSMS. Says whether it did.
     */
    boolean forget(StationId id) {
        if (transactions.anyOpen(id) || !connections.forget(id)) {
            return false;
        }
        transactions.forget(id);
        registration.forget(id);
        affiliations.forget(id);
        cards.forget(id);
        upward.forget(id);
        presence.forget(id);
        relays.forget(id);
        lists.forget(id);
        profiles.forget(id);
        smartCharging.forget(id);
        updates.forget(id);
        linkKeys.forget(id);
        files.forget(id);
        store.commit(new Change.StationForgotten(id));
        return true;
    }

    /** Counts what there is. */
    Census census(int pending) {
        int links = relays.open();
        int connected = relays.connected();
        int away = relays.away();
        int queued = 0;
        for (Upstream upstream : connections.upstreams()) {
            links += upstream.isOpen() ? 1 : 0;
            connected += upstream.isConnected() ? 1 : 0;
            boolean outage = upstream.isAway() && upstream.refusal().isEmpty();
            away += upstream.isOpen() && outage ? 1 : 0;
            queued += upstream.queued();
        }
        return new Census(connections.stations().size(), links, connected, away, queued, pending);
    }

    private List<StationFigure> stations() {
        Map<StationId, Long> charging =
                transactions.open().stream()
                        .collect(
                                Collectors.groupingBy(
                                        TransactionRow::station, Collectors.counting()));
        return connections.stations().stream()
                .map(one -> StationFigure.of(one, charging.getOrDefault(one.id(), 0L)))
                .toList();
    }

    private List<String> reasons() {
        return Stream.concat(
                        outages
                                .reasons(
                                        connections.stations(),
                                        connections.upstreams(),
                                        relays.outages())
                                .stream(),
                        smartCharging.reasons().stream())
                .toList();
    }

    /** Counts what there is and what was done. */
    Figures figures(int pending) {
        int stationsConnected =
                (int) connections.stations().stream().filter(Station::isConnected).count();
        return tally.figures(
                census(pending),
                stationsConnected,
                reasons(),
                stations(),
                memory.kept(),
                IdentityConflicts.of(connections.stations(), connections.upstreams()),
                VendorFigures.of(connections.stations()),
                memory.acceptance(),
                desk.load());
    }
}
