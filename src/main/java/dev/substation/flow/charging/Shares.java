package dev.substation.flow.charging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Shares of a limit in equal parts: who needs less than its part leaves the rest to the others. */
final class Shares {

    private Shares() {}

    /**
     * Shares a current among connectors. Those that charge come first; what they leave is for the
     * others, so that a car that comes finds what is free and no more.
     *
     * @param own the most that each may draw
     */
    static Map<Long, Long> within(long limit, Map<Long, Long> own, Set<Long> charging) {
        Map<Long, Long> first = new TreeMap<>(own);
        first.keySet().retainAll(charging);
        Map<Long, Long> shares = equal(limit, first);
        long left = limit - shares.values().stream().mapToLong(Long::longValue).sum();
        Map<Long, Long> idle = new TreeMap<>(own);
        idle.keySet().removeAll(charging);
        shares.putAll(equal(left, idle));
        return shares;
    }

    /** Equal parts, none above what its owner may draw, and all together within the limit. */
    static <K extends Comparable<K>> Map<K, Long> equal(long limit, Map<K, Long> most) {
        List<K> order = new ArrayList<>(most.keySet());
        order.sort(
                Comparator.comparing((K one) -> most.get(one))
                        .thenComparing(Comparator.naturalOrder()));
        Map<K, Long> shares = new TreeMap<>();
        long left = limit;
        int waiting = order.size();
        for (K one : order) {
            long share = Math.min(most.get(one), left / waiting);
            shares.put(one, share);
            left -= share;
            waiting--;
        }
        return shares;
    }
}
