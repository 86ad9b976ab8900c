package dev.substation.flow.upstream;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Delivers one upstream station's part of the outbox, in order. A row stays first until the CSMS
 * has answered it, or until it is parked or dropped.
 */
final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** A CSMS that hangs is asked for a sign of life as often as these two together, at least. */
    private static final Duration PROBE_WAIT_MOST = Duration.ofSeconds(10);

    private static final Duration PROBE_REST_MOST = Duration.ofSeconds(5);

    /** How many statuses may wait for a CSMS that is connected before they replace each other. */
    private static final int WHOLE_MOST = 1_000;

    /** A link may break by chance; not as often as this under one and the same row. */
    private static final int UNANSWERED_LEAST = 3;

    private final StationId identity;
    private final CurrentCsms csms;
    private final Desk desk;
    private final Ledger ledger;
    private final UpstreamOwner owner;
    private final UpstreamLink link;
    private final LinkHealth health;
    private final Pause pause;
    private final Runnable pump;

    private final Runnable turn = this::takeTurn;
    private final HeldRows rows = new HeldRows();
    private final Map<Long, CompletableFuture<Answer>> waiting = new HashMap<>();
    private final DeliveryAttempts attempts;
    private OutboxRow inFlight;
    private boolean loading;

    /** Rows up to this one had piled up while the CSMS was away or hung. */
    private long piledUpTo;

    private boolean hasTurn;

    /** How many statuses of this run wait that no later one replaces. */
    private int whole;

    /**
     * @param pump sends what is next
     */
    Drain(
            StationId identity,
            UpstreamParts parts,
            UpstreamLink link,
            LinkHealth health,
            Pause pause,
            Runnable pump) {
        this.identity = identity;
        csms = parts.csms();
        desk = parts.desk();
        ledger = parts.ledger();
        owner = parts.owner();
        this.link = link;
        this.health = health;
        this.pause = pause;
        this.pump = pump;
        attempts = new DeliveryAttempts(csms);
    }

    /** Whether something is still to be delivered. */
    boolean owes() {
        return !rows.isEmpty() || rows.hasMore();
    }

    /** How many rows are held in memory. */
    int queued() {
        return rows.size();
    }

    /** Whether there is room for statuses that no later one replaces. */
    boolean takesWhole() {
        return whole < WHOLE_MOST;
    }

    /** Something in the ledger waits for this station from an earlier run. */
    void hasRowsUpTo(long sequence) {
        rows.storedUpTo(sequence);
    }

    /** Takes a row that is stored already. */
    void queue(OutboxRow row) {
        if (rows.isSettled(row)) {
            return;
        }
        whole += isWhole(row) ? 1 : 0;
        rows.take(row, inFlight).forEach(this::forgetAttempts);
        if (pause.row().filter(ahead -> isHurriedBy(ahead, row)).isPresent()) {
            pause.end();
        }
        pump.run();
    }

    /**
     * Whether a row that is about to be taken was read from the ledger and settled before it came.
     */
    boolean isSettled(OutboxRow row) {
        return rows.isSettled(row);
    }

    /** Takes a row that a station waits for, until {@link #forgetWaiting}. */
    CompletableFuture<Answer> deliver(OutboxRow row) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting.put(row.sequence(), answer);
        queue(row);
        return answer;
    }

    /** A station does not wait for the answer to a row any more. */
    void forgetWaiting(OutboxRow row) {
        waiting.remove(row.sequence());
    }

    /** Nobody waits for an answer any more. */
    void failWaiting(Answer away) {
        waiting.values().forEach(waiter -> waiter.complete(away));
        waiting.clear();
    }

    /** What is stored by now has piled up: it goes out at the pace of the CSMS. */
    void pilesUp() {
        piledUpTo = rows.newest();
        hasTurn = false;
    }

    /** The CSMS said something. */
    void heard() {
        LinkHealth.State before = health.heard();
        if (before == LinkHealth.State.HANGS) {
            pilesUp();
        }
        if (before != LinkHealth.State.ANSWERS) {
            pause.end();
        }
    }

    /**
     * Whether a refused row goes out again at once because of one behind it: a station waits for
     * that one's answer; or it is a start or stop, which must not wait for meter values.
     */
    private boolean isHurriedBy(OutboxRow ahead, OutboxRow behind) {
        return behind.sequence() > ahead.sequence()
                && (waiting.containsKey(behind.sequence())
                        || isMeterValues(ahead) && isStartOrStop(behind));
    }

    /** Whether it is a status that no later one replaces. */
    private static boolean isWhole(OutboxRow row) {
        return row.action().equals(Action.StatusNotification) && row.coalesce().isEmpty();
    }

    private static boolean isMeterValues(OutboxRow row) {
        return row.action().equals(Action.MeterValues);
    }

    private static boolean isStartOrStop(OutboxRow row) {
        return row.isOfTransaction() && !isMeterValues(row);
    }

    /** Sends the first row, or first what shows whether the CSMS answers; the link is free. */
    void sendNext() {
        if (rows.isEmpty()) {
            loadMore();
            return;
        }
        OutboxRow row = rows.first();
        Optional<Failure> misdirected = owner.misdirected(row, csms.name());
        if (misdirected.isPresent()) {
            leave(row);
            answerWaiting(row, misdirected.get());
            owner.setAside(row, misdirected.get());
            desk.execute(pump);
            return;
        }
        boolean piledUp = row.sequence() <= piledUpTo;
        if (piledUp && !isItsTurn()) {
            return;
        }
        if (health.isInDoubt()) {
            hasTurn = piledUp; // for the row, once the Heartbeat is answered
            Duration wait = atMost(PROBE_WAIT_MOST, csms.settings().answerWait());
            Call heartbeat = owner.own(identity, Action.Heartbeat, Payload.EMPTY);
            Moment since = desk.moment();
            sendBeside(heartbeat, wait, answer -> probed(heartbeat, answer, since));
        } else {
            transmit(row);
        }
    }

    /**
     * Of what had piled up before the CSMS came back each row takes its turn among those of all
     * stations; a station that waits for an answer now comes first.
     */
    private boolean isItsTurn() {
        if (!hasTurn) {
            csms.pace().queue(turn, !waiting.isEmpty());
            return false;
        }
        hasTurn = false;
        return true;
    }

    private void takeTurn() {
        hasTurn = true;
        pump.run();
    }

    private void transmit(OutboxRow row) {
        inFlight = row;
        owner.transmitted(attempts.sent(row, desk.moment()));
        link.send(
                owner.outgoing(row),
                csms.settings().delivery().within(),
                answer -> rowAnswered(row, owner.sound(csms.settings(), row, answer)));
    }

    /** Sends what is no row of the outbox; its answer tells something of a row that has none. */
    void sendBeside(Call call, Duration wait, Consumer<Answer> then) {
        link.send(
                call,
                wait,
                answer -> {
                    if (!isUnanswered(answer)) {
                        Optional<OutboxRow> doubted = health.takeDoubted().filter(rows::contains);
                        heard();
                        doubted.ifPresent(this::unansweredAlone);
                    }
                    then.accept(answer);
                });
    }

    static boolean isUnanswered(Answer answer) {
        return answer instanceof Failure failure && failure.cause().undelivered();
    }

    /**
     * Of the many that a CSMS leaves unanswered while it hangs, the first is in the message log.
     */
    private void probed(Call heartbeat, Answer answer, Moment since) {
        if (!isUnanswered(answer) || !health.hangs()) {
            owner.ownEnded(heartbeat, answer, since);
        }
        if (isUnanswered(answer)) {
            health.leftProbeUnanswered();
            restUnanswered();
        }
    }

    /** Waits before something is tried again that is no row and was not answered. */
    void restUnanswered() {
        pause.start(atMost(PROBE_REST_MOST, csms.settings().delivery().retryInterval()));
    }

    /**
     * A row was left unanswered, and what came after it was not. Once is no matter: the CSMS may
     * just have come back. After that OCPP's pauses apply (1.6 section 3.7.1), counted from the
     * transmission on.
     */
    private void unansweredAlone(OutboxRow row) {
        Moment lastSent = attempts.lastSent(row);
        csms.health().failed(identity, lastSent);
        int times = attempts.unanswered(row);
        int most = Math.max(csms.settings().delivery().attempts(), UNANSWERED_LEAST);
        if (times >= most && csms.health().isAlone(identity)) {
            log(Level.ERROR, row, Problem.PARKED_UNANSWERED.line(times));
            leave(row);
            Duration within = csms.settings().delivery().within();
            owner.setAside(
                    row, Answer.failure(Cause.CSMS_TIMED_OUT, row.action(), within.toSeconds()));
            return;
        }
        log(Level.WARN, row, Problem.MESSAGE_UNANSWERED.line(times));
        Duration rest = desk.moment().until(lastSent.plus(attempts.rest(times)));
        if (times > 1 && !rest.isNegative()) {
            pause.start(rest);
        }
    }

    private void rowAnswered(OutboxRow row, Answer answer) {
        inFlight = null;
        Duration took = attempts.lastSent(row).until(desk.moment());
        health.doubtNoRow();
        if (!isUnanswered(answer)) {
            csms.health().delivered(desk.moment());
            heard();
        }
        if (answer instanceof Failure failure) {
            answerWaiting(row, failure);
            if (failure.cause().undelivered()) {
                if (failure.cause() != Cause.CSMS_AWAY && link.isOpen()) {
                    health.leftUnanswered(row);
                }
                return; // the row stays first; it goes out again under the same message id
            }
            owner.refused();
            if (staysAfter(failure, row)) {
                return;
            }
        }
        leave(row);
        CompletableFuture<Answer> waiter = waiting.remove(row.sequence());
        CompletableFuture<Answer> settled = owner.settled(row, answer, took);
        if (waiter != null) {
            settled.whenComplete(
                    (told, fault) ->
                            waiter.complete(
                                    fault == null
                                            ? told
                                            : Answer.failure(Cause.NOT_STORED, row.action())));
        }
    }

    /** What follows from an error; whether the row stays in the ledger. */
    private boolean staysAfter(Failure failure, OutboxRow row) {
        switch (attempts.refused(row, failure)) {
            case SENT_AGAIN -> {
                log(
                        Level.WARN,
                        row,
                        Problem.MESSAGE_REJECTED.line(
                                attempts.refused(row),
                                csms.settings().delivery().attempts(),
                                failure.code(),
                                failure.description()));
                restRefused(row);
                return true;
            }
            case SET_ASIDE -> {
                log(
                        attempts.loudness(row, failure),
                        row,
                        Problem.MESSAGE_PARKED.line(failure.code(), failure.description()));
                leave(row);
                owner.setAside(row, failure);
                return true;
            }
            case DROPPED ->
                    log(
                            attempts.loudness(row, failure),
                            row,
                            Problem.MESSAGE_DROPPED.line(failure.code(), failure.description()));
        }
        return false;
    }

    private void log(Level level, OutboxRow row, String line) {
        LOG.atLevel(level)
                .log(
                        "station={} action={} id={} {}",
                        identity,
                        row.action(),
                        row.messageId(),
                        line);
    }

    /**
     * Lets a refused row rest before it goes out again. Not while others wait behind it: meter
     * values, of which there may be many, then go out again at once; a start or a stop twice within
     * the time that a station waits.
     */
    private void restRefused(OutboxRow row) {
        if (isMeterValues(row) && (rows.hasMore() || rows.anyBehind(row, Drain::isStartOrStop))) {
            return;
        }
        boolean awaited = waiting.keySet().stream().anyMatch(behind -> behind > row.sequence());
        Duration rest = attempts.rest(attempts.refused(row));
        pause.start(awaited ? atMost(csms.settings().answerWait().dividedBy(3), rest) : rest, row);
    }

    private void leave(OutboxRow row) {
        rows.remove(row);
        whole = Math.max(0, whole - (isWhole(row) ? 1 : 0)); // some may be of an earlier run
        forgetAttempts(row);
    }

    private void forgetAttempts(OutboxRow row) {
        if (attempts.forget(row)) {
            csms.health().over(identity);
        }
    }

    private void answerWaiting(OutboxRow row, Answer answer) {
        CompletableFuture<Answer> waiter = waiting.remove(row.sequence());
        if (waiter != null) {
            waiter.complete(answer);
        }
    }

    private static Duration atMost(Duration most, Duration time) {
        return time.compareTo(most) < 0 ? time : most;
    }

    private void loadMore() {
        if (loading || !rows.hasMore()) {
            return;
        }
        loading = true;
        long upTo = rows.newest();
        ledger.outbox(identity, rows.last(), HeldRows.MOST)
                .whenCompleteAsync(
                        (page, fault) -> {
                            loading = false;
                            if (fault != null) {
                                LOG.error(
                                        "station={} {}",
                                        identity,
                                        Problem.LEDGER_UNREADABLE.line("outbox", fault),
                                        fault);
                                pause.start(csms.settings().delivery().retryInterval());
                                return;
                            }
                            rows.take(page, upTo);
                            pump.run();
                        },
                        desk);
    }
}
