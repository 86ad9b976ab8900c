package dev.substation.tracing;

import dev.substation.dialect.Part;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Memory;
import dev.substation.model.StationId;
import io.opentelemetry.api.trace.Span;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Shows how long it takes until what a call brings is on the disk. */
record TracedLedger(Ledger ledger, CallSpans spans) implements Ledger {

    @Override
    public CompletableFuture<Void> commit(List<Change> changes) {
        String trace = trace(changes);
        if (trace.isEmpty()) {
            return ledger.commit(changes);
        }
        Span span = spans.within("commit", trace);
        return ledger.commit(changes)
                .whenComplete(
                        (stored, fault) -> {
                            if (fault == null) {
                                span.end();
                            } else {
                                CallSpans.failed(span);
                            }
                        });
    }

    /**
     * That of the call which the changes come from; nobody waits for lines on its end. Rows that
     * the gateway makes itself may stand before it.
     */
    private static String trace(List<Change> changes) {
        for (Change change : changes) {
            String trace = trace(change);
            if (!trace.isEmpty()) {
                return trace;
            }
        }
        return "";
    }

    private static String trace(Change change) {
        if (change instanceof Change.Queued queued) {
            return queued.row().trace();
        }
        return change instanceof Change.Logged logged && logged.row().part() == Part.REQUEST
                ? logged.row().trace()
                : "";
    }

    @Override
    public Optional<String> noRoom() {
        return ledger.noRoom();
    }

    @Override
    public Snapshot load(Predicate<StationId> atSite) {
        return ledger.load(atSite);
    }

    @Override
    public CompletableFuture<Optional<Memory>> recall(String owner, StationId station, String key) {
        return ledger.recall(owner, station, key);
    }

    @Override
    public CompletableFuture<List<OutboxRow>> outbox(
            StationId upstream, long afterSequence, int most) {
        return ledger.outbox(upstream, afterSequence, most);
    }

    @Override
    public CompletableFuture<Optional<OutboxRow>> parked(long sequence) {
        return ledger.parked(sequence);
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transaction(
            StationId station, long stationTransactionId) {
        return ledger.transaction(station, stationTransactionId);
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transactionOfCsms(
            String csms, StationId upstream, Collection<StationId> stations, CsmsTransactionId id) {
        return ledger.transactionOfCsms(csms, upstream, stations, id);
    }
}
