package dev.substation.front;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.flow.time.Timers;
import dev.substation.model.Cause;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings about peers that are refused: one line a minute for each cause and address, and few
 * addresses a minute, for anybody can knock thousands of times a second (issue 11). Counts all.
 */
final class FrontLog {

    private static final Logger LOG = LoggerFactory.getLogger(FrontLog.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** How many addresses have lines of their own for a cause; the next share one. */
    private static final int ADDRESSES = 20;

    private final Timers timers;
    private final Map<Cause, Lines> causes = new EnumMap<>(Cause.class);

    FrontLog(Timers timers) {
        this.timers = timers;
    }

    /** Warns, or counts. */
    void warn(InetAddress address, Refusal refusal) {
        Lines lines = lines(refusal.why().cause());
        lines.total.incrementAndGet();
        Moment now = timers.moment();
        Throttle throttle = lines.of(address, now);
        if (throttle.passes(now)) {
            LOG.warn("address={} {}{}", address.getHostAddress(), refusal.line(), throttle.more());
        }
    }

    private Lines lines(Cause cause) {
        synchronized (causes) {
            return causes.computeIfAbsent(cause, one -> new Lines());
        }
    }

    /** How often each cause came. */
    Map<Cause, Long> totals() {
        synchronized (causes) {
            Map<Cause, Long> totals = new EnumMap<>(Cause.class);
            causes.forEach((cause, lines) -> totals.put(cause, lines.total.get()));
            return totals;
        }
    }

    /** Lines about one cause. */
    private static final class Lines {

        private final AtomicLong total = new AtomicLong();
        private final Throttle others = new Throttle(EVERY);
        private final Map<InetAddress, Throttle> addresses = new HashMap<>();
        private Moment since;

        synchronized Throttle of(InetAddress address, Moment now) {
            boolean full = addresses.size() >= ADDRESSES && !addresses.containsKey(address);
            if (since == null || full && !now.isBefore(since.plus(EVERY))) {
                addresses.clear();
                since = now;
                full = false;
            }
            return full ? others : addresses.computeIfAbsent(address, one -> new Throttle(EVERY));
        }
    }
}
