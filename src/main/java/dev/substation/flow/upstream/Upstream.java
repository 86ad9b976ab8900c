package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsRefusal;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One upstream station: its {@link UpstreamLink} to the CSMS, the calls that wait for an answer
 * now, and its part of the outbox, which {@link Drain} delivers in order. One call at a time goes
 * up (OCPP-J 1.6 section 4.1.1): first a boot that the CSMS has not seen, then what somebody waits
 * for, then the outbox. Whether the CSMS answers at all is a matter of {@link LinkHealth}.
 */
public final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private record Ask(Call call, CompletableFuture<Answer> answer) {}

    private final StationId identity;
    private final CurrentCsms csms;
    private final Desk desk;
    private final UpstreamOwner owner;
    private final UpstreamLink link;
    private final LinkHealth health;
    private final Pause pause;
    private final Drain drain;
    private final Deque<Ask> asks = new ArrayDeque<>();

    Upstream(StationId identity, UpstreamParts parts) {
        this.identity = identity;
        csms = parts.csms();
        desk = parts.desk();
        owner = parts.owner();
        link = new UpstreamLink(identity, csms, desk, parts.links(), new User());
        health = new LinkHealth(identity, csms, desk::now);
        pause = new Pause(desk, this::pump);
        drain = new Drain(identity, parts, link, health, pause, this::pump);
    }

    /** Its name at the CSMS. */
    public StationId identity() {
        return identity;
    }

    /** The CSMS that it belongs to. */
    public CsmsSettings csms() {
        return csms.settings();
    }

    /** Connects unless it is connected or trying. */
    public void open() {
        link.open();
    }

    /** Ends the link; what waits for an answer fails. The outbox stays. */
    public CompletableFuture<Void> close(String reason) {
        if (!link.isOpen()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> closed = link.close(reason);
        failAsks();
        return closed;
    }

    /** Opens the link anew, if it is open: what it shows the CSMS has changed. */
    public void renew(String why) {
        if (link.isOpen()) {
            close(why).whenCompleteAsync((gone, fault) -> open(), desk);
        }
    }

    /** Has other settings from now on; its link is opened anew if they concern it. */
    void change(CsmsSettings now, Pace pace, CsmsHealth ofCsms) {
        boolean sameLink = now.hasLinkOf(csms.settings());
        if (!sameLink) {
            csms.health().over(identity);
            health.forget();
            link.forget();
        }
        csms.become(now, pace, ofCsms);
        if (!sameLink) {
            renew("its settings have changed");
            pause.end();
        }
    }

    /**
     * Whether a call waits for the answer of the CSMS, or to be sent, or one of the CSMS for ours.
     */
    public boolean isAsking() {
        return !asks.isEmpty() || link.isBusy() || link.isServing();
    }

    /** Whether the CSMS can be reached: known now, or when the attempt under way has ended. */
    public CompletableFuture<Boolean> reachable() {
        open();
        return link.reachable();
    }

    public boolean isConnected() {
        return link.isConnected();
    }

    /**
     * Whether the CSMS cannot be reached now; while a first attempt is under way that is not known
     * yet.
     */
    public boolean isAway() {
        return link.isAway() || !link.isOpen();
    }

    public boolean isOpen() {
        return link.isOpen();
    }

    /** Since when the CSMS is away or does not answer, and why; empty while it is well. */
    public Optional<Outage> outage() {
        return link.isConnected() ? health.outage() : link.outage();
    }

    /** Tries at once to connect, if the link waits before it tries again. */
    public void tryNow() {
        link.tryNow();
    }

    /** How its link stands. */
    public LinkOverview overview() {
        return new LinkOverview(identity, state(), outage());
    }

    private LinkOverview.State state() {
        if (!link.isOpen()) {
            return LinkOverview.State.CLOSED;
        }
        if (outage().isPresent()) {
            return LinkOverview.State.AWAY;
        }
        return link.isConnected() ? LinkOverview.State.CONNECTED : LinkOverview.State.CONNECTING;
    }

    /** Whether anything waits to be sent, or for an answer. */
    public boolean hasWork() {
        return owes() || isAsking();
    }

    /** Whether something of the outbox is still to be delivered. */
    public boolean owes() {
        return drain.owes();
    }

    /** How many rows of the outbox are held in memory; more may lie in the ledger. */
    public int queued() {
        return drain.queued();
    }

    /**
     * Whether the CSMS is to get each status that comes now. Not while it is away or hangs, nor
     * when it is slower than its station for long; it is taken for well until that shows.
     */
    public boolean takesAll() {
        open();
        return !link.isAway() && !health.hangs() && drain.takesWhole();
    }

    /** Something in the ledger's outbox waits for this station from an earlier run. */
    public void hasRowsUpTo(long sequence) {
        drain.hasRowsUpTo(sequence);
    }

    /**
     * Asks the CSMS now, and waits as long as a station may. Completes normally: in the worst case
     * with {@code CSMS_AWAY} or {@code CSMS_TIMED_OUT}.
     */
    public CompletableFuture<Answer> ask(Call call) {
        open();
        if (link.isAway()) {
            return CompletableFuture.completedFuture(unreachable());
        }
        Ask ask = new Ask(call, new CompletableFuture<>());
        asks.add(ask);
        pump();
        return noting(
                inTime(call.action(), ask.answer())
                        .whenComplete((answer, fault) -> asks.remove(ask)));
    }

    /** Asks something that the gateway itself makes; the message log gets how it ended. */
    public CompletableFuture<Answer> askOwn(Call call) {
        Moment since = desk.moment();
        return ask(call)
                .thenApply(
                        answer -> {
                            owner.ownEnded(call, answer, since);
                            return answer;
                        });
    }

    /**
     * Takes a row that is stored already and that a station waits for. Completes normally: in the
     * worst case with {@code CSMS_AWAY} or {@code CSMS_TIMED_OUT}; the row is delivered all the
     * same.
     */
    public CompletableFuture<Answer> deliver(OutboxRow row) {
        open();
        if (link.isAway()) {
            queue(row);
            return CompletableFuture.completedFuture(unreachable());
        }
        if (drain.isSettled(row)) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.CSMS_LINK_CLOSED, row.action()));
        }
        return noting(
                inTime(row.action(), drain.deliver(row))
                        .whenComplete((told, fault) -> drain.forgetWaiting(row)));
    }

    /** The answer, or {@code CSMS_TIMED_OUT} once a station has waited long enough. */
    public CompletableFuture<Answer> inTime(Action action, CompletableFuture<Answer> answer) {
        Duration wait = csms.settings().answerWait();
        return desk.within(
                wait, answer, () -> Answer.failure(Cause.CSMS_TIMED_OUT, action, wait.toSeconds()));
    }

    /** Notes an answer that came in time. */
    private CompletableFuture<Answer> noting(CompletableFuture<Answer> answer) {
        return answer.thenApply(
                answered -> {
                    if (!Drain.isUnanswered(answered)) {
                        health.inTime();
                    }
                    return answered;
                });
    }

    /** How loud to say that the gateway answers in the place of the CSMS. */
    public Level insteadOfCsms() {
        return health.insteadOfCsms();
    }

    /** Takes a row that is stored already and that nobody waits for. */
    public void queue(OutboxRow row) {
        open();
        drain.queue(row);
    }

    /** Sends what is next, if the link is free. */
    public void pump() {
        if (link.isBusy() || !link.isConnected()) {
            return;
        }
        Optional<Call> boot = owner.pendingBoot(identity);
        if (boot.isPresent() && !pause.isOn()) {
            Moment since = desk.moment();
            drain.sendBeside(
                    boot.get(),
                    csms.settings().answerWait(),
                    answer -> {
                        Answer sound = owner.sound(csms.settings(), boot.get(), answer);
                        owner.ownEnded(boot.get(), sound, since);
                        bootAnswered(sound);
                    });
            return;
        }
        Ask ask = asks.poll();
        if (ask != null) {
            drain.sendBeside(ask.call(), csms.settings().answerWait(), ask.answer()::complete);
            return;
        }
        if (!pause.isOn() && boot.isEmpty() && !owner.heldBack(identity)) {
            drain.sendNext();
        }
    }

    private void bootAnswered(Answer answer) {
        if (Drain.isUnanswered(answer)) {
            health.doubtNoRow();
            drain.restUnanswered();
        } else if (answer instanceof Answer.Failure failure) {
            LOG.warn(
                    "station={} csms={} {}",
                    identity,
                    csms.name(),
                    Problem.BOOT_NOT_ACCEPTED.line(failure.code(), failure.description()));
            pause.start(csms.settings().delivery().retryInterval());
        } else {
            owner.bootAnswered(identity, answer).ifPresent(pause::start);
        }
    }

    /** Sends nothing for some time, unless somebody waits for it. */
    public void rest(Duration time) {
        pause.start(time);
    }

    private void failAsks() {
        Answer away = unreachable();
        while (!asks.isEmpty()) {
            asks.poll().answer().complete(away);
        }
        drain.failWaiting(away);
    }

    /** Why nothing can be asked of the CSMS. */
    public Answer.Failure unreachable() {
        return link.unreachable();
    }

    /** Why the CSMS does not let the station in: its last word, also while it is away since. */
    public Optional<CsmsRefusal> refusal() {
        return link.refusal();
    }

    /** Whether the CSMS closes the link right after each handshake, as for a newer one. */
    public boolean isThrownOut() {
        return link.isThrownOut();
    }

    /** Sends a Heartbeat unless the link is busy, which says the same. */
    public void heartbeat() {
        if (link.isConnected() && !link.isBusy()) {
            askOwn(owner.own(identity, Action.Heartbeat, Payload.EMPTY));
        }
    }

    private final class User implements UpstreamLink.User {

        @Override
        public void connected(boolean anew) {
            if (anew) {
                drain.pilesUp();
            }
            owner.reached(identity, true);
            pause.end();
            pump();
        }

        @Override
        public void away() {
            owner.reached(identity, false);
            failAsks();
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            return owner.fromCsms(identity, call);
        }

        @Override
        public void rejected(Call call, Answer.Failure why) {
            owner.rejected(call, why);
        }

        @Override
        public void heard() {
            drain.heard();
        }

        @Override
        public void free() {
            pump();
        }
    }
}
