package dev.substation.store;

import dev.substation.flow.time.Moment;
import dev.substation.flow.time.OperatingHours;
import dev.substation.flow.time.OperatingTime;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operating-hours counter of a ledger (docs/adr/0026-clocks.md). Every batch keeps it, so that
 * no age in the ledger is ever ahead of it; while nothing is written, it is kept once a minute.
 */
final class HourCounter {

    private static final Logger LOG = LoggerFactory.getLogger(HourCounter.class);
    private static final Duration KEPT_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final OperatingHours hours;
    private volatile OperatingTime kept;

    HourCounter(Database database, Supplier<Moment> clock) {
        this.database = database;
        kept =
                database.inTransaction(
                        manager ->
                                new OperatingTime(
                                        HighWater.reached(manager, HighWater.Kind.OPERATING_TIME)));
        hours = new OperatingHours(clock, kept);
    }

    OperatingTime now() {
        return hours.now();
    }

    OperatingHours hours() {
        return hours;
    }

    /** A batch has kept it. */
    void kept(OperatingTime now) {
        kept = now;
    }

    boolean mustBeKept() {
        return kept.until(now()).compareTo(KEPT_EVERY) > 0;
    }

    /** Keeps it. Blocks for the database. */
    void keep() {
        OperatingTime now = now();
        kept = now;
        try {
            database.writing(
                    manager -> {
                        HighWater.raise(manager, HighWater.Kind.OPERATING_TIME, now.millis());
                        return null;
                    });
        } catch (RuntimeException e) {
            LOG.debug("the operating hours were not kept: {}", SqlFault.sentence(e));
        }
    }
}
