package dev.substation.testing.stepped;

import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.GoneCsms;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A ledger in memory that outlives the gateway of a test, as a file would. */
public final class MemoryLedger implements Ledger {

    private final Map<StationId, StationRow> stations = new LinkedHashMap<>();
    private final Map<List<Object>, RegistrationRow> registrations = new LinkedHashMap<>();
    private final TreeMap<Long, TransactionRow> transactions = new TreeMap<>();
    private final TreeMap<Long, OutboxRow> outbox = new TreeMap<>();
    private final TreeMap<Long, OutboxRow> setAside = new TreeMap<>();
    private final Map<Long, String> why = new TreeMap<>();
    private final Map<String, Memory> memories = new LinkedHashMap<>();

    /** Calls, and answers that were changed. */
    public final List<LogRow> log = new ArrayList<>();

    /** How calls ended. */
    public final List<LogRow> outcomes = new ArrayList<>();

    public final List<List<Change>> commits = new ArrayList<>();
    private long lastSequence;
    private final List<Runnable> late = new ArrayList<>();
    private final List<CompletableFuture<Void>> futures = new ArrayList<>();
    public boolean full;
    private Supplier<OperatingTime> hours = () -> OperatingTime.ZERO;
    public Optional<String> noRoom = Optional.empty();

    /** While it is slow, commits wait for {@link #catchUp}. */
    public boolean slow;

    /** The message log so far. */
    public List<LogRow> log() {
        return List.copyOf(log);
    }

    public List<OutboxRow> outbox() {
        return List.copyOf(outbox.values());
    }

    public List<OutboxRow> setAside() {
        return List.copyOf(setAside.values());
    }

    /** Why a row was set aside. */
    public String why(OutboxRow row) {
        return why.get(row.sequence());
    }

    public List<TransactionRow> transactions() {
        return List.copyOf(transactions.values());
    }

    @Override
    public CompletableFuture<Void> commit(List<Change> changes) {
        if (full) {
            return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        }
        CompletableFuture<Void> stored = new CompletableFuture<>();
        futures.add(stored);
        late.add(
                () -> {
                    commits.add(changes);
                    changes.forEach(this::apply);
                    stored.complete(null);
                });
        if (!slow) {
            catchUp();
        }
        return stored;
    }

    /** One of the commits that wait fails. */
    public void lose(int index) {
        late.remove(index);
        futures.remove(index)
                .completeExceptionally(new IllegalStateException("the row is there twice"));
    }

    /** Stores what waits, in order. */
    public void catchUp() {
        List<Runnable> waiting = List.copyOf(late);
        late.clear();
        futures.clear();
        waiting.forEach(Runnable::run);
    }

    private void apply(Change change) {
        if (change instanceof Change.StationChanged c) {
            stations.put(c.row().station(), c.row());
        } else if (change instanceof Change.RegistrationChanged c) {
            registrations.remove(List.of(c.row().upstream(), ""));
            registrations.put(List.of(c.row().upstream(), c.row().csms()), c.row());
        } else if (change instanceof Change.StationForgotten c) {
            stations.remove(c.station());
            registrations.keySet().removeIf(pair -> pair.get(0).equals(c.station()));
            memories.values().removeIf(memory -> memory.station().equals(c.station()));
        } else if (change instanceof Change.TransactionChanged c) {
            transactions.put(c.row().key(), c.row());
        } else if (change instanceof Change.Queued c) {
            outbox.values()
                    .removeIf(
                            row ->
                                    !row.coalesce().isEmpty()
                                            && row.coalesce().equals(c.row().coalesce())
                                            && row.upstream().equals(c.row().upstream()));
            outbox.put(c.row().sequence(), c.row());
            lastSequence = Math.max(lastSequence, c.row().sequence());
        } else if (change instanceof Change.Unqueued c) {
            outbox.remove(c.sequence());
            setAside.remove(c.sequence());
        } else if (change instanceof Change.SetAside c) {
            setAside.put(c.sequence(), outbox.remove(c.sequence()));
            why.put(c.sequence(), c.why());
        } else if (change instanceof Change.Remembered c) {
            memories.put(c.memory().owner() + c.memory().station() + c.memory().key(), c.memory());
        } else if (change instanceof Change.MemoriesForgotten c) {
            memories.values()
                    .removeIf(
                            memory ->
                                    memory.station().equals(c.station())
                                            && memory.owner().equals(c.owner()));
        } else if (change instanceof Change.Logged c) {
            if (c.row().outcome().isPresent()) {
                outcomes.add(c.row());
            }
            if (c.row().outcome().isEmpty() || !c.row().notes().isEmpty()) {
                log.add(c.row());
            }
        }
    }

