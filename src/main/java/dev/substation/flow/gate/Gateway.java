package dev.substation.flow.gate;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Json;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.EndedTransactions;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.up.Upward;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.StartTransaction;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway between its faces and the csms: takes calls in both directions to the desk, and keeps
 * links alive.
 */
public final class Gateway implements StationGate {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Desk desk;
    private final Site site;
    private final Dictionary dictionary;
    private final Rooms rooms;
    private final Store store;
    private final Connections connections;
    private final Transactions transactions;
    private final Registration registration;
    private final EndedTransactions recall;
    private final Upward upward;
    private final Counters tally;
    private final Presence presence;
    private final Relays relays;
    private final LinkKeys linkKeys;
    private final StationFacts facts;
    private final AwayRejections rejections;
    private final MadeByRules madeByRules;
    private final DoorRefusals refusals;
    private final WebSockets webSockets;
    private final SiteChange change;

    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private int pending;
    private boolean stopping;

    /**
     * @param snapshot what the ledger knew at start
     */
    public Gateway(Parts parts, Ledger.Snapshot snapshot) {
        desk = parts.desk();
        refusals = new DoorRefusals(desk::now, parts.events());
        desk.operatedBefore(snapshot.operated());
        site = parts.site();
        dictionary = parts.dictionary();
        rooms = new Rooms(parts, snapshot);
        store = rooms.store;
        connections = rooms.connections;
        transactions = rooms.transactions;
        registration = rooms.registration;
        recall = rooms.recall;
        upward = rooms.upward;
        tally = rooms.tally;
        presence = rooms.presence;
        relays = rooms.relays;
        linkKeys = rooms.linkKeys;
        facts = new StationFacts(rooms, parts.checks(), parts.ledger(), () -> stopping);
        rejections = new AwayRejections(rooms);
        madeByRules = new MadeByRules(rooms);
        Admissions admissions = new Admissions(rooms.site);
        webSockets = new WebSockets(rooms, rejections, admissions, refusals);
        StoredRows stored = new StoredRows(rooms, parts.checks());
        change = new SiteChange(rooms, rejections, stored, admissions, parts.stationLinks());
        rooms.open(
                parts, snapshot, new CsmsSide(rooms, stored, rejections::reached, () -> stopping));
    }

    /**
     * Opens the links of stations with open transactions, undelivered messages or recent life, and
     * starts the clock of heartbeats and life times. Called once.
     */
    public void start() {
        desk.execute(
                () -> {
                    store.commit(rooms.begun);
                    presence.start();
                    connections.stations().forEach(upward.reports()::sayWhatChanged);
                    LOG.info(
                            "stations known={} transactions open={} links opened={}",
                            connections.stations().size(),
                            transactions.open().size(),
                            connections.upstreams().size());
                    madeByRules.start();
                    change.start();
                    rooms.smartCharging.start();
                });
    }

