package dev.substation.flow.desk;

import dev.substation.flow.desk.Latency.Reading;
import dev.substation.model.Direction;
import java.util.Map;
import java.util.TreeMap;

/** How long calls took, by action. Lives on the desk. */
public final class Latencies {

    /**
     * What was counted.
     *
     * @param up calls of stations, until they had their answers
     * @param down calls of a CSMS, until it had its answer
     * @param deliveries messages of the outbox, from the last transmission to the CSMS's answer
     */
    public record Readings(
            Map<String, Reading> up, Map<String, Reading> down, Map<String, Reading> deliveries) {}

    private final Map<String, Latency> up = new TreeMap<>();
    private final Map<String, Latency> down = new TreeMap<>();
    private final Map<String, Latency> deliveries = new TreeMap<>();

    Latency of(Direction direction, String action) {
        return latency(direction == Direction.UP ? up : down, action);
    }

    Latency ofDelivery(String action) {
        return latency(deliveries, action);
    }

    private static Latency latency(Map<String, Latency> in, String action) {
        return in.computeIfAbsent(action, name -> new Latency());
    }

    Readings readings() {
        return new Readings(read(up), read(down), read(deliveries));
    }

    private static Map<String, Reading> read(Map<String, Latency> latencies) {
        Map<String, Reading> readings = new TreeMap<>();
        latencies.forEach((action, latency) -> readings.put(action, latency.reading()));
        return readings;
    }
}
