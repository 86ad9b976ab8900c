package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void namesOfStationsThatTakeLongAreBoundedAndHoldUpNoLinkToACsms() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        try (Threads threads = new Threads(Thread::new)) {
            assertThrows(
                    RejectedExecutionException.class,
                    () -> {
                        for (int i = 0; i < 1_000; i++) {
                            threads.stationLookups().execute(() -> await(looked));
                        }
                    });

            assertEquals(
                    "found",
                    CompletableFuture.supplyAsync(() -> "found", threads.lookups())
                            .get(10, TimeUnit.SECONDS));
            looked.countDown();
        }
    }

    private static void await(CountDownLatch looked) {
        try {
            looked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
