package dev.substation.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for a condition rather than for a time. */
public final class Wait {

    private static final long PAUSE_MS = 10;

    private Wait() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what what is waited for, as a sentence's end: {@code the station is connected}
     * @throws AssertionError when it does not hold in time
     */
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + atMost.toMillis() + " ms until " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        }
    }
}
