package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private final SerialExecutor turn = new SerialExecutor(Runnable::run);

    @Test
    void runsWhatIsBroughtMeanwhileAfterTheTaskThatBroughtIt() {
        List<String> order = new ArrayList<>();

        turn.execute(
                () -> {
                    turn.execute(() -> order.add("second"));
                    order.add("first");
                });

        assertEquals(List.of("first", "second"), order);
    }

    @Test
    void goesOnAfterATaskThatFails() {
        List<String> order = new ArrayList<>();

        turn.execute(
                () -> {
                    turn.execute(() -> order.add("after"));
                    throw new IllegalStateException("on purpose");
                });

        assertEquals(List.of("after"), order);
    }

    @Test
    void runsOneTaskAtATimeForManyThreads() throws InterruptedException {
        int[] count = {0}; // not thread-safe on purpose
        int threads = 4;
        int each = 20_000;
        CountDownLatch done = new CountDownLatch(threads * each);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        SerialExecutor turn = new SerialExecutor(pool);
        try {
            for (int i = 0; i < threads; i++) {
                pool.execute(
                        () -> {
                            for (int task = 0; task < each; task++) {
                                turn.execute(
                                        () -> {
                                            count[0]++;
                                            done.countDown();
                                        });
                            }
                        });
            }
            done.await(30, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }

        assertEquals(threads * each, count[0]);
    }

    @Test
    void letsOthersHaveTheirTurnAfterAFewTasks() {
        Deque<Runnable> pool = new ArrayDeque<>();
        SerialExecutor busy = new SerialExecutor(pool::add);
        SerialExecutor neighbour = new SerialExecutor(pool::add);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            busy.execute(() -> order.add("busy"));
        }
        neighbour.execute(() -> order.add("neighbour"));

        assertEquals(2, pool.size(), "each has one task in the pool");
        while (!pool.isEmpty()) {
            pool.poll().run();
        }

        assertEquals(16, order.indexOf("neighbour"));
        assertEquals(1_001, order.size());
    }

    @Test
    void runsNothingOnTheThreadThatBringsATask() {
        Deque<Runnable> pool = new ArrayDeque<>();
        List<String> order = new ArrayList<>();

        new SerialExecutor(pool::add).execute(() -> order.add("done"));

        assertEquals(List.of(), order);
    }
}
