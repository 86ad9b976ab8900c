package dev.substation.flow.upstream;

import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.time.Desk;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The link of one upstream station to its CSMS, over which one call at a time goes out.
 *
 * <pre>
 *            open                    connected
 *   CLOSED --------&gt; CONNECTING ------------------&gt; CONNECTED
 *     ^                  |                            |   ^
 *     |                  | fails, or is refused       |   | connected: the client tries
 *     |                  v                       lost |   | again by itself
 *     |                AWAY &lt;-------------------------+   |
 *     |                  |                                |
 *     |                  +--------------------------------+
 *     +--- close, from all others
 * </pre>
 */
final class UpstreamLink {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamLink.class);

    private enum State {
        CONNECTING,
        CONNECTED,
        AWAY,
        CLOSED
    }

    /** Who uses the link. Called on the desk, but for {@link #rejected}. */
    interface User {

        /**
         * The link is connected.
         *
         * @param anew whether it was not before
         */
        void connected(boolean anew);

        /** The link is lost, or could not be opened. */
        void away();

        /** A call of the CSMS. */
        CompletableFuture<Answer> call(Call call);

        /** A call of the CSMS was answered with an error before it came here. */
        void rejected(Call call, Answer.Failure why);

        /** The CSMS has called over the present link. */
        void heard();

        /** Another call can go out. */
        void free();
    }

    private final StationId identity;
    private final CurrentCsms csms;
    private final Desk desk;
    private final CsmsLinks links;
    private final User user;
    private LinkRecord record = new LinkRecord();

    private State state = State.CLOSED;
    private Optional<Outage> outage = Optional.empty();

    /** Whether the first attempt to connect since the link was opened has succeeded. */
    private CompletableFuture<Boolean> attempt = CompletableFuture.completedFuture(false);

    private CsmsLink link;
    private Listener listener;
    private boolean busy;

    UpstreamLink(StationId identity, CurrentCsms csms, Desk desk, CsmsLinks links, User user) {
        this.identity = identity;
        this.csms = csms;
        this.desk = desk;
        this.links = links;
        this.user = user;
    }

    /** Connects unless it is connected or trying. */
    void open() {
        if (state == State.CLOSED) {
            state = State.CONNECTING;
            outage = Optional.empty();
            attempt = new CompletableFuture<>();
            listener = new Listener();
            link = links.open(identity, csms.settings(), listener);
        }
    }

    /** Ends the link, which must be open. */
    CompletableFuture<Void> close(String reason) {
        state = State.CLOSED;
        attempt.complete(false);
        LOG.info("station={} csms={} link closed: {}", identity, csms.name(), reason);
        return link.close(reason);
    }

    /** What the CSMS has said of the link counts no more: it is opened in another way. */
    void forget() {
        record = new LinkRecord();
    }

    /** Whether the CSMS can be reached: known now, or when the attempt under way has ended. */
    CompletableFuture<Boolean> reachable() {
        return state == State.CONNECTING
                ? attempt.copy()
                : CompletableFuture.completedFuture(state == State.CONNECTED);
    }

    boolean isConnected() {
        return state == State.CONNECTED;
    }

    /** Whether the CSMS could not be reached when it was last tried. */
    boolean isAway() {
        return state == State.AWAY;
    }

    boolean isOpen() {
        return state != State.CLOSED;
    }

    /** Whether a call waits for its answer. */
    boolean isBusy() {
        return busy;
    }

    /** Whether a call of the CSMS over the present link waits for its answer. */
    boolean isServing() {
        return isOpen() && listener.serving > 0;
    }

    /** Sends a call over a link that is connected and not busy. */
    void send(Call call, Duration wait, Consumer<Answer> then) {
        busy = true;
        CsmsLink over = link;
        LOG.debug("station={} action={} id={} up", identity, call.action(), call.messageId());
        link.call(call, wait)
                .whenCompleteAsync(
                        (said, fault) -> {
                            Answer answer =
                                    fault == null
                                            ? said
                                            : Answer.failure(Cause.INTERNAL, call.action());
                            busy = false;
                            try {
                                then.accept(answer);
                            } finally {
                                if (over != link || !isCutOff(answer)) {
                                    user.free();
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

    /** Why nothing can be asked of the CSMS. */
    Answer.Failure unreachable() {
        return record.refusal()
                .map(
                        no ->
                                Answer.failure(
                                        Cause.CSMS_BARS,
                                        csms.name(),
                                        identity,
                                        no.status(),
                                        no.remedy()))
                .orElseGet(() -> Answer.failure(Cause.CSMS_AWAY, csms.name()));
    }

    /** Tries at once to connect, if the link waits before it tries again. */
    void tryNow() {
        if (state == State.AWAY) {
            link.tryNow();
        }
    }

    private void pausing(Duration wait) {
        outage =
                outage.map(
                        one ->
                                new Outage(
                                        one.since(),
                                        one.why(),
                                        Optional.of(desk.now().plus(wait))));
    }

    /** Since when the CSMS cannot be reached, and why; empty while it can. */
    Optional<Outage> outage() {
        return isOpen() ? outage.map(one -> one.at(desk.now())) : Optional.empty();
    }

    /** Why the CSMS does not let the station in: its last word, also while it is away since. */
    Optional<CsmsRefusal> refusal() {
        return record.refusal();
    }

    /** Whether the CSMS closes the link right after each handshake, as for a newer one. */
    boolean isThrownOut() {
        return record.isThrownOut(desk.moment());
    }

    private void nowConnected() {
        boolean anew = state != State.CONNECTED;
        if (anew) {
            LOG.atLevel(isThrownOut() ? Level.DEBUG : Level.INFO)
                    .log("station={} csms={} connected", identity, csms.name());
        }
        record.connected(desk.moment());
        state = State.CONNECTED;
        outage = Optional.empty();
        attempt.complete(true);
        user.connected(anew);
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
        outage = Optional.of(new Outage(outage.map(Outage::since).orElseGet(desk::now), reason));
        state = State.AWAY;
        attempt.complete(false);
        user.away();
    }

    /** Listens to one link. What a link says after a newer one was opened counts no more. */
    private final class Listener implements CsmsLink.Listener {

        /** How many calls of the CSMS wait for their answers. */
        private int serving;

        @Override
        public void connected() {
            whileCurrent(UpstreamLink.this::nowConnected);
        }

        @Override
        public void disconnected(String reason) {
            whileCurrent(() -> nowAway(reason));
        }

        @Override
        public void pausing(Duration wait) {
            whileCurrent(() -> UpstreamLink.this.pausing(wait));
        }

        @Override
        public void refused(CsmsRefusal no) {
            whileCurrent(
                    () -> {
                        record.refused(no);
                        nowAway(no.sentence());
                    });
        }

        private void whileCurrent(Runnable task) {
            desk.execute(
                    () -> {
                        if (isCurrent()) {
                            task.run();
                        }
                    });
        }

        private boolean isCurrent() {
            return listener == this && isOpen();
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            desk.execute(
                    call.station(),
                    () -> {
                        if (!isCurrent()) {
                            // The station may belong to another CSMS by now.
                            Answer.Failure gone =
                                    Answer.failure(Cause.CSMS_LINK_CLOSED, call.action());
                            user.rejected(call, gone);
                            answer.complete(gone);
                            return;
                        }
                        serving++;
                        answered(call)
                                .whenComplete(
                                        (value, fault) -> {
                                            serving--;
                                            answer.complete(
                                                    fault == null
                                                            ? value
                                                            : Failures.of(call, fault));
                                        });
                        user.heard();
                        user.free();
                    });
            return answer;
        }

        @Override
        public void rejected(Call call, Answer.Failure why) {
            user.rejected(call, why);
        }
    }

    /** Never throws: a call without an answer would block all later ones of the CSMS. */
    private CompletableFuture<Answer> answered(Call call) {
        try {
            return user.call(call);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }
}
