package dev.substation.flow.up;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.dialect.Profile;
import dev.substation.dialect.StationTimes;
import dev.substation.flow.desk.AnswerTable;
import dev.substation.flow.desk.AnswerTable.Manner;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.ConnectorStatuses;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StopReasons;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.desk.Triggered;
import dev.substation.flow.desk.Triggered.Taken;
import dev.substation.flow.desk.Wiring;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station's call on its way to the csms: rules, strict check, one commit, then the answer table
 * (design section 5).
 */
public final class Upward {

    private static final Logger LOG = LoggerFactory.getLogger(Upward.class);

    private static final String RESERVATION = "reservationId";

    private final Desk desk;
    private final Store store;
    private final Checks checks;
    private final StationTimes times;
    private final Rules rules;
    private final Wiring wiring;
    private final Connections connections;
    private final Transactions transactions;
    private final KnownCards cards;
    private final StopReasons stopReasons;
    private final ConnectorStatuses statuses;
    private final Registration registration;
    private final Charging charging;
    private final CsmsAnswers answers;
    private final TransparentCalls transparentCalls;
    private final Repeats repeats;
    private final Counters tally;
    private final Joined joined;
    private final JoinedStatus joinedStatus;
    private final LatestReports said;
    private final LogUploads uploads;
    private final Sequences sequences;
    private final Occupied occupied;
    private long lastSequence;

    public Upward(
            Parts parts,
            SharedState books,
            Wiring wiring,
            Registration registration,
            Charging charging,
            CsmsAnswers answers,
            LatestReports said,
            LogUploads uploads,
            Ledger.Snapshot snapshot) {
        desk = parts.desk();
        store = books.store();
        checks = parts.checks();
        times = new StationTimes(parts.dictionary());
        rules = parts.rules();
        this.wiring = wiring;
        connections = books.connections();
        transactions = books.transactions();
        cards = books.cards();
        stopReasons = books.stopReasons();
        statuses = books.statuses();
        this.registration = registration;
        this.charging = charging;
        this.answers = answers;
        transparentCalls = new TransparentCalls(desk, books, registration, charging);
        repeats = new Repeats(snapshot.memories(), store, desk);
        tally = books.tally();
        joined = new Joined(snapshot.memories());
        joinedStatus = new JoinedStatus(desk, snapshot.memories());
        this.said = said;
        this.uploads = uploads;
        sequences = new Sequences(snapshot);
        occupied = new Occupied(transactions, said);
        lastSequence = snapshot.lastSequence();
    }

    /** How much is known of what stations said, for the metrics. */
    public List<MemoryFigure> kept() {
        List<MemoryFigure> kept = new ArrayList<>(repeats.kept());
        kept.addAll(said.kept());
        kept.add(uploads.kept());
        kept.add(joinedStatus.kept());
        return kept;
    }

    /** Forgets a station of which nothing waits for the csms. */
    public void forget(StationId upstream) {
        repeats.forget(upstream);
        said.forget(upstream);
        uploads.forget(upstream);
        sequences.forget(upstream);
        stopReasons.forget(upstream);
        statuses.forget(upstream);
    }

    /**
     * Takes a call once, however often it is sent: rules must not see it twice, nor the csms.
     *
     * @param transaction the transaction that the call names, when it is known
     */
    public CompletableFuture<Answer> route(
            Station station, Call received, Optional<TransactionRow> transaction) {
        if (station.settings().transparent()) {
            return anew(station, received, transaction, Taken.NONE);
        }
        boolean stopsOne =
                received.action().equals(Action.StopTransaction)
                        && transaction.filter(known -> known.stopped().isEmpty()).isPresent();
        if (stopsOne) {
            // A station without a clock, whose csms gives an id again, ends two transactions alike.
            repeats.forget(received);
        }
        Taken taken = station.awaited().take(received);
        if (taken.upstream().isPresent() && received.action().equals(Action.MeterValues)) {
            repeats.forget(received); // the same values once more, because they were asked for
        }
        return repeats.once(received, () -> anew(station, received, transaction, taken));
    }

