package dev.substation.csms;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One upstream station's WebSocket, over all its connections. All state lives on its event loop.
 */
final class NettyCsmsLink implements CsmsLink, ConnectionOwner {

    private static final Logger LOG = LoggerFactory.getLogger(NettyCsmsLink.class);

    private final StationId identity;
    private final CsmsSettings csms;
    private final Listener listener;
    private final EventLoop loop;
    private final Executor lookups;
    private final Timers timers;
    private final Checks checks;
    private final Attempts attempts;
    private final TlsContexts contexts;
    private final Backoff backoff;
    private final ShortLived shortLived;
    private final TrafficBudget budget;
    private final Login login;
    private final Silence silence;

    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private Optional<CsmsConnection> connection = Optional.empty();
    private Runnable cancelRetry = () -> {};

    /** Whether it waits before the next attempt. */
    private boolean pausing;

    private boolean closing;
    private boolean missedSubprotocol;
    private boolean sentBinary;
    private int tries;
    private String lastReason = "";

    NettyCsmsLink(
            StationId identity,
            CsmsSettings csms,
            Listener listener,
            EventLoop loop,
            Executor lookups,
            Timers timers,
            Checks checks,
            Attempts attempts,
            TlsContexts contexts,
            Backoff backoff,
            ShortLived shortLived,
            TrafficBudget budget,
            Login login,
            Silence silence) {
        this.login = login;
        this.identity = identity;
        this.csms = csms;
        this.listener = listener;
        this.loop = loop;
        this.lookups = lookups;
        this.timers = timers;
        this.checks = checks;
        this.attempts = attempts;
        this.contexts = contexts;
        this.backoff = backoff;
        this.shortLived = shortLived;
        this.budget = budget;
        this.silence = silence;
    }

    void start() {
        attempts.whenFree(() -> onLoop(this::connect));
    }

    /** Starts as a link would go on that ended soon after it opened. */
    void startAfter(ShortLived.Pause pause) {
        onLoop(
                () -> {
                    lastReason = pause.reason();
                    listener.disconnected(pause.reason());
                    Duration rest = timers.moment().until(pause.until());
                    startAfter(rest.isNegative() ? Duration.ZERO : rest);
                });
    }

    @Override
    public CompletableFuture<Answer> call(Call call, Duration deadline) {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        try {
            loop.execute(
                    () ->
                            standing()
                                    .map(open -> open.call(call, deadline))
                                    .orElseGet(() -> CompletableFuture.completedFuture(away()))
                                    .thenAccept(outcome::complete));
        } catch (RejectedExecutionException stopped) {
            outcome.complete(away());
        }
        return outcome;
    }

    @Override
    public void pass(String text) {
        onLoop(() -> standing().ifPresent(open -> open.pass(text)));
    }

    private Answer away() {
        return Answer.failure(Cause.CSMS_AWAY, csms.name());
    }

    private Optional<CsmsConnection> standing() {
        return connection.filter(CsmsConnection::isStanding);
    }

    @Override
    public CompletableFuture<Void> close(String reason) {
        try {
            loop.execute(
                    () -> {
                        if (closing) {
                            return;
                        }
                        closing = true;
                        cancelRetry.run();
                        connection.ifPresentOrElse(
                                current -> current.leave(reason), () -> gone.complete(null));
                    });
        } catch (RejectedExecutionException stopped) {
            gone.complete(null);
        }
        return gone.copy();
    }

    /** Begins one attempt; it has its place among the {@link Attempts}. */
    private void connect() {
        if (closing) {
            attempts.done();
            return;
        }
        CsmsConnection fresh =
                new CsmsConnection(
                        identity, csms, listener, loop, timers, checks, budget, login, silence,
                        this);
        connection = Optional.of(fresh);
        if (silence.reason().isPresent()) {
            fresh.over(silence.reason().get(), false);
            return;
        }
        int attempt = ++tries;
        try {
            CompletableFuture.supplyAsync(
                            () -> CsmsTarget.of(identity, csms, contexts, attempt), lookups)
                    .whenCompleteAsync(fresh::found, loop);
        } catch (RejectedExecutionException stopping) {
            fresh.over("the gateway is stopping", false);
        }
    }

    @Override
    public void opened() {
        attempts.done();
        login.accepted();
        lastReason = "";
        LOG.debug("station={} csms={} connected", identity, csms.name());
        listener.connected();
    }

    @Override
    public void missedSubprotocol() {
        if (!missedSubprotocol) {
            LOG.warn(
                    "station={} csms={} {}",
                    identity,
                    csms.name(),
                    Problem.NO_SUBPROTOCOL.line(csms.dialect().subprotocol()));
        }
        missedSubprotocol = true;
    }

    @Override
    public void binaryText() {
        if (!sentBinary) {
            LOG.info(
                    "station={} csms={} the CSMS sends its messages in binary frames; the gateway"
                            + " reads them as text; logged once",
                    identity,
                    csms.name());
        }
        sentBinary = true;
    }

    @Override
    public void over(ConnectionOwner.End end) {
        if (!end.opened()) {
            attempts.done();
        }
        connection = Optional.empty();
        if (end.sound()) {
            backoff.reset();
        }
        end.refusal().ifPresentOrElse(listener::refused, () -> listener.disconnected(end.reason()));
        if (closing) {
            LOG.debug("station={} csms={} closed: {}", identity, csms.name(), end.reason());
            shortLived.forget(identity, csms);
            gone.complete(null);
        } else {
            Duration wait =
                    end.pause().orElseGet(() -> end.slow() ? backoff.slow() : backoff.next());
            if (end.sound()) {
                shortLived.forget(identity, csms);
            } else if (end.opened()) {
                shortLived.keep(
                        identity,
                        csms,
                        new ShortLived.Pause(backoff, timers.moment().plus(wait), end.reason()));
            }
            retry(end.reason(), wait);
        }
    }

    private void retry(String reason, Duration wait) {
        // The flow logs once that the CSMS is offline; this logs only a new reason.
        boolean known = lastReason.isEmpty() || reason.equals(lastReason);
        LOG.atLevel(known ? Level.DEBUG : Level.WARN)
                .log(
                        "station={} csms={} {}; next attempt in {} ms",
                        identity,
                        csms.name(),
                        Problem.CSMS_NOT_CONNECTED.line(reason),
                        wait.toMillis());
        lastReason = reason;
        startAfter(wait);
    }

    private void startAfter(Duration wait) {
        pausing = true;
        cancelRetry = timers.after(wait, this::tryNow);
        listener.pausing(wait);
    }

    @Override
    public void tryNow() {
        onLoop(
                () -> {
                    if (pausing && !closing) {
                        pausing = false;
                        cancelRetry.run();
                        start();
                    }
                });
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("station={} a timer outlived its event loop", identity);
        }
    }
}
