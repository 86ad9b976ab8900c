package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnTest {

    private final Turn turn = new Turn();

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
}
