package dev.substation.flow.up;

import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StopReasons;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.desk.Triggered.Taken;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StartAnswer;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import dev.substation.model.StopTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway says to a CSMS in a station's place: what {@code Occupied} means now, and what
 * the station said last, for a CSMS that has not heard it or asks for it. Goes through the rules
 * like the station's own.
 */
public final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final Desk desk;
    private final Store store;
    private final Rules rules;
    private final Transactions transactions;
    private final StopReasons stopReasons;
    private final LatestReports said;
    private final Occupied occupied;
    private final Recorded recorded;
    private final BiFunction<Passage, Call, CompletableFuture<Answer>> onward;

    /**
     * @param onward takes a message through the rules
     */
    Reports(
            Parts parts,
            SharedState books,
            LatestReports said,
            Occupied occupied,
            Recorded recorded,
            BiFunction<Passage, Call, CompletableFuture<Answer>> onward) {
        desk = parts.desk();
        rules = parts.rules();
        store = books.store();
        transactions = books.transactions();
        stopReasons = books.stopReasons();
        this.said = said;
        this.occupied = occupied;
        this.recorded = recorded;
        this.onward = onward;
    }

    /** The CSMS has not taken a message: it answered an error, or never. */
    public void refused(OutboxRow row) {
        if (row.action().equals(Action.StatusNotification)) {
            List<Change> untold = new ArrayList<>(said.refused(row.station()));
            untold.addAll(recorded.refused(row));
            untold.addAll(untold(row.station(), row.action()));
            store.commit(untold);
        }
    }

    void notTaken(Station station, Call call) {
        if (call.action().equals(Action.StatusNotification)) {
            store.commit(untold(station.id(), call.action()));
        }
    }

    /** What rules forget because the CSMS does not know it; to be stored. */
    public List<Change> untold(StationId station, Action action) {
        return rules.untold(station, action).stream().<Change>map(Change.Remembered::new).toList();
    }

    /** What follows from a call that was taken, once its station has been answered. */
    void follow(Station station, Call call, Optional<TransactionRow> transaction, Payload told) {
        Action action = call.action();
        if (action.equals(Action.BootNotification)) {
            said.booted(station.id());
        } else if (action.equals(Action.StartTransaction)) {
            StartAnswer start = new StartAnswer(told);
            start.idTagInfo()
                    .flatMap(IdTagInfo::refusal)
                    .flatMap(refusal -> start.transactionId())
                    .ifPresent(refused -> stopReasons.refused(station, refused));
            sayWhatChanged(station);
        } else if (action.equals(Action.StopTransaction)) {
            StopTransaction stop = new StopTransaction(call.payload());
            stopReasons.ended(station.id(), transaction, stop.transactionId());
            sayWhatChanged(station);
        }
    }

    /**
     * Tells the CSMS what Occupied means now that a transaction has begun or ended; after a start,
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
                                    GatewayCalls.up(
                                                    station.id(),
                                                    station.dialect(),
                                                    Action.StatusNotification,
                                                    now(last, status))
                                            .noting(
                                                    Occupied.note(
                                                            status,
                                                            "made by the gateway: the"
                                                                    + " connector's"
                                                                    + " transactions have"
                                                                    + " changed"));
                            sayStatus(station, made, said.learn(made, true));
                        });
    }

    /** Tells a CSMS that has not heard it what a station said last of a connector. */
    public void sayStatusAnew(Station station, long connectorId) {
        LatestReports.Saying last =
                said.of(station.id(), Action.StatusNotification, connectorId).orElseThrow();
        String status = occupied.now(station, connectorId).orElseThrow();
        Payload told = status.equals(last.status()) ? last.told() : now(last.told(), status);
        Call made =
                GatewayCalls.up(
                        station,
                        Action.StatusNotification,
                        told,
                        "the latest report of the station, for its new CSMS");
        sayStatus(station, made, said.learn(made, last.occupied()));
    }

    private Payload now(Payload report, String status) {
        return new StatusNotification(report)
                .withStatus(status)
                .with("timestamp", desk.clockText());
    }

    private void sayStatus(Station station, Call made, LatestReports.Learnt learnt) {
        say(
                new Passage(
                        true,
                        station,
                        made,
                        Optional.empty(),
                        Taken.NONE,
                        station::asker,
                        learnt::changes),
                learnt);
    }

    /**
     * Says once more what a station said, because the CSMS asks for it; through the rules, as the
     * station's own message would go.
     *
     * @param upstream who was asked, and gets what is of the station as a whole
     */
    public void sayAgain(Station station, StationId upstream, Action action, Payload payload) {
        say(
                station,
                upstream,
                action,
                payload,
                "the latest report of the station, triggered by the CSMS");
    }

    /**
     * Says something in a station's place to the CSMS of one upstream station.
     *
     * @param why what the gateway concludes it from, as the end of a sentence
     */
    public void say(
            Station station, StationId upstream, Action action, Payload payload, String why) {
        Optional<TransactionRow> open =
                TransactionPlace.of(action)
                        .read(payload)
                        .flatMap(id -> transactions.ofStation(station.id(), id))
                        .filter(transaction -> transaction.stopped().isEmpty());
        // Of a transaction that is over nothing more is to be said.
        Payload current = open.isPresent() ? payload : payload.without("transactionId");
        Call made = GatewayCalls.up(station, action, current, why);
        say(
                new Passage(
                        true,
                        station,
                        made,
                        open,
                        Taken.by(upstream),
                        report -> Optional.of(upstream),
                        List::of),
                LatestReports.Learnt.NOTHING);
    }

    /**
     * Ends a transaction that runs, in the place of its station.
     *
     * @return the answer that the station would get
     */
    CompletableFuture<Answer> stop(Station station, TransactionRow open, Payload payload) {
        return say(
                new Passage(
                        true,
                        station,
                        GatewayCalls.closing(station, payload),
                        Optional.of(open),
                        Taken.NONE,
                        station::asker,
                        List::of),
                LatestReports.Learnt.NOTHING);
    }

    /** What a station's own message is to the CSMS that asked for it. */
    private CompletableFuture<Answer> say(Passage passage, LatestReports.Learnt learnt) {
        Call made = passage.received();
        Moment since = desk.moment();
        return onward.apply(passage, made)
                .handleAsync(
                        (answer, fault) -> {
                            Answer told = fault == null ? answer : Failures.of(made, fault);
                            store.commit(store.ownEnded(made, told, since));
                            if (told instanceof Result) {
                                return told;
                            }
                            learnt.undo().run();
                            LOG.warn(
                                    "station={} action={} id={} {}",
                                    made.station(),
                                    made.action(),
                                    made.messageId(),
                                    Problem.GENERATED_REJECTED.line(
                                            fault == null
                                                    ? ((Failure) answer).line()
                                                    : fault.getMessage()));
                            return told;
                        },
                        desk);
    }
}
