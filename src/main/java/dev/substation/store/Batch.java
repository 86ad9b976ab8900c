package dev.substation.store;

import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Changes of one database transaction, folded: of several changes of one row the last is written,
 * and a row that came into the outbox and left it again is not written at all.
 */
final class Batch {

    private final Map<String, StationRow> stations = new LinkedHashMap<>();
    private final Map<StoredRegistration.Pair, RegistrationRow> registrations =
            new LinkedHashMap<>();
    private final Set<String> forgotten = new LinkedHashSet<>();
    private final Map<Long, TransactionRow> transactions = new LinkedHashMap<>();
    private final Map<StoredMemory.Place, Memory> memories = new LinkedHashMap<>();

    /** By the key of the station, whose memories go before any are written. */
    private final Map<String, Set<String>> ownersForgotten = new LinkedHashMap<>();

    private final Map<Long, OutboxRow> queued = new LinkedHashMap<>();
    private final Map<MessageRows.Coalesced, Long> latest = new LinkedHashMap<>();
    private final Set<Long> unqueued = new LinkedHashSet<>();
    private final Map<Long, Change.SetAside> setAside = new LinkedHashMap<>();
    private final List<LogRow> logged = new ArrayList<>();
    private final Map<HighWater.Kind, Long> given = new EnumMap<>(HighWater.Kind.class);

    /** Adds a change that was asked for after those already added. */
    void add(Change change) {
        if (change instanceof Change.StationChanged changed) {
            stations.put(Text.key(changed.row().station()), changed.row());
        } else if (change instanceof Change.RegistrationChanged changed) {
            registrations.put(new StoredRegistration.Pair(changed.row()), changed.row());
        } else if (change instanceof Change.StationForgotten one) {
            forget(Text.key(one.station()));
        } else if (change instanceof Change.TransactionChanged changed) {
            add(changed.row());
        } else if (change instanceof Change.Queued one) {
            add(one.row());
        } else if (change instanceof Change.Unqueued one) {
            remove(one.sequence());
        } else if (change instanceof Change.SetAside one) {
            setAside.put(one.sequence(), one);
        } else if (change instanceof Change.Remembered one) {
            memories.put(new StoredMemory.Place(one.memory()), one.memory());
        } else if (change instanceof Change.MemoriesForgotten one) {
            forget(one.owner(), Text.key(one.station()));
        } else if (change instanceof Change.Logged one) {
            logged.add(one.row());
        } else {
            throw new IllegalArgumentException("no place for " + change.getClass());
        }
    }

    private void forget(String stationKey) {
        stations.remove(stationKey);
        registrations.keySet().removeIf(pair -> pair.upstreamKey().equals(stationKey));
        memories.keySet().removeIf(place -> place.stationKey().equals(stationKey));
        forgotten.add(stationKey);
    }

    private void forget(String owner, String stationKey) {
        memories.keySet()
                .removeIf(
                        place ->
                                place.owner().equals(owner)
                                        && place.stationKey().equals(stationKey));
        ownersForgotten.computeIfAbsent(stationKey, key -> new LinkedHashSet<>()).add(owner);
    }

    private void add(TransactionRow row) {
        transactions.put(row.key(), row);
        give(HighWater.Kind.TRANSACTION, row.key());
        if (!row.stationId().equals(row.csmsId().flatMap(CsmsTransactionId::number))) {
            row.stationId().ifPresent(id -> give(HighWater.Kind.GATEWAY_TRANSACTION_ID, id));
        }
    }

    private void add(OutboxRow row) {
        if (queued.putIfAbsent(row.sequence(), row) != null) {
            throw new IllegalArgumentException("outbox row " + row.sequence() + " came twice");
        }
        give(HighWater.Kind.OUTBOX, row.sequence());
        if (row.coalesce().isEmpty()) {
            return;
        }
        MessageRows.Coalesced same =
                new MessageRows.Coalesced(Text.key(row.upstream()), row.coalesce());
        Long earlier = latest.put(same, row.sequence());
        if (earlier != null) {
            queued.remove(earlier);
        }
    }

    private void remove(long sequence) {
        if (queued.remove(sequence) == null) {
            unqueued.add(sequence);
        }
    }

    private void give(HighWater.Kind kind, long number) {
        given.merge(kind, number, Math::max);
    }

