package dev.substation.access;

import dev.substation.flow.time.Moment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sessions of the console, in memory: after a restart everybody logs in again. A session ends
 * when it is not used, when it is old, when its user is removed or gets another password, and when
 * there are too many. Its id is in the browser alone; here is its hash.
 */
public final class Sessions {

    private static final int MOST = 1_000;
    private static final int MOST_OF_ONE = 20;
    private static final float LOAD = 0.75f;

    private record Session(String name, String secret, String csrf, Moment since, Moment used) {

        Session used(Moment now) {
            return new Session(name, secret, csrf, since, now);
        }
    }

    /**
     * A session that counts.
     *
     * @param csrf what its page sends in {@link Visit#CSRF_HEADER}
     */
    public record Live(Operator operator, String csrf) {}

    private final Credentials credentials;
    private final Supplier<AccessSettings> settings;
    private final Supplier<Moment> clock;

    /** By the hash of the id; the one that was not used for the longest time comes first. */
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, LOAD, true);

    /**
     * @param clock monotonic
     */
    public Sessions(
            Credentials credentials, Supplier<AccessSettings> settings, Supplier<Moment> clock) {
        this.credentials = credentials;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins one; returns its id. */
    synchronized String open(String name, String secret) {
        sessions.values().removeIf(one -> isOver(one, clock.get()));
        makeRoom(name);
        String id = ApiToken.randomText();
        Moment now = clock.get();
        sessions.put(ApiToken.hash(id), new Session(name, secret, ApiToken.randomText(), now, now));
        return id;
    }

    private void makeRoom(String name) {
        long own = sessions.values().stream().filter(one -> one.name().equals(name)).count();
        Iterator<Session> oldest = sessions.values().iterator();
        while (own >= MOST_OF_ONE) {
            if (oldest.next().name().equals(name)) {
                oldest.remove();
                own--;
            }
        }
        if (sessions.size() >= MOST) {
            Iterator<Session> first = sessions.values().iterator();
            first.next();
            first.remove();
        }
    }

    private boolean isOver(Session session, Moment now) {
        return session.used().until(now).compareTo(settings.get().sessionIdle()) >= 0
                || session.since().until(now).compareTo(settings.get().sessionMax()) >= 0;
    }

    /** The one with an id, which is used now. */
    public synchronized Optional<Live> find(String id) {
        String hash = ApiToken.hash(id);
        Session session = sessions.get(hash);
        if (session == null) {
            return Optional.empty();
        }
        Optional<Credentials.Known> user =
                credentials
                        .named(session.name())
                        .filter(known -> known.secret().equals(session.secret()))
                        .filter(known -> !isOver(session, clock.get()));
        if (user.isEmpty()) {
            sessions.remove(hash);
            return Optional.empty();
        }
        sessions.put(hash, session.used(clock.get()));
        return Optional.of(
                new Live(
                        new Operator(session.name(), user.get().role(), Operator.Way.SESSION),
                        session.csrf()));
    }

    /** Ends one. */
    public synchronized void close(String id) {
        sessions.remove(ApiToken.hash(id));
    }
}
