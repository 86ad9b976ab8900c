package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentlyAskedTest {

    @Test
    void keepsWhatIsAskedAllTheTimeThoughOthersMakeUpQuestions() {
        RecentlyAsked<Integer, Integer> answers = new RecentlyAsked<>(100);
        AtomicInteger looked = new AtomicInteger();

        for (int made = 1; made <= 10_000; made++) {
            answers.answer(made, question -> question);
            answers.answer(0, question -> looked.incrementAndGet());
        }

        assertEquals(1, looked.get());
        assertTrue(answers.size() <= 200, "kept " + answers.size());
    }
}
