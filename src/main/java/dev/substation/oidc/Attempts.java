package dev.substation.oidc;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Logins that have begun: each can end once, soon, in the browser in which it began. */
final class Attempts {

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int MOST = 1_000;

    /**
     * @param nonce what the id token must have
     * @param verifier what shows to the provider that the same gateway asks (RFC 7636)
     */
    record Attempt(String nonce, String verifier, String back, Moment since) {}

    private final Map<String, Attempt> begun = new LinkedHashMap<>();

    synchronized void add(String state, Attempt attempt) {
        Iterator<Attempt> oldest = begun.values().iterator();
        while (oldest.hasNext()) {
            Attempt one = oldest.next();
            if (begun.size() < MOST && one.since().until(attempt.since()).compareTo(LIFE) < 0) {
                break;
            }
            oldest.remove();
        }
        begun.put(state, attempt);
    }

    /** The one with a state, which is forgotten. */
    synchronized Optional<Attempt> take(String state, Moment now) {
        return Optional.ofNullable(begun.remove(state))
                .filter(one -> one.since().until(now).compareTo(LIFE) < 0);
    }
}
