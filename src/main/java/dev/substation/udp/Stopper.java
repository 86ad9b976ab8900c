package dev.substation.udp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Stops a session at a box: by the card that began it, or by taking the current away. {@code
 * currtime 0 1} rather than {@code ena 0} where a box has it, because some cars go into a fault at
 * the other. Until the car has gone, the box may not charge.
 */
final class Stopper {

    /** Attempts that are gentle. */
    private static final int GENTLE = 1;

    private final BoxLine line;
    private final BoxView view;
    private final Journal journal;
    private final Executor turn;

    Stopper(BoxLine line, BoxView view, Journal journal, Executor turn) {
        this.line = line;
        this.view = view;
        this.journal = journal;
        this.turn = turn;
    }

    /**
     * Orders it; whether it has stopped is seen later.
     *
     * @param attempt 0 for the first; a later one goes further
     */
    CompletableFuture<Void> stop(OpenSession session, int attempt) {
        if (attempt == 0 && view.can(KebaModel.Feature.CARDS) && !session.tag().isEmpty()) {
            return ordered(KebaCommand.stop(session.tag()));
        }
        boolean gently = attempt <= GENTLE && view.can(KebaModel.Feature.TIMED_CURRENT);
        KebaCommand command = gently ? KebaCommand.PAUSE : KebaCommand.enable(false);
        journal.paused(true);
        return journal.store().thenComposeAsync(stored -> ordered(command), turn);
    }

    private CompletableFuture<Void> ordered(KebaCommand command) {
        return line.ask(command).thenApply(answer -> null);
    }
}
