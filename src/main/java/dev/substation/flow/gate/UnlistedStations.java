package dev.substation.flow.gate;

import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stations that came in without an entry of their own, and when they were last heard: a bounded
 * number, for anybody can make up identities. One that has been heard over no longer than a trial
 * time may be made up: the last places are not for an address that has many of these already, and
 * they are the first to lose their place (issue 11). May be used by many threads at once.
 */
final class UnlistedStations {

    /** Whether a station may come in. */
    enum Admission {
        ADMITTED,
        /** There are too many. */
        FULL,
        /** Places are scarce, and many that are on trial come from its address. */
        ADDRESS_FULL
    }

    private static final class Visitor {
        private final String peer;
        private final Moment first;
        private volatile Moment last;
        private volatile boolean onTrial;

        Visitor(String peer, Moment now, boolean onTrial) {
            this.peer = peer;
            this.first = now;
            this.last = now;
            this.onTrial = onTrial;
        }

        Moment last() {
            return last;
        }
    }

    private final int most;
    private final int reserve;
    private final int mostOnTrial;
    private final Duration trial;
    private final Map<StationId, Visitor> visitors = new ConcurrentHashMap<>();
    private final Map<String, Integer> onTrial = new HashMap<>();

    /**
     * @param reserve the last places, which are not for an address with many on trial
     * @param mostOnTrial how many it may have to get one of those
     * @param trial how long one must have been known to be no longer on trial
     */
    UnlistedStations(int most, int reserve, int mostOnTrial, Duration trial) {
        this.most = most;
        this.reserve = reserve;
        this.mostOnTrial = mostOnTrial;
        this.trial = trial;
    }

    boolean knows(StationId station) {
        return visitors.containsKey(station);
    }

    /** Takes in a station of an earlier run, however many there are. */
    void remember(StationId station, Moment lastHeard) {
        visitors.put(station, new Visitor("", lastHeard, false));
    }

    /**
     * Whether a station that shows itself now may come in; it is known from then on.
     *
     * @param peer the address that it comes from
     */
    Admission admit(StationId station, String peer, Moment now) {
        Visitor known = visitors.get(station);
        if (known != null) {
            known.last = now;
            if (known.onTrial && known.first.plus(trial).isBefore(now)) {
                endTrial(known);
            }
            return Admission.ADMITTED;
        }
        return admitNew(station, peer, now);
    }

    private synchronized Admission admitNew(StationId station, String peer, Moment now) {
        if (visitors.containsKey(station)) {
            return Admission.ADMITTED;
        }
        if (visitors.size() >= most) {
            return Admission.FULL;
        }
        boolean scarce = visitors.size() >= most - reserve;
        if (scarce && onTrial.getOrDefault(peer, 0) >= mostOnTrial) {
            return Admission.ADDRESS_FULL;
        }
        onTrial.merge(peer, 1, Integer::sum);
        visitors.put(station, new Visitor(peer, now, true));
        return Admission.ADMITTED;
    }

    private synchronized void endTrial(Visitor visitor) {
        if (visitor.onTrial) {
            visitor.onTrial = false;
            onTrial.computeIfPresent(visitor.peer, (peer, count) -> count > 1 ? count - 1 : null);
        }
    }

    int most() {
        return most;
    }

    int mostOnTrial() {
        return mostOnTrial;
    }

    /**
     * Those that may lose their places: first those on trial of which nothing was heard for a trial
     * time, then those that were silent for a while; the longest silent first.
     */
    List<StationId> silentFor(Duration time, Moment now, int atMost) {
        Moment since = now.minus(time);
        Moment trialSince = now.minus(trial);
        return visitors.entrySet().stream()
                .filter(
                        one ->
                                one.getValue()
                                        .last
                                        .isBefore(limit(one.getValue(), trialSince, since)))
                .sorted(
                        Comparator.<Map.Entry<StationId, Visitor>, Boolean>comparing(
                                        one -> !one.getValue().onTrial)
                                .thenComparing(one -> one.getValue().last()))
                .limit(atMost)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Moment limit(Visitor visitor, Moment onTrial, Moment known) {
        return visitor.onTrial ? onTrial : known;
    }

    /** Makes a place free. */
    void forget(StationId station) {
        Visitor gone = visitors.remove(station);
        if (gone != null) {
            endTrial(gone);
        }
    }
}
