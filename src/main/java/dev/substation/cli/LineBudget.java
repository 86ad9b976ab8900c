package dev.substation.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * How many lines the log takes of one kind: of one part of the gateway about one station, or of one
 * library. A peer that comes and goes all the time, or breaks a library each time, must not fill
 * the disk (issue 11). The last net: what is foreseen is bounded where it is written.
 */
final class LineBudget {

    /** Lines in a row; as many again in a minute. */
    static final int LINES = 30;

    private static final long NANOS_A_LINE = 60_000_000_000L / LINES;
    private static final int MOST_KINDS = 10_000;

    private static final class Kind {
        private long fullAt;
        private int leftOut;
    }

    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kind> eldest) {
                    return size() > MOST_KINDS;
                }
            };

    LineBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a line, or counts it.
     *
     * @return how many lines of its kind were left out before this one; empty when this one is left
     *     out too
     */
    synchronized OptionalInt take(String kind) {
        long now = nanoTime.getAsLong();
        Kind mine =
                kinds.computeIfAbsent(
                        kind,
                        key -> {
                            Kind fresh = new Kind();
                            fresh.fullAt = now;
                            return fresh;
                        });
        long full = Math.max(mine.fullAt, now);
        if (full - now > (LINES - 1) * NANOS_A_LINE) {
            mine.leftOut++;
            return OptionalInt.empty();
        }
        mine.fullAt = full + NANOS_A_LINE;
        int before = mine.leftOut;
        mine.leftOut = 0;
        return OptionalInt.of(before);
    }
}
