package dev.substation.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * How many lines the log takes of one kind: of one part of the gateway about one station, of one
 * part about all stations, or of one library. A peer that comes and goes all the time, or breaks a
 * library each time, must not fill the disk (issue 11). The last net: what is foreseen is bounded
 * where it is written.
 */
final class LineBudget {

    private static final long MINUTE = 60_000_000_000L;
    private static final int MOST_KINDS = 10_000;

    private static final class Kind {
        private long fullAt;
        private int leftOut;
    }

    private final int lines;
    private final long nanosALine;
    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kind> eldest) {
                    return size() > MOST_KINDS;
                }
            };

    /**
     * @param lines of a kind in a row, and as many again in a minute
     */
    LineBudget(int lines, LongSupplier nanoTime) {
        this.lines = lines;
        this.nanosALine = MINUTE / lines;
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
        if (full - now > (lines - 1) * nanosALine) {
            mine.leftOut++;
            return OptionalInt.empty();
        }
        mine.fullAt = full + nanosALine;
        int before = mine.leftOut;
        mine.leftOut = 0;
        return OptionalInt.of(before);
    }
}
