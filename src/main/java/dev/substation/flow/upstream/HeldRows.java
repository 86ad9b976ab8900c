package dev.substation.flow.upstream;

import dev.substation.flow.ports.Ledger.OutboxRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The first rows of one station's outbox, in memory; what comes after them lies in the ledger until
 * there is room. Rows come in and leave in the order of their sequence.
 */
final class HeldRows {

    /** Few, for there may be thousands of stations; a page of the ledger has as many. */
    static final int MOST = 16;

    private final TreeMap<Long, OutboxRow> rows = new TreeMap<>();
    private long last;
    private long newest;

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    /** The row that goes out next. */
    OutboxRow first() {
        return rows.firstEntry().getValue();
    }

    /** Whether one of the rows behind this one, among those in memory, is such a one. */
    boolean anyBehind(OutboxRow row, Predicate<OutboxRow> such) {
        return rows.tailMap(row.sequence(), false).values().stream().anyMatch(such);
    }

    boolean contains(OutboxRow row) {
        return rows.containsKey(row.sequence());
    }

    /** Whether there are rows in the ledger that were never held. */
    boolean hasMore() {
        return newest > last;
    }

    /** The newest row that was held, or read over because it was superseded. */
    long last() {
        return last;
    }

    /** The newest row that is known to be stored. */
    long newest() {
        return newest;
    }

    /** Rows up to this one lie in the ledger from an earlier run. */
    void storedUpTo(long sequence) {
        newest = Math.max(newest, sequence);
    }

    /**
     * Whether a page of the ledger contained a row before {@link #take} got it, and it has been
     * settled since.
     */
    boolean isSettled(OutboxRow row) {
        return row.sequence() <= last && !contains(row);
    }

    /**
     * Takes a row that is stored already. Behind rows that lie in the ledger only, or where there
     * is no room, it comes in with a later page.
     *
     * @param inFlight the row that is on its way to the CSMS, which stays; null for none
     * @return the rows that left because this one says the same thing anew, such as a connector's
     *     status
     */
    List<OutboxRow> take(OutboxRow row, OutboxRow inFlight) {
        if (hasMore() || rows.size() >= MOST) {
            newest = Math.max(newest, row.sequence());
            return List.of();
        }
        List<OutboxRow> superseded = supersede(row, inFlight);
        hold(row);
        return superseded;
    }

    private List<OutboxRow> supersede(OutboxRow newer, OutboxRow inFlight) {
        List<OutboxRow> superseded = new ArrayList<>();
        if (newer.coalesce().isEmpty()) {
            return superseded;
        }
        Iterator<OutboxRow> older = rows.values().iterator();
        while (older.hasNext()) {
            OutboxRow row = older.next();
            if (row != inFlight && row.coalesce().equals(newer.coalesce())) {
                older.remove();
                superseded.add(row);
            }
        }
        return superseded;
    }

    private void hold(OutboxRow row) {
        rows.put(row.sequence(), row);
        last = Math.max(last, row.sequence());
        newest = Math.max(newest, last);
    }

    /**
     * Takes the rows that follow {@link #last} in the ledger.
     *
     * @param upTo the newest row that was known when the page was asked for; what came during the
     *     read comes with the next one
     */
    void take(List<OutboxRow> page, long upTo) {
        page.forEach(this::hold);
        if (page.size() < MOST) {
            last = Math.max(last, upTo); // what is missing was superseded
        }
    }

    void remove(OutboxRow row) {
        rows.remove(row.sequence());
    }
}
