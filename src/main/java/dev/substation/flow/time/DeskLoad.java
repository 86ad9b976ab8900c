package dev.substation.flow.time;

import dev.substation.flow.desk.Figures;
import dev.substation.model.Problem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How busy the desk is: it belongs to all stations, so a long task of one, or a long line in front
 * of it, is what the others feel (issue 11). Lives on the desk.
 */
public final class DeskLoad {

    private static final Logger LOG = LoggerFactory.getLogger(DeskLoad.class);

    private static final Duration LONG = Duration.ofMillis(100);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** The first tasks load classes, which takes its time and means nothing. */
    private static final Duration WARM_UP = Duration.ofMinutes(1);

    /**
     * @param tasks done since the start
     * @param busy the time that they took
     * @param longestTask in the last one to two minutes
     * @param longestWait between the moment a task was brought and the moment it began, likewise
     * @param waiting tasks that wait for their turn now
     */
    public record Figures(
            long tasks, Duration busy, Duration longestTask, Duration longestWait, int waiting) {}

    private final Throttle lines = new Throttle(WINDOW);
    private long tasks;
    private long busyNanos;
    private Moment firstBegan;
    private Moment windowBegan;
    private Peak now = new Peak();
    private Peak before = new Peak();

    private static final class Peak {
        private long task;
        private long wait;
    }

    /** A task is done. */
    void done(Moment brought, Moment began, Moment ended) {
        if (firstBegan == null) {
            firstBegan = began;
        }
        if (windowBegan == null || windowBegan.plus(WINDOW).isBefore(ended)) {
            windowBegan = ended;
            before = now;
            now = new Peak();
        }
        long took = ended.nanos() - began.nanos();
        long waited = began.nanos() - brought.nanos();
        tasks++;
        busyNanos += took;
        now.task = Math.max(now.task, took);
        now.wait = Math.max(now.wait, waited);
        boolean isSlow = took > LONG.toNanos() || waited > LONG.toNanos();
        if (isSlow && firstBegan.plus(WARM_UP).isBefore(began) && lines.passes(ended)) {
            LOG.warn(
                    "{}{}",
                    Problem.DESK_SLOW.line(waited / 1_000_000, took / 1_000_000),
                    lines.more());
        }
    }

    Figures figures(int waiting) {
        return new Figures(
                tasks,
                Duration.ofNanos(busyNanos),
                Duration.ofNanos(Math.max(now.task, before.task)),
                Duration.ofNanos(Math.max(now.wait, before.wait)),
                waiting);
    }
}
