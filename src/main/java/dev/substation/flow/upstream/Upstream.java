package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One upstream station: its link to the csms, the calls that wait for an answer now, and its part
 * of the outbox, drained in order. One call at a time goes up (OCPP-J 1.6 section 4.1.1): first a
 * boot that the csms has not seen, then what somebody waits for, then the outbox.
 *
 * <p>A row of the outbox that gets no answer holds up those behind it, and whose fault that is
 * shows only when something else is asked. So a Heartbeat goes first then. While that gets no
 * answer either, the csms hangs: Heartbeats go on until it says something, and nothing counts
 * against the row. When it is answered and the row is not, time after time, the row is set aside
 * ({@link CsmsHealth}).
 */
public final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    /** A csms that hangs is asked for a sign of life as often as these two together, at least. */
    private static final Duration PROBE_WAIT_MOST = Duration.ofSeconds(10);

    private static final Duration PROBE_REST_MOST = Duration.ofSeconds(5);

    /** How many statuses may wait for a csms that is connected before they replace each other. */
    private static final int WHOLE_MOST = 1_000;

    /** A link may break by chance; not as often as this under one and the same row. */
    private static final int UNANSWERED_LEAST = 3;

    /** What an upstream station needs of the gateway. Called on the desk. */
    public interface Owner {

        /** The call for a row, with the csms' transaction id in it. */
        Call outgoing(OutboxRow row);

        /** Why a row must not go to this csms: its transaction is another one's. */
        Optional<Answer.Failure> misdirected(OutboxRow row, String csms);

        /** An answer of the csms, or an error where it lacks what its contract requires. */
        Answer sound(Call call, Answer answer);

        /** The same for a row, before the row is {@link #settled} or sent again. */
        Answer sound(OutboxRow row, Answer answer);

        /**
         * The csms has answered a row, or it is given up: the row leaves the outbox. Completes with
         * what the station may be told, once that is stored.
         */
        CompletableFuture<Answer> settled(OutboxRow row, Answer answer);

        /**
         * The csms never answers a row though it answers others, or says that it will never take
         * it: the row is kept aside, and goes out no more.
         *
         * @param why what to tell who waits for its answer still
         */
        void setAside(OutboxRow row, Answer.Failure why);

        /**
         * The BootNotification to send before all else on a fresh link, when there is one that the
         * csms must see.
         */
        Optional<Call> pendingBoot(StationId upstream);

        /**
         * The csms' answer to that boot. Empty when it is accepted, else how long to wait before it
         * is told again.
         */
        Optional<Duration> bootAnswered(StationId upstream, Answer answer);

        /** Whether the csms' last word on the registration forbids to send the outbox. */
        boolean heldBack(StationId upstream);

        /** A call that the gateway itself makes for an upstream station. */
        Call own(StationId upstream, Action action, Payload payload);

        /** A row went out, for the first time in this run or again. */
        void transmitted(boolean again);

        /** The csms answered a row with an error; it may be sent again. */
        void refused();

        /** The link was opened, or was lost, or could not be opened. */
        void reached(StationId upstream, boolean connected);

        /** A call of the csms. */
        CompletableFuture<Answer> fromCsms(StationId upstream, Call call);
    }

    private enum State {
        CONNECTING,
        CONNECTED,
        AWAY,
        CLOSED
    }

    private record Ask(Call call, CompletableFuture<Answer> answer) {}

    private final StationId identity;
    private final CsmsSettings csms;
    private final Desk desk;
    private final CsmsLinks links;
    private final Ledger ledger;
    private final Pace pace;
    private final CsmsHealth unanswered;
    private final Owner owner;

    private final Runnable turn = this::takeTurn;
    private final Deque<Ask> asks = new ArrayDeque<>();
    private final HeldRows rows = new HeldRows();
    private final Map<Long, CompletableFuture<Answer>> waiting = new HashMap<>();

    private final DeliveryAttempts attempts;

    private State state = State.CLOSED;

    /** Whether the first attempt to connect since the link was opened has succeeded. */
    private CompletableFuture<Boolean> attempt = CompletableFuture.completedFuture(false);

    private CsmsLink link;
    private Ear heard;
    private boolean busy;
    private OutboxRow inFlight;
    private boolean loading;
    private boolean paused;
    private Runnable cancelPause = () -> {};

    /** Rows up to this one had piled up while the csms was away or hung. */
    private long piledUpTo;

    /** Whether the csms has left a row unanswered and has said nothing since. */
    private boolean silent;

    /** Whether it hangs: it left a Heartbeat unanswered after the row. */
    private boolean hangs;

    /** The row that was left unanswered, until it shows whether others are answered. */
    private Optional<OutboxRow> doubted = Optional.empty();

    /** The row that the csms answered with an error, while it rests before it goes out again. */
    private Optional<OutboxRow> resting = Optional.empty();

    private boolean hasTurn;
    private boolean unwell;

    /** How many statuses of this run wait that no later one replaces. */
    private int whole;

    private final LinkRecord record = new LinkRecord();

    public Upstream(
            StationId identity,
            CsmsSettings csms,
            Desk desk,
            CsmsLinks links,
            Ledger ledger,
            Pace pace,
            CsmsHealth unanswered,
            Owner owner) {
        this.identity = identity;
        this.csms = csms;
        this.desk = desk;
        this.links = links;
        this.ledger = ledger;
        this.pace = pace;
        this.unanswered = unanswered;
        this.owner = owner;
        this.attempts = new DeliveryAttempts(csms.delivery());
    }

    public StationId identity() {
        return identity;
    }

    public CsmsSettings csms() {
        return csms;
    }

    /** Connects unless it is connected or trying. */
    public void open() {
        if (state == State.CLOSED) {
            state = State.CONNECTING;
            attempt = new CompletableFuture<>();
            heard = new Ear();
            link = links.open(identity, csms, heard);
        }
    }

    /** Ends the link; what waits for an answer fails. The outbox stays. */
    public CompletableFuture<Void> close(String reason) {
        if (state == State.CLOSED) {
            return CompletableFuture.completedFuture(null);
        }
        state = State.CLOSED;
        attempt.complete(false);
        failAsks();
        LOG.info("station={} csms={} link closed: {}", identity, csms.name(), reason);
        return link.close(reason);
    }

    /** Opens the link anew, if it is open: what it shows the csms has changed. */
    public void renew(String why) {
        if (state != State.CLOSED) {
            close(why).whenCompleteAsync((gone, fault) -> open(), desk);
        }
    }

    /** Whether the csms can be reached: known now, or when the attempt under way has ended. */
    public CompletableFuture<Boolean> reachable() {
        open();
        return state == State.CONNECTING
                ? attempt.copy()
                : CompletableFuture.completedFuture(state == State.CONNECTED);
    }

    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    /**
     * Whether the csms cannot be reached now; while a first attempt is under way that is not known
     * yet.
     */
    public boolean isAway() {
        return state == State.AWAY || state == State.CLOSED;
    }

    public boolean isOpen() {
        return state != State.CLOSED;
    }

    public boolean hasWork() {
        return owes() || !asks.isEmpty() || busy;
    }

    /** Whether something of the outbox is still to be delivered. */
    public boolean owes() {
        return !rows.isEmpty() || rows.hasMore();
    }

    /** How many rows of the outbox are held in memory; more may lie in the ledger. */
    public int queued() {
        return rows.size();
    }

    /**
     * Whether the csms is to get each status that comes now. Not while it is away or hangs, nor
     * when it is slower than its station for long; it is taken for well until that shows.
     */
    public boolean takesAll() {
        open();
        return state != State.AWAY && !hangs && whole < WHOLE_MOST;
    }

    /** Something in the ledger's outbox waits for this station from an earlier run. */
    public void hasRowsUpTo(long sequence) {
        rows.storedUpTo(sequence);
    }

    /**
     * Asks the csms now, and waits as long as a station may. Completes normally: in the worst case
     * with {@code CSMS_AWAY} or {@code CSMS_TIMED_OUT}.
     */
    public CompletableFuture<Answer> ask(Call call) {
        open();
        if (state == State.AWAY) {
            return CompletableFuture.completedFuture(unreachable());
        }
        Ask ask = new Ask(call, new CompletableFuture<>());
        asks.add(ask);
        pump();
        return noting(
                inTime(call.action(), ask.answer())
                        .whenComplete((answer, fault) -> asks.remove(ask)));
    }

    /**
     * Takes a row that is stored already and that a station waits for. Completes normally: in the
     * worst case with {@code CSMS_AWAY} or {@code CSMS_TIMED_OUT}; the row is delivered all the
     * same.
     */
    public CompletableFuture<Answer> deliver(OutboxRow row) {
        open();
        if (state == State.AWAY) {
            queue(row);
            return CompletableFuture.completedFuture(unreachable());
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (rows.isSettled(row)) {
            answer.complete(Cause.CSMS_LINK_CLOSED.with(row.action()));
            return answer;
        }
        waiting.put(row.sequence(), answer);
        queue(row);
        return noting(
                inTime(row.action(), answer)
                        .whenComplete((told, fault) -> waiting.remove(row.sequence())));
    }

    /** The answer, or {@code CSMS_TIMED_OUT} once a station has waited long enough. */
    public CompletableFuture<Answer> inTime(Action action, CompletableFuture<Answer> answer) {
        Duration wait = csms.answerWait();
        return desk.within(wait, answer, () -> Cause.CSMS_TIMED_OUT.with(action, wait.toSeconds()));
    }

    /** Notes an answer that came in time: the csms is well. */
    private CompletableFuture<Answer> noting(CompletableFuture<Answer> answer) {
        return answer.thenApply(
                told -> {
                    if (!(told instanceof Answer.Failure failure)
                            || !failure.cause().undelivered()) {
                        unwell = false;
                    }
                    return told;
                });
    }

    /**
     * How loud to say that the gateway answers in the csms' place: a warning when the csms was well
     * until now; one for each message would hide all else in the log.
     */
    public Level insteadOfCsms() {
        Level level = unwell ? Level.DEBUG : Level.WARN;
        unwell = true;
        return level;
    }

    /** Takes a row that is stored already and that nobody waits for. */
    public void queue(OutboxRow row) {
        open();
        if (rows.isSettled(row)) {
            return;
        }
        whole += isWhole(row) ? 1 : 0;
        rows.take(row, inFlight).forEach(this::forgetAttempts);
        if (resting.filter(ahead -> isHurriedBy(ahead, row)).isPresent()) {
            endPause();
        }
        pump();
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

    public void pump() {
        if (busy || state != State.CONNECTED) {
            return;
        }
        Optional<Call> boot = owner.pendingBoot(identity);
        if (boot.isPresent() && !paused) {
            sendBeside(
                    boot.get(),
                    csms.answerWait(),
                    answer -> bootAnswered(owner.sound(boot.get(), answer)));
            return;
        }
        Ask ask = asks.poll();
        if (ask != null) {
            sendBeside(ask.call(), csms.answerWait(), ask.answer()::complete);
            return;
        }
        if (paused || boot.isPresent() || owner.heldBack(identity)) {
            return;
        }
        if (rows.isEmpty()) {
            loadMore();
            return;
        }
        OutboxRow row = rows.first();
        Optional<Answer.Failure> misdirected = owner.misdirected(row, csms.name());
        if (misdirected.isPresent()) {
            leave(row);
            answerWaiting(row, misdirected.get());
            owner.setAside(row, misdirected.get());
            desk.execute(this::pump);
            return;
        }
        boolean piledUp = row.sequence() <= piledUpTo;
        if (piledUp && !isItsTurn()) {
            return;
        }
        if (silent) {
            hasTurn = piledUp; // for the row, once the Heartbeat is answered
            Duration wait = atMost(PROBE_WAIT_MOST, csms.answerWait());
            sendBeside(ownHeartbeat(), wait, this::probed);
        } else {
            transmit(row);
        }
    }

    private void transmit(OutboxRow row) {
        inFlight = row;
        owner.transmitted(attempts.sent(row, desk.moment()));
        send(
                owner.outgoing(row),
                csms.delivery().within(),
                answer -> rowAnswered(row, owner.sound(row, answer)));
    }

    private Call ownHeartbeat() {
        return owner.own(identity, Action.Heartbeat, Payload.EMPTY);
    }

    /**
     * Of what had piled up before the csms came back each row takes its turn among those of all
     * stations; a station that waits for an answer now comes first.
     */
    private boolean isItsTurn() {
        if (!hasTurn) {
            pace.queue(turn, !waiting.isEmpty());
            return false;
        }
        hasTurn = false;
        return true;
    }

    private void takeTurn() {
        hasTurn = true;
        pump();
    }

    private void send(Call call, Duration wait, Consumer<Answer> then) {
        busy = true;
        LOG.debug("station={} action={} id={} up", identity, call.action(), call.messageId());
        link.call(call, wait)
                .whenCompleteAsync(
                        (said, fault) -> {
                            Answer answer =
                                    fault == null ? said : Cause.INTERNAL.with(call.action());
                            busy = false;
                            try {
                                then.accept(answer);
                            } finally {
                                if (!isCutOff(answer)) {
                                    pump();
                                }
                            }
                        },
                        desk);
    }

    /** Whether the link has gone, which it is about to say: nothing can be sent over it. */
    private static boolean isCutOff(Answer answer) {
        return answer instanceof Answer.Failure failure
                && (failure.cause() == Cause.CSMS_AWAY
                        || failure.cause() == Cause.CSMS_LINK_CLOSED);
    }

    /** Sends what is no row of the outbox; its answer tells something of a row that has none. */
    private void sendBeside(Call call, Duration wait, Consumer<Answer> then) {
        send(
                call,
                wait,
                answer -> {
                    if (!isUnanswered(answer)) {
                        answeredBeside();
                    }
                    then.accept(answer);
                });
    }

    private static boolean isUnanswered(Answer answer) {
        return answer instanceof Answer.Failure failure && failure.cause().undelivered();
    }

    private void probed(Answer answer) {
        if (isUnanswered(answer)) {
            if (!hangs) {
                LOG.warn(
                        "station={} csms={} {}", identity, csms.name(), Problem.CSMS_SILENT.line());
            }
            hangs = true;
            doubted = Optional.empty();
            pause(atMost(PROBE_REST_MOST, csms.delivery().retryInterval()));
        }
    }

    private void answeredBeside() {
        Optional<OutboxRow> row = doubted.filter(rows::contains);
        doubted = Optional.empty();
        saidSomething();
        row.ifPresent(this::unansweredAlone);
    }

    private void saidSomething() {
        if (hangs) {
            LOG.info("station={} csms={} is heard again", identity, csms.name());
            hangs = false;
            piledUpTo = rows.newest();
            hasTurn = false;
        }
        if (silent) {
            silent = false;
            endPause();
        }
    }

    /**
     * A row was left unanswered, and what came after it was not. Once is no matter: the csms may
     * just have come back. After that OCPP's pauses apply (1.6 section 3.7.1), counted from the
     * transmission on.
     */
    private void unansweredAlone(OutboxRow row) {
        Moment lastSent = attempts.lastSent(row);
        unanswered.failed(identity, lastSent);
        int times = attempts.unanswered(row);
        int most = Math.max(csms.delivery().attempts(), UNANSWERED_LEAST);
        if (times >= most && unanswered.isAlone(identity)) {
            LOG.error(
                    "station={} action={} id={} {}",
                    identity,
                    row.action(),
                    row.messageId(),
                    Problem.PARKED_UNANSWERED.line(times));
            leave(row);
            Duration within = csms.delivery().within();
            owner.setAside(row, Cause.CSMS_TIMED_OUT.with(row.action(), within.toSeconds()));
            return;
        }
        LOG.warn(
                "station={} action={} id={} {}",
                identity,
                row.action(),
                row.messageId(),
                Problem.MESSAGE_UNANSWERED.line(times));
        Duration rest = desk.moment().until(lastSent.plus(attempts.rest(times)));
        if (times > 1 && !rest.isNegative()) {
            pause(rest);
        }
    }

    private void bootAnswered(Answer answer) {
        if (isUnanswered(answer)) {
            doubted = Optional.empty();
            pause(atMost(PROBE_REST_MOST, csms.delivery().retryInterval()));
        } else if (answer instanceof Answer.Failure failure) {
            LOG.warn(
                    "station={} csms={} {}",
                    identity,
                    csms.name(),
                    Problem.BOOT_NOT_ACCEPTED.line(failure.code(), failure.description()));
            pause(csms.delivery().retryInterval());
        } else {
            owner.bootAnswered(identity, answer).ifPresent(this::pause);
        }
    }

    private void rowAnswered(OutboxRow row, Answer answer) {
        inFlight = null;
        doubted = Optional.empty();
        if (!isUnanswered(answer)) {
            unanswered.delivered(desk.moment());
            saidSomething();
        }
        if (answer instanceof Answer.Failure failure) {
            answerWaiting(row, failure);
            if (failure.cause().undelivered()) {
                if (failure.cause() != Cause.CSMS_AWAY && state != State.CLOSED) {
                    silent = true;
                    doubted = Optional.of(row);
                }
                return; // the row stays first; it goes out again under the same message id
            }
            owner.refused();
            switch (attempts.refused(row, failure)) {
                case SENT_AGAIN -> {
                    LOG.warn(
                            "station={} action={} id={} {}",
                            identity,
                            row.action(),
                            row.messageId(),
                            Problem.MESSAGE_REJECTED.line(
                                    attempts.refused(row),
                                    csms.delivery().attempts(),
                                    failure.code(),
                                    failure.description()));
                    restRefused(row);
                    return;
                }
                case SET_ASIDE -> {
                    LOG.atLevel(attempts.loudness(row, failure))
                            .log(
                                    "station={} action={} id={} {}",
                                    identity,
                                    row.action(),
                                    row.messageId(),
                                    Problem.MESSAGE_PARKED.line(
                                            failure.code(), failure.description()));
                    leave(row);
                    owner.setAside(row, failure);
                    return;
                }
                case DROPPED ->
                        LOG.atLevel(attempts.loudness(row, failure))
                                .log(
                                        "station={} action={} id={} {}",
                                        identity,
                                        row.action(),
                                        row.messageId(),
                                        Problem.MESSAGE_DROPPED.line(
                                                failure.code(), failure.description()));
            }
        }
        leave(row);
        CompletableFuture<Answer> waiter = waiting.remove(row.sequence());
        CompletableFuture<Answer> settled = owner.settled(row, answer);
        if (waiter != null) {
            settled.whenComplete(
                    (told, fault) ->
                            waiter.complete(
                                    fault == null ? told : Cause.NOT_STORED.with(row.action())));
        }
    }

    /**
     * Lets a refused row rest before it goes out again. Not while others wait behind it: meter
     * values, of which there may be many, then go out again at once; a start or a stop twice within
     * the time that a station waits.
     */
    private void restRefused(OutboxRow row) {
        if (isMeterValues(row)
                && (rows.hasMore() || rows.anyBehind(row, Upstream::isStartOrStop))) {
            return;
        }
        boolean awaited = waiting.keySet().stream().anyMatch(behind -> behind > row.sequence());
        Duration rest = attempts.rest(attempts.refused(row));
        pause(awaited ? atMost(csms.answerWait().dividedBy(3), rest) : rest);
        resting = Optional.of(row);
    }

    private void leave(OutboxRow row) {
        rows.remove(row);
        whole = Math.max(0, whole - (isWhole(row) ? 1 : 0)); // some may be of an earlier run
        forgetAttempts(row);
    }

    private void forgetAttempts(OutboxRow row) {
        if (attempts.forget(row)) {
            unanswered.over(identity);
        }
    }

    /** Sends nothing for some time, unless somebody waits for it. */
    public void rest(Duration time) {
        pause(time);
    }

    private static Duration atMost(Duration most, Duration time) {
        return time.compareTo(most) < 0 ? time : most;
    }

    private void pause(Duration time) {
        endPause();
        paused = true;
        cancelPause =
                desk.after(
                        time,
                        () -> {
                            endPause();
                            pump();
                        });
    }

    private void endPause() {
        cancelPause.run();
        paused = false;
        resting = Optional.empty();
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
                                pause(csms.delivery().retryInterval());
                                return;
                            }
                            rows.take(page, upTo);
                            pump();
                        },
                        desk);
    }

    private void answerWaiting(OutboxRow row, Answer answer) {
        CompletableFuture<Answer> waiter = waiting.remove(row.sequence());
        if (waiter != null) {
            waiter.complete(answer);
        }
    }

    private void failAsks() {
        Answer away = unreachable();
        while (!asks.isEmpty()) {
            asks.poll().answer().complete(away);
        }
        waiting.values().forEach(waiter -> waiter.complete(away));
        waiting.clear();
    }

    /** Listens to one link. What a link says after a newer one was opened counts no more. */
    private final class Ear implements CsmsLink.Listener {

        @Override
        public void connected() {
            desk.execute(
                    () -> {
                        if (isCurrent()) {
                            nowConnected();
                        }
                    });
        }

        @Override
        public void disconnected(String reason) {
            desk.execute(
                    () -> {
                        if (isCurrent()) {
                            nowAway(reason);
                        }
                    });
        }

        @Override
        public void refused(CsmsRefusal no) {
            desk.execute(
                    () -> {
                        if (isCurrent()) {
                            record.refused(no);
                            nowAway(no.sentence());
                        }
                    });
        }

        private boolean isCurrent() {
            return heard == this && state != State.CLOSED;
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            desk.execute(
                    call.station(),
                    () -> {
                        answered(call)
                                .whenComplete(
                                        (value, fault) ->
                                                answer.complete(
                                                        fault == null
                                                                ? value
                                                                : Failures.of(call, fault)));
                        if (isCurrent()) {
                            saidSomething();
                            pump();
                        }
                    });
            return answer;
        }
    }

    /** Never throws: a call without an answer would block all later ones of the csms. */
    private CompletableFuture<Answer> answered(Call call) {
        try {
            return owner.fromCsms(identity, call);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** Why nothing can be asked of the csms. */
    public Answer.Failure unreachable() {
        return record.refusal()
                .map(no -> Cause.CSMS_BARS.with(csms.name(), identity, no.status(), no.remedy()))
                .orElseGet(() -> Cause.CSMS_AWAY.with(csms.name()));
    }

    /** Why the csms does not let the station in: its last word, also while it is away since. */
    public Optional<CsmsRefusal> refusal() {
        return record.refusal();
    }

    /** Whether the csms closes the link right after each handshake, as for a newer one. */
    public boolean isThrownOut() {
        return record.isThrownOut(desk.moment());
    }

    private void nowConnected() {
        if (state != State.CONNECTED) {
            LOG.atLevel(isThrownOut() ? Level.DEBUG : Level.INFO)
                    .log("station={} csms={} connected", identity, csms.name());
            piledUpTo = rows.newest();
            hasTurn = false;
        }
        record.connected(desk.moment());
        state = State.CONNECTED;
        attempt.complete(true);
        owner.reached(identity, true);
        endPause();
        pump();
    }

    private void nowAway(String reason) {
        if (record.lost(desk.moment())) {
            LOG.warn(
                    "station={} csms={} {}",
                    identity,
                    csms.name(),
                    Problem.LINK_CLOSED_AT_ONCE.line(reason));
        } else if (state != State.AWAY) {
            LOG.atLevel(isThrownOut() ? Level.DEBUG : Level.WARN)
                    .log(
                            "station={} csms={} {}",
                            identity,
                            csms.name(),
                            Problem.CSMS_NOT_CONNECTED.line(reason));
        }
        state = State.AWAY;
        attempt.complete(false);
        owner.reached(identity, false);
        failAsks();
    }

    /** Sends a Heartbeat unless the link is busy, which says the same. */
    public void heartbeat() {
        if (state == State.CONNECTED && !busy) {
            ask(ownHeartbeat());
        }
    }
}
