package dev.substation.testing.stepped;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Payload;
import java.util.concurrent.CompletableFuture;

/** What a peer was answered, which must be there by now. */
public final class Answers {

    private Answers() {}

    public static Payload resultOf(CompletableFuture<Answer> answer) {
        return assertInstanceOf(Result.class, now(answer)).payload();
    }

    public static Failure failureOf(CompletableFuture<Answer> answer) {
        return assertInstanceOf(Failure.class, now(answer));
    }

    public static Answer now(CompletableFuture<Answer> answer) {
        assertTrue(answer.isDone(), "there is an answer");
        return answer.join();
    }
}
