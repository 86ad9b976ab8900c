package dev.substation.flow.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.StationId;
import dev.substation.testing.Wait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Issue 11, point 2: the desk belongs to all. */
class StationTurnsTest {

    private static final StationId FLOOD = new StationId("CP-FLOOD");
    private static final StationId QUIET = new StationId("CP-QUIET");

    private final Deque<Runnable> desk = new ArrayDeque<>();
    private final StationTurns turns = new StationTurns(desk::add);
    private final List<String> done = new ArrayList<>();

    private void flood(int tasks) {
        IntStream.range(0, tasks).forEach(n -> turns.execute(FLOOD, () -> done.add("flood " + n)));
    }

    private void work() {
        while (!desk.isEmpty()) {
            desk.remove().run();
        }
    }

    @Test
    void aTaskOfAnotherStationPassesAFloodBy() {
        flood(1_000);
        turns.execute(QUIET, () -> done.add("quiet"));

        work();

        assertEquals(StationTurns.QUOTA, done.indexOf("quiet"));
        assertEquals(1_001, done.size());
    }

    @Test
    void aFloodThatWaitsHoldsBackNobodyWhoComesLater() {
        flood(1_000);
        for (int i = 0; i < 100; i++) {
            desk.remove().run();
        }
        turns.execute(QUIET, () -> done.add("quiet"));

        work();

        assertEquals(100 + StationTurns.QUOTA, done.indexOf("quiet"));
    }

    @Test
    void theTasksOfAStationKeepTheirOrder() {
        flood(100);
        desk.remove().run();
        turns.execute(FLOOD, () -> done.add("last"));

        work();

        List<String> inOrder =
                new ArrayList<>(IntStream.range(0, 100).mapToObj(n -> "flood " + n).toList());
        inOrder.add("last");
        assertEquals(inOrder, done);
    }

    @Test
    void aTaskThatFailsTakesNoPlaceAway() {
        for (int i = 0; i < 3 * StationTurns.QUOTA; i++) {
            turns.execute(
                    FLOOD,
                    () -> {
                        throw new IllegalStateException("broken");
                    });
        }
        turns.execute(FLOOD, () -> done.add("after"));

        for (int i = 0; i < 3 * StationTurns.QUOTA; i++) {
            assertThrows(IllegalStateException.class, desk.remove()::run);
        }
        work();

        assertEquals(List.of("after"), done);
        assertTrue(desk.isEmpty());
    }

    @Test
    void nothingIsLostWhenManyThreadsBringTasks() {
        try (AutoDesk thread = new AutoDesk()) {
            StationTurns shared = new StationTurns(thread.executor);
            List<Thread> bringers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                StationId station = t % 2 == 0 ? FLOOD : QUIET;
                bringers.add(
                        new Thread(
                                () ->
                                        IntStream.range(0, 5_000)
                                                .forEach(
                                                        n ->
                                                                shared.execute(
                                                                        station,
                                                                        () -> done.add("")))));
            }
            bringers.forEach(Thread::start);

            Wait.until(
                    "all 20,000 tasks are done",
                    Duration.ofSeconds(20),
                    () -> thread.ask(done::size) == 20_000);
        }
    }

    /** A desk of its own thread. */
    private static final class AutoDesk implements AutoCloseable {
        private final ExecutorService executor = Executors.newSingleThreadExecutor();

        int ask(Callable<Integer> question) {
            try {
                return executor.submit(question).get();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
