package dev.substation.udp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Stops a session at a box: by the card that began it, or by taking the current away. {@code
 * currtime 0 1} rather than {@code ena 0} where a box has it, because some cars go into a fault at
 * the other. Until the car has gone, the box may not charge.
 */
final class Stopper {

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
     * @param byCurrent whether the card did not help
     */
    CompletableFuture<Void> stop(OpenSession session, boolean byCurrent) {
        if (!byCurrent && view.can(KebaModel.Feature.CARDS) && !session.tag().isEmpty()) {
            return ordered(KebaCommand.stop(session.tag()));
        }
        journal.paused(true);
        KebaCommand command =
                view.can(KebaModel.Feature.TIMED_CURRENT)
                        ? KebaCommand.PAUSE
                        : KebaCommand.enable(false);
        return journal.store().thenComposeAsync(stored -> ordered(command), turn);
    }

    private CompletableFuture<Void> ordered(KebaCommand command) {
        return line.ask(command).thenApply(answer -> null);
    }
}
