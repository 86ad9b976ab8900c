package dev.substation.flow.charging;

import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares one limit among stations (docs/smart-charging.md has the rule). It remembers whose turn it
 * is, and nothing else. All currents are mA of a phase.
 */
final class Balance {

    /** Smaller differences are not worth an order. */
    private static final long STEP = 100;

    /**
     * A station that shares the limit.
     *
     * @param charges whether a car wants to charge there
     * @param least the least that it can charge with
     * @param most what it may draw by everything else
     * @param weight how much larger its share is than that of others
     * @param inForce what it may draw at present, for all that is known
     * @param controlled whether it can be limited; if not, it draws what it may
     */
    record Member(
            StationId station,
            boolean charges,
            long least,
            long most,
            long weight,
            long inForce,
            boolean controlled) {}

    /** Since when a station has its turn, or waits for it. */
    private record Turn(boolean on, Moment since) {}

    private final Map<StationId, Turn> turns = new HashMap<>();

    /**
     * What each station may draw now.
     *
     * @param turn how long a turn lasts at least
     */
    Map<StationId, Long> shares(long limit, List<Member> members, Duration turn, Moment now) {
        List<Member> charging =
                members.stream().filter(it -> it.charges() && it.controlled()).toList();
        long free = limit;
        for (Member member : members) {
            free -= member.charges() && !member.controlled() ? member.inForce() : 0;
        }
        List<Member> on = chosen(charging, free, turn, now);
        remember(charging, on, now);
        Map<StationId, Long> targets = distributed(on, free);
        Map<StationId, Long> shares = new HashMap<>();
        for (Member member : members) {
            if (member.controlled() && !member.charges()) {
                // It draws nothing. A car that comes is noticed by what it draws, and shares then.
                shares.put(
                        member.station(),
                        limit < member.least() ? 0 : Math.min(member.most(), member.least()));
            }
        }
        shares.putAll(granted(charging, targets, free));
        return shares;
    }

    /** Those who charge now; all of them, if the least that each needs is there. */
    private List<Member> chosen(List<Member> charging, long free, Duration turn, Moment now) {
        List<Member> order = new ArrayList<>(charging);
        order.sort(
                Comparator.comparing((Member member) -> !mayStay(member, turn, now))
                        .thenComparing(member -> -claim(member, now))
                        .thenComparing(member -> member.station().value()));
        List<Member> chosen = new ArrayList<>();
        long left = free;
        for (Member member : order) {
            if (member.least() <= left && member.most() >= member.least()) {
                chosen.add(member);
                left -= member.least();
            }
        }
        return chosen;
    }

    /** Whether its turn is not over yet. */
    private boolean mayStay(Member member, Duration turn, Moment now) {
        Turn own = turns.get(member.station());
        return own != null && own.on() && now.isBefore(own.since().plus(turn));
    }

    /** Who waits longest comes first; who has had its turn comes last. */
    private long claim(Member member, Moment now) {
        Turn own = turns.get(member.station());
        long time = own == null ? 0 : own.since().until(now).toMillis();
        return own != null && own.on() ? -time : time * member.weight();
    }

    private void remember(List<Member> charging, List<Member> on, Moment now) {
        turns.keySet().retainAll(charging.stream().map(Member::station).toList());
        for (Member member : charging) {
            boolean has = on.contains(member);
            Turn before = turns.get(member.station());
            if (before == null || before.on() != has) {
                turns.put(member.station(), new Turn(has, now));
            }
        }
    }

    /** The least for each, and the rest by weight; what one may not take is for the others. */
    private static Map<StationId, Long> distributed(List<Member> on, long free) {
        Map<StationId, Long> targets = new TreeMap<>(Comparator.comparing(StationId::value));
        long left = free;
        for (Member member : on) {
            targets.put(member.station(), member.least());
            left -= member.least();
        }
        List<Member> open = new ArrayList<>(on);
        while (left > 0 && !open.isEmpty()) {
            long weights = open.stream().mapToLong(Member::weight).sum();
            long part = left / weights;
            List<Member> full = new ArrayList<>();
            for (Member member : open) {
                long room = member.most() - targets.get(member.station());
                if (room <= part * member.weight()) {
                    full.add(member);
                }
            }
            if (full.isEmpty()) {
                for (Member member : open) {
                    targets.merge(member.station(), part * member.weight(), Long::sum);
                }
                left = 0;
            }
            for (Member member : full) {
                left -= member.most() - targets.get(member.station());
                targets.put(member.station(), member.most());
            }
            open.removeAll(full);
        }
        targets.replaceAll((station, target) -> target / STEP * STEP);
        return targets;
    }

    /**
     * Who must draw less is ordered so at once. Who may draw more gets it once the others draw less
     * indeed, so that the sum is never above the limit.
     */
    private static Map<StationId, Long> granted(
            List<Member> charging, Map<StationId, Long> targets, long free) {
        long slack = free;
        for (Member member : charging) {
            slack -= member.inForce();
        }
        Map<StationId, Long> granted = new HashMap<>();
        for (Member member : charging) {
            long target = targets.getOrDefault(member.station(), 0L);
            long more = Math.max(0, Math.min(target - member.inForce(), slack));
            long share = target <= member.inForce() ? target : member.inForce() + more;
            boolean enough = share >= member.least();
            granted.put(member.station(), enough ? share / STEP * STEP : 0);
            slack -= enough ? more : 0;
        }
        return granted;
    }
}
