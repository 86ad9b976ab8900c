package dev.substation.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Nobody waits for an answer for ever. */
final class Deadline {

    private static final long SECONDS = 10;

    private Deadline() {}

    /** The same, or a failure after 10 s. */
    static <T> CompletableFuture<T> on(CompletionStage<T> answer) {
        return answer.toCompletableFuture().copy().orTimeout(SECONDS, TimeUnit.SECONDS);
    }

    /** A fault that a stage may throw. */
    static CompletionException thrown(Exception fault) {
        return new CompletionException(fault);
    }
}
