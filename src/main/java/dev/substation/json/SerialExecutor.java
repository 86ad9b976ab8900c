package dev.substation.json;

import dev.substation.model.Problem;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one connection one at a time, in the order in which they came, on threads that
 * it shares with others. After a few tasks it goes to the end of the line, so that a connection
 * with much to do holds up no other. Whoever brings a task only puts it down: the desk never parses
 * or writes a frame (issue 11).
 */
public final class SerialExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    /** Tasks in a row, before others have their turn. */
    private static final int QUOTA = 16;

    private final Executor pool;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();

    /**
     * @param pool has at most one task of this executor at a time
     */
    public SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (unfinished.getAndIncrement() == 0) {
            goOn();
        }
    }

    private void goOn() {
        try {
            pool.execute(this::runSome);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("a task came after the end", stopping);
        }
    }

    private void runSome() {
        for (int i = 0; i < QUOTA; i++) {
            run(tasks.remove());
            if (unfinished.decrementAndGet() == 0) {
                return;
            }
        }
        goOn();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.error(Problem.DESK_TASK_FAILED.line(fault), fault);
        }
    }
}