    private CompletableFuture<Answer> anew(
            Station station, Call received, Optional<TransactionRow> transaction, Taken taken) {
        LogUploads.Reported reported = uploads.fromStation(worded(station, received, transaction));
        Call worded = reported.call();
        station.quirks().seen(worded.action(), worded.notes());
        boolean wasOccupied = LatestReports.isOccupied(worded);
        Call resolved = occupied.resolve(worded, station);
        boolean transparent = station.settings().transparent();
        if (wasOccupied
                && !transparent
                && taken.upstream().isEmpty()
                && said.isNothingNew(resolved)) {
            return nothingNew(received, resolved);
        }
        Call call = stopReasons.resolve(resolved, transaction);
        noticeUnplugged(station, call, wasOccupied);
        LatestReports.Learnt learnt = said.learn(call, wasOccupied);
        CompletableFuture<Answer> answer =
                onward(
                        station,
                        received,
                        call,
                        transaction,
                        taken,
                        report ->
                                reported.upstream()
                                        .or(taken::upstream)
                                        .or(() -> station.asker(report)),
                        () -> {
                            List<Change> changes =
                                    new ArrayList<>(
                                            transparent ? List.of() : repeats.changes(received));
                            changes.addAll(reported.changes());
                            changes.addAll(learnt.changes());
                            return changes;
                        });
        answer.whenCompleteAsync(
                (told, fault) -> {
                    if (fault == null && told instanceof Result result) {
                        follow(station, call, transaction, result.payload());
                    } else {
                        learnt.undo().run();
                        notTaken(station, call);
                    }
                },
                desk);
        return answer;
    }

    /** A call as its station means it. */
    private Call worded(Station station, Call received, Optional<TransactionRow> transaction) {
        StationSettings settings = station.settings();
        Call timed = times.read(received, settings.quirks().timeZone());
        Call worded = Profile.of(settings.vendor()).fromStation(timed);
        return switch (received.action().name()) {
            case "StartTransaction" -> withoutEmptyReservation(station, worded);
            case "StopTransaction" ->
                    charging.reasoned(worded, transaction)
                            .noting(Charging.doubts(received.payload(), transaction));
            default -> worded;
        };
    }

    /** Stations say 0, -1 or null where there is no reservation (evcc#10399, MicroOcpp#154). */
    private static Call withoutEmptyReservation(Station station, Call start) {
        Payload payload = start.payload();
        Object id = payload.get(RESERVATION);
        boolean none =
                payload.containsKey(RESERVATION)
                        && (id == null
                                || id instanceof Long number
                                        && number < 1
                                        && !station.reservesBelowOne());
        if (!none) {
            return start;
        }
        Note note =
                new Note(
                        Loss.DEDUCED,
                        RESERVATION,
                        String.valueOf(id),
                        "",
                        "there is no reservation by such a number");
        return start.withPayload(payload.without(RESERVATION)).noting(List.of(note));
    }

    /** A call through the rules and on to where the answer table says. */
    private CompletableFuture<Answer> onward(
            Station station,
            Call received,
            Call call,
            Optional<TransactionRow> transaction,
            Taken taken,
            Function<Action, Optional<StationId>> asker,
            Supplier<List<Change>> more) {
        Call shown = taken.upstream().isPresent() ? Triggered.shownToRules(call) : call;
        Rules.Routed routed = rules.apply(shown, station.settings().vendor());
        routed.first().forEach(made -> made(station, made, spokenOf(station, made, transaction)));
        return routed.fold(
                ruled -> {
                    Rules.Routed.Delivered delivered = Triggered.asItCame(call, shown, ruled);
                    return checks.unsupplied(call.action(), delivered.call().payload())
                            .<CompletableFuture<Answer>>map(CompletableFuture::completedFuture)
                            .orElseGet(
                                    () ->
                                            deliver(
                                                    true,
                                                    station,
                                                    received,
                                                    delivered,
                                                    transaction,
                                                    taken,
                                                    asker,
                                                    more));
                },
                answered ->
                        answeredByRule(
                                station,
                                received,
                                call,
                                answered,
                                transaction,
                                taken,
                                asker,
                                more));
    }

    /** The csms has been told so already, by the station or by the gateway. */
    private CompletableFuture<Answer> nothingNew(Call received, Call resolved) {
        String status = resolved.payload().text("status").orElse("");
        Note note = Occupied.note(status, "the csms was told so already; not sent once more");
        return store.commit(store.logged(received, resolved.noting(List.of(note)).notes()))
                .thenApplyAsync(stored -> Answer.result(Payload.EMPTY), desk);
    }

