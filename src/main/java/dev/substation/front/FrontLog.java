package dev.substation.front;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.time.RefusalLog;
import dev.substation.flow.time.Timers;
import dev.substation.model.Cause;
import java.net.InetAddress;
import java.util.EnumMap;
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

    /** How many addresses have lines of their own for a cause; the next share one. */
    private static final int ADDRESSES = 20;

    /** How often a cause came, and which of it are logged. */
    private record Counted(AtomicLong total, RefusalLog lines) {}

    private final Timers timers;
    private final Map<Cause, Counted> causes = new EnumMap<>(Cause.class);

    private final DoorRefusals refusals;

    FrontLog(Timers timers, DoorRefusals refusals) {
        this.timers = timers;
        this.refusals = refusals;
    }

    /** Warns, or counts. */
    void warn(InetAddress address, Refusal refusal) {
        Cause cause = refusal.why().cause();
        Counted counted = counted(cause);
        counted.total().incrementAndGet();
        String peer = address.getHostAddress();
        refusals.add(Door.PORT, refusal.why(), new Knock(peer, "", refusal.why().description()));
        counted.lines()
                .line(peer, cause)
                .ifPresent(more -> LOG.warn("address={} {}{}", peer, refusal.line(), more));
    }

    private Counted counted(Cause cause) {
        synchronized (causes) {
            return causes.computeIfAbsent(
                    cause,
                    one ->
                            new Counted(
                                    new AtomicLong(), new RefusalLog(timers::moment, ADDRESSES)));
        }
    }

    /** How often each cause came. */
    Map<Cause, Long> totals() {
        synchronized (causes) {
            Map<Cause, Long> totals = new EnumMap<>(Cause.class);
            causes.forEach((cause, counted) -> totals.put(cause, counted.total().get()));
            return totals;
        }
    }
}
