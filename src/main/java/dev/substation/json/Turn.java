package dev.substation.json;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time in the order in which they came, without a thread of its own: the thread
 * that brings a task when none is running runs it, and whatever is brought meanwhile.
 */
final class Turn implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (unfinished.getAndIncrement() > 0) {
            return;
        }
        do {
            run(tasks.remove());
        } while (unfinished.decrementAndGet() > 0);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.error("a task of a WebSocket failed", fault);
        }
    }
}
