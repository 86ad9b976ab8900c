package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurringTasksTest {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T00:00:00Z"));
    private final RecurringTasks tasks = new RecurringTasks(time);
    private final Deque<Error> faults = new ArrayDeque<>();
    private int runs;

    private void task() {
        runs++;
        if (!faults.isEmpty()) {
            throw faults.poll();
        }
    }

    @Test
    void goesOnAfterAnErrorAndSaysSoUntilItSucceeds() {
        faults.add(new StackOverflowError());
        faults.add(new OutOfMemoryError("Java heap space"));
        faults.add(new OutOfMemoryError("Java heap space"));
        tasks.every(PAUSE, "Reading the card files", time, this::task);

        time.pass(PAUSE.multipliedBy(3));

        assertEquals(3, runs);
        assertEquals(
                List.of(
                        "Reading the card files failed 2 times in a row, last with "
                                + "java.lang.OutOfMemoryError: Java heap space; it will be repeated"),
                tasks.troubles());

        time.pass(PAUSE);

        assertEquals(4, runs);
        assertTrue(tasks.troubles().isEmpty());
    }

    @Test
    void runsNothingAfterTheEnd() {
        tasks.every(PAUSE, "Reading the card files", time, this::task);
        time.pass(PAUSE);

        tasks.close();
        time.pass(PAUSE.multipliedBy(10));

        assertEquals(1, runs);
    }
}
