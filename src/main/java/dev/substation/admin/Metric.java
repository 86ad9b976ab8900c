package dev.substation.admin;

import dev.substation.flow.desk.Latency;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric with its values, for {@code /metrics}.
 *
 * @param name {@code substation_...}, with a unit, and {@code _total} for a counter; {@code
 *     ocpp_...} where other exporters have a name for it
 * @param help what it counts, a sentence without its full stop
 */
public record Metric(String name, Kind kind, String help, List<Sample> samples) {

    /** Whether it only goes up. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /**
     * A value under labels, in their order.
     *
     * @param suffix of the name, in a histogram: {@code _bucket}, {@code _sum}, {@code _count}
     */
    public record Sample(String suffix, Map<String, String> labels, Number value) {

        /** A value under the metric's own name. */
        public Sample(Map<String, String> labels, long value) {
            this("", labels, value);
        }
    }

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

    /** Durations in seconds, by labels; to be filled with {@link #with}. */
    public static Metric histograms(String name, String help) {
        return new Metric(name, Kind.HISTOGRAM, help, List.of());
    }

    /** The same with one more value; names and values of its labels in turn. */
    public Metric with(long value, String... labels) {
        return with(List.of(new Sample(named(labels), value)));
    }

    /** The same with one more histogram. */
    public Metric with(Latency.Reading reading, String... labels) {
        Map<String, String> named = named(labels);
        List<Sample> added = new ArrayList<>();
        long upTo = 0;
        for (int i = 0; i < reading.counts().size(); i++) {
            upTo += reading.counts().get(i);
            Map<String, String> bucket = new LinkedHashMap<>(named);
            bucket.put("le", i < Latency.BOUNDS.size() ? seconds(Latency.BOUNDS.get(i)) : "+Inf");
            added.add(new Sample("_bucket", bucket, upTo));
        }
        added.add(new Sample("_sum", named, BigDecimal.valueOf(reading.sum().toMillis(), 3)));
        added.add(new Sample("_count", named, upTo));
        return with(added);
    }

    private static String seconds(Duration bound) {
        return BigDecimal.valueOf(bound.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static Map<String, String> named(String... labels) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            named.put(labels[i], labels[i + 1]);
        }
        return named;
    }

    private Metric with(List<Sample> added) {
        List<Sample> all = new ArrayList<>(samples);
        all.addAll(added);
        return new Metric(name, kind, help, all);
    }
}
