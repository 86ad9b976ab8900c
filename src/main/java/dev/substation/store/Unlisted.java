package dev.substation.store;

import dev.substation.flow.time.OperatingHours;
import dev.substation.model.StationId;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is remembered of stations that the site no longer lists. It stays as long as a transaction
 * that has ended, for the station may be listed again, and longer while a transaction of it runs or
 * the outbox has something of it.
 */
final class Unlisted {

    /** What one owner remembers of one station. */
    record Shelf(String owner, String stationKey) {}

    private final OperatingHours hours;
    private final LedgerLimits limits;
    private volatile Predicate<StationId> atSite = station -> true;

    Unlisted(OperatingHours hours, LedgerLimits limits) {
        this.hours = hours;
        this.limits = limits;
    }

    /** Tells who is at the site; until then everybody is. */
    void are(Predicate<StationId> listed) {
        atSite = listed;
    }

    /** Notes since when stations are not listed; says what has to go. */
    List<Shelf> due(EntityManager manager) {
        Map<String, List<Shelf>> remembered = remembered(manager);
        long now = hours.now().millis();
        long oldest = hours.now().minus(limits.transactionsAge()).millis();
        Map<String, Long> before = before(manager);
        List<Shelf> due = new ArrayList<>();
        Set<String> inUse = Set.of();
        for (Map.Entry<String, List<Shelf>> one : remembered.entrySet()) {
            Long since = before.remove(one.getKey());
            if (since == null) {
                manager.createNativeQuery("INSERT INTO unlisted (station_key, since) VALUES (?, ?)")
                        .setParameter(1, one.getKey())
                        .setParameter(2, now)
                        .executeUpdate();
            } else if (since < oldest) {
                inUse = inUse.isEmpty() ? inUse(manager) : inUse;
                if (!inUse.contains(one.getKey())) {
                    due.addAll(one.getValue());
                }
            }
        }
        // Those that are listed again, or of which nothing is remembered any more.
        before.keySet()
                .forEach(
                        key ->
                                manager.createNativeQuery(
                                                "DELETE FROM unlisted WHERE station_key = ?")
                                        .setParameter(1, key)
                                        .executeUpdate());
        return due;
    }

    private Map<String, List<Shelf>> remembered(EntityManager manager) {
        Map<String, List<Shelf>> remembered = new HashMap<>();
        manager.createQuery(
                        "SELECT m.place.owner, m.place.stationKey, MAX(m.station) FROM"
                                + " StoredMemory m GROUP BY m.place.owner, m.place.stationKey",
                        Object[].class)
                .getResultStream()
                .filter(row -> !atSite.test(new StationId((String) row[2])))
                .map(row -> new Shelf((String) row[0], (String) row[1]))
                .forEach(
                        shelf ->
                                remembered
                                        .computeIfAbsent(shelf.stationKey(), k -> new ArrayList<>())
                                        .add(shelf));
        return remembered;
    }

    private static Map<String, Long> before(EntityManager manager) {
        Map<String, Long> before = new HashMap<>();
        List<?> rows =
                manager.createNativeQuery("SELECT station_key, since FROM unlisted")
                        .getResultList();
        for (Object row : rows) {
            Object[] columns = (Object[]) row;
            before.put((String) columns[0], ((Number) columns[1]).longValue());
        }
        return before;
    }

    /** The stations with a transaction that runs, or with a message in the outbox. */
    private static Set<String> inUse(EntityManager manager) {
        Set<String> inUse = new HashSet<>();
        List<Object[]> pairs =
                new ArrayList<>(
                        manager.createQuery(
                                        "SELECT DISTINCT t.station, t.upstream FROM"
                                                + " StoredTransaction t WHERE t.stopped IS NULL",
                                        Object[].class)
                                .getResultList());
        pairs.addAll(
                manager.createQuery(
                                "SELECT DISTINCT c.station, c.upstream FROM StoredCall c",
                                Object[].class)
                        .getResultList());
        for (Object[] pair : pairs) {
            inUse.add(Text.key(new StationId((String) pair[0])));
            inUse.add(Text.key(new StationId((String) pair[1])));
        }
        return inUse;
    }

    /** Removes up to {@value Pruning#STEP} memories; says how many. */
    int remove(EntityManager manager, Shelf shelf) {
        List<String> keys =
                manager.createQuery(
                                "SELECT m.place.key FROM StoredMemory m WHERE m.place.owner ="
                                        + " :owner AND m.place.stationKey = :station",
                                String.class)
                        .setParameter("owner", shelf.owner())
                        .setParameter("station", shelf.stationKey())
                        .setMaxResults(Pruning.STEP)
                        .getResultList();
        return keys.isEmpty()
                ? 0
                : manager.createQuery(
                                "DELETE FROM StoredMemory m WHERE m.place.owner = :owner AND"
                                        + " m.place.stationKey = :station AND m.place.key IN :gone")
                        .setParameter("owner", shelf.owner())
                        .setParameter("station", shelf.stationKey())
                        .setParameter("gone", keys)
                        .executeUpdate();
    }
}