    /** The csms has not taken a message: it answered an error, or never. */
    public void refused(OutboxRow row) {
        if (row.action().equals(Action.StatusNotification)) {
            List<Change> untold = new ArrayList<>(said.refused(row.station()));
            untold.addAll(joinedStatus.refused(row));
            untold.addAll(untold(row.station(), row.action()));
            store.commit(untold);
        }
    }

    private void notTaken(Station station, Call call) {
        if (call.action().equals(Action.StatusNotification)) {
            store.commit(untold(station.id(), call.action()));
        }
    }

    /** What rules forget because the csms does not know it; to be stored. */
    public List<Change> untold(StationId station, Action action) {
        return remembered(rules.untold(station, action));
    }

    /** Joined stations have another csms now; what is to be stored. */
    public List<Change> moved(StationId upstream) {
        return joinedStatus.moved(upstream);
    }

    private void noticeUnplugged(Station station, Call call, boolean wasOccupied) {
        long connectorId = call.payload().number("connectorId").orElse(0L);
        if (call.action().equals(Action.StatusNotification)) {
            String status = wasOccupied ? "" : call.payload().text("status").orElse("");
            stopReasons.reported(station, connectorId, status);
        }
    }

    /** What follows from a call that was taken, once its station has been answered. */
    private void follow(
            Station station, Call call, Optional<TransactionRow> transaction, Payload told) {
        Action action = call.action();
        if (action.equals(Action.BootNotification)) {
            said.booted(station.id());
        } else if (action.equals(Action.StartTransaction)) {
            told.object("idTagInfo")
                    .flatMap(info -> info.text("status"))
                    .filter(status -> !status.equals("Accepted"))
                    .flatMap(refused -> told.number("transactionId"))
                    .ifPresent(refused -> stopReasons.refused(station, refused));
            sayWhatChanged(station);
        } else if (action.equals(Action.StopTransaction)) {
            stopReasons.ended(station.id(), transaction, call.payload().number("transactionId"));
            sayWhatChanged(station);
        }
    }

    /**
     * Tells the csms what Occupied means now that a transaction has begun or ended; after a start,
     * what a kill has kept it from saying.
     */
    public void sayWhatChanged(Station station) {
        occupied.changed(station)
                .forEach(
                        (connectorId, status) -> {
                            Payload last =
                                    said.of(station.id(), Action.StatusNotification, connectorId)
                                            .orElseThrow()
                                            .told();
                            LOG.info(
                                    "station={} connector={} is {}, deduced",
                                    station.id(),
                                    connectorId,
                                    status);
                            Call made =
                                    made(
                                            station,
                                            Action.StatusNotification,
                                            last.with("status", status)
                                                    .with("timestamp", desk.clockText()),
                                            Occupied.note(
                                                    status,
                                                    "made by the gateway: the connector's"
                                                            + " transactions have changed"));
                            LatestReports.Learnt learnt = said.learn(made, true);
                            say(
                                    station,
                                    made,
                                    Optional.empty(),
                                    Taken.NONE,
                                    station::asker,
                                    learnt);
                        });
    }

    /** Tells a csms that has not heard it what a station said last of a connector. */
    public void sayStatusAnew(Station station, long connectorId) {
        LatestReports.Saying last =
                said.of(station.id(), Action.StatusNotification, connectorId).orElseThrow();
        String status = occupied.now(station, connectorId).orElseThrow();
        Payload told =
                status.equals(last.status())
                        ? last.told()
                        : last.told().with("status", status).with("timestamp", desk.clockText());
        Note note =
                new Note(
                        Loss.DEDUCED,
                        "",
                        "",
                        "",
                        "made by the gateway: what the station said last, told to the csms that"
                                + " it has now");
        Call made = made(station, Action.StatusNotification, told, note);
        LatestReports.Learnt learnt = said.learn(made, last.occupied());
        say(station, made, Optional.empty(), Taken.NONE, station::asker, learnt);
    }

    private static Call made(Station station, Action action, Payload payload, Note note) {
        return new Call(
                Outgoing.newMessageId(),
                station.id(),
                Direction.UP,
                station.dialect(),
                action,
                payload,
                List.of(note));
    }

