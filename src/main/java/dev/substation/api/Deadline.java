package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final int UNAVAILABLE = 503;

    /** How long it may take to write an edit, which is a few files. */
    private static final long WRITTEN_S = 60;

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

    /**
     * The same for an edit, which is not made any more when its client has the answer that it takes
     * too long. One that has begun to be written is waited for.
     *
     * @param threads that make it
     * @param note learns what is edited
     */
    static <T, R> CompletableFuture<R> edited(
            Executor threads,
            EditNote note,
            EditWork<T> work,
            long seconds,
            Executor api,
            Function<T, R> then) {
        Turn turn = new Turn();
        CompletableFuture<T> edited =
                worked(
                        threads,
                        () ->
                                work.done(
                                        summary -> {
                                            turn.begins();
                                            note.of(summary);
                                        }));
        CompletableFuture<T> answer = edited.copy();
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, Runnable::run)
                .execute(
                        () -> {
                            if (turn.isOver()) {
                                answer.completeExceptionally(
                                        new BadRequest(
                                                UNAVAILABLE,
                                                ("This takes longer than %d s, so nothing was"
                                                                + " written; try again in a minute")
                                                        .formatted(seconds)));
                            }
                        });
        return on(answer, seconds + WRITTEN_S, api, then);
    }

    /** Makes an edit; tells the note just before it is written. */
    interface EditWork<T> {
        T done(EditNote note) throws BadRequest, IOException;
    }

    /** Either an edit begins to be written, or its time is over: whichever comes first. */
    static final class Turn {

        private final AtomicReference<Boolean> begun = new AtomicReference<>();

        /**
         * It begins to be written.
         *
         * @throws IOException when its time is over
         */
        void begins() throws IOException {
            begun.compareAndSet(null, true);
            if (!begun.get()) {
                throw new IOException("nobody waits for this edit any more");
            }
        }

        /** Whether its time is over now, for it has not begun. */
        boolean isOver() {
            begun.compareAndSet(null, false);
            return !begun.get();
        }
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
