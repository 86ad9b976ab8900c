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

    /** Operators who ask for much and read nothing. */
    @Test
    void eventsDoNotWaitForThoseWhoReadNoAnswers() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        try (Threads threads = new Threads(Thread::new)) {
            for (int i = 0; i < 7; i++) {
                threads.operators().execute(() -> await(read));
            }

            assertEquals(
                    "an answer",
                    CompletableFuture.supplyAsync(() -> "an answer", threads.operators())
                            .get(10, TimeUnit.SECONDS));
            threads.operators().execute(() -> await(read));
            assertEquals(
                    "an event",
                    CompletableFuture.supplyAsync(() -> "an event", threads.events())
                            .get(10, TimeUnit.SECONDS));
            read.countDown();
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
