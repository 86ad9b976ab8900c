package dev.substation.flow.up;

import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationFigure;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.time.Desk;
import dev.substation.model.Payload;
import dev.substation.model.StopTransaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that an operator closes because their end will never come
 * (docs/adr/0070-closing-transactions.md). Lives on the desk.
 */
public final class ClosedTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedTransactions.class);

    /** What OCPP 1.6 says for an end that has no other reason. */
    private static final String REASON = "Other";

    private final Desk desk;
    private final SharedState books;
    private final Transactions transactions;
    private final Charging charging;
    private final RefusedCards refused;
    private final Reports reports;

    /** Those that are being closed: once each, however often somebody clicks. */
    private final Set<Long> underWay = new HashSet<>();

    public ClosedTransactions(
            Desk desk,
            SharedState books,
            Charging charging,
            RefusedCards refused,
            Reports reports) {
        this.desk = desk;
        this.books = books;
        transactions = books.transactions();
        this.charging = charging;
        this.refused = refused;
        this.reports = reports;
    }

    /**
     * How it went: with {@code row}, or with {@code objection}.
     *
     * @param row the transaction as it is now
     * @param objection why it was not closed, a sentence for the operator
     */
    public record Closed(Optional<TransactionRow> row, String objection) {

        private static Closed not(String why) {
            return new Closed(Optional.empty(), why);
        }
    }

    /**
     * Closes one. From any thread.
     *
     * @param stored as the ledger has it
     * @param meterStop the reading that the CSMS gets in a StopTransaction; empty if nothing is to
     *     be said to it
     * @param running whether it may be one that its station, which is there, could end itself
     */
    public CompletableFuture<Closed> close(
            TransactionRow stored, Optional<Long> meterStop, boolean running) {
        CompletableFuture<Closed> closed = new CompletableFuture<>();
        desk.execute(
                stored.station(),
                () ->
                        closed(stored, meterStop, running)
                                .whenComplete(
                                        (done, fault) -> {
                                            if (fault == null) {
                                                closed.complete(done);
                                            } else {
                                                closed.completeExceptionally(fault);
                                            }
                                        }));
        return closed;
    }

    private CompletableFuture<Closed> closed(
            TransactionRow stored, Optional<Long> meterStop, boolean running) {
        TransactionRow row = transactions.byKey(stored.key()).orElse(stored);
        Optional<Station> station = books.connections().station(row.station());
        Optional<String> objection = objection(row, station, running);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(Closed.not(objection.get()));
        }
        underWay.add(row.key());
        return (meterStop.isPresent()
                        ? stopped(row, station, meterStop.get())
                        : forgotten(row, station))
                .whenCompleteAsync((done, fault) -> underWay.remove(row.key()), desk);
    }

    private Optional<String> objection(
            TransactionRow row, Optional<Station> station, boolean running) {
        if (row.stopped().isPresent()) {
            return Optional.of("The transaction has ended already");
        }
        if (underWay.contains(row.key())) {
            return Optional.of("The transaction is being closed already");
        }
        boolean there =
                station.filter(one -> StationFigure.state(one).equals("connected")).isPresent();
        return there && transactions.isCurrent(row) && !running
                ? Optional.of(
                        "The station is connected and may end the transaction itself: send it"
                                + " RemoteStopTransaction. If that does not help, close it with"
                                + " \"force\": true")
                : Optional.empty();
    }

    /** In the place of the station: with all that follows from a StopTransaction of its own. */
    private CompletableFuture<Closed> stopped(
            TransactionRow row, Optional<Station> station, long meterStop) {
        if (station.isEmpty() || row.stationId().isEmpty() || !transactions.isCurrent(row)) {
            return CompletableFuture.completedFuture(
                    Closed.not(
                            "Nothing can be said to the CSMS for a transaction that no longer runs"
                                    + " on a connector of a known station: close it without"
                                    + " meterStop, and end it at the CSMS by hand"));
        }
        Payload stop =
                Payload.of(
                        "transactionId",
                        row.stationId().get(),
                        "meterStop",
                        meterStop,
                        "timestamp",
                        desk.clockText(),
                        StopTransaction.REASON,
                        REASON);
        return reports.stop(station.get(), row, stop)
                .thenApplyAsync(
                        answer ->
                                answer.fold(
                                        result -> told(row, station.get()),
                                        failure -> Closed.not(failure.line())),
                        desk);
    }

    private Closed told(TransactionRow row, Station station) {
        LOG.info(
                "station={} transaction={} closed by an operator, and said to the CSMS",
                row.station(),
                row.stationId().get());
        follow(station, row);
        return new Closed(transactions.byKey(row.key()), "");
    }

    /** In the ledger alone. */
    private CompletableFuture<Closed> forgotten(TransactionRow row, Optional<Station> station) {
        TransactionRow over = charging.ended(station, row, TransactionEnd.CLOSED);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.TransactionChanged(over));
        RefusedCards.Ended stop = refused.ended(over);
        changes.addAll(stop.changes());
        Runnable undo =
                () -> {
                    transactions.neverEnded(row, over);
                    stop.undo().run();
                };
        return books.store()
                .commitOr(changes, undo, desk)
                .thenApply(
                        stored -> {
                            LOG.info(
                                    "station={} transaction={} closed by an operator, in the ledger"
                                            + " alone",
                                    over.station(),
                                    over.stationId().map(Object::toString).orElse("?"));
                            station.ifPresent(one -> follow(one, over));
                            return new Closed(Optional.of(over), "");
                        });
    }

    private void follow(Station station, TransactionRow row) {
        books.stopReasons().ended(station.id(), Optional.of(row), row.stationId());
        reports.sayWhatChanged(station);
    }
}
