package dev.substation.flow.gate;

import dev.substation.flow.desk.Counters;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls that are answered with an error before they come to the desk: they are counted, and have a
 * line in the message log. Anybody can send thousands of them a second, so the lines have a budget:
 * 100 at once, then 10 per second; a line says how many before it have none. All may be called from
 * any thread.
 */
final class RejectedCalls {

    private static final Duration PER_LINE = Duration.ofMillis(100);
    private static final Duration AT_ONCE = PER_LINE.multipliedBy(100);

    private final Desk desk;
    private final Site site;
    private final Store store;
    private final Counters tally;
    private final Presence presence;

    /** Links with a refused call that the desk has not heard of. */
    private final Set<StationLink> refusedOver = ConcurrentHashMap.newKeySet();

    /** When the lines so far will have been earned. Guarded by this. */
    private Moment earned;

    /** Calls without a line since the last line. Guarded by this. */
    private long more;

    private volatile boolean closed;

    RejectedCalls(Desk desk, Site site, Store store, Counters tally, Presence presence) {
        this.desk = desk;
        this.site = site;
        this.store = store;
        this.tally = tally;
        this.presence = presence;
        earned = desk.moment();
    }

    /** Takes no more notice: the ledger is about to close. */
    void close() {
        closed = true;
    }

    /** A call was rejected. */
    void took(Call call, Answer.Failure why) {
        tally.answered(call.direction(), call.action(), why);
        line().ifPresent(
                        before ->
                                desk.execute(
                                        () -> {
                                            if (!closed) {
                                                store.commit(store.rejected(call, why, before));
                                            }
                                        }));
    }

    /** How many had no line since the last one; empty when this one has none either. */
    private synchronized OptionalLong line() {
        Moment now = desk.moment();
        Moment from = earned.isBefore(now) ? now : earned;
        if (!from.plus(PER_LINE).isBefore(now.plus(AT_ONCE).plus(PER_LINE))) {
            more++;
            return OptionalLong.empty();
        }
        earned = from.plus(PER_LINE);
        long before = more;
        more = 0;
        return OptionalLong.of(before);
    }

    /**
     * The same for a limit of the gateway: its station lives all the same. A flood of refusals is
     * one task of the desk at a time.
     */
    void refused(StationLink from, Call call, Answer.Failure why) {
        took(call, why);
        if (refusedOver.add(from)) {
            desk.execute(
                    () -> {
                        refusedOver.remove(from);
                        if (!closed) {
                            site.station(call.station())
                                    .ifPresent(settings -> presence.heard(from, settings));
                        }
                    });
        }
    }
}
