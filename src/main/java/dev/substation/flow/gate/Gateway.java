package dev.substation.flow.gate;

import dev.substation.dialect.Dictionary;
import dev.substation.flow.desk.Affiliations;
import dev.substation.flow.desk.Census;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.EndedTransactions;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.IdentityConflicts;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.desk.Wiring;
import dev.substation.flow.down.ConfigurationKeys;
import dev.substation.flow.down.Downward;
import dev.substation.flow.down.HeartbeatKey;
import dev.substation.flow.down.LocalLists;
import dev.substation.flow.down.Triggers;
import dev.substation.flow.down.UnsuitableCalls;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.keys.SetByCsms;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.PassedText;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.up.Charging;
import dev.substation.flow.up.CsmsAnswers;
import dev.substation.flow.up.Upward;
import dev.substation.flow.upstream.Upstream;
import dev.substation.flow.upstream.UpstreamOwner;
import dev.substation.flow.upstream.Upstreams;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway between its faces and the csms: takes calls in both directions to the desk, and keeps
 * links alive.
 */
public final class Gateway implements StationGate {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private static final Duration MADE_TICK = Duration.ofSeconds(1);
    private static final int MADE_AT_ONCE = 100;
    private static final Duration NOT_STORED_PAUSE = Duration.ofSeconds(30);

    private final Desk desk;
    private final Site site;
    private final Dictionary dictionary;
    private final Rules rules;
    private final Ledger ledger;
    private final Store store;
    private final Connections connections;
    private final Transactions transactions;
    private final KnownCards cards;
    private final Registration registration;
    private final EndedTransactions recall;
    private final RefusedCards refused;
    private final Upward upward;
    private final Affiliations affiliations;
    private final CsmsChanges moves;
    private final List<Change> begun;
    private final Counters tally;
    private final Presence presence;
    private final Relays relays;
    private final LocalLists lists;
    private final InMemory memory;
    private final LinkKeys linkKeys;

    /** Why stations that keep their messages themselves must not connect; read from any thread. */
    private final Map<StationId, String> turnedAway = new ConcurrentHashMap<>();

    /** Links with a refused call that the desk has not heard of. */
    private final Set<StationLink> refusedOver = ConcurrentHashMap.newKeySet();

    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private Optional<Moment> nothingMadeBefore = Optional.empty();
    private int pending;
    private boolean stopping;

