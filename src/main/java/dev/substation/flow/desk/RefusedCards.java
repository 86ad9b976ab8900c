package dev.substation.flow.desk;

import dev.substation.dialect.Differences;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StartAnswer;
import dev.substation.model.StationId;
import dev.substation.model.StopTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Transactions whose card the CSMS rejected after the gateway had answered the start with Accepted.
 * The station does not know about it, so the gateway sends a RemoteStopTransaction, again and again
 * until the transaction has ended.
 *
 * <p>A transaction that must still be stopped is a memory of the ledger under the owner {@value
 * #OWNER}, stored in one commit with the CSMS's answer, so that a kill in between loses nothing.
 */
public final class RefusedCards {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedCards.class);

    public static final String OWNER = "refused-card";

    private static final String DE_AUTHORIZED = "DeAuthorized";

    /** Follows the status in the ledger once the station has been sent a stop. */
    private static final String SENT = " sent";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

    /** A station that does not know the id of its transaction yet rejects a stop. */
    private static final Duration ANSWER_ON_ITS_WAY = Duration.ofSeconds(1);

    /** For a station that is heard and yet misses each call; it doubles with each. */
    private static final Duration FIRST_PAUSE_WHILE_HEARD = Duration.ofSeconds(5);

    /** What a call to a station ends with that may not have got it. */
    private static final Set<Cause> MISSED =
            Set.of(Cause.STATION_UNREACHABLE, Cause.STATION_TIMED_OUT);

    /** A transaction to be stopped. */
    private static final class Stop {
        private final StationId station;
        private final String status;
        private boolean sent;

        /** Whether the CSMS has asked the station itself to stop it. */
        private boolean ofCsms;

        private boolean underWay;

        /** The address, or the connection, at which it was asked last. */
        private String askedAt = "";

        /** Until when the station may still be waiting for the answer to its start. */
        private Optional<Moment> earliest = Optional.empty();

        private int tries;
        private Optional<Moment> notBefore = Optional.empty();

        /** When the station missed the last call; empty when it got it. */
        private Optional<Moment> missed = Optional.empty();

        /** How many calls it has missed one after the other though it was heard between them. */
        private int missedThoughHeard;

        Stop(StationId station, String status, boolean sent) {
            this.station = station;
            this.status = status;
            this.sent = sent;
        }
    }

    private final Desk desk;
    private final Store store;
    private final Site site;
    private final Connections connections;
    private final Transactions transactions;
    private final Map<Long, Stop> stops = new LinkedHashMap<>();

    public RefusedCards(Desk desk, Site site, SharedState books, List<Memory> memories) {
        this.desk = desk;
        this.site = site;
        store = books.store();
        connections = books.connections();
        transactions = books.transactions();
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .forEach(
                        memory -> {
                            boolean sent = memory.value().endsWith(SENT);
                            String status =
                                    sent
                                            ? memory.value()
                                                    .substring(
                                                            0,
                                                            memory.value().length() - SENT.length())
                                            : memory.value();
                            stops.put(
                                    Long.valueOf(memory.key()),
                                    new Stop(memory.station(), status, sent));
                        });
    }

    /**
     * The CSMS has answered the start of a transaction whose station was answered without it.
     *
     * @param conf the CSMS's answer
     * @param onItsWay whether the station is only about to get its answer
     * @return what is to be stored with it; then {@link #stopDue} is to be called
     */
    public List<Change> answered(TransactionRow transaction, Payload conf, boolean onItsWay) {
        Optional<String> refusal = new StartAnswer(conf).idTagInfo().flatMap(IdTagInfo::refusal);
        boolean charges =
                transaction.stopped().isEmpty()
                        && transactions.isCurrent(transaction)
                        && new IdTagInfo(transaction.idTagInfo()).refusal().isEmpty();
        boolean wanted =
                site.station(transaction.station())
                        .filter(StationSettings::stopsRefused)
                        .isPresent();
        if (refusal.isEmpty() || !charges || !wanted || stops.containsKey(transaction.key())) {
            return List.of();
        }
        LOG.warn(
                "station={} transaction={} {}",
                transaction.station(),
                transaction.stationId().orElseThrow(),
                Problem.CARD_REJECTED_LATE.line(refusal.get()));
        Stop stop = new Stop(transaction.station(), refusal.get(), false);
        if (onItsWay) {
            stop.earliest = Optional.of(desk.moment().plus(ANSWER_ON_ITS_WAY));
        }
        stops.put(transaction.key(), stop);
        return List.of(remembered(transaction.key(), stop));
    }

    /**
     * The card of a transaction is rejected, but its station is about to be answered Accepted.
     *
     * @param status with which the card is rejected
     * @return what is to be stored with the answer
     */
    public List<Change> spared(TransactionRow transaction, String status) {
        if (stops.containsKey(transaction.key())) {
            return List.of();
        }
        LOG.info(
                "station={} transaction={} the card is rejected ({}); the gateway answers Accepted"
                        + " and stops the transaction (spare-local-list)",
                transaction.station(),
                transaction.stationId().orElseThrow(),
                status);
        Stop stop = new Stop(transaction.station(), status, false);
        stop.earliest = Optional.of(desk.moment().plus(ANSWER_ON_ITS_WAY));
        stops.put(transaction.key(), stop);
        return List.of(remembered(transaction.key(), stop));
    }

    private static Change remembered(long key, Stop stop) {
        return new Change.Remembered(
                new Memory(
                        OWNER,
                        stop.station,
                        Long.toString(key),
                        stop.sent ? stop.status + SENT : stop.status));
    }

    /**
     * A transaction that has ended need not be stopped any more.
     *
     * @param changes what is to be stored with the end
     * @param undo takes it back should that fail
     */
    public record Ended(List<Change> changes, Runnable undo) {}

    /** A transaction has ended. */
    public Ended ended(TransactionRow transaction) {
        long key = transaction.key();
        Stop stop = stops.remove(key);
        return stop == null
                ? new Ended(List.of(), () -> {})
                : new Ended(List.of(forgotten(key, stop)), () -> stops.putIfAbsent(key, stop));
    }

    private static Change forgotten(long key, Stop stop) {
        return new Change.Remembered(new Memory(OWNER, stop.station, Long.toString(key), ""));
    }

    /** How many transactions are still to be stopped. */
    public int waiting() {
        return stops.size();
    }

    /** Sends what is due to the stations that can be called. To be called now and then. */
    public void stopDue() {
        Map.copyOf(stops).forEach(this::stopIfDue);
    }

    private void stopIfDue(long key, Stop stop) {
        Optional<TransactionRow> runs =
                transactions
                        .byKey(key)
                        .filter(row -> row.stopped().isEmpty())
                        .filter(transactions::isCurrent);
        if (runs.isEmpty()) {
            stops.remove(key);
            store.commit(forgotten(key, stop));
            return;
        }
        if (!stop.underWay) {
            connections
                    .station(stop.station)
                    .filter(station -> isDue(station, stop))
                    .ifPresent(station -> send(station, runs.get(), stop));
        }
    }

    /**
     * A station that has come to another address, has connected anew, or is heard again after it
     * has missed a call is asked at once.
     */
    private boolean isDue(Station station, Stop stop) {
        if (stop.earliest.filter(desk.moment()::isBefore).isPresent()) {
            return false;
        }
        boolean rested = stop.notBefore.filter(desk.moment()::isBefore).isEmpty();
        return station.link()
                .filter(
                        link ->
                                rested
                                        || !link.address().equals(stop.askedAt)
                                        || isBack(station, stop))
                .isPresent();
    }

    private boolean isBack(Station station, Stop stop) {
        return stop.missed
                .filter(moment -> station.lastHeard().isAfter(moment))
                .map(missed -> missed.plus(pauseWhileHeard(stop)))
                .filter(then -> !desk.moment().isBefore(then))
                .isPresent();
    }

    private static Duration pauseWhileHeard(Stop stop) {
        return stop.missedThoughHeard == 0
                ? Duration.ZERO
                : doubled(FIRST_PAUSE_WHILE_HEARD, stop.missedThoughHeard - 1);
    }

    private void send(Station station, TransactionRow transaction, Stop stop) {
        long id = transaction.stationId().orElseThrow();
        Call call =
                GatewayCalls.down(
                        station,
                        Action.RemoteStopTransaction,
                        Payload.of("transactionId", id),
                        "the CSMS answered " + stop.status + " to the card");
        List<Change> changes = new ArrayList<>(store.logged(call, call.notes()));
        if (!stop.sent) {
            stop.sent = true;
            changes.add(remembered(transaction.key(), stop));
        }
        store.commit(changes);
        stop.underWay = true;
        Moment since = desk.moment();
        stop.askedAt = station.link().map(StationLink::address).orElse("");
        station.call(call)
                .whenCompleteAsync(
                        (answer, fault) -> {
                            Answer received = fault == null ? answer : Failures.of(call, fault);
                            store.commit(store.ownEnded(call, received, since));
                            stop.underWay = false;
                            stop.notBefore =
                                    Optional.of(
                                            desk.moment().plus(doubled(FIRST_PAUSE, stop.tries++)));
                            noticeMissed(station, stop, received);
                            answered(call, stop, received);
                        },
                        desk);
    }

    private void noticeMissed(Station station, Stop stop, Answer answer) {
        boolean isMissed =
                answer instanceof Answer.Failure failure && MISSED.contains(failure.cause());
        boolean heardBetween =
                stop.missed.filter(moment -> station.lastHeard().isAfter(moment)).isPresent();
        stop.missedThoughHeard = isMissed && heardBetween ? stop.missedThoughHeard + 1 : 0;
        stop.missed = isMissed ? Optional.of(desk.moment()) : Optional.empty();
    }

    private static Duration doubled(Duration first, int times) {
        Duration pause = first.multipliedBy(1L << Math.min(times, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void answered(Call call, Stop stop, Answer answer) {
        String said =
                answer.status()
                        .orElseGet(
                                () ->
                                        answer.fold(
                                                Object::toString,
                                                failure -> failure.description()));
        boolean accepted = answer.isAccepted();
        LOG.atLevel(accepted ? Level.INFO : Level.WARN)
                .log(
                        "station={} action=RemoteStopTransaction id={} {}",
                        call.station(),
                        call.messageId(),
                        accepted
                                ? "accepted, for a card that the CSMS rejected"
                                : Problem.STOP_NOT_ACCEPTED.line(stop.status, stop.tries, said));
        Note note = Note.whole(Loss.DEDUCED, "answer to a call of the gateway");
        store.commit(store.answered(call, answer.noting(note)));
    }

    /** The CSMS itself asks a station to stop a transaction; then it is that which ends it. */
    public void asked(Call towardsStation) {
        if (!towardsStation.action().equals(Action.RemoteStopTransaction)) {
            return;
        }
        towardsStation
                .payload()
                .number("transactionId")
                .flatMap(id -> transactions.ofStation(towardsStation.station(), id))
                .map(row -> stops.get(row.key()))
                .ifPresent(stop -> stop.ofCsms = true);
    }

    /**
     * A StopTransaction with its true reason: a station that was sent RemoteStopTransaction by the
     * gateway says Remote, or in OCPP 1.5 nothing; but the CSMS asked for no such thing, it refused
     * the card (OCPP 1.6 section 7.36, DeAuthorized).
     */
    public Call reasoned(Call call, Optional<TransactionRow> transaction) {
        boolean ours =
                transaction
                        .map(row -> stops.get(row.key()))
                        .filter(stop -> stop.sent && !stop.ofCsms)
                        .isPresent();
        StopTransaction stopped = new StopTransaction(call.payload());
        Optional<String> reason = stopped.reason();
        boolean remote = reason.filter("Remote"::equals).isPresent();
        boolean unsaid =
                !stopped.hasReason()
                        && Differences.lacks(call.dialect(), call.action(), StopTransaction.REASON);
        if (!ours || !remote && !unsaid) {
            return call;
        }
        Note note =
                Note.deduced(
                        StopTransaction.REASON,
                        reason.orElse(""),
                        DE_AUTHORIZED,
                        "stopped by the gateway, because the CSMS rejected the card");
        return call.withPayload(stopped.withReason(DE_AUTHORIZED)).noting(note);
    }
}
