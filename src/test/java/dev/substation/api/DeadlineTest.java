package dev.substation.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.api.Operations.BadRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** How long somebody waits, and what becomes of an edit after that. */
class DeadlineTest {

    private final List<Runnable> queue = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    private CompletableFuture<String> edited(long seconds) {
        return Deadline.edited(
                queue::add,
                noted::add,
                note -> {
                    note.of("changed x");
                    written.add("x");
                    return "saved";
                },
                seconds,
                Runnable::run,
                answer -> answer);
    }

    @Test
    void anEditIsNotedAndMade() {
        CompletableFuture<String> answer = edited(60);
        queue.forEach(Runnable::run);

        assertEquals("saved", answer.join());
        assertEquals(List.of("changed x"), noted);
    }

    /** The workbench was busy for so long that the client has its 503. */
    @Test
    void anEditThatNobodyWaitsForIsNotMade() {
        CompletableFuture<String> answer = edited(0);
        CompletionException late = assertThrows(CompletionException.class, answer::join);
        queue.forEach(Runnable::run);

        assertEquals(503, assertInstanceOf(BadRequest.class, late.getCause()).status());
        assertEquals(List.of(), noted);
        assertEquals(List.of(), written);
    }

    @Test
    void anEditThatHasBegunIsWaitedFor() throws IOException {
        Deadline.Turn turn = new Deadline.Turn();
        turn.begins();
        assertFalse(turn.isOver());

        Deadline.Turn late = new Deadline.Turn();
        assertTrue(late.isOver());
        assertThrows(IOException.class, late::begins);
    }
}
