package dev.substation.flow.desk;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** How long something took, counted in steps. Lives on the desk; what is read is a copy. */
public final class Latency {

    /** The upper ends of the steps; another one is above all of them. */
    public static final List<Duration> BOUNDS =
            LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
                    .mapToObj(Duration::ofMillis)
                    .toList();

    /**
     * What was counted.
     *
     * @param counts how many fell into each step
     */
    public record Reading(List<Long> counts, Duration sum) {}

    private final long[] counts = new long[BOUNDS.size() + 1];
    private Duration sum = Duration.ZERO;

    void took(Duration time) {
        int step = 0;
        while (step < BOUNDS.size() && time.compareTo(BOUNDS.get(step)) > 0) {
            step++;
        }
        counts[step]++;
        sum = sum.plus(time);
    }

    Reading reading() {
        return new Reading(Arrays.stream(counts).boxed().toList(), sum);
    }
}
