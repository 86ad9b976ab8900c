package dev.substation.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How long answers took. May be used by many threads at once. */
final class Latencies {

    private static final int MOST = 4 << 20;

    /**
     * @param messages that were answered
     * @param perSecond how many in a second
     * @param p50 half of them took less, in microseconds
     * @param p99 99 of 100 took less, likewise
     */
    record Figures(int messages, double perSecond, long p50, long p99) {}

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final int[] microseconds = new int[MOST];
    private volatile long began;

    /** Each message has a number of its own. */
    long nextNumber() {
        return numbers.incrementAndGet();
    }

    void begin() {
        count.set(0);
        began = System.nanoTime();
    }

    void add(long nanos) {
        int at = count.getAndIncrement();
        if (at < MOST) {
            microseconds[at] = (int) (nanos / 1_000);
        }
    }

    Figures figures() {
        int messages = Math.min(count.get(), MOST);
        double seconds = (System.nanoTime() - began) / 1e9;
        int[] sorted = Arrays.copyOf(microseconds, messages);
        Arrays.sort(sorted);
        return new Figures(
                messages,
                messages / seconds,
                messages == 0 ? 0 : sorted[messages / 2],
                messages == 0 ? 0 : sorted[(int) (messages * 0.99)]);
    }
}