    /**
     * Says once more what a station said, because the csms asks for it; through the rules, as the
     * station's own message would go.
     *
     * @param upstream who was asked, and gets what is of the station as a whole
     */
    public void sayAgain(Station station, StationId upstream, Action action, Payload payload) {
        Optional<TransactionRow> open =
                TransactionPlace.of(action)
                        .read(payload)
                        .flatMap(id -> transactions.ofStation(station.id(), id))
                        .filter(transaction -> transaction.stopped().isEmpty());
        // Of a transaction that is over nothing more is to be said.
        Payload current = open.isPresent() ? payload : payload.without("transactionId");
        Note note =
                new Note(
                        Loss.DEDUCED,
                        "",
                        "",
                        "",
                        "made by the gateway: what the station said last, triggered by the csms");
        say(
                station,
                made(station, action, current, note),
                open,
                Taken.by(upstream),
                report -> Optional.of(upstream),
                LatestReports.Learnt.NOTHING);
    }

    private void say(
            Station station,
            Call made,
            Optional<TransactionRow> transaction,
            Taken taken,
            Function<Action, Optional<StationId>> asker,
            LatestReports.Learnt learnt) {
        onward(station, made, made, transaction, taken, asker, learnt::changes)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            if (fault == null && answer instanceof Result) {
                                return;
                            }
                            learnt.undo().run();
                            LOG.warn(
                                    "station={} action={} id={} {}",
                                    station.id(),
                                    made.action(),
                                    made.messageId(),
                                    Problem.GENERATED_REJECTED.line(
                                            fault == null
                                                    ? ((Failure) answer).line()
                                                    : fault.getMessage()));
                        },
                        desk);
    }

    /** The transaction of a message that goes ahead of a call, if it can be known at once. */
    private Optional<TransactionRow> spokenOf(
            Station station, Rules.Made made, Optional<TransactionRow> ofCall) {
        return made.transactionId()
                .flatMap(
                        id ->
                                transactions
                                        .ofStation(station.id(), id)
                                        .or(
                                                () ->
                                                        ofCall.filter(
                                                                row ->
                                                                        row.stationId()
                                                                                .filter(id::equals)
                                                                                .isPresent())));
    }

    /**
     * A message that a rule made: it goes on like a station's own behind the rules. Completes with
     * whether it was stored; if not, it is given back.
     */
    public CompletableFuture<Boolean> made(
            Station station, Rules.Made made, Optional<TransactionRow> transaction) {
        return routed(station, made, transaction)
                .handleAsync(
                        (answer, fault) -> {
                            boolean stored = fault == null && isOver(made, answer);
                            if (!stored) {
                                rules.giveBack(made);
                                // A window that opened and closed with one call is not there yet.
                                store.commit(new Change.Remembered(made.held()));
                            }
                            return stored;
                        },
                        desk);
    }

    /**
     * Whether nothing is left to do for what a rule made: it is stored, or the csms has no place
     * for it, which will be so the next time too.
     */
    private static boolean isOver(Rules.Made made, Answer answer) {
        if (answer instanceof Failure failure && failure.cause() == Cause.NOT_WIRED) {
            LOG.warn("station={} message of a rule dropped: {}", made.station(), failure.line());
            return true;
        }
        return answer instanceof Result;
    }

    /** Never throws: what is made must be given back if it cannot be stored. */
    private CompletableFuture<Answer> routed(
            Station station, Rules.Made made, Optional<TransactionRow> transaction) {
        try {
            return made.routed()
                    .fold(
                            delivered ->
                                    deliver(
                                            false,
                                            station,
                                            delivered.call(),
                                            delivered,
                                            transaction,
                                            Taken.NONE,
                                            station::asker,
                                            List::of),
                            answered ->
                                    store.commit(remembered(answered.remembered()))
                                            .thenApply(stored -> answered.answer()));
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /**
     * A rule answered. One that failed must not lose what is worth money: that goes on as it came,
     * with a note.
     */
    private CompletableFuture<Answer> answeredByRule(
            Station station,
            Call received,
            Call call,
            Rules.Routed.Answered answered,
            Optional<TransactionRow> transaction,
            Taken taken,
            Function<Action, Optional<StationId>> asker,
            Supplier<List<Change>> more) {
        if (answered.answer() instanceof Failure failure && failure.cause().ofRules()) {
            tally.ruleFailed();
        }
        boolean failed =
                AnswerTable.isWorthMoney(received.action())
                        && answered.answer() instanceof Failure failure
                        && failure.cause().ofRules();
        if (failed) {
            LOG.error(
                    "station={} action={} id={} passed on without rules: {}",
                    station.id(),
                    received.action(),
                    received.messageId(),
                    ((Failure) answered.answer()).line());
        }
        if (failed || taken.upstream().isPresent()) {
            String why =
                    failed
                            ? ((Failure) answered.answer()).description()
                            : "a rule answered, and the csms has triggered it";
            Note note = new Note(Loss.APPROXIMATED, "", "", "", "without rules: " + why);
            return deliver(
                    true,
                    station,
                    received,
                    new Rules.Routed.Delivered(
                            call.noting(answered.notes()).noting(List.of(note)),
                            List.of(),
                            failed ? List.of() : answered.remembered()),
                    transaction,
                    taken,
                    asker,
                    more);
        }
        Manner manner = AnswerTable.row(received.action()).manner();
        boolean holds = manner == Manner.RECORDED && !answered.remembered().isEmpty();
        Optional<String> noRoom = store.noRoom().filter(why -> holds && transaction.isEmpty());
        if (noRoom.isPresent()) {
            // What a rule holds back instead of the outbox needs the same room.
            return CompletableFuture.completedFuture(
                    Cause.NO_ROOM.with(received.action(), noRoom.get()));
        }
        List<Note> notes = call.noting(answered.notes()).notes();
        List<Change> changes = new ArrayList<>(store.logged(received, notes));
        changes.addAll(remembered(answered.remembered()));
        if (answered.answer() instanceof Result) {
            changes.addAll(more.get());
        }
        return store.commit(changes).thenApplyAsync(stored -> answered.answer(), desk);
    }

    /**
     * @param asker the upstream station for which a report of the station is
     * @param more to be stored with it, if it goes on
     * @param isOwn whether the station waits for the answer, or a rule made the message
     */
    private CompletableFuture<Answer> deliver(
            boolean isOwn,
            Station station,
            Call received,
            Rules.Routed.Delivered delivered,
            Optional<TransactionRow> transaction,
            Taken taken,
            Function<Action, Optional<StationId>> asker,
            Supplier<List<Change>> more) {
        Call call = delivered.call().noting(ofTransaction(delivered.call(), transaction));
        Wiring.Up wired = wiring.up(call, transaction, asker);
        List<Change> changes = new ArrayList<>();
        List<Outgoing> outs =
                wired.legs().stream()
                        .map(leg -> outgoing(station, received, leg, delivered.undo(), changes))
                        .toList();
        List<Note> notes = outs.isEmpty() ? local(call).notes() : outs.get(0).call().notes();
        List<Payload> sent = outs.stream().map(out -> out.call().payload()).toList();
        changes.addAll(store.logged(received, notes, sent));
        changes.addAll(remembered(delivered.remembered()));
        statuses.learn(call).ifPresent(changes::add);
        if (outs.isEmpty()) {
            Answer answer = wired.instead().orElseThrow();
            return store.commit(changes)
                    .thenApplyAsync(stored -> rules.unwind(delivered.undo(), answer), desk);
        }
        Outgoing out = outs.get(0);
        if (isOwn && transparentCalls.takes(out, transaction)) {
            changes.addAll(more.get());
            return transparentCalls
                    .asked(out, transaction, this::soundly)
                    .thenApplyAsync(answer -> rules.unwind(delivered.undo(), answer), desk);
        }
        AnswerTable.Row row = AnswerTable.row(call.action());
        Optional<String> noRoom = store.noRoom().filter(why -> isNew(out, row, transaction));
        if (noRoom.isPresent()) {
            return CompletableFuture.completedFuture(
                    Cause.NO_ROOM.with(call.action(), noRoom.get()));
        }
        boolean starts =
                row.fallback() == AnswerTable.Fallback.AUTHORIZATION
                        || row.fallback() == AnswerTable.Fallback.TRANSACTION
                                && !charging.hasBegun(out);
        Optional<Failure> barred =
                starts ? registration.barred(out, out.upstream().unreachable()) : Optional.empty();
        if (barred.isPresent()) {
            return CompletableFuture.completedFuture(barred.get());
        }
        changes.addAll(more.get());
        if (outs.size() == 1 && isTriggered(out, transaction)) {
            return asked(out, AnswerTable.Fallback.FAILURE);
        }
        return switch (row.manner()) {
            case OWN -> own(out, taken);
            case ASKED ->
                    row.fallback() == AnswerTable.Fallback.REGISTRATION
                            ? booted(outs, taken)
                            : asked(out, row.fallback());
            case RECORDED -> recorded(outs, transaction);
            case RECORDED_THEN_ASKED ->
                    row.fallback() == AnswerTable.Fallback.TRANSACTION
                            ? charging.started(out, ++lastSequence)
                            : charging.stopped(out, transaction, ++lastSequence)
                                    .thenApply(
                                            answer ->
                                                    answers.sound(out.call().action(), answer)
                                                                    instanceof Failure unsound
                                                            ? Charging.confirmed(unsound)
                                                            : answer);
        };
    }

    /** The id by which the csms knows a transaction is filled in when the call is sent. */
    private static List<Note> ofTransaction(Call call, Optional<TransactionRow> transaction) {
        Optional<Long> told = TransactionPlace.of(call.action()).read(call.payload());
        if (told.isEmpty() || transaction.isEmpty()) {
            return List.of();
        }
        Optional<CsmsTransactionId> named = transaction.get().csmsId();
        return named.equals(told.map(CsmsTransactionId::of))
                ? List.of()
                : List.of(
                        new Note(
                                Loss.RENAMED,
                                "transactionId",
                                told.get().toString(),
                                named.map(CsmsTransactionId::toString).orElse(""),
                                named.isPresent()
                                        ? "the csms' id of the transaction"
                                        : "the csms' id of the transaction, once it has given"
                                                + " one"));
    }

    /** Of joined or split stations some things are no business of the csms'. */
    private static Call local(Call call) {
        String reason = "not sent: of a station that is a part, or a whole of parts, at the csms";
        return call.noting(List.of(new Note(Loss.IMPOSSIBLE, "", "", "", reason)));
    }

    /**
     * Whether the csms wants this message before it accepts the boot: the outbox, and the gateway's
     * own heartbeats, wait until it does.
     */
    private boolean isTriggered(Outgoing out, Optional<TransactionRow> transaction) {
        return transaction.isEmpty()
                && !out.call().action().equals(Action.BootNotification)
                && !out.call().payload().containsKey("transactionId")
                && AnswerTable.row(out.call().action()).manner() != Manner.RECORDED_THEN_ASKED
                && out.station().isTriggered(out.call().action())
                && registration.heldBack(out.upstream().identity());
    }

    private Outgoing outgoing(
            Station station,
            Call received,
            Wiring.UpLeg leg,
            List<Undo> undo,
            List<Change> changes) {
        Upstream upstream = connections.upstream(leg.upstream());
        boolean strict = upstream.csms().strict() && !station.settings().transparent();
        Call call = normalised(station, leg.call(), strict);
        return new Outgoing(station, received, call, undo, leg.upstream(), upstream, changes);
    }

    /** Whether it would add to the ledger without ending anything that runs. */
    private boolean isNew(Outgoing out, AnswerTable.Row row, Optional<TransactionRow> transaction) {
        return switch (row.manner()) {
            case RECORDED -> transaction.isEmpty();
            case RECORDED_THEN_ASKED ->
                    row.fallback() == AnswerTable.Fallback.TRANSACTION && !charging.hasBegun(out);
            case OWN, ASKED -> false;
        };
    }

    private Call normalised(Station station, Call call, boolean strict) {
        Action action = call.action();
        Checks.Normalised normalised =
                strict
                        ? checks.forCsms(
                                Direction.UP, action, Part.REQUEST, call.payload(), desk.now())
                        : checks.withLists(Direction.UP, action, Part.REQUEST, call.payload());
        station.quirks().seen(action, normalised.notes());
        return call.withPayload(normalised.payload()).noting(normalised.notes());
    }

    private static List<Change> remembered(List<Memory> memories) {
        return memories.stream().<Change>map(Change.Remembered::new).toList();
    }

    private CompletableFuture<Answer> own(Outgoing out, Taken taken) {
        taken.upstream()
                .ifPresent(
                        upstream ->
                                connections.upstreamsOf(out.station().id()).stream()
                                        .filter(one -> one.identity().equals(upstream))
                                        .forEach(one -> tell(one, out.call())));
        store.commit(out.changes());
        return CompletableFuture.completedFuture(
                rules.unwind(
                        out.undo(), Answer.result(Payload.of("currentTime", desk.clockText()))));
    }

    /** A Heartbeat that the csms has triggered; the station's is answered already. */
    private static void tell(Upstream upstream, Call heartbeat) {
        upstream.ask(
                heartbeat.withStation(upstream.identity()).withMessageId(Outgoing.newMessageId()));
    }

    private CompletableFuture<Answer> asked(Outgoing out, AnswerTable.Fallback fallback) {
        store.commit(out.changes());
        return soundly(out)
                .thenComposeAsync(
                        answer ->
                                isOwnToKeep(out, answer)
                                        ? CompletableFuture.completedFuture(refusal(out))
                                        : answered(out, fallback, answer),
                        desk);
    }

    /** Each upstream station boots at the csms by itself; the station waits for all of them. */
    private CompletableFuture<Answer> booted(List<Outgoing> outs, Taken taken) {
        Outgoing first = outs.get(0);
        store.commit(first.changes());
        boolean speaks =
                taken.upstream().isPresent()
                        || !taken.covered()
                                && first.settings().first().equals(first.station().id());
        if (!speaks && registration.isJoinedAlready(first.settings())) {
            return registration.joined(first);
        }
        outs.forEach(registration::asking);
        List<CompletableFuture<Answer>> answers = outs.stream().map(this::soundly).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenComposeAsync(
                        all -> {
                            List<Answer> told =
                                    answers.stream().map(CompletableFuture::join).toList();
                            return isOwnToKeep(first, told.get(0))
                                    ? CompletableFuture.completedFuture(refusal(first))
                                    : registration.answered(outs, told);
                        },
                        desk);
    }

    /** The csms' answer to a call now, if it is one that the station can be given. */
    private CompletableFuture<Answer> soundly(Outgoing out) {
        Call call = out.call().withMessageId(Outgoing.newMessageId());
        return out.upstream().ask(call).thenApply(answer -> answers.sound(call.action(), answer));
    }

    private CompletableFuture<Answer> answered(
            Outgoing out, AnswerTable.Fallback fallback, Answer answer) {
        return switch (fallback) {
            case AUTHORIZATION -> authorized(out, answer);
            default -> CompletableFuture.completedFuture(rules.unwind(out.undo(), answer));
        };
    }

    /** The csms went away under a call of a station that wants to know it. */
    private static boolean isOwnToKeep(Outgoing out, Answer answer) {
        return out.station().settings().keepsItsOwn()
                && answer instanceof Failure failure
                && failure.cause().undelivered();
    }

    private static Answer refusal(Outgoing out) {
        return Cause.CSMS_AWAY_REFUSED.with(out.upstream().csms().name(), out.station().id());
    }

    private CompletableFuture<Answer> authorized(Outgoing out, Answer answer) {
        if (answer instanceof Result result) {
            store.commit(cards.learn(out.call().station(), out.idTag(), result.payload()));
            return CompletableFuture.completedFuture(rules.unwind(out.undo(), result));
        }
        Optional<Failure> barred = registration.barred(out, (Failure) answer);
        if (barred.isPresent()) {
            return CompletableFuture.completedFuture(barred.get());
        }
        return cards.offlineInfo(out).thenApply(info -> byPolicy(out, info, (Failure) answer));
    }

    private Answer byPolicy(Outgoing out, Payload info, Failure instead) {
        LOG.atLevel(out.upstream().insteadOfCsms())
                .log(
                        "station={} action={} id={} {}",
                        out.station().id(),
                        out.call().action(),
                        out.received().messageId(),
                        Problem.ANSWERED_OFFLINE.line(
                                info.text("status").orElse(""),
                                out.station().settings().offlineAuthorization(),
                                instead.cause().number(),
                                instead.description()));
        return rules.unwind(
                out.undo(),
                Answer.result(Payload.of("idTagInfo", info))
                        .noting(List.of(KnownCards.note(out, info, instead))));
    }

    private CompletableFuture<Answer> recorded(
            List<Outgoing> outs, Optional<TransactionRow> transaction) {
        Outgoing first = outs.get(0);
        Map<OutboxRow, Upstream> rows = new LinkedHashMap<>();
        for (Outgoing out : outs) {
            long sequence = ++lastSequence;
            OutboxRow row =
                    out.row(
                            sequence,
                            transaction.map(TransactionRow::key),
                            transaction.isPresent() ? "" : coalesce(out),
                            desk.now());
            rows.put(row, out.upstream());
            first.changes().add(new Change.Queued(row));
            sequences.counted(out.call()).ifPresent(first.changes()::add);
            transaction.ifPresent(known -> transactions.markReferenced(known, sequence));
        }
        if (first.settings().shape() == UpstreamSettings.Shape.JOINED) {
            forAll(first)
                    .ifPresent(
                            row -> {
                                rows.put(row, first.upstream());
                                first.changes().add(new Change.Queued(row));
                            });
        }
        return store.commit(first.changes())
                .thenApplyAsync(
                        stored -> {
                            rows.forEach((row, upstream) -> upstream.queue(row));
                            return rules.unwind(first.undo(), Answer.result(Payload.EMPTY));
                        },
                        desk);
    }

    /** What a message of one of joined stations makes the gateway say of all of them. */
    private Optional<OutboxRow> forAll(Outgoing out) {
        Payload payload = out.call().payload();
        if (out.call().action().equals(Action.StatusNotification)) {
            out.changes().addAll(joinedStatus.status(out.settings(), payload));
        }
        if (!out.call().action().equals(Action.MeterValues)) {
            return Optional.empty();
        }
        Joined.Sum sum = joined.meter(out.settings(), payload);
        sum.remembered().forEach(memory -> out.changes().add(new Change.Remembered(memory)));
        return sum.sum()
                .map(values -> out.with(madeOf(out.call(), values, "the sum of all connectors")))
                .map(
                        made -> {
                            out.changes().addAll(store.logged(made.call(), made.call().notes()));
                            return ownRow(made);
                        });
    }

    private static Call madeOf(Call call, Payload payload, String why) {
        return new Call(
                Outgoing.newMessageId(),
                call.station(),
                Direction.UP,
                call.dialect(),
                call.action(),
                payload,
                List.of(new Note(Loss.DEDUCED, "", "", "", "made by the gateway: " + why)));
    }

    /** The row of a message that the gateway makes: no answer of it goes back through rules. */
    private OutboxRow ownRow(Outgoing out) {
        return out.row(++lastSequence, Optional.empty(), coalesce(out), desk.now());
    }

    /** Tells the csms which of joined stations have gone or come back. */
    public void presence(UpstreamSettings settings, Station station, boolean alive) {
        if (store.noRoom().isPresent()) {
            return;
        }
        Upstream upstream = connections.upstream(settings);
        joinedStatus
                .presence(
                        settings,
                        station.id(),
                        alive,
                        () -> ++lastSequence,
                        connector -> transactions.anyOpenOn(settings.identity(), connector))
                .forEach(told -> tell(station, settings, upstream, told));
    }

    private void tell(
            Station station,
            UpstreamSettings settings,
            Upstream upstream,
            JoinedStatus.Report told) {
        Call call =
                made(
                                station,
                                Action.StatusNotification,
                                told.status(),
                                new Note(
                                        Loss.DEDUCED,
                                        "",
                                        "",
                                        "",
                                        "made by the gateway: a joined station has gone, or come"
                                                + " back"))
                        .withStation(settings.identity());
        Outgoing out = new Outgoing(station, call, call, List.of(), settings, upstream, List.of());
        OutboxRow row = out.row(told.row(), Optional.empty(), coalesce(out), desk.now());
        List<Change> changes = new ArrayList<>(store.logged(call, call.notes()));
        changes.add(new Change.Queued(row));
        changes.add(told.change());
        store.commit(changes)
                .whenCompleteAsync(
                        (stored, fault) -> {
                            if (fault == null) {
                                upstream.queue(row);
                            } else {
                                told.undo().run();
                            }
                        },
                        desk);
    }

    private String coalesce(Outgoing out) {
        return sequences.coalesce(out.call(), out.upstream().takesAll());
    }
}
