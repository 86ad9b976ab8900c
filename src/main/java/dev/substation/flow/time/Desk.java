package dev.substation.flow.time;

import dev.substation.model.Answer;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns all state of the flow (docs/adr/0003-desk-thread.md). Work on it is
 * short and never waits; what takes time is a future that comes back to the desk when it ends.
 */
public final class Desk implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private final Executor thread;
    private final Timers timers;
    private volatile OperatingHours hours;
    private final DeskLoad load = new DeskLoad();
    private final AtomicInteger waiting = new AtomicInteger();
    private final StationTurns turns = new StationTurns(this);

    /**
     * @param thread runs one task at a time, in order
     */
    public Desk(Executor thread, Timers timers) {
        this.thread = thread;
        this.timers = timers;
        this.hours = new OperatingHours(timers::moment, OperatingTime.ZERO);
    }

    /** The time on the wall clock, which may step: for the wire, the ledger and the log alone. */
    public Instant now() {
        return timers.clock().instant();
    }

    /** The time on the monotonic clock: for every duration. */
    public Moment moment() {
        return timers.moment();
    }

    /** The time for ages that outlive a restart. */
    public OperatingTime operated() {
        return hours.now();
    }

    /** Goes on from what earlier runs on the same ledger had reached. */
    public void operatedBefore(OperatingTime reached) {
        hours = new OperatingHours(timers::moment, reached);
    }

    /**
     * The time for stations: whole seconds in UTC, for fractions and offsets confuse their clocks
     * (quirk 20).
     */
    public String clockText() {
        return now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void execute(Runnable task) {
        Moment brought = timers.moment();
        waiting.incrementAndGet();
        boolean taken = false;
        try {
            thread.execute(() -> run(task, brought));
            taken = true;
        } finally {
            if (!taken) { // the gateway has stopped
                waiting.decrementAndGet();
            }
        }
    }

    private void run(Runnable task, Moment brought) {
        waiting.decrementAndGet();
        Moment began = timers.moment();
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.error(Problem.DESK_TASK_FAILED.line(fault), fault);
        } finally {
            load.done(brought, began, timers.moment());
        }
    }

    /** Runs a task that a station, or the CSMS for a station, has brought about. */
    public void execute(StationId station, Runnable task) {
        turns.execute(station, task);
    }

    /** How busy it is; asked on the desk. */
    public DeskLoad.Figures load() {
        return load.figures(waiting.get());
    }

    /** Runs a task on the desk after a while; running what is returned cancels it. */
    public Runnable after(Duration delay, Runnable task) {
        return timers.after(delay, () -> execute(task));
    }

    /**
     * The same answer, or another one when it takes too long. Completes on the desk. The deadline
     * is set before this returns, so there is no moment at which a caller could wait for ever.
     */
    public CompletableFuture<Answer> within(
            Duration wait, CompletableFuture<Answer> answer, Supplier<Answer> tooLate) {
        CompletableFuture<Answer> first = new CompletableFuture<>();
        Runnable cancel = after(wait, () -> first.complete(tooLate.get()));
        answer.whenCompleteAsync(
                (value, fault) -> {
                    cancel.run();
                    if (fault == null) {
                        first.complete(value);
                    } else {
                        first.completeExceptionally(fault);
                    }
                },
                this);
        return first;
    }
}
