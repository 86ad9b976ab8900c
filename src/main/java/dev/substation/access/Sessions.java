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

    /**
     * @param secret the hash of a user of the gateway; what an identity provider calls its user
     * @param role of a user of an identity provider, which is asked once; empty for one of the
     *     gateway's own
     */
    private record Session(
            String name,
            String secret,
            Optional<Role> role,
            String csrf,
            Moment since,
            Moment used) {

        /** Of which there are not too many. */
        String owner() {
            return role.isPresent() ? name + " " + secret : name;
        }

        Session used(Moment now) {
            return new Session(name, secret, role, csrf, since, now);
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

    /** Begins one of a user of the gateway; returns its id. */
    String open(String name, String secret) {
        return open(name, secret, Optional.empty());
    }

    /** Begins one of a user of an identity provider; returns its id. */
    String openOf(String name, String subject, Role role) {
        return open(name, subject, Optional.of(role));
    }

    private synchronized String open(String name, String secret, Optional<Role> role) {
        sessions.values().removeIf(one -> isOver(one, clock.get()));
        Moment now = clock.get();
        Session fresh = new Session(name, secret, role, ApiToken.randomText(), now, now);
        makeRoom(fresh.owner());
        String id = ApiToken.randomText();
        sessions.put(ApiToken.hash(id), fresh);
        return id;
    }

    private void makeRoom(String owner) {
        long own = sessions.values().stream().filter(one -> one.owner().equals(owner)).count();
        Iterator<Session> oldest = sessions.values().iterator();
        while (own >= MOST_OF_ONE) {
            if (oldest.next().owner().equals(owner)) {
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
        Optional<Role> role = role(session).filter(any -> !isOver(session, clock.get()));
        if (role.isEmpty()) {
            sessions.remove(hash);
            return Optional.empty();
        }
        sessions.put(hash, session.used(clock.get()));
        return Optional.of(
                new Live(
                        new Operator(session.name(), role.get(), Operator.Way.SESSION),
                        session.csrf()));
    }

    private Optional<Role> role(Session session) {
        return session.role()
                .or(
                        () ->
                                credentials
                                        .named(session.name())
                                        .filter(known -> known.secret().equals(session.secret()))
                                        .map(Credentials.Known::role));
    }

    /** Ends one. */
    public synchronized void close(String id) {
        sessions.remove(ApiToken.hash(id));
    }
}