    @Override
    public Optional<String> noRoom() {
        return noRoom;
    }

    @Override
    public CompletableFuture<Optional<Memory>> recall(String owner, StationId station, String key) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(memories.get(owner + station + key))
                        .filter(memory -> !memory.value().isEmpty()));
    }

    @Override
    public Snapshot load(Predicate<StationId> atSite) {
        return new Snapshot(
                List.copyOf(stations.values()),
                List.copyOf(registrations.values()),
                transactions.values().stream()
                        .filter(row -> row.stopped().isEmpty() || markReferenced(row))
                        .toList(),
                outbox.values().stream()
                        .filter(row -> row.transaction().isPresent())
                        .collect(
                                Collectors.toMap(
                                        row -> row.transaction().get(),
                                        OutboxRow::sequence,
                                        (earlier, later) -> later)),
                memories.values().stream()
                        .filter(memory -> !Memory.RECALLED.contains(memory.owner()))
                        .filter(
                                memory ->
                                        Memory.OF_ALL.contains(memory.owner())
                                                || atSite.test(memory.station()))
                        .toList(),
                outbox.values().stream().map(OutboxRow::upstream).distinct().toList(),
                outbox.values().stream()
                        .filter(row -> row.coalesce().startsWith(OutboxRow.METERS))
                        .collect(
                                Collectors.toMap(
                                        OutboxRow::upstream,
                                        OutboxRow::coalesce,
                                        (earlier, later) -> later)),
                lastSequence,
                transactions.isEmpty() ? 0 : transactions.lastKey(),
                transactions.values().stream()
                        .flatMap(row -> row.stationId().stream())
                        .filter(id -> id >= Transactions.GATEWAY_IDS)
                        .max(Long::compare)
                        .orElse(0L),
                hours.get(),
                setAside.values().stream()
                        .filter(row -> why(row).matches(GoneCsms.LIKE.replace("%", ".*")))
                        .flatMap(row -> row.transaction().stream())
                        .collect(Collectors.toSet()));
    }

    /** Parks what a CSMS must still get, as a start does that does not find it in the settings. */
    public void retire(String csms) {
        List.copyOf(outbox.values()).stream()
                .filter(row -> row.transaction().isPresent())
                .filter(row -> transactions.get(row.transaction().get()).csms().equals(csms))
                .forEach(
                        row -> {
                            setAside.put(row.sequence(), outbox.remove(row.sequence()));
                            why.put(row.sequence(), GoneCsms.why(csms));
                        });
    }

    /** Releases what is parked for a CSMS, as a start does that finds it in the settings again. */
    public void bringBack(String csms) {
        List.copyOf(setAside.values()).stream()
                .filter(row -> GoneCsms.whys(csms).contains(why(row)))
                .forEach(row -> outbox.put(row.sequence(), setAside.remove(row.sequence())));
    }

    /** Counts the hours by the test's time, also over restarts. */
    public void countsBy(Supplier<OperatingTime> hours) {
        this.hours = hours;
    }

    private boolean markReferenced(TransactionRow transaction) {
        return outbox.values().stream()
                .anyMatch(row -> row.transaction().equals(Optional.of(transaction.key())));
    }

    @Override
    public CompletableFuture<List<OutboxRow>> outbox(StationId upstream, long after, int most) {
        return CompletableFuture.completedFuture(
                outbox.tailMap(after, false).values().stream()
                        .filter(row -> row.upstream().equals(upstream))
                        .limit(most)
                        .collect(Collectors.toList()));
    }

    @Override
    public CompletableFuture<Optional<OutboxRow>> parked(long sequence) {
        return CompletableFuture.completedFuture(
                setAside().stream().filter(row -> row.sequence() == sequence).findFirst());
    }

    @Override
    public CompletableFuture<Optional<TransactionRow>> transactionOfCsms(
            String csms, StationId upstream, Collection<StationId> stations, CsmsTransactionId id) {
        return CompletableFuture.completedFuture(
                transactions.descendingMap().values().stream()
                        .filter(row -> stations.contains(row.station()))
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
                transactions.descendingMap().values().stream()
                        .filter(row -> row.station().equals(station))
                        .filter(row -> row.stationId().filter(known -> known == id).isPresent())
                        .findFirst());
    }
}
