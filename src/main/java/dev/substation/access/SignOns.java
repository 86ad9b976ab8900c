package dev.substation.access;

import dev.substation.access.Logins.Outcome;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.model.Problem;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs users in at the identity provider of the site (docs/adr/0083-single-sign-on.md). Who begins
 * too often is slowed down by address: a provider that does not answer, and others who begin, hold
 * up neither logins with a password nor each other.
 */
public final class SignOns {

    private static final Logger LOG = LoggerFactory.getLogger(SignOns.class);

    /** Before the names of users of the identity provider: no user of the gateway has one such. */
    private static final String FOREIGN = "oidc:";

    private static final String WAY = "oidc";

    private final Optional<SingleSignOn> provider;
    private final Sessions sessions;
    private final Executor threads;
    private final Supplier<Moment> clock;
    private final LoginTrail trail;
    private final LoginThrottle throttle = new LoginThrottle();
    private final Throttle lines = new Throttle(Duration.ofSeconds(10));

    /**
     * @param provider empty if the site has none
     * @param threads wait for the provider; reject what is too much
     * @param clock monotonic
     */
    public SignOns(
            Optional<SingleSignOn> provider,
            Sessions sessions,
            Executor threads,
            Supplier<Moment> clock,
            LoginTrail trail) {
        this.provider = provider;
        this.sessions = sessions;
        this.threads = threads;
        this.clock = clock;
        this.trail = trail;
    }

    /** What became of a beginning. */
    public sealed interface Beginning {

        /** The browser goes to the provider. */
        record Begun(URI to, String state) implements Beginning {}

        /** The provider cannot be used now; the log says why. */
        record Unreachable() implements Beginning {}

        /** Too many log in, or one too often. */
        record Busy() implements Beginning {}
    }

    /** Whether the site has a provider. */
    public boolean areOffered() {
        return provider.isPresent();
    }

    /** The address of the console in browsers, if the site says it. */
    public Optional<URI> console() {
        return provider.flatMap(SingleSignOn::console);
    }

    /**
     * Begins a login; the site must have a provider.
     *
     * @param back where the browser comes back to
     * @param address of the browser
     */
    public CompletableFuture<Beginning> begin(URI back, String address) {
        String from = LoginThrottle.network(address);
        if (throttle.take(from, from, clock.get()).isPresent()) {
            return CompletableFuture.completedFuture(new Beginning.Busy());
        }
        try {
            return CompletableFuture.supplyAsync(() -> begun(back, address), threads);
        } catch (RejectedExecutionException e) {
            throttle.succeeded(from, from);
            return CompletableFuture.completedFuture(new Beginning.Busy());
        }
    }

    private Beginning begun(URI back, String address) {
        try {
            SingleSignOn.Begun begun = provider.orElseThrow().begin(back);
            return new Beginning.Begun(begun.to(), begun.state());
        } catch (IOException e) {
            failed(address, e.getMessage());
            return new Beginning.Unreachable();
        }
    }

    /** A login has failed: the log has one a while, the audit log each. */
    public void failed(String address, String why) {
        if (lines.passes(clock.get())) {
            LOG.warn(Problem.SIGN_ON_FAILED.line(why));
        }
        trail.add(FOREIGN + "?", WAY, address, "log in: " + why, "401");
    }

    /**
     * Ends a login.
     *
     * @param answer the address at which the browser came back
     * @param state of the browser's cookie
     * @param address of the browser
     */
    public CompletableFuture<Outcome> end(URI answer, String state, String address) {
        try {
            return CompletableFuture.supplyAsync(() -> ended(answer, state, address), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Outcome.Busy());
        }
    }

    private Outcome ended(URI answer, String state, String address) {
        SingleSignOn.Known user;
        try {
            user = provider.orElseThrow().end(answer, state);
        } catch (IOException e) {
            failed(address, e.getMessage());
            return new Outcome.Wrong();
        }
        String from = LoginThrottle.network(address);
        throttle.succeeded(from, from);
        String name = FOREIGN + user.name();
        trail.add(
                name,
                WAY,
                address,
                "log in as " + user.subject(),
                user.role().isPresent() ? "200" : "403");
        return user.role()
                .<Outcome>map(
                        role -> new Outcome.Opened(sessions.openOf(name, user.subject(), role)))
                .orElseGet(() -> new Outcome.NoRole(name));
    }
}