    /**
     * Refuses new calls, waits a little for the answers under way, then closes the links to the
     * CSMS in order. What is in the outbox stays there.
     */
    public CompletableFuture<Void> stop(Duration patience) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        desk.execute(
                () -> {
                    stopping = true;
                    madeByRules.stop();
                    presence.stop();
                    Runnable cancel = desk.after(patience, () -> idle.complete(null));
                    idle.thenRun(cancel)
                            .thenCompose(nothing -> closeLinks())
                            .whenComplete(
                                    (nothing, fault) -> {
                                        rooms.rejected.close();
                                        done.complete(null);
                                    });
                    if (pending == 0) {
                        idle.complete(null);
                    }
                });
        return done;
    }

    /**
     * Closes links to stations too, because they notice a broken connection only by their pings.
     */
    private CompletableFuture<Void> closeLinks() {
        connections.stations().stream()
                .flatMap(station -> station.link().stream())
                .filter(link -> link.kind() == StationLink.Kind.CONNECTED)
                .forEach(link -> link.close("the gateway stops"));
        return CompletableFuture.allOf(
                Stream.concat(
                                Stream.of(relays.close("the gateway stops")),
                                connections.upstreams().stream()
                                        .map(up -> up.close("the gateway stops")))
                        .toArray(CompletableFuture[]::new));
    }

    /** Counts what there is. */
    public CompletableFuture<Census> census() {
        return figures().thenApply(Figures::census);
    }

    /** Counts what there is and what was done. */
    public CompletableFuture<Figures> figures() {
        CompletableFuture<Figures> counted = new CompletableFuture<>();
        desk.execute(() -> counted.complete(rooms.figures(pending)));
        return counted;
    }

    /** Takes other settings of the site. Completes with the stations that are known then. */
    CompletableFuture<List<StationId>> use(Site next) {
        return change.use(next);
    }

    @Override
    public Optional<StationSettings> settings(StationId station) {
        return site.station(station).map(linkKeys::current).map(relays::current);
    }

    @Override
    public Answer.Failure unknown(Object name) {
        return Answer.failure(site.isSetUp() ? Cause.UNKNOWN_STATION : Cause.NOT_SET_UP, name);
    }

    @Override
    public long settingsVersion() {
        return rooms.site.version();
    }

    @Override
    public DoorRefusals refusals() {
        return refusals;
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return site.isRevoked(certificate);
    }

    @Override
    public void nextKeyShown(StationId station) {
        desk.execute(() -> linkKeys.shown(station));
    }

    /** What is known of the stations. */
    public StationFacts facts() {
        return facts;
    }

    @Override
    public CompletableFuture<Void> passed(StationLink from, PassedText message) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        desk.execute(from.station(), () -> webSockets.passed(from, message, done));
        return done;
    }

    @Override
    public void opened(StationLink link) {
        desk.execute(
                link.station(),
                () -> {
                    webSockets.opened(link, settings(link.station()));
                    rooms.smartCharging.appeared(link.station());
                });
    }

    @Override
    public Optional<Answer.Failure> turnedAway(StationId station, String peer) {
        Optional<Answer.Failure> why = rejections.why(station);
        if (why.isPresent()) {
            desk.execute(() -> rejections.knocked(station));
        }
        return why;
    }

    @Override
    public void closed(StationLink link) {
        desk.execute(link.station(), () -> webSockets.closed(link));
    }

    /**
     * Forgets a station that has nothing to do: no connection, no open transaction, nothing for the
     * csms. Completes with whether it did.
     */
    CompletableFuture<Boolean> forget(StationId id) {
        CompletableFuture<Boolean> forgotten = new CompletableFuture<>();
        desk.execute(
                () -> {
                    if (!rooms.forget(id)) {
                        forgotten.complete(false);
                        return;
                    }
                    rejections.forget(id);
                    LOG.info("station={} removed after a long silence", id);
                    forgotten.complete(true);
                });
        return forgotten;
    }

    /** How long nothing had been heard of a station when the ledger was read, and since. */
    Duration silence(StationRow row) {
        return row.lastHeard().until(desk.operated());
    }

    /** Calls that do not come to the desk. */
    RejectedCalls rejected() {
        return rooms.rejected;
    }

    @Override
    public void rejected(Call call, Answer.Failure why) {
        rooms.rejected.took(call, why);
    }

    @Override
    public CompletableFuture<Answer> call(StationLink from, Call call) {
        Json.write(call.payload()); // kept with it, so that the desk, which is one, need not
        CompletableFuture<Answer> reply = new CompletableFuture<>();
        Moment since = desk.moment();
        desk.execute(
                call.station(),
                () -> {
                    pending++;
                    taken(from, call)
                            .whenCompleteAsync(
                                    (answer, fault) -> {
                                        Answer answered =
                                                fault == null ? answer : Failures.of(call, fault);
                                        tally.answered(Direction.UP, call.action(), answered);
                                        store.commit(store.ended(call, answered, since));
                                        reply.complete(answered);
                                        if (call.action().equals(Action.BootNotification)) {
                                            rooms.smartCharging.appeared(call.station());
                                        }
                                        if (--pending == 0 && stopping) {
                                            idle.complete(null);
                                        }
                                    },
                                    desk);
                });
        return reply;
    }

    @Override
    public void said(Call call, Answer.Result answer, List<Note> notes) {
        Answer said = Answer.result(answer.payload()).noting(notes);
        desk.execute(call.station(), () -> store.commit(store.answered(call, said)));
    }

    private CompletableFuture<Answer> taken(StationLink from, Call call) {
        Optional<Station> judging = connections.judging(from);
        if (judging.isEmpty()) {
            return takenNow(from, call);
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        judging.get()
                .newcomers()
                .whenDecided(
                        from,
                        letIn ->
                                (letIn
                                                ? takenNow(from, call)
                                                : now(
                                                        Answer.failure(
                                                                Cause.OTHER_CONNECTION,
                                                                from.station())))
                                        .whenComplete(
                                                (answered, fault) -> {
                                                    if (fault == null) {
                                                        answer.complete(answered);
                                                    } else {
                                                        answer.completeExceptionally(fault);
                                                    }
                                                }));
        return answer;
    }

    private CompletableFuture<Answer> takenNow(StationLink from, Call call) {
        try {
            Optional<StationSettings> settings = settings(call.station());
            if (stopping || settings.isEmpty()) {
                return now(stopping ? Answer.failure(Cause.STOPPING) : unknown(call.station()));
            }
            Station station = presence.heard(from, settings.get());
            if (settings.get().csms().strict()
                    && !settings.get().transparent()
                    && !dictionary.knows(
                            settings.get().csms().dialect(), Direction.UP, call.action())) {
                return now(Answer.failure(Cause.UNKNOWN_ACTION, call.action()));
            }
            if (!settings.get().keepsItsOwn()) {
                return routed(station, call);
            }
            return connections
                    .upstreamsOf(station.id())
                    .get(0)
                    .reachable()
                    .thenComposeAsync(
                            reachable ->
                                    reachable
                                            ? routed(station, call)
                                            : now(
                                                    Answer.failure(
                                                            Cause.CSMS_AWAY_REFUSED,
                                                            settings.get().csms().name(),
                                                            station.id())),
                            desk);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private CompletableFuture<Answer> routed(Station station, Call call) {
        try {
            Optional<Long> named = TransactionPlace.of(call.action()).read(call.payload());
            return recall.ofStation(
                    station.id(),
                    named,
                    row ->
                            objection(station, call)
                                    .map(Gateway::now)
                                    .orElseGet(() -> upward.route(station, call, row)));
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** What a transparent station must not say before its boot is accepted, the CSMS tells it. */
    private Optional<Answer.Failure> objection(Station station, Call call) {
        if (site.station(station.id()).isEmpty()) { // the settings have changed meanwhile
            return Optional.of(unknown(station.id()));
        }
        return station.settings().transparent()
                ? Optional.empty()
                : registration.objection(station, call, isBegun(station, call));
    }

    /** Whether a call starts a transaction where one runs: most likely that, sent once more. */
    private boolean isBegun(Station station, Call call) {
        return call.action().equals(Action.StartTransaction)
                && new StartTransaction(call.payload())
                        .connectorId()
                        .flatMap(connector -> transactions.openOn(station.id(), connector))
                        .isPresent();
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
