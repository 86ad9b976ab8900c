package dev.substation.flow.up;

import dev.substation.dialect.Checks;
import dev.substation.flow.desk.AnswerTable;
import dev.substation.flow.desk.AnswerTable.Manner;
import dev.substation.flow.desk.ConnectorStatuses;
import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LogUploads;
import dev.substation.flow.desk.MeterKeys;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.desk.StopReasons;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.desk.Triggered;
import dev.substation.flow.desk.Triggered.Taken;
import dev.substation.flow.desk.Wiring;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A station's call on its way to the CSMS, stage by stage: repeated messages, {@link Corrections},
 * what Occupied means, why a transaction ends, the rules, and {@link Delivery} by the answer table.
 */
public final class Upward {

    private static final Logger LOG = LoggerFactory.getLogger(Upward.class);

    /** Causes that are in a message itself, or in the settings. */
    private static final Set<Cause> LASTING =
            EnumSet.of(Cause.NOT_WIRED, Cause.MISSING_FIELD, Cause.WRONG_TYPE, Cause.WRONG_VALUE);

    private final Desk desk;
    private final Store store;
    private final Checks checks;
    private final Rules rules;
    private final Transactions transactions;
    private final StopReasons stopReasons;
    private final ConnectorStatuses statuses;
    private final MeterKeys meterKeys;
    private final StationVendors vendors;
    private final Counters tally;
    private final Repeats repeats;
    private final LatestReports said;
    private final LogUploads uploads;
    private final Occupied occupied;
    private final StationErrors errors = new StationErrors();
    private final Corrections corrections;
    private final Recorded recorded;
    private final Delivery delivery;
    private final Reports reports;

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
        rules = parts.rules();
        transactions = books.transactions();
        stopReasons = books.stopReasons();
        statuses = books.statuses();
        meterKeys = books.meterKeys();
        vendors = books.vendors();
        tally = books.tally();
        repeats = new Repeats(snapshot.memories(), store, desk);
        this.said = said;
        this.uploads = uploads;
        occupied = new Occupied(transactions, said);
        corrections = new Corrections(parts.dictionary(), charging, desk);
        recorded = new Recorded(parts, books, snapshot);
        delivery = new Delivery(parts, books, wiring, registration, charging, answers, recorded);
        reports = new Reports(parts, books, said, occupied, recorded, this::onward);
    }

    /** What the gateway says in the place of stations. */
    public Reports reports() {
        return reports;
    }

    /** What is stored of joined stations. */
    public Recorded recorded() {
        return recorded;
    }

    /** How much is known of what stations said, for the metrics. */
    public List<MemoryFigure> kept() {
        List<MemoryFigure> kept = new ArrayList<>(repeats.kept());
        kept.addAll(said.kept());
        kept.add(uploads.kept());
        kept.add(meterKeys.kept());
        kept.add(recorded.kept());
        return kept;
    }

    /** Forgets a station of which nothing waits for the CSMS. */
    public void forget(StationId upstream) {
        repeats.forget(upstream);
        said.forget(upstream);
        uploads.forget(upstream);
        recorded.forget(upstream);
        stopReasons.forget(upstream);
        statuses.forget(upstream);
        meterKeys.forget(upstream);
        errors.forget(upstream);
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
            // A station without a clock, whose CSMS gives an id again, ends two transactions alike.
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
        vendors.heard(station, received);
        LogUploads.Reported reported =
                uploads.fromStation(corrections.apply(station, received, transaction));
        Call worded = reported.call();
        station.quirks().seen(worded.action(), worded.notes());
        meterKeys.learn(worded, transaction);
        boolean wasOccupied = LatestReports.isOccupied(worded);
        Call resolved = occupied.resolve(errors.explained(station, worded), station);
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
                        new Passage(
                                true,
                                station,
                                received,
                                transaction,
                                taken,
                                report ->
                                        reported.upstream()
                                                .or(taken::upstream)
                                                .or(() -> station.asker(report)),
                                () -> {
                                    List<Change> changes =
                                            new ArrayList<>(
                                                    transparent
                                                            ? List.of()
                                                            : repeats.changes(received));
                                    changes.addAll(reported.changes());
                                    changes.addAll(learnt.changes());
                                    return changes;
                                }),
                        call);
        answer.whenCompleteAsync(
                (told, fault) -> {
                    if (fault == null && told instanceof Result result) {
                        reports.follow(station, call, transaction, result.payload());
                    } else {
                        learnt.undo().run();
                        reports.notTaken(station, call);
                    }
                },
                desk);
        return answer;
    }

    /** A call through the rules and on to where the answer table says. */
    private CompletableFuture<Answer> onward(Passage passage, Call call) {
        Station station = passage.station();
        Call shown = passage.isTriggered() ? Triggered.shownToRules(call) : call;
        Rules.Routed routed = rules.apply(shown, station.vendor());
        routed.first()
                .forEach(
                        made ->
                                made(
                                        station,
                                        made,
                                        spokenOf(station, made, passage.transaction())));
        return routed.fold(
                ruled -> {
                    Rules.Routed.Delivered delivered = Triggered.asItCame(call, shown, ruled);
                    vendors.passes(station, delivered.call());
                    return checks.unsupplied(call.action(), delivered.call().payload())
                            .<CompletableFuture<Answer>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> delivery.deliver(passage, delivered));
                },
                answered -> answeredByRule(passage, call, answered));
    }

    /** The CSMS already knows the status, from the station or from the gateway. */
    private CompletableFuture<Answer> nothingNew(Call received, Call resolved) {
        String status = new StatusNotification(resolved.payload()).status().orElse("");
        Note note = Occupied.note(status, "the CSMS already knows this status; not sent again");
        return store.commit(store.logged(received, resolved.noting(note).notes()))
                .thenApplyAsync(stored -> Answer.result(Payload.EMPTY), desk);
    }

    private void noticeUnplugged(Station station, Call call, boolean wasOccupied) {
        if (call.action().equals(Action.StatusNotification)) {
            StatusNotification report = new StatusNotification(call.payload());
            String status = wasOccupied ? "" : report.status().orElse("");
            stopReasons.reported(station, report.connectorId().orElse(0L), status);
        }
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
        Moment since = desk.moment();
        return routed(station, made, transaction)
                .handleAsync(
                        (answer, fault) -> {
                            made.call()
                                    .ifPresent(
                                            call ->
                                                    store.commit(
                                                            store.ownEnded(
                                                                    call,
                                                                    fault == null
                                                                            ? answer
                                                                            : Failures.of(
                                                                                    call, fault),
                                                                    since)));
                            boolean stored = fault == null && isOver(made, answer);
                            if (stored && answer instanceof Failure) {
                                // The ledger has it still; after a restart it would come again.
                                store.commit(remembered(made.routed().remembered()));
                            }
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
     * Whether nothing is left to do for what a rule made: it is stored, or the CSMS has no place
     * for it or would reject it, which will be so the next time too.
     */
    private static boolean isOver(Rules.Made made, Answer answer) {
        if (answer instanceof Failure failure && LASTING.contains(failure.cause())) {
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
                                    delivery.deliver(
                                            Passage.ofRule(station, delivered.call(), transaction),
                                            delivered),
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
            Passage passage, Call call, Rules.Routed.Answered answered) {
        Call received = passage.received();
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
                    passage.station().id(),
                    received.action(),
                    received.messageId(),
                    ((Failure) answered.answer()).line());
        }
        if (failed || passage.isTriggered()) {
            String why =
                    failed
                            ? ((Failure) answered.answer()).description()
                            : "answered by a rule, but triggered by the CSMS";
            Note note = Note.whole(Loss.APPROXIMATED, "without rules: " + why);
            return delivery.deliver(
                    passage,
                    new Rules.Routed.Delivered(
                            call.noting(answered.notes()).noting(note),
                            List.of(),
                            failed ? List.of() : answered.remembered()));
        }
        Manner manner = AnswerTable.row(received.action()).manner();
        boolean holds = manner == Manner.RECORDED && !answered.remembered().isEmpty();
        Optional<String> noRoom =
                store.noRoom().filter(why -> holds && passage.transaction().isEmpty());
        if (noRoom.isPresent()) {
            // What a rule holds instead of the outbox needs the same room.
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.NO_ROOM, received.action(), noRoom.get()));
        }
        List<Note> notes = call.noting(answered.notes()).notes();
        List<Change> changes = new ArrayList<>(store.logged(received, notes));
        changes.addAll(remembered(answered.remembered()));
        if (answered.answer() instanceof Result) {
            changes.addAll(passage.more().get());
        }
        return store.commit(changes).thenApplyAsync(stored -> answered.answer(), desk);
    }

    private static List<Change> remembered(List<Memory> memories) {
        return memories.stream().<Change>map(Change.Remembered::new).toList();
    }
}
