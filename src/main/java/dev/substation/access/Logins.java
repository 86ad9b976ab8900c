package dev.substation.access;

import dev.substation.flow.settings.Networks;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
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
    }

    private final Credentials credentials;
    private final Sessions sessions;
    private final Executor threads;
    private final Supplier<Moment> clock;
    private final AuditLog audit;
    private final Throttle lines = new Throttle(Duration.ofMinutes(1));
    private final LoginThrottle throttle = new LoginThrottle();

    /** Failed logins. */
    private final DayBudget failures;

    /**
     * @param threads where passwords are hashed, which takes a while; few, and rejects what is too
     *     much
     * @param clock monotonic
     */
    public Logins(
            Credentials credentials,
            Sessions sessions,
            Executor threads,
            Supplier<Moment> clock,
            AuditLog audit) {
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
        try {
            return CompletableFuture.supplyAsync(
                    () -> checked(name, password, from, address), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Outcome.Busy());
        }
    }

    private Outcome checked(String name, String password, String from, String address) {
        Optional<Credentials.Known> user = credentials.checked(name, password);
        audited(name, address, user.isPresent() ? OK : "401");
        if (user.isEmpty()) {
            return new Outcome.Wrong();
        }
        throttle.succeeded(from, name);
        return new Outcome.Opened(sessions.open(name, user.get().secret()));
    }

    /** A login changes nothing, so it need not wait for the disk to have room. */
    private void audited(String name, String address, String answer) {
        if (!answer.equals(OK) && !failures.passes()) {
            return;
        }
        try {
            audit.begin(name, "password", address, "log in").end(answer);
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
