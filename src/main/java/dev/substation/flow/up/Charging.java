package dev.substation.flow.up;

import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StopReasons;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Authorize;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StartTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions from start to stop: stored before they are answered, named by the CSMS when it
 * answers in time and by the gateway when it does not, and reconciled when it answers later. {@link
 * Transactions} has a diagram of the states.
 */
public final class Charging {

    private static final Logger LOG = LoggerFactory.getLogger(Charging.class);

    private final Desk desk;
    private final Site site;
    private final Store store;
    private final Rules rules;
    private final Transactions transactions;
    private final KnownCards cards;
    private final StopReasons stopReasons;
    private final Registration registration;
    private final CsmsAnswers answers;
    private final RefusedCards refused;
    private final CsmsNames names;

    /**
     * Starts that wait for their answer, by transaction key: a start sent again meanwhile gets the
     * same one.
     */
    private final Map<Long, CompletableFuture<Answer>> starting = new HashMap<>();

    /** Starts of an earlier run that were sent again before the CSMS answered them. */
    private final Map<Long, CompletableFuture<Answer>> resumed = new HashMap<>();

    public Charging(
            Parts parts,
            SharedState books,
            CsmsAnswers answers,
            Registration registration,
            RefusedCards refused) {
        this.refused = refused;
        this.answers = answers;
        desk = parts.desk();
        site = parts.site();
        store = books.store();
        rules = parts.rules();
        transactions = books.transactions();
        cards = books.cards();
        stopReasons = books.stopReasons();
        names = new CsmsNames(site, books, refused);
        this.registration = registration;
    }

    /** Whether a start was taken already, so that this one is sent again. */
    boolean hasBegun(Outgoing out) {
        return begun(out).isPresent();
    }

    private Optional<TransactionRow> begun(Outgoing out) {
        return transactions
                .openOn(out.station().id(), out.connector())
                .filter(ContentKey.sameAs(out.received(), desk.now(), stopReasons::isVacated));
    }

    /** What the list of the station says of the card of a new start; empty if the CSMS decides. */
    CompletableFuture<Optional<IdTagInfo>> cardAtStart(Outgoing out) {
        return hasBegun(out) ? now(Optional.empty()) : cards.localInfo(out);
    }