    /**
     * @param snapshot what the ledger knew at start
     */
    public Gateway(Parts parts, Ledger.Snapshot snapshot) {
        desk = parts.desk();
        desk.operatedBefore(snapshot.operated());
        site = parts.site();
        dictionary = parts.dictionary();
        ledger = parts.ledger();
        SharedState books = SharedState.opened(parts, snapshot);
        store = books.store();
        connections = books.connections();
        transactions = books.transactions();
        tally = books.tally();
        cards = books.cards();
        rules = parts.rules();
        affiliations = new Affiliations(site, snapshot.memories());
        registration =
                new Registration(
                        store, connections, parts.rules(), desk, site, affiliations, snapshot);
        Wiring wiring = new Wiring(site, transactions, books.statuses());
        LatestReports said =
                new LatestReports(
                        snapshot.memories(),
                        (station, connector) ->
                                transactions.openOn(station, connector).isPresent());
        LogUploads uploads = new LogUploads(store, snapshot.memories());
        CsmsAnswers answers = new CsmsAnswers(parts.checks(), registration);
        refused = new RefusedCards(desk, site, books, snapshot.memories());
        Charging charging = new Charging(parts, books, answers, registration, refused);
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
        linkKeys = new LinkKeys(parts, books, snapshot.memories());
        parts.csmsLinks().show(linkKeys.passwords());
        begun =
                new ArrayList<>(
                        CsmsChanges.begun(
                                affiliations, registration, cards, uploads, site, said, upward));
        begun.addAll(linkKeys.outdated());
        moves = new CsmsChanges(books, site, affiliations, said, upward);
        relays = new Relays(parts, books, linkKeys);
        presence = new Presence(desk, site, books, registration, upward, relays);
        lists = new LocalLists(desk, store, snapshot.memories());
        memory =
                new InMemory(
                        books, rules, upward, lists, affiliations, registration, refused, presence);
        Triggers triggers =
                new Triggers(
                        desk,
                        connections,
                        registration,
                        upward::sayAgain,
                        said,
                        uploads,
                        presence::isAlive);
        ConfigurationKeys keys = new ConfigurationKeys(dictionary, said, store, desk);
        recall = new EndedTransactions(desk, ledger, transactions);
        UnsuitableCalls unaskable = new UnsuitableCalls(site, transactions, said);
        Downward downward =
                new Downward(
                        parts,
                        books,
                        wiring,
                        registration,
                        lists,
                        triggers,
                        keys,
                        new HeartbeatKey(registration, store),
                        linkKeys,
                        uploads,
                        unaskable,
                        recall,
                        refused);
        UpstreamOwner owner = new Owner(registration, charging, answers, downward);
        connections.makingUpstreams(new Upstreams(desk, parts.csmsLinks(), ledger, owner)::make);
        snapshot.stations().forEach(row -> connections.remember(row, parts.stationLinks()));
        connections.stations().forEach(registration::remembered);
        relays.waitFor(Set.copyOf(snapshot.waiting()));
        snapshot.waiting().forEach(id -> owing(id).hasRowsUpTo(snapshot.lastSequence()));
    }

    /** The link of an upstream station that owes the csms something, if the site has it or not. */
    private Upstream owing(StationId identity) {
        return connections.upstream(
                site.upstream(identity)
                        .orElseGet(
                                () -> {
                                    LOG.info(
                                            "station={} is not at this site any more; what it owes the csms is delivered",
                                            identity);
                                    return site.former(
                                            identity, transactions.csmsOf(identity).orElse(""));
                                }));
    }

    /**
     * Opens the links of stations with open transactions, undelivered messages or recent life, and
     * starts the clock of heartbeats and life times. Called once.
     */
    public void start() {
        desk.execute(
                () -> {
                    store.commit(begun);
                    presence.start();
                    connections.stations().forEach(upward::sayWhatChanged);
                    LOG.info(
                            "stations known={} transactions open={} links opened={}",
                            connections.stations().size(),
                            transactions.open().size(),
                            connections.upstreams().size());
                    desk.after(MADE_TICK, this::makeDue);
                });
    }

