package dev.substation.store;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingHours;
import dev.substation.model.Action;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What leaves the ledger with time. What the CSMS must still get never does, nor what that speaks
 * of.
 */
final class Pruning {

    /** How many rows go in one database transaction. */
    static final int STEP = 1_000;

    /** Answers of the CSMS to cards that are kept of one station, and of all together. */
    static final int CARDS_OF_STATION = 10_000;

    static final long CARDS = 2_000_000;

    private static final String NOT_IN_OUTBOX =
            "t.key NOT IN (SELECT c.transaction FROM StoredCall c WHERE c.transaction IS NOT NULL)";

    private static final String DELETE_LINES = "DELETE FROM LoggedCall c WHERE c.id IN :gone";

    private static final String DELETE_TRANSACTIONS =
            "DELETE FROM StoredTransaction t WHERE t.key IN :gone";

    private final OperatingHours hours;
    private final LedgerLimits limits;

    Pruning(OperatingHours hours, LedgerLimits limits) {
        this.hours = hours;
        this.limits = limits;
    }

    /** Removes up to {@value #STEP} rows of the message log; says how many. */
    int log(EntityManager manager) {
        long rows =
                manager.createQuery("SELECT COUNT(c) FROM LoggedCall c", Long.class)
                        .getSingleResult();
        List<Object[]> first =
                manager.createQuery(
                                "SELECT c.id, c.agedFrom FROM LoggedCall c ORDER BY c.id",
                                Object[].class)
                        .setMaxResults(STEP)
                        .getResultList();
        return removed(
                manager, DELETE_LINES, surplus(first, limits.logAge(), rows - limits.logRows()));
    }

    /** Removes the oldest lines of the message log, {@value #STEP} at most; says what they took. */
    static long log(EntityManager manager, long excess) {
        List<Object[]> first =
                manager.createQuery(
                                "SELECT c.id, c.bytes FROM LoggedCall c ORDER BY c.id",
                                Object[].class)
                        .setMaxResults(STEP)
                        .getResultList();
        List<Long> gone = new ArrayList<>();
        long bytes = 0;
        for (Object[] row : first) {
            if (bytes >= excess) {
                break;
            }
            gone.add((Long) row[0]);
            bytes += (Long) row[1];
        }
        removed(manager, DELETE_LINES, gone);
        return bytes;
    }

    /** What the lines of the message log take. */
    static long logBytes(EntityManager manager) {
        Long bytes =
                manager.createQuery("SELECT SUM(c.bytes) FROM LoggedCall c", Long.class)
                        .getSingleResult();
        return bytes == null ? 0 : bytes;
    }

    /**
     * Removes up to {@value #STEP} answers to cards, the oldest of the station that has most; says
     * how many.
     */
    int cards(EntityManager manager) {
        List<Object[]> stations =
                manager.createQuery(
                                "SELECT m.place.stationKey, COUNT(m.place.key) FROM StoredMemory m"
                                        + " WHERE m.place.owner = :cards GROUP BY"
                                        + " m.place.stationKey",
                                Object[].class)
                        .setParameter("cards", Memory.CARDS)
                        .getResultList();
        long all = stations.stream().mapToLong(station -> (Long) station[1]).sum();
        Optional<Object[]> fullest =
                stations.stream().max(Comparator.comparing(station -> (Long) station[1]));
        if (fullest.isEmpty()) {
            return 0;
        }
        long excess =
                Math.max((Long) fullest.get()[1] - CARDS_OF_STATION, Math.min(all - CARDS, STEP));
        return excess <= 0 ? 0 : cards(manager, (String) fullest.get()[0], excess);
    }

    private static int cards(EntityManager manager, String stationKey, long excess) {
        List<String> oldest =
                manager.createQuery(
                                "SELECT m.place.key, m.value FROM StoredMemory m WHERE"
                                        + " m.place.owner = :cards AND m.place.stationKey ="
                                        + " :station",
                                Object[].class)
                        .setParameter("cards", Memory.CARDS)
                        .setParameter("station", stationKey)
                        .getResultStream()
                        .sorted(Comparator.comparingLong(card -> learntAt((String) card[1])))
                        .limit(Math.min(excess, STEP))
                        .map(card -> (String) card[0])
                        .toList();
        return manager.createQuery(
                        "DELETE FROM StoredMemory m WHERE m.place.owner = :cards AND"
                                + " m.place.stationKey = :station AND m.place.key IN :gone")
                .setParameter("cards", Memory.CARDS)
                .setParameter("station", stationKey)
                .setParameter("gone", oldest)
                .executeUpdate();
    }

