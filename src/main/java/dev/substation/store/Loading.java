package dev.substation.store;

import dev.substation.flow.ports.GoneCsms;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.Snapshot;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.StationId;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the gateway needs at its start, read from the tables. */
final class Loading {

    private static final int ROWS_AT_ONCE = 1_000;

    private Loading() {}

    /**
     * @param atSite whose memories are needed
     * @param now on the operating-hours counter
     */
    static Snapshot snapshot(
            EntityManager manager, Predicate<StationId> atSite, OperatingTime now) {
        return new Snapshot(
                manager.createQuery(
                                "SELECT s FROM StoredStation s ORDER BY s.stationKey",
                                StoredStation.class)
                        .getResultStream()
                        .map(StoredStation::row)
                        .toList(),
                manager.createQuery(
                                "SELECT r FROM StoredRegistration r ORDER BY r.pair.upstreamKey,"
                                        + " r.pair.csms",
                                StoredRegistration.class)
                        .getResultStream()
                        .map(StoredRegistration::row)
                        .toList(),
                manager.createQuery(
                                "SELECT t FROM StoredTransaction t WHERE t.stopped IS NULL OR t.key"
                                        + " IN (SELECT c.transaction FROM StoredCall c WHERE"
                                        + " c.transaction IS NOT NULL AND c.setAside IS NULL)"
                                        + " ORDER BY t.key",
                                StoredTransaction.class)
                        .getResultStream()
                        .map(StoredTransaction::row)
                        .toList(),
                spokenOf(manager),
                memories(manager, atSite),
                manager.createQuery(
                                "SELECT MIN(c.upstream) FROM StoredCall c WHERE c.setAside IS NULL"
                                        + " GROUP BY c.upstreamKey ORDER BY c.upstreamKey",
                                String.class)
                        .getResultStream()
                        .map(StationId::new)
                        .toList(),
                latestMeters(manager),
                HighWater.reached(manager, HighWater.Kind.OUTBOX),
                HighWater.reached(manager, HighWater.Kind.TRANSACTION),
                HighWater.reached(manager, HighWater.Kind.GATEWAY_TRANSACTION_ID),
                now,
                parked(manager));
    }

    private static Map<Long, Long> spokenOf(EntityManager manager) {
        return manager.createQuery(
                        "SELECT c.transaction, MAX(c.sequence) FROM StoredCall c WHERE c.transaction"
                                + " IS NOT NULL AND c.setAside IS NULL GROUP BY c.transaction",
                        Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(row -> (Long) row[0], row -> (Long) row[1]));
    }

    private static Set<Long> parked(EntityManager manager) {
        return manager.createQuery(
                        "SELECT DISTINCT c.transaction FROM StoredCall c WHERE c.transaction IS NOT"
                                + " NULL AND c.setAside IS NOT NULL AND c.setAsideWhy LIKE :gone",
                        Long.class)
                .setParameter("gone", GoneCsms.LIKE)
                .getResultStream()
                .collect(Collectors.toSet());
    }

    private static Map<StationId, String> latestMeters(EntityManager manager) {
        return manager.createQuery(
                        "SELECT c FROM StoredCall c WHERE c.sequence IN (SELECT MAX(m.sequence)"
                                + " FROM StoredCall m WHERE m.coalesce LIKE :meters GROUP BY"
                                + " m.upstreamKey)",
                        StoredCall.class)
                .setParameter("meters", OutboxRow.METERS + "%")
                .getResultStream()
                .map(StoredCall::row)
                .collect(Collectors.toMap(OutboxRow::upstream, OutboxRow::coalesce));
    }

    /**
     * Row by row: there can be hundreds of thousands, and JPA would keep three objects of each
     * until the last is read. By ranges of owners between those that are not wanted, so that the
     * primary key leads past a million cards.
     */
    private static List<Memory> memories(EntityManager manager, Predicate<StationId> atSite) {
        Connection connection = manager.unwrap(Connection.class); // the transaction's
        List<Memory> memories = new ArrayList<>();
        String after = "";
        for (String owner : new TreeSet<>(Memory.RECALLED)) {
            read(connection, "owner > ? AND owner < ?", List.of(after, owner), atSite, memories);
            after = owner;
        }
        read(connection, "owner > ?", List.of(after), atSite, memories);
        return memories;
    }

    private static void read(
            Connection connection,
            String range,
            List<String> limits,
            Predicate<StationId> atSite,
            List<Memory> memories) {
        String question =
                "SELECT owner, station, memory_key, memory_value FROM memory WHERE " + range;
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            for (int i = 0; i < limits.size(); i++) {
                statement.setString(i + 1, limits.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                memories.addAll(memories(rows, atSite));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("what is remembered cannot be read", e);
        }
    }

    private static List<Memory> memories(ResultSet rows, Predicate<StationId> atSite)
            throws SQLException {
        List<Memory> memories = new ArrayList<>();
        while (rows.next()) {
            StationId station = new StationId(rows.getString(2));
            String owner = rows.getString(1);
            if (Memory.OF_ALL.contains(owner) || atSite.test(station)) {
                memories.add(new Memory(owner, station, rows.getString(3), rows.getString(4)));
            }
        }
        return memories;
    }
}
