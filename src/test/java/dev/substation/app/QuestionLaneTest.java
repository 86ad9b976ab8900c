package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QuestionLaneTest {

    private final SteppedTimers time = new SteppedTimers(Instant.EPOCH);
    private final QuestionLane lane = new QuestionLane(3, time::moment);
    private final List<CompletableFuture<String>> asked = new ArrayList<>();

    private CompletableFuture<String> ask() {
        return lane.ask(
                () -> {
                    CompletableFuture<String> answer = new CompletableFuture<>();
                    asked.add(answer);
                    return answer;
                });
    }

    @Test
    void oneIsAskedAtATimeAndNotTooManyWait() {
        List<CompletableFuture<String>> answers = List.of(ask(), ask(), ask());
        assertTrue(ask().isCompletedExceptionally());
        assertEquals(1, asked.size());

        asked.get(0).completeExceptionally(new IllegalStateException("the database is away"));

        assertTrue(answers.get(0).isCompletedExceptionally());
        assertEquals(2, asked.size());
        asked.get(1).complete("second");
        assertEquals("second", answers.get(1).join());
        assertFalse(ask().isDone());
    }

    /** Whoever asked has been answered that it takes too long. */
    @Test
    void whatNobodyWaitsForAnyMoreIsNotAsked() {
        ask();
        CompletableFuture<String> second = ask();
        time.pass(Duration.ofSeconds(10));

        asked.get(0).complete("late");

        assertTrue(second.isCompletedExceptionally());
        assertEquals(1, asked.size());
        ask();
        assertEquals(2, asked.size());
    }
}
