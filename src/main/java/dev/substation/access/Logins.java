package dev.substation.access;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Logs users in with name and password, and out. */
public final class Logins {

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

    private final Credentials credentials;
    private final Sessions sessions;
    private final Executor threads;
    private final Supplier<Moment> clock;
    private final LoginTrail trail;
    private final LoginThrottle throttle = new LoginThrottle();

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
            LoginTrail trail) {
        this.trail = trail;
        this.credentials = credentials;
        this.sessions = sessions;
        this.threads = threads;
        this.clock = clock;
    }

    /** Logs in with a password, or as the admin with the admin token. */
    public CompletableFuture<Outcome> login(String name, String password, String address) {
        String from = LoginThrottle.network(address);
        Optional<Duration> wait = throttle.take(from, name, clock.get());
        if (wait.isPresent()) {
            return CompletableFuture.completedFuture(new Outcome.TooOften(wait.get()));
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> checked(name, password, from, address), threads);
        } catch (RejectedExecutionException e) {
            throttle.succeeded(from, name); // it was not tried
            return CompletableFuture.completedFuture(new Outcome.Busy());
        }
    }

    private Outcome checked(String name, String password, String from, String address) {
        Optional<Credentials.Known> user = credentials.checked(name, password);
        trail.add(name, "password", address, "log in", user.isPresent() ? "200" : "401");
        if (user.isEmpty()) {
            return new Outcome.Wrong();
        }
        throttle.succeeded(from, name);
        return new Outcome.Opened(sessions.open(name, user.get().secret()));
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
