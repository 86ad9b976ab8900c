package dev.substation.soap;

import dev.substation.flow.time.RecentMap;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often an address is tried that a station has only named: one that is not where the station
 * comes from and has never answered with an envelope. Anybody could name any address of the
 * network, so such a try is rare (issue 11). May be used by many threads at once.
 */
final class CallbackPace {

    /** Between two tries for one station, whichever addresses it names. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int MOST = 10_000;

    private static final class Entry {
        private String answeredAt = "";
        private Optional<Long> tried = Optional.empty();
    }

    private final LongSupplier nanoTime;
    private final Map<StationId, Entry> entries = new RecentMap<>(MOST);

    CallbackPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a try of an address that the station only named.
     *
     * @return why it is too early, as a part of a sentence; empty when it may be made
     */
    synchronized Optional<String> tooEarly(StationId station, String address) {
        Entry entry = entries.computeIfAbsent(station, id -> new Entry());
        if (entry.answeredAt.equals(address)) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        if (entry.tried.filter(before -> now - before < PAUSE.toNanos()).isPresent()) {
            return Optional.of(
                    "it does not come from %s, which has never answered; such an address is tried once in %d s"
                            .formatted(address, PAUSE.toSeconds()));
        }
        entry.tried = Optional.of(now);
        return Optional.empty();
    }

    /** A station has answered at an address, so it is its own. */
    synchronized void answered(StationId station, String address) {
        entries.computeIfAbsent(station, id -> new Entry()).answeredAt = address;
    }
}
