package dev.substation.app;

import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks again and again, each on the thread that suits it. Whatever a task throws, an Error
 * included, it runs again after its pause: no bad file and no bad moment ends a watcher for good
 * (issue 11). A task that keeps failing is a reason of health until it succeeds.
 */
final class RecurringTasks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecurringTasks.class);

    /** What went wrong the last time, and how often in a row. */
    private record Trouble(String fault, int times) {}

    private final Timers timers;
    private final Map<String, Trouble> troubles = new ConcurrentSkipListMap<>();
    private volatile boolean ended;

    RecurringTasks(Timers timers) {
        this.timers = timers;
    }

    /**
     * Runs a task for the first time after one pause, and each time one pause after the last run
     * has ended.
     *
     * @param job what the task does, as the subject of a sentence: "Reading the card files"
     * @param on the thread that it runs on
     */
    void every(Duration pause, String job, Executor on, Runnable task) {
        timers.after(
                pause,
                () -> {
                    try {
                        on.execute(() -> runAndRepeat(pause, job, on, task));
                    } catch (RejectedExecutionException e) {
                        LOG.debug("{} came after the end", job, e);
                    }
                });
    }

    private void runAndRepeat(Duration pause, String job, Executor on, Runnable task) {
        if (ended) {
            return;
        }
        try {
            task.run();
            if (troubles.remove(job) != null) {
                LOG.info("{} works again", job);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("{} came after the end", job, e);
        } catch (Throwable fault) { // StackOverflowError and OutOfMemoryError too
            failed(job, fault);
        } finally {
            every(pause, job, on, task);
        }
    }

    /** The same fault, time after time, is one line in the log. */
    private void failed(String job, Throwable fault) {
        Trouble before = troubles.get(job);
        String now = fault.toString();
        boolean isNew = before == null || !before.fault().equals(now);
        troubles.put(job, new Trouble(now, isNew ? 1 : before.times() + 1));
        if (isNew) {
            LOG.error(Problem.RECURRING_TASK_FAILED.line(job), fault);
        }
    }

    /** Which tasks fail now, a sentence each. */
    List<String> troubles() {
        List<String> sentences = new ArrayList<>();
        troubles.forEach(
                (job, trouble) ->
                        sentences.add(
                                "%s failed %d times in a row, last with %s; it will be repeated"
                                        .formatted(job, trouble.times(), trouble.fault())));
        return sentences;
    }

    @Override
    public void close() {
        ended = true;
    }
}
