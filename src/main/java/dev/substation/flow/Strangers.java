package dev.substation.flow;

import dev.substation.model.StationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stations that came in without an entry of their own, and when they were last heard: a bounded
 * number, for anybody can make up identities. May be used by many threads at once.
 */
final class Strangers {

    private final int most;
    private final Map<StationId, Moment> heard = new ConcurrentHashMap<>();

    Strangers(int most) {
        this.most = most;
    }

    /** Takes in a station of an earlier run, however many there are. */
    void remember(StationId station, Moment lastHeard) {
        heard.put(station, lastHeard);
    }

    /** Whether a station that shows itself now may come in; it is known from then on. */
    boolean admit(StationId station, Moment now) {
        if (heard.replace(station, now) != null) {
            return true;
        }
        synchronized (this) {
            if (heard.size() >= most && !heard.containsKey(station)) {
                return false;
            }
            heard.put(station, now);
            return true;
        }
    }

    int most() {
        return most;
    }

    /** Those of which nothing was heard for a while, the longest silent first. */
    List<StationId> silentFor(Duration time, Moment now, int atMost) {
        Moment since = now.minus(time);
        return heard.entrySet().stream()
                .filter(one -> one.getValue().isBefore(since))
                .sorted(Map.Entry.comparingByValue())
                .limit(atMost)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Makes a place free. */
    void forget(StationId station) {
        heard.remove(station);
    }
}
