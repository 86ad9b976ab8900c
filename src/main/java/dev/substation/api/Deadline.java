package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Nobody waits for an answer for ever, and nobody who is slow to read one holds up a thread of the
 * gateway: what follows runs on the threads of the API.
 */
final class Deadline {

    /** How long a question may take. */
    static final long QUESTION_S = 10;

    /** How long a call to a station may take; its own deadline is shorter. */
    static final long CALL_S = 600;

    private Deadline() {}

    /** What may fail with a sentence for whoever asked. */
    interface Work<T> {
        T done() throws BadRequest, IOException;
    }

    /** What is made of an answer, or a failure after some seconds. */
    static <T, R> CompletableFuture<R> on(
            CompletionStage<T> answer, long seconds, Executor api, Function<T, R> then) {
        return answer.toCompletableFuture()
                .copy()
                .orTimeout(seconds, TimeUnit.SECONDS)
                .handleAsync(
                        (value, fault) -> {
                            if (fault != null) {
                                throw fault instanceof CompletionException wrapped
                                        ? wrapped
                                        : new CompletionException(fault);
                            }
                            return then.apply(value);
                        },
                        api);
    }

    /** A fault that a stage may throw. */
    static CompletionException thrown(Exception fault) {
        return new CompletionException(fault);
    }

    /** What is done by the threads of the API, for it may block. */
    static <T> CompletableFuture<T> worked(Operations operations, Work<T> work) {
        return worked(operations.threads(), work);
    }

    /** The same by other threads. */
    static <T> CompletableFuture<T> worked(Executor threads, Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.done();
                    } catch (BadRequest | IOException e) {
                        throw thrown(e);
                    }
                },
                threads);
    }
}
