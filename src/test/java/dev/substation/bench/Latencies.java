package dev.substation.bench;

import java.util.Arrays;

/** How long answers took. Filled on one event loop. */
final class Latencies {

    private static final int MOST = 1 << 20;

    /**
     * @param messages that were answered
     * @param failed how many were answered with an error, or not at all
     * @param nanos how long it took
     * @param p50 half of them took less, in microseconds
     * @param p99 99 of 100 took less, likewise
     */
    record Figures(int messages, int failed, long nanos, long p50, long p99) {

        double perSecond() {
            return messages * 1e9 / nanos;
        }
    }

    private final int[] microseconds = new int[MOST];
    private volatile int count;
    private volatile int failed;
    private volatile long began;

    void begin() {
        count = 0;
        failed = 0;
        began = System.nanoTime();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one event loop
    void add(long nanos) {
        if (count < MOST) {
            microseconds[count] = (int) (nanos / 1_000);
            count++;
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one event loop
    void fail() {
        failed++;
    }

    int messages() {
        return count;
    }

    Figures figures() {
        int messages = count;
        long nanos = System.nanoTime() - began;
        int[] sorted = Arrays.copyOf(microseconds, messages);
        Arrays.sort(sorted);
        return new Figures(
                messages,
                failed,
                nanos,
                messages == 0 ? 0 : sorted[messages / 2],
                messages == 0 ? 0 : sorted[(int) (messages * 0.99)]);
    }
}
