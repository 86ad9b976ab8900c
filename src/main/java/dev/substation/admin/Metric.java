package dev.substation.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric with its values, for {@code /metrics}.
 *
 * @param name {@code substation_...}, with a unit, and {@code _total} for a counter
 * @param help what it counts, a sentence without its full stop
 */
public record Metric(String name, Kind kind, String help, List<Sample> samples) {

    /** Whether it only goes up. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    /** A value under labels, in their order. */
    public record Sample(Map<String, String> labels, long value) {}

    public Metric {
        samples = List.copyOf(samples);
    }

    /** A counter without labels. */
    public static Metric counter(String name, String help, long value) {
        return new Metric(name, Kind.COUNTER, help, List.of(new Sample(Map.of(), value)));
    }

    /** A gauge without labels. */
    public static Metric gauge(String name, String help, long value) {
        return new Metric(name, Kind.GAUGE, help, List.of(new Sample(Map.of(), value)));
    }

    /** A counter whose values differ by labels; to be filled with {@link #with}. */
    public static Metric counters(String name, String help) {
        return new Metric(name, Kind.COUNTER, help, List.of());
    }

    /** A gauge whose values differ by labels; to be filled with {@link #with}. */
    public static Metric gauges(String name, String help) {
        return new Metric(name, Kind.GAUGE, help, List.of());
    }

    /** The same with one more value; names and values of its labels in turn. */
    public Metric with(long value, String... labels) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            named.put(labels[i], labels[i + 1]);
        }
        List<Sample> all = new ArrayList<>(samples);
        all.add(new Sample(named, value));
        return new Metric(name, kind, help, all);
    }
}
