package dev.substation.flow;

import dev.substation.flow.Ledger.Change;
import dev.substation.flow.Ledger.LogRow;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Note;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits of the flow: what could not be stored is known as such when the station is answered. */
final class Store {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** Why something could not be stored; the ledger's exception is its cause. */
    private static final class NotStored extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotStored(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final Ledger ledger;
    private final Tally tally;
    private final Supplier<Instant> now;

    Store(Ledger ledger, Tally tally, Supplier<Instant> now) {
        this.ledger = ledger;
        this.tally = tally;
        this.now = now;
    }

    /** Why nothing new may be stored, as the end of a sentence; empty when there is room. */
    Optional<String> noRoom() {
        return ledger.noRoom();
    }

    CompletableFuture<Void> commit(List<Change> changes) {
        if (changes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return ledger.commit(changes)
                .exceptionally(
                        fault -> {
                            LOG.error("not stored: {}", fault.getMessage());
                            throw new NotStored(fault);
                        });
    }

    void commit(Change change) {
        commit(List.of(change));
    }

    /**
     * The line of the message log for a call as it was received, with the notes that it collected
     * since; none while the disk is nearly full.
     */
    List<Change> logged(Call received, List<Note> notes) {
        tally.noted(notes);
        if (noRoom().isPresent()) {
            return List.of();
        }
        return List.of(
                new Change.Logged(
                        new LogRow(
                                now.get(),
                                received.station(),
                                received.direction().word(),
                                received.dialect(),
                                received.messageId(),
                                received.action(),
                                received.payload(),
                                notes)));
    }

    /** What to answer when the handling of a call ended with an exception. */
    static Answer failure(Call call, Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStored) {
                return Cause.NOT_STORED.with(cause.getMessage());
            }
        }
        LOG.error(
                "station={} action={} id={} failed",
                call.station(),
                call.action(),
                call.messageId(),
                fault);
        return Cause.INTERNAL.with(call.action());
    }
}
