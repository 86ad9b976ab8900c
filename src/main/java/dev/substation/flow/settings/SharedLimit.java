package dev.substation.flow.settings;

import dev.substation.model.StationId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One limit for several stations.
 *
 * @param name the section in {@code site.yaml}
 * @param milliamperes of a phase, at any time
 * @param schedule lower limits by the time of day from which they count; empty for none
 * @param zone of these times
 * @param turn how long a station charges at least before another one takes its turn
 */
public record SharedLimit(
        String name,
        List<StationId> stations,
        long milliamperes,
        NavigableMap<LocalTime, Long> schedule,
        ZoneId zone,
        Duration turn) {

    public SharedLimit {
        stations = List.copyOf(stations);
        schedule = new TreeMap<>(schedule);
    }

    /**
     * The limit at a time; before the first time of a day the last one of the day before counts.
     */
    public long at(Instant time) {
        if (schedule.isEmpty()) {
            return milliamperes;
        }
        Map.Entry<LocalTime, Long> now = schedule.floorEntry(LocalTime.ofInstant(time, zone));
        return Math.min(milliamperes, (now == null ? schedule.lastEntry() : now).getValue());
    }
}
