package dev.substation.front;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Rate;
import dev.substation.flow.time.RecentMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long the next message of a sender waits, so that one sender cannot take the processor from
 * the others (docs/adr/0041-pace-of-senders.md). Messages are delayed; only a request that would
 * wait too long is rejected.
 *
 * <ul>
 *   <li>A station may send 100 messages a second after a burst of 20, over SOAP or over its
 *       WebSocket. This holds only while others send too: a station alone may use the whole
 *       machine.
 *   <li>Stations that are new come in as fast as they like as long as they stay. An address from
 *       which more than 20 came and went again soon gets 30 new ones a second admitted, after a
 *       burst of 20.
 * </ul>
 *
 * <p>May be used by many threads at once.
 */
final class SenderPace {

    /** A request that would wait longer is rejected. */
    static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration ALONE_AFTER = Duration.ofSeconds(1);

    /** For each that went, so long is it remembered; then it counts as many fewer. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final Duration TOLERATED = REMEMBERED.multipliedBy(20);
    private static final Duration REMEMBERED_AT_MOST = REMEMBERED.multipliedBy(60);
    private static final int SENDERS = 10_000;
    private static final Rate STATION = new Rate(100, 20);
    private static final Rate NEW = new Rate(30, 20);

    private record Seen(Object sender, Moment at) {}

    /** When a sender has used up what it sent so far. */
    private final Map<Sender, Moment> used = new RecentMap<>(SENDERS);

    /** Until when the new stations of an address that went again are remembered. */
    private final Map<Sender, Moment> gone = new RecentMap<>(SENDERS);

    private Seen latest;
    private Seen latestOther;

    /** Somebody sends something. */
    private void seen(Object sender, Moment now) {
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
        boolean free = sender.isNew() ? !isChanging(sender, now) : isAlone(now);
        Moment after = rate.after(free ? null : used.get(sender), 1, now);
        Duration delay = rate.delay(after, now);
        if (delay.compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        used.put(sender, after);
        return Optional.of(delay);
    }

    /** What frames of a WebSocket may cost that are passed on in one piece. */
    synchronized int piece(Frames frames, Moment now) {
        seen(frames, now);
        return isAlone(now) ? Integer.MAX_VALUE : Frames.PIECE;
    }

    /**
     * How long a piece has to wait; zero for most. It counts as sent, but not that of a station
     * that is alone.
     *
     * @param cost of the frames, as {@link Frames#take} says
     */
    synchronized Duration delay(Frames frames, int cost, Moment now) {
        Moment after = isAlone(now) ? now : STATION.after(frames.usedUp(), cost, now);
        frames.usedUp(after);
        return STATION.delay(after, now);
    }

    /** The connection over which a new station came is closed. */
    synchronized void left(Sender sender, Moment now) {
        Moment before = gone.getOrDefault(sender, now);
        Moment after = (before.isBefore(now) ? now : before).plus(REMEMBERED);
        Moment most = now.plus(REMEMBERED_AT_MOST);
        gone.put(sender, after.isBefore(most) ? after : most);
    }

    /** Whether many new stations of an address went again lately. */
    private boolean isChanging(Sender sender, Moment now) {
        Moment until = gone.get(sender);
        return until != null && now.plus(TOLERATED).isBefore(until);
    }

    /** Whether nobody but the latest sender sent anything in the last second. */
    private boolean isAlone(Moment now) {
        return latestOther == null || latestOther.at().plus(ALONE_AFTER).isBefore(now);
    }
}
