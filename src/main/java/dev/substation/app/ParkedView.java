package dev.substation.app;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.ParkedOperations;
import dev.substation.api.ParkedState;
import dev.substation.app.settings.Settings;
import dev.substation.app.support.CardNumbers;
import dev.substation.dialect.Masking;
import dev.substation.dialect.Secrets;
import dev.substation.flow.gate.ParkedMessages;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.StationId;
import dev.substation.store.JpaLedger;
import dev.substation.store.ParkedQuery;
import dev.substation.store.ParkedRow;
import dev.substation.store.TransactionQuery;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Parked messages, for the API. */
record ParkedView(Supplier<Settings> settings, JpaLedger ledger, ParkedMessages parked)
        implements ParkedOperations {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    @Override
    public CompletionStage<List<ParkedState>> list(
            Optional<StationId> station, long before, int most) {
        return ledger.parked(new ParkedQuery(station, before, most))
                .thenApply(
                        rows -> {
                            Settings now = settings.get();
                            Secrets secrets = now.secrets();
                            return rows.stream().map(row -> state(row, now, secrets)).toList();
                        });
    }

    private static ParkedState state(ParkedRow parked, Settings settings, Secrets secrets) {
        OutboxRow row = parked.row();
        String makers = row.payload().text("messageId").orElse("");
        return new ParkedState(
                row.sequence(),
                row.station().value(),
                row.upstream().value(),
                settings.upstream(row.upstream()).map(one -> one.csms().name()),
                row.action().name(),
                row.messageId(),
                row.transaction(),
                row.accepted().truncatedTo(ChronoUnit.SECONDS),
                parked.since().truncatedTo(ChronoUnit.SECONDS),
                CardNumbers.hiddenIn(secrets.inText(parked.why())),
                Masking.masked(secrets.kept(row.payload(), List.of(), makers).payload()));
    }

    /** A transaction of long ago is in the ledger alone; its id at the CSMS is needed. */
    @Override
    public CompletionStage<Void> requeue(long sequence) {
        return ledger.parked(sequence)
                .thenCompose(row -> transaction(row.flatMap(OutboxRow::transaction)))
                .thenCompose(transaction -> parked.requeue(sequence, transaction))
                .thenCompose(outcome -> done(sequence, outcome));
    }

    private CompletableFuture<Optional<TransactionRow>> transaction(Optional<Long> key) {
        return key.map(
                        number ->
                                ledger.transactions(TransactionQuery.one(number))
                                        .thenApply(
                                                rows ->
                                                        rows.stream()
                                                                .filter(row -> row.key() == number)
                                                                .findFirst()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    @Override
    public CompletionStage<Void> remove(long sequence) {
        return parked.remove(sequence).thenCompose(outcome -> done(sequence, outcome));
    }

    private static CompletableFuture<Void> done(long sequence, ParkedMessages.Outcome outcome) {
        return switch (outcome) {
            case DONE -> CompletableFuture.completedFuture(null);
            case NOT_PARKED ->
                    CompletableFuture.failedFuture(
                            new BadRequest(
                                    NOT_FOUND,
                                    "There is no parked message with the sequence " + sequence));
            case OTHER_CSMS ->
                    CompletableFuture.failedFuture(
                            new BadRequest(
                                    CONFLICT,
                                    "Its transaction belongs to a CSMS that the site did not have at"
                                            + " the start: add that CSMS to site.yaml and restart"
                                            + " the gateway, which then sends all of the transaction"
                                            + " in order"));
            case NO_STATION ->
                    CompletableFuture.failedFuture(
                            new BadRequest(
                                    CONFLICT,
                                    "The site no longer has this station: add it to site.yaml, or"
                                            + " remove the message"));
        };
    }
}
