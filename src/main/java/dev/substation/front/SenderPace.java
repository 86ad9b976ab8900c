package dev.substation.front;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the next request of a sender waits, so that one sender cannot take the processor from
 * the others (docs/adr/0041-pace-of-senders.md). Requests are delayed, not rejected, unless they
 * would wait too long.
 *
 * <ul>
 *   <li>A station may send 300 requests a second after a burst of 100. This holds only while others
 *       send too: a station alone may use the whole machine.
 *   <li>Of stations that are new, an address gets 30 a second admitted after a burst of 20.
 * </ul>
 *
 * <p>May be used by many threads at once.
 */
final class SenderPace {

    /** A request that would wait longer is rejected. */
    static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration ALONE_AFTER = Duration.ofSeconds(1);
    private static final int SENDERS = 10_000;
    private static final Rate STATION = new Rate(300, 100);
    private static final Rate NEW = new Rate(30, 20);

    private record Rate(Duration step, Duration burst) {
        Rate(int perSecond, int burst) {
            this(
                    Duration.ofSeconds(1).dividedBy(perSecond),
                    Duration.ofSeconds(burst).dividedBy(perSecond));
        }
    }

    private record Seen(Object sender, Moment at) {}

    /** When a sender has used up what it sent so far, the least recently used first. */
    private final Map<Sender, Moment> used =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Sender, Moment> eldest) {
                    return size() > SENDERS;
                }
            };

    private Seen latest;
    private Seen latestOther;

    /** Somebody sends something that has no pace, such as a frame of a WebSocket. */
    synchronized void seen(Object sender, Moment now) {
        if (latest != null && !latest.sender().equals(sender)) {
            latestOther = latest;
        }
        latest = new Seen(sender, now);
    }

    /**
     * How long a request has to wait; zero for most. It counts as sent.
     *
     * @return empty when it would have to wait longer than {@link #LONGEST}; it does not count then
     */
    synchronized Optional<Duration> delay(Sender sender, Moment now) {
        seen(sender, now);
        Rate rate = sender.isNew() ? NEW : STATION;
        boolean free = !sender.isNew() && isAlone(now);
        Moment before = used.getOrDefault(sender, now);
        Moment after = (free || before.isBefore(now) ? now : before).plus(rate.step());
        Moment full = now.plus(rate.burst());
        Duration delay = full.isBefore(after) ? full.until(after) : Duration.ZERO;
        if (delay.compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        used.put(sender, after);
        return Optional.of(delay);
    }

    /** Whether nobody but the latest sender sent anything in the last second. */
    private boolean isAlone(Moment now) {
        return latestOther == null || latestOther.at().plus(ALONE_AFTER).isBefore(now);
    }
}
