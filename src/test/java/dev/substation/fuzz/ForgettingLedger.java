package dev.substation.fuzz;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A ledger that keeps what the gateway may ask for again and nothing else: no message log, no rows
 * that are set aside, the latest transactions that have ended. So what grows in a run is the
 * gateway's.
 */
final class ForgettingLedger implements Ledger {

    private static final int ENDED_KEPT = 200;

    private final TreeMap<Long, OutboxRow> outbox = new TreeMap<>();
    private final TreeMap<Long, TransactionRow> ended = new TreeMap<>();
    private final Map<String, Memory> memories = new HashMap<>();
    private final List<Change> loose = new ArrayList<>();

    /** How many rows the CSMS must still get. */
    int owed() {
        return outbox.size();
    }

    /** Whose rows the CSMS must still get. */
    List<StationId> owing() {
        return outbox.values().stream().map(OutboxRow::upstream).distinct().toList();
    }

    /** The rows that the CSMS must still get, briefly. */
    String rows() {
        return outbox.values().stream()
                .limit(5)
                .map(String::valueOf)
                .map(row -> row.substring(0, Math.min(row.length(), 600)))
                .collect(Collectors.joining("; "));
    }

    /** How many things are remembered. */
    int remembered() {
        return memories.size();
    }

    @Override
    public CompletableFuture<Void> commit(List<Change> changes) {
        loose.addAll(changes);
        loose.forEach(this::apply);
        loose.clear();
        return CompletableFuture.completedFuture(null);
    }

    private void apply(Change change) {
        if (change instanceof Change.Queued queued) {
            OutboxRow row = queued.row();
            if (!row.coalesce().isEmpty()) {
                outbox.values()
                        .removeIf(
                                other ->
                                        other.coalesce().equals(row.coalesce())
                                                && other.upstream().equals(row.upstream()));
            }
            outbox.put(row.sequence(), row);
        } else if (change instanceof Change.Unqueued gone) {
            outbox.remove(gone.sequence());
        } else if (change instanceof Change.SetAside aside) {
            outbox.remove(aside.sequence());
        } else if (change instanceof Change.TransactionChanged changed) {
            TransactionRow row = changed.row();
            if (row.stopped().isPresent()) {
                ended.put(row.key(), row);
            }
            if (ended.size() > ENDED_KEPT) {
                ended.pollFirstEntry();
            }
        } else if (change instanceof Change.Remembered remembered) {
            Memory memory = remembered.memory();
            String place = memory.owner() + '\n' + memory.station() + '\n' + memory.key();
            if (memory.value().isEmpty()) {
                memories.remove(place);
            } else {
                memories.put(place, memory);
            }
        } else if (change instanceof Change.StationForgotten forgotten) {
            Iterator<Memory> all = memories.values().iterator();
            while (all.hasNext()) {
                if (all.next().station().equals(forgotten.station())) {
                    all.remove();
                }
            }
        }
    }

    @Override
    public CompletableFuture<Optional<Memory>> recall(String owner, StationId station, String key) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(memories.get(owner + '\n' + station + '\n' + key)));
    }

    @Override
    public Snapshot load(Predicate<StationId> atSite) {
        return new Snapshot(
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                0,
                0,
                0,
                OperatingTime.ZERO,
                Set.of());
    }

    @Override
    public CompletableFuture<List<OutboxRow>> outbox(StationId upstream, long after, int most) {
        return CompletableFuture.completedFuture(
                outbox.tailMap(after, false).values().stream()
                        .filter(row -> row.upstream().equals(upstream))
                        .limit(most)
                        .toList());
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transactionOfCsms(
            String csms, StationId upstream, Collection<StationId> stations, CsmsTransactionId id) {
        return CompletableFuture.completedFuture(
                ended.descendingMap().values().stream()
                        .filter(row -> row.csms().equals(csms) && row.upstream().equals(upstream))
                        .filter(
                                row ->
                                        row.csmsId()
                                                .filter(it -> it.text().equals(id.text()))
                                                .isPresent())
                        .findFirst());
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transaction(StationId station, long id) {
        return CompletableFuture.completedFuture(
                ended.descendingMap().values().stream()
                        .filter(row -> row.station().equals(station))
                        .filter(row -> row.stationId().filter(known -> known == id).isPresent())
                        .findFirst());
    }
}