    /** When the CSMS said it, in milliseconds: that is what the value of a card begins with. */
    private static long learntAt(String value) {
        String first = value.substring(0, Math.max(value.indexOf('\t'), 0));
        return first.matches("\\d{1,15}") ? Long.parseLong(first) : 0;
    }

    /** Removes up to {@value #STEP} transactions that have ended; says how many. */
    int transactions(EntityManager manager) {
        long rows =
                manager.createQuery(
                                "SELECT COUNT(t) FROM StoredTransaction t WHERE t.stopped IS NOT"
                                        + " NULL",
                                Long.class)
                        .getSingleResult();
        List<Object[]> first =
                manager.createQuery(
                                "SELECT t.key, t.agedFrom FROM StoredTransaction t WHERE t.stopped"
                                        + " IS NOT NULL AND "
                                        + NOT_IN_OUTBOX
                                        + " ORDER BY t.agedFrom, t.key",
                                Object[].class)
                        .setMaxResults(STEP)
                        .getResultList();
        return removed(
                manager,
                DELETE_TRANSACTIONS,
                surplus(first, limits.transactionsAge(), rows - limits.transactionRows()));
    }

    /**
     * Removes up to {@value #STEP} parked MeterValues, by the age and number of ended transactions:
     * a CSMS may reject every one. Starts and stops stay. Returns how many were removed.
     */
    int setAsideMeterValues(EntityManager manager) {
        String setAside =
                " FROM StoredCall c WHERE c.setAside IS NOT NULL AND c.action = :meterValues";
        long rows =
                manager.createQuery("SELECT COUNT(c)" + setAside, Long.class)
                        .setParameter("meterValues", Action.MeterValues.name())
                        .getSingleResult();
        List<Object[]> first =
                manager.createQuery(
                                "SELECT c.sequence, c.agedFrom" + setAside + " ORDER BY c.sequence",
                                Object[].class)
                        .setParameter("meterValues", Action.MeterValues.name())
                        .setMaxResults(STEP)
                        .getResultList();
        return removed(
                manager,
                "DELETE FROM StoredCall c WHERE c.sequence IN :gone",
                surplus(first, limits.transactionsAge(), rows - limits.transactionRows()));
    }

    /**
     * Removes up to {@value #STEP} old transactions whose end never came, where another one has
     * begun on the connector since; says how many.
     */
    int replacedTransactions(EntityManager manager) {
        List<Long> gone =
                manager.createQuery(
                                "SELECT t.key FROM StoredTransaction t WHERE t.stopped IS NULL AND"
                                        + " t.agedFrom < :oldest AND EXISTS (SELECT n.key FROM"
                                        + " StoredTransaction n WHERE n.stationKey = t.stationKey AND"
                                        + " n.connectorId = t.connectorId AND n.key > t.key) AND "
                                        + NOT_IN_OUTBOX,
                                Long.class)
                        .setParameter(
                                "oldest", hours.now().minus(limits.transactionsAge()).millis())
                        .setMaxResults(STEP)
                        .getResultList();
        return removed(manager, DELETE_TRANSACTIONS, gone);
    }

    /**
     * The numbers of rows to remove.
     *
     * @param first numbers of rows, and whence their ages count, the oldest first
     * @param excess how many rows there are too many
     */
    private List<Long> surplus(List<Object[]> first, Duration age, long excess) {
        long oldest = hours.now().minus(age).millis();
        List<Long> gone = new ArrayList<>();
        for (Object[] row : first) {
            if (gone.size() < excess || (Long) row[1] < oldest) {
                gone.add((Long) row[0]);
            }
        }
        return gone;
    }

    private static int removed(EntityManager manager, String delete, List<Long> gone) {
        return gone.isEmpty()
                ? 0
                : manager.createQuery(delete).setParameter("gone", gone).executeUpdate();
    }
}
