package dev.substation.testing.stepped;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/**
 * Time and a desk that a test steps by hand: nothing runs until it is told to, and then all of it
 * does.
 */
public final class SteppedTimers extends Clock implements Timers, Executor {

    private record Due(Moment at, long order, Runnable task) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private Moment now = new Moment(0);
    private Instant wall;
    private long order;

    public SteppedTimers(Instant start) {
        wall = start;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what is to be done now. */
    public void settle() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    /** Lets time pass, running what becomes due at its own moment. */
    public void pass(Duration time) {
        Moment until = now.plus(time);
        settle();
        while (!due.isEmpty() && !due.peek().at().isAfter(until)) {
            Due next = due.poll();
            reach(next.at());
            next.task().run();
            settle();
        }
        reach(until);
    }

    private void reach(Moment moment) {
        wall = wall.plus(now.until(moment));
        now = moment;
    }

    /** Steps the wall clock, as NTP or an operator does; no time passes. */
    public void stepWallClock(Duration step) {
        wall = wall.plus(step);
    }

    @Override
    public Moment moment() {
        return now;
    }

    @Override
    public Clock clock() {
        return this;
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Due entry = new Due(now.plus(delay), order++, task);
        due.add(entry);
        return () -> due.remove(entry);
    }

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
