package dev.substation.flow.gate;

import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.RecentMap;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Calls that are answered with an error before they come to the desk: they are counted, and have a
 * line in the message log. Anybody can send thousands of them a second, so the lines have budgets,
 * one over all, one for all stations without an entry of their own, whose names can be made up, and
 * one for each peer. A line says how many before it have none. All may be called from any thread.
 */
final class RejectedCalls {

    /** Peers with a share of their own that is remembered; who comes back has a whole one. */
    private static final int MOST_PEERS = 1_000;

    private final Desk desk;
    private final Site site;
    private final Store store;
    private final Counters tally;
    private final Presence presence;

    /** Links with a refused call that the desk has not heard of. */
    private final Set<StationLink> refusedOver = ConcurrentHashMap.newKeySet();

    /** Guarded by this, as the other budgets. */
    private final LineBudget all;

    private final LineBudget unlisted;

    private final Map<String, LineBudget> shares = new RecentMap<>(MOST_PEERS);

    /** Calls without a line since the last line. Guarded by this. */
    private long more;

    private volatile boolean closed;

    RejectedCalls(Desk desk, Site site, Store store, Counters tally, Presence presence) {
        this.desk = desk;
        this.site = site;
        this.store = store;
        this.tally = tally;
        this.presence = presence;
        all = new LineBudget(100, Duration.ofMillis(100), desk.moment());
        unlisted = new LineBudget(50, Duration.ofMillis(200), desk.moment());
    }

    /** Takes no more notice: the ledger is about to close. */
    void close() {
        closed = true;
    }

    /** A call was rejected. */
    void took(Call call, Answer.Failure why) {
        tally.answered(call.direction(), call.action(), why);
        if (!closed) {
            line(call).ifPresent(before -> onDesk(() -> write(call, why, before)));
        }
    }

    private void write(Call call, Answer.Failure why, long before) {
        List<Change> line = closed ? List.of() : store.rejected(call, why, before);
        if (line.isEmpty()) {
            lost(before);
            return;
        }
        store.commit(line)
                .whenComplete(
                        (stored, fault) -> {
                            if (fault != null) {
                                lost(before);
                            }
                        });
    }

    /**
     * A line could not be written; the next one counts it, and those that it would have counted.
     */
    private synchronized void lost(long before) {
        more += before + 1;
    }

    /** How many had no line since the last one; empty when this one has none either. */
    private synchronized OptionalLong line(Call call) {
        Moment now = desk.moment();
        List<LineBudget> budgets = new ArrayList<>(List.of(all, share(call, now)));
        if (isUnlisted(call)) {
            budgets.add(unlisted);
        }
        if (!budgets.stream().allMatch(budget -> budget.hasLeft(now))) {
            more++;
            return OptionalLong.empty();
        }
        budgets.forEach(budget -> budget.take(now));
        long before = more;
        more = 0;
        return OptionalLong.of(before);
    }

    /** Of a station, or of the CSMS for a station. */
    private LineBudget share(Call call, Moment now) {
        return shares.computeIfAbsent(
                call.direction().word() + " " + call.station(),
                peer -> new LineBudget(20, Duration.ofSeconds(1), now));
    }

    private boolean isUnlisted(Call call) {
        return call.direction() == Direction.UP
                && site.station(call.station()).filter(StationSettings::listed).isEmpty();
    }

    /**
     * The same for a limit of the gateway: its station lives all the same. A flood of refusals is
     * one task of the desk at a time.
     */
    void refused(StationLink from, Call call, Answer.Failure why) {
        took(call, why);
        if (!closed && refusedOver.add(from)) {
            onDesk(
                    () -> {
                        refusedOver.remove(from);
                        if (!closed) {
                            site.station(call.station())
                                    .ifPresent(settings -> presence.heard(from, settings));
                        }
                    });
        }
    }

    private void onDesk(Runnable task) {
        try {
            desk.execute(task);
        } catch (RejectedExecutionException ended) {
            // The gateway has stopped, but its faces answer still: the call is rejected all the
            // same.
            closed = true;
        }
    }
}
