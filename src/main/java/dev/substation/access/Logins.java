package dev.substation.access;

import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs users in with name and password, and out. */
public final class Logins {

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private static final int NETWORK_BYTES = 8;
    private static final String OK = "200";

    /** What became of a login. */
    public sealed interface Outcome {

        /** It is the user; this is the id of the session. */
        record Opened(String session) implements Outcome {}

        /** There is no such user, or the password is another one. */
        record Wrong() implements Outcome {}

        /** It was tried too often; the next try counts after this time. */
        record TooOften(Duration pause) implements Outcome {}

        /** Too many log in at once. */
        record Busy() implements Outcome {}

        /** The identity provider knows the user, but gives no role of the gateway. */
        record NoRole(String name) implements Outcome {}
    }

    /** Before the names of users of the identity provider: no user of the gateway has one such. */
    private static final String FOREIGN = "oidc:";

    private final Credentials credentials;
    private final Sessions sessions;
    private final Optional<SingleSignOn> signOn;
    private final Executor threads;
    private final Supplier<Moment> clock;
    private final AuditLog audit;
    private final Throttle lines = new Throttle(Duration.ofMinutes(1));
    private final Throttle signOnLines = new Throttle(Duration.ofSeconds(10));
    private final LoginThrottle throttle = new LoginThrottle();

    /** Failed logins. */
    private final DayBudget failures;

    /**
     * @param signOn where users log in beside those of the gateway itself
     * @param threads where passwords are hashed, which takes a while; few, and rejects what is too
     *     much
     * @param clock monotonic
     */
    public Logins(
            Credentials credentials,
            Sessions sessions,
            Optional<SingleSignOn> signOn,
            Executor threads,
            Supplier<Moment> clock,
            AuditLog audit) {
        this.signOn = signOn;
        this.audit = audit;
        this.credentials = credentials;
        this.sessions = sessions;
        this.threads = threads;
        this.clock = clock;
        failures = new DayBudget(clock);
    }

    /** Logs in with a password, or as the admin with the admin token. */
    public CompletableFuture<Outcome> login(String name, String password, String address) {
        String from = network(address);
        Optional<Duration> wait = throttle.take(from, name, clock.get());
        if (wait.isPresent()) {
            return CompletableFuture.completedFuture(new Outcome.TooOften(wait.get()));
        }
        return worked(() -> checked(name, password, from, address));
    }

    private CompletableFuture<Outcome> worked(Supplier<Outcome> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Outcome.Busy());
        }
    }

    /** Whether users can log in at the identity provider of the site. */
    public boolean hasSignOn() {
        return signOn.isPresent();
    }

    /** The address of the console in browsers, if the site says it for the identity provider. */
    public Optional<URI> console() {
        return signOn.flatMap(SingleSignOn::console);
    }

    /**
     * Begins a login at the identity provider, which must be there.
     *
     * @param back where the browser comes back to
     * @return empty if the provider cannot be used now; the log says why
     */
    public CompletableFuture<Optional<SingleSignOn.Begun>> begin(URI back) {
        try {
            return CompletableFuture.supplyAsync(() -> begun(back), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private Optional<SingleSignOn.Begun> begun(URI back) {
        try {
            return Optional.of(signOn.orElseThrow().begin(back));
        } catch (IOException e) {
            failed(e);
            return Optional.empty();
        }
    }

    private void failed(IOException why) {
        if (signOnLines.passes(clock.get())) {
            LOG.warn(Problem.SIGN_ON_FAILED.line(why.getMessage()));
        }
    }

    /**
     * Ends a login at the identity provider.
     *
     * @param answer the address at which the browser came back
     * @param state of the browser's cookie
     * @param address of the browser
     */
    public CompletableFuture<Outcome> signedOn(URI answer, String state, String address) {
        String from = network(address);
        Optional<Duration> wait = throttle.take(from, FOREIGN + from, clock.get());
        return wait.isPresent()
                ? CompletableFuture.completedFuture(new Outcome.TooOften(wait.get()))
                : worked(() -> ended(answer, state, from, address));
    }

    private Outcome ended(URI answer, String state, String from, String address) {
        SingleSignOn.Known user;
        try {
            user = signOn.orElseThrow().end(answer, state);
        } catch (IOException e) {
            failed(e);
            return new Outcome.Wrong();
        }
        throttle.succeeded(from, FOREIGN + from);
        String name = FOREIGN + user.name();
        audited(name, "oidc", address, user.role().isPresent() ? OK : "403");
        return user.role()
                .<Outcome>map(role -> new Outcome.Opened(sessions.openOf(name, role)))
                .orElseGet(() -> new Outcome.NoRole(name));
    }

    private Outcome checked(String name, String password, String from, String address) {
        Optional<Credentials.Known> user = credentials.checked(name, password);
        audited(name, "password", address, user.isPresent() ? OK : "401");
        if (user.isEmpty()) {
            return new Outcome.Wrong();
        }
        throttle.succeeded(from, name);
        return new Outcome.Opened(sessions.open(name, user.get().secret()));
    }

    /** A login changes nothing, so it need not wait for the disk to have room. */
    private void audited(String name, String way, String address, String answer) {
        if (!answer.equals(OK) && !failures.passes()) {
            return;
        }
        try {
            audit.begin(name, way, address, "log in").end(answer);
        } catch (IOException e) {
            if (lines.passes(clock.get())) {
                LOG.warn(Problem.AUDIT_NOT_WRITTEN.line(e));
            }
        }
    }

    /** One who has an IPv6 network has all of its addresses. */
    private static String network(String address) {
        return Networks.literal(address)
                .map(InetAddress::getAddress)
                .filter(bytes -> bytes.length > NETWORK_BYTES)
                .map(bytes -> HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES))
                .orElse(address);
    }

    /** The session with an id, if it counts. */
    public Optional<Sessions.Live> session(String id) {
        return sessions.find(id);
    }

    /** Logs out. */
    public void logout(String session) {
        sessions.close(session);
    }
}
