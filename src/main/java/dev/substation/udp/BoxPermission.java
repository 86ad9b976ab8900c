package dev.substation.udp;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Gives a box the permission to charge or takes it, as the CSMS and the sessions want it. */
final class BoxPermission {

    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final BoxLine line;
    private final Journal journal;
    private final BooleanSupplier inSession;

    BoxPermission(BoxLine line, Journal journal, BooleanSupplier inSession) {
        this.line = line;
        this.journal = journal;
        this.inSession = inSession;
    }

    /** Does what is due. */
    CompletableFuture<Void> seen(StateReport state) {
        boolean takes = journal.isInoperative() && !inSession.getAsBoolean() && state.enabled();
        if (takes) {
            return ordered(KebaCommand.enable(false));
        }
        if (!journal.isPaused() || state.hasCar()) {
            return NOTHING;
        }
        if (!journal.isInoperative() && !state.enabled()) {
            return ordered(KebaCommand.enable(true)); // read back by the next look
        }
        journal.paused(false);
        return journal.store();
    }

    private CompletableFuture<Void> ordered(KebaCommand command) {
        return line.ask(command).thenApply(said -> null);
    }
}
