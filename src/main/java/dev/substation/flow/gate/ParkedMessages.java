package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.up.Recorded;
import dev.substation.flow.upstream.Upstream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parked messages that an operator sends once more, or removes. Lives on the desk. */
public final class ParkedMessages {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedMessages.class);

    private final Desk desk;
    private final Site site;
    private final Ledger ledger;
    private final Store store;
    private final Connections connections;
    private final Transactions transactions;
    private final Recorded recorded;

    /** Those that something is done with now: once each. */
    private final Set<Long> underWay = new HashSet<>();

    ParkedMessages(Rooms rooms, Ledger ledger) {
        desk = rooms.desk;
        site = rooms.site;
        this.ledger = ledger;
        store = rooms.store;
        connections = rooms.connections;
        transactions = rooms.transactions;
        recorded = rooms.upward.recorded();
    }

    /** What became of it. */
    public enum Outcome {
        DONE,
        /** There is no such message, or somebody else does something with it now. */
        NOT_PARKED,
        /** The site no longer has the station. */
        NO_STATION,
        /** Its transaction is one of a CSMS that was missing at the start, or of another. */
        OTHER_CSMS
    }

    /**
     * Puts one at the end of the outbox, under the message id that it had. From any thread.
     *
     * @param transaction the one that it belongs to, as the ledger has it
     */
    public CompletableFuture<Outcome> requeue(long sequence, Optional<TransactionRow> transaction) {
        return once(sequence, row -> requeued(row, transaction));
    }

    /** Removes one from the ledger: its CSMS never gets it. From any thread. */
    public CompletableFuture<Outcome> remove(long sequence) {
        return once(sequence, this::removed);
    }

    /** What is done with a parked message. */
    @FunctionalInterface
    private interface Step {
        CompletableFuture<Outcome> take(OutboxRow row);
    }

    private CompletableFuture<Outcome> once(long sequence, Step step) {
        return onDesk(
                () -> {
                    if (!underWay.add(sequence)) {
                        return CompletableFuture.completedFuture(Outcome.NOT_PARKED);
                    }
                    return ledger.parked(sequence)
                            .thenComposeAsync(
                                    row ->
                                            row.map(step::take)
                                                    .orElseGet(
                                                            () ->
                                                                    CompletableFuture
                                                                            .completedFuture(
                                                                                    Outcome
                                                                                            .NOT_PARKED)),
                                    desk)
                            .whenCompleteAsync((done, fault) -> underWay.remove(sequence), desk);
                });
    }

    private CompletableFuture<Outcome> onDesk(Supplier<CompletableFuture<Outcome>> task) {
        CompletableFuture<CompletableFuture<Outcome>> begun = new CompletableFuture<>();
        desk.execute(
                () -> {
                    try {
                        begun.complete(task.get());
                    } catch (RuntimeException fault) {
                        begun.completeExceptionally(fault);
                    }
                });
        return begun.thenCompose(done -> done);
    }

    private CompletableFuture<Outcome> requeued(
            OutboxRow parked, Optional<TransactionRow> transaction) {
        Optional<UpstreamSettings> settings = site.upstream(parked.upstream());
        if (settings.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.NO_STATION);
        }
        if (isOfAnother(transaction, settings.get().csms().name())) {
            return CompletableFuture.completedFuture(Outcome.OTHER_CSMS);
        }
        Upstream upstream = connections.upstream(settings.get());
        OutboxRow row = at(parked, recorded.nextSequence());
        Runnable undo =
                transaction
                        .map(known -> transactions.byKey(known.key()).orElse(known))
                        .map(known -> transactions.markReferenced(known, row.sequence()))
                        .orElse(() -> {});
        LOG.info(
                "station={} action={} id={} parked; an operator sends it again",
                row.upstream(),
                row.action(),
                row.messageId());
        return store.commitOr(
                        List.of(new Change.Unqueued(parked.sequence()), new Change.Queued(row)),
                        undo,
                        desk)
                .thenApply(
                        stored -> {
                            upstream.queue(row);
                            return Outcome.DONE;
                        });
    }

    /**
     * Whether the CSMS could not know the transaction, or gets all of it in order with the next
     * start: then a part of it must not overtake the others.
     */
    private boolean isOfAnother(Optional<TransactionRow> transaction, String csms) {
        return transaction
                .map(known -> transactions.byKey(known.key()).orElse(known))
                .filter(known -> transactions.isParked(known) || !known.csms().equals(csms))
                .isPresent();
    }

    private static OutboxRow at(OutboxRow row, long place) {
        return new OutboxRow(
                place,
                row.upstream(),
                row.station(),
                row.dialect(),
                row.messageId(),
                row.action(),
                row.payload(),
                row.transaction(),
                "", // nothing that comes later replaces it, as before
                row.undo(),
                row.accepted(),
                row.trace());
    }

    private CompletableFuture<Outcome> removed(OutboxRow parked) {
        LOG.info(
                "station={} action={} id={} parked; an operator removes it",
                parked.upstream(),
                parked.action(),
                parked.messageId());
        return store.commit(List.of(new Change.Unqueued(parked.sequence())))
                .thenApply(stored -> Outcome.DONE);
    }
}
