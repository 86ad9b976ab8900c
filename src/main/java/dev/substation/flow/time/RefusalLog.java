package dev.substation.flow.time;

import dev.substation.model.Cause;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides which rejections at a face are logged: one per minute for each peer and cause, because a
 * station that is locked out tries again and again. May be used by many threads at once.
 */
public final class RefusalLog {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private static final int MOST = 1_000;

    private static final String OTHERS = "";

    private final Supplier<Moment> now;
    private final int most;

    /** Guards itself. */
    private final Map<String, Throttle> throttles = new HashMap<>();

    /**
     * With 1,000 lines per minute at most, and one for all others.
     *
     * @param now the monotonic clock
     */
    public RefusalLog(Supplier<Moment> now) {
        this(now, MOST);
    }

    /**
     * @param now the monotonic clock
     * @param most peers and causes with a line of their own; all others share one line per minute
     */
    public RefusalLog(Supplier<Moment> now, int most) {
        this.now = now;
        this.most = most;
    }

    /**
     * Whether a rejection is logged.
     *
     * @param peer who is rejected, as address and identity or as address and sentence
     * @return the end of the line, with how many were left out; empty if it is not logged
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
        synchronized (throttles) {
            Throttle lines =
                    throttles.computeIfAbsent(
                            known(cause + " " + peer, moment), key -> new Throttle(EVERY));
            return lines.passes(moment) ? Optional.of(lines.more()) : Optional.empty();
        }
    }

    private String known(String key, Moment moment) {
        if (throttles.containsKey(key)) {
            return key;
        }
        if (throttles.size() >= most) {
            throttles.values().removeIf(lines -> lines.isDue(moment));
        }
        return throttles.size() < most ? key : OTHERS;
    }
}
