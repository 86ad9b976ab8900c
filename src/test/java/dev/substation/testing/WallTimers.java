package dev.substation.testing;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time as it passes, for tests with real sockets. */
public class WallTimers implements Timers, AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Moment moment() {
        return new Moment(System.nanoTime());
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        ScheduledFuture<?> due = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