    /**
     * Writes everything; what was added before is replaced by what was added later.
     *
     * @param now from which the ages of new rows count; no time in the batch is later
     * @return the bytes of the message log that it took
     */
    long write(EntityManager manager, OperatingTime now, LogBudget budget) {
        give(HighWater.Kind.OPERATING_TIME, now.millis());
        removeForgotten(manager);
        MessageRows rows = new MessageRows(manager);
        rows.unqueue(unqueued);
        rows.replace(latest);
        rows.queue(queued.values().stream().map(row -> new StoredCall(row, now)).toList());
        setAside(manager, now);
        upsert(
                manager,
                stations,
                stored(manager, StoredStation.class, "stationKey", stations.keySet()),
                StoredStation::stationKey,
                StoredStation::set,
                StoredStation::new);
        register(manager);
        upsert(
                manager,
                transactions,
                stored(manager, StoredTransaction.class, "key", transactions.keySet()),
                StoredTransaction::key,
                (stored, row) -> stored.set(row, now),
                row -> new StoredTransaction(row, now));
        rows.remember(memories.values());
        long bytes = log(rows, now, budget);
        rows.raise(given);
        return bytes;
    }

    private long log(MessageRows rows, OperatingTime now, LogBudget budget) {
        if (logged.isEmpty()) {
            return 0;
        }
        long id = rows.reached(HighWater.Kind.MESSAGE_LOG);
        List<LoggedCall> lines = new ArrayList<>();
        long bytes = 0;
        for (LogRow row : logged) {
            LoggedCall line = new LoggedCall(++id, row, now, budget.kept());
            budget.takes(line);
            bytes += line.bytes();
            lines.add(line);
        }
        rows.log(lines);
        give(HighWater.Kind.MESSAGE_LOG, id);
        return bytes;
    }

    private void setAside(EntityManager manager, OperatingTime now) {
        setAside.forEach(
                (sequence, change) ->
                        Optional.ofNullable(manager.find(StoredCall.class, sequence))
                                .ifPresent(
                                        call -> call.setAside(change.when(), change.why(), now)));
    }

    private void removeForgotten(EntityManager manager) {
        ownersForgotten.forEach(
                (stationKey, owners) ->
                        manager.createQuery(
                                        "DELETE FROM StoredMemory m WHERE m.place.stationKey ="
                                                + " :station AND m.place.owner IN :owners")
                                .setParameter("station", stationKey)
                                .setParameter("owners", owners)
                                .executeUpdate());
        if (forgotten.isEmpty()) {
            return;
        }
        for (String delete :
                List.of(
                        "DELETE FROM StoredStation s WHERE s.stationKey IN :gone",
                        "DELETE FROM StoredRegistration r WHERE r.pair.upstreamKey IN :gone",
                        "DELETE FROM StoredMemory m WHERE m.place.stationKey IN :gone")) {
            manager.createQuery(delete).setParameter("gone", forgotten).executeUpdate();
        }
    }

    /** A row that does not say its CSMS gives way to one that does. */
    private void register(EntityManager manager) {
        Set<String> keys = new LinkedHashSet<>();
        registrations.keySet().forEach(pair -> keys.add(pair.upstreamKey()));
        if (keys.isEmpty()) {
            return;
        }
        manager.createQuery(
                        "DELETE FROM StoredRegistration r WHERE r.pair.csms = '' AND"
                                + " r.pair.upstreamKey IN :keys")
                .setParameter("keys", keys)
                .executeUpdate();
        List<StoredRegistration> stored =
                stored(manager, StoredRegistration.class, "pair.upstreamKey", keys).stream()
                        .filter(row -> registrations.containsKey(row.pair()))
                        .toList();
        upsert(
                manager,
                registrations,
                stored,
                StoredRegistration::pair,
                StoredRegistration::set,
                StoredRegistration::new);
    }

    private static <T> List<T> stored(
            EntityManager manager, Class<T> type, String key, Collection<?> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return manager.createQuery(
                        "SELECT e FROM %s e WHERE e.%s IN :keys"
                                .formatted(type.getSimpleName(), key),
                        type)
                .setParameter("keys", keys)
                .getResultList();
    }

    private static <K, R, T> void upsert(
            EntityManager manager,
            Map<K, R> rows,
            List<T> stored,
            Function<T, K> key,
            BiConsumer<T, R> set,
            Function<R, T> make) {
        Map<K, R> fresh = new LinkedHashMap<>(rows);
        stored.forEach(entity -> set.accept(entity, fresh.remove(key.apply(entity))));
        fresh.values().forEach(row -> manager.persist(make.apply(row)));
    }
}