    /**
     * Refuses new calls, waits a little for the answers under way, then closes the links to the
     * csms in order. What is in the outbox stays there.
     */
    public CompletableFuture<Void> stop(Duration patience) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        desk.execute(
                () -> {
                    stopping = true;
                    presence.stop();
                    Runnable cancel = desk.after(patience, () -> idle.complete(null));
                    idle.thenRun(cancel)
                            .thenCompose(nothing -> closeLinks())
                            .whenComplete((nothing, fault) -> done.complete(null));
                    if (pending == 0) {
                        idle.complete(null);
                    }
                });
        return done;
    }

    /** Stations are told too: a connection that merely breaks is found by their pings only. */
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
        desk.execute(
                () -> {
                    int stationsConnected =
                            (int)
                                    connections.stations().stream()
                                            .filter(Station::isConnected)
                                            .count();
                    counted.complete(
                            tally.figures(
                                    counted(),
                                    stationsConnected,
                                    memory.kept(),
                                    IdentityConflicts.of(
                                            connections.stations(), connections.upstreams()),
                                    memory.acceptance(),
                                    desk.load()));
                });
        return counted;
    }

    private Census counted() {
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

    @Override
    public Optional<StationSettings> settings(StationId station) {
        return site.station(station).map(linkKeys::current).map(relays::current);
    }

    @Override
    public boolean isRevoked(X509Certificate certificate) {
        return site.isRevoked(certificate);
    }

    @Override
    public void nextKeyShown(StationId station) {
        desk.execute(() -> linkKeys.shown(station));
    }

    /** What csms have set that counts in place of the settings. From any thread. */
    public List<SetByCsms> setByCsms() {
        return linkKeys.all();
    }

    @Override
    public CompletableFuture<Void> passed(StationLink from, PassedText message) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        desk.execute(
                from.station(),
                () -> {
                    Optional<Station> judging = connections.judging(from);
                    if (judging.isPresent()) {
                        judging.get()
                                .newcomers()
                                .whenDecided(from, letIn -> pass(from, message, done));
                    } else {
                        pass(from, message, done);
                    }
                });
        return done;
    }

    @Override
    public void opened(StationLink link) {
        desk.execute(
                link.station(),
                () ->
                        settings(link.station())
                                .ifPresent(
                                        settings -> {
                                            connections.opened(link, settings, () -> letIn(link));
                                        }));
    }

    private void pass(StationLink from, PassedText message, CompletableFuture<Void> done) {
        try {
            relays.passed(from, message); // who is not let in has no relay
        } finally {
            done.complete(null);
        }
    }

    private void letIn(StationLink link) {
        if (link.passes()) {
            relays.opened(link);
            return;
        }
        List<Upstream> upstreams = connections.upstreamsOf(link.station());
        upstreams.forEach(Upstream::open);
        if (upstreams.get(0).isAway()) {
            reached(upstreams.get(0).identity(), false);
        }
    }

    @Override
    public Optional<String> turnedAway(StationId station, String peer) {
        Optional<String> why = Optional.ofNullable(turnedAway.get(station));
        if (why.isPresent()) {
            desk.execute(() -> knocked(station));
        }
        return why;
    }

    /** A station that is turned away would come: its csms is tried on its behalf. */
    private void knocked(StationId id) {
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
    private void reached(StationId upstream, boolean connected) {
        for (Station station : connections.behind(upstream)) {
            if (!site.upstreams(station.id()).get(0).identity().equals(upstream)) {
                continue;
            }
            if (connected) {
                turnedAway.remove(station.id());
            } else if (station.settings().keepsItsOwn()) {
                String csms = station.settings().csms().name();
                turnedAway.put(
                        station.id(),
                        Cause.CSMS_AWAY_REFUSED.with(csms, station.id()).description());
                station.link().ifPresent(link -> link.sendAway("the csms is away"));
            }
        }
    }

    @Override
    public void closed(StationLink link) {
        desk.execute(
                link.station(),
                () -> {
                    connections
                            .station(link.station())
                            .filter(station -> station.gone(link))
                            .ifPresent(
                                    station -> LOG.info("station={} disconnected", station.id()));
                    relays.closed(link);
                });
    }

    /**
     * Forgets a station that has nothing to do: no connection, no open transaction, nothing for the
     * csms. Completes with whether it did.
     */
    CompletableFuture<Boolean> forget(StationId id) {
        CompletableFuture<Boolean> forgotten = new CompletableFuture<>();
        desk.execute(
                () -> {
                    if (transactions.anyOpen(id) || !connections.forget(id)) {
                        forgotten.complete(false);
                        return;
                    }
                    transactions.forget(id);
                    registration.forget(id);
                    affiliations.forget(id);
                    cards.forget(id);
                    upward.forget(id);
                    presence.forget(id);
                    relays.forget(id);
                    lists.forget(id);
                    linkKeys.forget(id);
                    turnedAway.remove(id);
                    store.commit(new Change.StationForgotten(id));
                    LOG.info("station={} forgotten, it was silent for long", id);
                    forgotten.complete(true);
                });
        return forgotten;
    }

    /** How long nothing had been heard of a station when the ledger was read, and since. */
    Duration silence(StationRow row) {
        return row.lastHeard().until(desk.operated());
    }

    /**
     * Counts a call that was refused before it came to the desk; its station lives all the same. A
     * flood of refusals is one task of the desk at a time.
     */
    void refused(StationLink from, Call call, Answer answer) {
        tally.answered(Direction.UP, call.action(), answer);
        if (refusedOver.add(from)) {
            desk.execute(
                    () -> {
                        refusedOver.remove(from);
                        if (!stopping) {
                            site.station(call.station())
                                    .ifPresent(settings -> presence.heard(from, settings));
                        }
                    });
        }
    }

    @Override
    public CompletableFuture<Answer> call(StationLink from, Call call) {
        CompletableFuture<Answer> reply = new CompletableFuture<>();
        desk.execute(
                call.station(),
                () -> {
                    pending++;
                    taken(from, call)
                            .whenCompleteAsync(
                                    (answer, fault) -> {
                                        Answer told =
                                                fault == null ? answer : Failures.of(call, fault);
                                        tally.answered(Direction.UP, call.action(), told);
                                        store.commit(store.answered(call, told));
                                        reply.complete(told);
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
                                                : now(Cause.OTHER_CONNECTION.with(from.station())))
                                        .whenComplete(
                                                (told, fault) -> {
                                                    if (fault == null) {
                                                        answer.complete(told);
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
                return now(
                        stopping
                                ? Cause.STOPPING.with()
                                : Cause.UNKNOWN_STATION.with(call.station()));
            }
            Station station = presence.heard(from, settings.get());
            if (settings.get().csms().strict()
                    && !settings.get().transparent()
                    && !dictionary.knows(Dialect.JSON_16, Direction.UP, call.action())) {
                return now(Cause.UNKNOWN_ACTION.with(call.action()));
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
                                                    Cause.CSMS_AWAY_REFUSED.with(
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

    /** What a transparent station must not say before its boot is accepted, the csms tells it. */
    private Optional<Answer.Failure> objection(Station station, Call call) {
        return station.settings().transparent()
                ? Optional.empty()
                : registration.objection(station, call, isBegun(station, call));
    }

    /** Whether a call starts a transaction where one runs: most likely that, sent once more. */
    private boolean isBegun(Station station, Call call) {
        return call.action().equals(Action.StartTransaction)
                && call.payload()
                        .number("connectorId")
                        .flatMap(connector -> transactions.openOn(station.id(), connector))
                        .isPresent();
    }

    /** Sends what rules have held back and whose time has come. */
    private void makeDue() {
        if (stopping) {
            return;
        }
        int made = 0;
        try {
            refused.stopDue();
            made = sendDue();
        } finally {
            if (made < MADE_AT_ONCE) {
                desk.after(MADE_TICK, this::makeDue);
            } else {
                desk.execute(this::makeDue); // others have their turn in between
            }
        }
    }

    private int sendDue() {
        if (nothingMadeBefore.filter(desk.moment()::isBefore).isPresent()) {
            return 0;
        }
        List<Rules.Made> due = rules.due(this::vendor, MADE_AT_ONCE);
        due.forEach(this::sendMade);
        return due.size();
    }

    private Optional<String> vendor(StationId id) {
        return connections
                .station(id)
                .filter(station -> !relays.serves(station) || relays.isIdle(id))
                .map(station -> station.settings().vendor());
    }

    private void sendMade(Rules.Made made) {
        Station station = connections.station(made.station()).orElseThrow();
        (relays.serves(station)
                        ? relays.made(made)
                        : recall.ofStation(
                                station.id(),
                                made.transactionId(),
                                transaction -> upward.made(station, made, transaction)))
                .whenCompleteAsync(
                        (stored, fault) -> {
                            if (fault != null) {
                                LOG.error(
                                        "station={} {}",
                                        station.id(),
                                        Problem.HELD_NOT_SENT.line(),
                                        fault);
                                rules.giveBack(made);
                            }
                            if (fault != null || !stored) {
                                nothingMadeBefore =
                                        Optional.of(desk.moment().plus(NOT_STORED_PAUSE));
                            }
                        },
                        desk);
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** What upstream stations ask of the rest. */
    private final class Owner implements UpstreamOwner {

        private final Registration registration;
        private final Charging charging;
        private final CsmsAnswers answers;
        private final Downward downward;

        Owner(
                Registration registration,
                Charging charging,
                CsmsAnswers answers,
                Downward downward) {
            this.registration = registration;
            this.charging = charging;
            this.answers = answers;
            this.downward = downward;
        }

        @Override
        public Call outgoing(OutboxRow row) {
            return new Call(
                    row.messageId(),
                    row.upstream(),
                    Direction.UP,
                    row.dialect(),
                    row.action(),
                    charging.outgoing(row),
                    List.of());
        }

        @Override
        public Answer sound(Call call, Answer answer) {
            return answers.sound(call.action(), answer);
        }

        @Override
        public Answer sound(OutboxRow row, Answer answer) {
            return charging.sound(row, answer);
        }

        @Override
        public Optional<Answer.Failure> misdirected(OutboxRow row, String csms) {
            return row.transaction()
                    .flatMap(transactions::byKey)
                    .filter(transaction -> !transaction.csms().equals(csms))
                    .map(
                            transaction -> {
                                LOG.error(
                                        "station={} action={} id={} {}",
                                        row.upstream(),
                                        row.action(),
                                        row.messageId(),
                                        Problem.PARKED_OTHER_CSMS.line(transaction.csms()));
                                return Cause.CSMS_GONE.with(transaction.csms());
                            });
        }

        @Override
        public void transmitted(boolean again) {
            tally.transmitted(again);
        }

        @Override
        public void refused() {
            tally.refused();
        }

        @Override
        public void reached(StationId upstream, boolean connected) {
            Gateway.this.reached(upstream, connected);
            if (connected) {
                moves.connected(upstream);
            }
        }

        @Override
        public CompletableFuture<Answer> settled(OutboxRow row, Answer answer) {
            tally.settled(answer);
            if (answer instanceof Answer.Failure) {
                upward.refused(row);
            }
            return charging.settled(row, answer);
        }

        @Override
        public void setAside(OutboxRow row, Answer.Failure why) {
            tally.setAside();
            upward.refused(row);
            charging.setAside(row, why);
        }

        @Override
        public Optional<Call> pendingBoot(StationId upstream) {
            return registration
                    .owed(upstream)
                    .map(boot -> own(upstream, Action.BootNotification, boot));
        }

        @Override
        public Optional<Duration> bootAnswered(StationId upstream, Answer answer) {
            Optional<Duration> again = registration.answeredLate(upstream, answer);
            if (again.isEmpty()) {
                moves.accepted(upstream);
            }
            return again;
        }

        @Override
        public boolean heldBack(StationId upstream) {
            return registration.heldBack(upstream);
        }

        @Override
        public Call own(StationId upstream, Action action, Payload payload) {
            Dialect dialect =
                    connections.behind(upstream).stream()
                            .map(Station::dialect)
                            .findFirst()
                            .orElse(Dialect.JSON_16);
            return new Call(
                    Outgoing.newMessageId(),
                    upstream,
                    Direction.UP,
                    dialect,
                    action,
                    payload,
                    List.of());
        }

        @Override
        public CompletableFuture<Answer> fromCsms(StationId upstream, Call call) {
            CompletableFuture<Answer> answer =
                    stopping ? now(Cause.STOPPING.with()) : downward.route(upstream, call);
            return answer.whenCompleteAsync(
                    (told, fault) ->
                            tally.answered(
                                    Direction.DOWN,
                                    call.action(),
                                    fault == null ? told : Cause.INTERNAL.with(call.action())),
                    desk);
        }
    }
}
