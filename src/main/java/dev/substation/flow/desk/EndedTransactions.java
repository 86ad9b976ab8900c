package dev.substation.flow.desk;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionPlace;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Call;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings transactions back to memory that are in the ledger alone: those that ended long ago, and
 * those whose end never came though others have begun since. A station or the CSMS may still name
 * them.
 */
public final class EndedTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(EndedTransactions.class);

    private final Desk desk;
    private final Ledger ledger;
    private final Transactions transactions;

    public EndedTransactions(Desk desk, Ledger ledger, Transactions transactions) {
        this.desk = desk;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /**
     * Goes on with the transaction that a station names: at once when it is in memory or none is
     * named, else on the desk when the ledger has answered.
     */
    public <T> CompletableFuture<T> ofStation(
            StationId station,
            Optional<Long> named,
            Function<Optional<TransactionRow>, CompletableFuture<T>> then) {
        Optional<TransactionRow> known = named.flatMap(id -> transactions.ofStation(station, id));
        return named.isEmpty() || known.isPresent()
                ? then.apply(known)
                : ofStation(station, named.get()).thenComposeAsync(then, desk);
    }

    private CompletableFuture<Optional<TransactionRow>> ofStation(StationId station, long id) {
        return ledger.transaction(station, id)
                .thenApplyAsync(
                        found ->
                                transactions
                                        .ofStation(station, id)
                                        .or(() -> found.map(transactions::recall)),
                        desk);
    }

    /**
     * Goes on with a call of the CSMS once the transaction that it may name is in memory, if there
     * is one. What the ledger cannot tell counts as not known.
     */
    public <T> CompletableFuture<T> ofCsms(
            UpstreamSettings upstream, Call call, Supplier<CompletableFuture<T>> then) {
        Optional<CsmsTransactionId> named =
                TransactionPlace.of(call.action())
                        .readOfCsms(call.payload())
                        .filter(id -> ofCsms(upstream, id).isEmpty());
        if (named.isEmpty()) {
            return then.get();
        }
        CsmsTransactionId id = named.get();
        return ledger.transactionOfCsms(
                        upstream.csms().name(), upstream.identity(), upstream.stations(), id)
                .thenComposeAsync(
                        found -> {
                            if (found.isPresent() && ofCsms(upstream, id).isEmpty()) {
                                transactions.recall(found.get());
                            }
                            return found.isPresent() ? done() : ofStations(upstream, id);
                        },
                        desk)
                .exceptionally(
                        fault -> {
                            LOG.error(
                                    "station={} {}",
                                    upstream.identity(),
                                    Problem.LEDGER_UNREADABLE.line("transactions", fault),
                                    fault);
                            return null;
                        })
                .thenComposeAsync(recalled -> then.get(), desk);
    }

    private Optional<TransactionRow> ofCsms(UpstreamSettings upstream, CsmsTransactionId id) {
        return transactions.ofCsms(upstream.csms().name(), upstream.identity(), id);
    }

    /** A number that the CSMS never gave may be one by which a station knows another one. */
    private CompletableFuture<Void> ofStations(UpstreamSettings upstream, CsmsTransactionId id) {
        List<CompletableFuture<?>> asked = new ArrayList<>();
        id.number()
                .ifPresent(
                        number ->
                                upstream.stations().stream()
                                        .filter(
                                                station ->
                                                        transactions
                                                                .ofStation(station, number)
                                                                .isEmpty())
                                        .forEach(station -> asked.add(ofStation(station, number))));
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
