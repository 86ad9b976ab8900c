package dev.substation.app;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Questions of operators to the ledger, one at a time: the gateway itself reads it too, and a
 * question over a long log takes seconds. Who has waited too long is not asked any more: nobody
 * waits for the answer.
 */
final class QuestionLane {

    /** As long as the API waits for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int mostWaiting;
    private final Supplier<Moment> clock;

    private CompletableFuture<?> asked = CompletableFuture.completedFuture(null);
    private int waiting;

    /**
     * @param clock monotonic
     */
    QuestionLane(int mostWaiting, Supplier<Moment> clock) {
        this.mostWaiting = mostWaiting;
        this.clock = clock;
    }

    /** Asks when those before have their answers; a failure if there are too many. */
    synchronized <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        if (waiting >= mostWaiting) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        waiting++;
        Moment latest = clock.get().plus(PATIENCE);
        CompletableFuture<T> answer =
                asked.handle((before, fault) -> fault)
                        .thenCompose(
                                before ->
                                        clock.get().isBefore(latest)
                                                ? question.get()
                                                : CompletableFuture.failedFuture(
                                                        new TimeoutException()));
        asked = answer;
        answer.whenComplete((done, fault) -> answered());
        return answer.copy();
    }

    private synchronized void answered() {
        waiting--;
    }
}