    /**
     * Begins a transaction.
     *
     * @param listed what the list of the station says of the card. It is stored with the start, so
     *     that the station gets the same answer after a kill, whatever the CSMS answers
     */
    CompletableFuture<Answer> started(Outgoing out, long sequence, Optional<IdTagInfo> listed) {
        Station station = out.station();
        long connectorId = out.connector();
        Optional<TransactionRow> same = begun(out);
        if (same.isPresent()) {
            return startedAgain(out, same.get());
        }
        Optional<TransactionRow> before = transactions.openOn(station.id(), connectorId);
        TransactionRow fresh = fresh(out);
        listed.ifPresent(info -> ListedCards.logged(out, info));
        TransactionRow transaction =
                listed.map(IdTagInfo::payload).map(fresh::toldInfo).orElse(fresh);
        long key = transaction.key();
        transactions.put(transaction);
        station.cleared(connectorId);
        OutboxRow row = out.row(sequence, Optional.of(key), "", desk.now());
        transactions.markReferenced(transaction, sequence);
        out.changes().add(new Change.TransactionChanged(transaction));
        out.changes().add(new Change.Queued(row));

        CompletableFuture<Answer> told = new CompletableFuture<>();
        starting.put(key, told);
        Runnable undo =
                () -> { // the station sends it again, and then it must count as new
                    transactions.neverStored(transaction);
                    before.ifPresent(transactions::put);
                };
        store.commitOr(out.changes(), undo, desk)
                // At once: rows must come to the CSMS's outbox in the order of their sequence.
                .thenCompose(stored -> out.upstream().deliver(row))
                .thenComposeAsync(answer -> named(out, key, answer), desk)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            starting.remove(key);
                            if (fault == null) {
                                told.complete(rules.unwind(out.undo(), answer));
                            } else {
                                told.completeExceptionally(fault);
                            }
                        },
                        desk);
        return told;
    }

    /** The row of a transaction that a start begins. */
    TransactionRow fresh(Outgoing out) {
        return new TransactionRow(
                transactions.nextKey(),
                out.station().id(),
                out.upstream().identity(),
                out.upstream().csms().name(),
                out.connector(),
                ContentKey.of(out.received()),
                Optional.empty(),
                Optional.empty(),
                Payload.EMPTY,
                desk.now(),
                Optional.empty(),
                new StartTransaction(out.call().payload()).connectorId().orElse(0L),
                TransactionEnd.UNKNOWN);
    }

    /** A station that sends its start again, having missed the answer, gets the same answer. */
    private CompletableFuture<Answer> startedAgain(Outgoing out, TransactionRow transaction) {
        LOG.info(
                "station={} action=StartTransaction id={} repeated by the station",
                out.station().id(),
                out.received().messageId());
        CompletableFuture<Answer> first = starting.get(transaction.key());
        if (first != null) {
            store.commit(out.changes());
            return first;
        }
        if (transaction.stationId().isPresent()) {
            return conf(transaction, out.changes())
                    .thenApplyAsync(conf -> rules.unwind(out.undo(), conf), desk);
        }
        store.commit(out.changes());
        // An earlier run ended between the commit and the answer; the start lies in the outbox.
        CompletableFuture<Answer> answer =
                resumed.computeIfAbsent(transaction.key(), key -> new CompletableFuture<>());
        out.upstream().open();
        return (out.upstream().isAway()
                        ? now(out.upstream().unreachable())
                        : out.upstream().inTime(out.call().action(), answer))
                .thenComposeAsync(a -> named(out, transaction.key(), a), desk)
                .thenApplyAsync(a -> rules.unwind(out.undo(), a), desk);
    }

    /**
     * Gives the station the CSMS's id or, when the CSMS has not answered in time, one of the
     * gateway's own.
     */
    private CompletableFuture<Answer> named(Outgoing out, long key, Answer answer) {
        if (answer instanceof Result) {
            return now(answer);
        }
        TransactionRow transaction = transactions.byKey(key).orElseThrow();
        if (transaction.stationId().isPresent()) {
            // The CSMS's answer came at this very moment and is being stored.
            return conf(transaction, List.of());
        }
        Optional<Failure> barred = registration.barred(out, (Failure) answer);
        if (barred.isPresent()) {
            return now(barred.get()); // it is stored, and goes up when the CSMS lets it in
        }
        Optional<IdTagInfo> listed = ListedCards.verdict(transaction);
        return listed.map(Charging::now)
                .orElseGet(() -> cards.offlineInfo(out))
                .thenCompose(info -> namedHere(out, key, info, (Failure) answer));
    }

    /** Gives the station an id of the gateway's own, and what is known of the card. */
    private CompletableFuture<Answer> namedHere(
            Outgoing out, long key, IdTagInfo info, Failure instead) {
        TransactionRow transaction = transactions.byKey(key).orElseThrow();
        if (transaction.stationId().isPresent()) {
            return conf(transaction, List.of()); // the CSMS answered while the card was looked for
        }
        boolean listed = ListedCards.verdict(transaction).isPresent();
        SparedCards.Told told = SparedCards.told(out.station().settings(), info);
        TransactionRow named =
                transaction.toldId(transactions.gatewayId(transaction)).toldInfo(told.info());
        transactions.put(named);
        LOG.atLevel(out.upstream().insteadOfCsms())
                .log(
                        "station={} action=StartTransaction id={} transaction={} {}",
                        out.station().id(),
                        out.received().messageId(),
                        named.stationId().get(),
                        Problem.ANSWERED_OFFLINE.line(
                                info.status().orElse(""),
                                listed
                                        ? out.station().settings().onlineAuthorization()
                                        : out.station().settings().offlineAuthorization(),
                                instead.cause().number(),
                                instead.description()));
        Note id =
                Note.deduced(
                        "transactionId",
                        "",
                        named.stationId().get().toString(),
                        "assigned by the gateway");
        Note why =
                listed
                        ? ListedCards.note(Optional.of(out.station().settings()), "", info)
                        : KnownCards.note(out, info, instead);
        return conf(named, told.stop(refused, named))
                .thenApply(conf -> conf.noting(List.of(id, why)).noting(told.notes()));
    }

    /**
     * The answer to a station about a transaction, after the transaction is stored. It is stored
     * here again, because an earlier commit may be under way or may have failed.
     *
     * @param changes stored with it
     */
    private CompletableFuture<Answer> conf(TransactionRow transaction, List<Change> changes) {
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change.TransactionChanged(transaction));
        return store.commit(all)
                .thenApply(stored -> Answer.result(TransactionAnswers.conf(transaction)));
    }

    /** A StopTransaction with the reason that it has when the gateway has asked for it. */
    Call reasoned(Call stop, Optional<TransactionRow> transaction) {
        return refused.reasoned(stop, transaction);
    }

    /** A transaction that a StopTransaction ends. */
    TransactionRow ended(Outgoing stop, TransactionRow transaction) {
        return ended(
                Optional.of(stop.station()),
                transaction,
                TransactionEnd.of(
                        stop.received().payload(),
                        stop.call().payload(),
                        GatewayCalls.isClosing(stop.received())));
    }

    /** A transaction with its end. */
    TransactionRow ended(
            Optional<Station> station, TransactionRow transaction, TransactionEnd end) {
        TransactionRow over = transaction.stoppedAt(desk.now(), end);
        boolean wasCurrent = transactions.isCurrent(over);
        transactions.put(over);
        if (wasCurrent) {
            station.ifPresent(one -> one.stoppedOn(over.connectorId()));
        }
        return over;
    }

    CompletableFuture<Answer> stopped(
            Outgoing out, Optional<TransactionRow> transaction, long sequence) {
        OutboxRow row = out.row(sequence, transaction.map(TransactionRow::key), "", desk.now());
        out.changes().add(new Change.Queued(row));
        Runnable undo = () -> {};
        if (transaction.isPresent()) {
            TransactionRow before = transaction.get();
            Runnable unreferenced = transactions.markReferenced(before, sequence);
            TransactionRow over = ended(out, before);
            RefusedCards.Ended stop = refused.ended(over);
            undo =
                    () -> {
                        unreferenced.run();
                        transactions.neverEnded(before, over);
                        stop.undo().run();
                    };
            out.changes().add(new Change.TransactionChanged(over));
            out.changes().addAll(stop.changes());
        } else {
            LOG.warn(
                    "station={} action=StopTransaction id={} {}",
                    out.station().id(),
                    out.received().messageId(),
                    Problem.UNKNOWN_TRANSACTION.line());
        }
        return store.commitOr(out.changes(), undo, desk)
                // At once: rows must come to the CSMS's outbox in the order of their sequence.
                .thenCompose(stored -> out.upstream().deliver(row))
                .thenApplyAsync(
                        answer ->
                                SparedCards.told(
                                        out.station().settings(),
                                        rules.unwind(
                                                out.undo(),
                                                answer.fold(
                                                        result ->
                                                                ListedCards.atStop(
                                                                        out.station().settings(),
                                                                        result),
                                                        TransactionAnswers::confirmed))),
                        desk);
    }

    /**
     * The payload of a row with the CSMS's transaction id, where it has one and the CSMS has named
     * it.
     *
     * @param payload that of the row, perhaps corrected, with the station's transaction id
     */
    public Payload outgoing(OutboxRow row, Payload payload) {
        TransactionPlace place = TransactionPlace.of(row.action());
        return row.transaction()
                .flatMap(transactions::byKey)
                .flatMap(TransactionRow::csmsId)
                .filter(id -> place.read(payload).isPresent())
                .map(id -> place.write(payload, id))
                .orElse(payload);
    }

    /**
     * The CSMS's answer to a row, or an error where an answer to a start lacks what its contract
     * requires. The id in such an answer is kept: should the CSMS never do better, it knows the
     * transaction by that. The answers to other rows require nothing; what is wrong in them is the
     * station's loss only, and the CSMS has taken the row.
     */
    public Answer sound(Dialect csms, OutboxRow row, Answer answer) {
        if (!row.action().equals(Action.StartTransaction)) {
            return answer;
        }
        Answer sound = answers.sound(csms, row.action(), answer);
        if (sound instanceof Failure && answer instanceof Result result) {
            CsmsAnswers.idIn(result.payload()).ifPresent(id -> names.inBrief(row, id));
        }
        return sound;
    }

    /**
     * The CSMS has answered a row, or the row is dropped; the consequences are stored as the row
     * leaves the outbox.
     */
    public CompletableFuture<Answer> settled(OutboxRow row, Answer answer) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Unqueued(row.sequence()));
        boolean start = row.action().equals(Action.StartTransaction);
        Answer told =
                answer.fold(
                        result -> {
                            changes.addAll(
                                    cards.learn(
                                            row.upstream(),
                                            new Authorize(row.payload()).idTag(),
                                            result));
                            return start ? names.named(row, result, changes) : result;
                        },
                        failure -> {
                            if (start) {
                                names.neverNamed(row, changes);
                            }
                            return failure;
                        });
        names.settled(row);
        transactions.unmarkReferenced(row);
        boolean removal = changes.size() == 1; // the message may go out again after a crash
        CompletableFuture<Void> stored = store.commit(changes);
        return (removal ? now((Void) null) : stored)
                .thenApplyAsync(
                        done -> {
                            refused.stopDue();
                            row.transaction()
                                    .map(resumed::remove)
                                    .ifPresent(waiter -> waiter.complete(told));
                            return told;
                        },
                        desk);
    }

    /**
     * The CSMS never answers a row, or will never take it: it stays in the ledger for somebody to
     * look at. The CSMS has named no transaction for a start then, whether it has begun one or not.
     *
     * @param why what to tell who waits for its answer still
     */
    public void setAside(OutboxRow row, Failure why) {
        List<Change> changes = new ArrayList<>();
        changes.add(
                new Change.SetAside(row.sequence(), desk.now(), TransactionAnswers.sentence(why)));
        if (row.action().equals(Action.StartTransaction)) {
            names.neverNamed(row, changes);
        }
        names.settled(row);
        transactions.unmarkReferenced(row);
        store.commit(changes);
        row.transaction().map(resumed::remove).ifPresent(waiter -> waiter.complete(why));
    }

    private static <T> CompletableFuture<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
