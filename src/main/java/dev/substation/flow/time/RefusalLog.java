package dev.substation.flow.time;

import dev.substation.model.Cause;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which refusals at a face's door are worth a line of the log: one a minute for each peer and
 * cause, for a station that is locked out comes again and again. May be used by many threads at
 * once.
 */
public final class RefusalLog {

    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Peers and causes that are told apart; all others share one line a minute. */
    private static final int MOST = 1_000;

    private static final String OTHERS = "";

    private final Supplier<Moment> now;

    /** Guards itself. */
    private final Map<String, Throttle> told = new HashMap<>();

    /**
     * @param now the monotonic clock
     */
    public RefusalLog(Supplier<Moment> now) {
        this.now = now;
    }

    /**
     * Whether a refusal is told.
     *
     * @param peer who is refused, as address and identity or as address and sentence
     * @return the end of the line, with how many were left out; empty when it is not told
     */
    public Optional<String> line(String peer, Cause cause) {
        return line(peer, "" + cause.number());
    }

    /**
     * The same for what has no number.
     *
     * @param cause one of few words of our own, never what a peer sent
     */
    public Optional<String> line(String peer, String cause) {
        Moment moment = now.get();
        synchronized (told) {
            Throttle lines =
                    told.computeIfAbsent(
                            known(cause + " " + peer, moment), key -> new Throttle(EVERY));
            return lines.passes(moment) ? Optional.of(lines.more()) : Optional.empty();
        }
    }

    private String known(String key, Moment moment) {
        if (told.containsKey(key)) {
            return key;
        }
        if (told.size() >= MOST) {
            told.values().removeIf(lines -> lines.isDue(moment));
        }
        return told.size() < MOST ? key : OTHERS;
    }
}
