package dev.substation.store;

import java.time.Duration;

/**
 * How long a hold on a PostgreSQL lasts without a word of the server. Who takes a ledger over waits
 * longer than that: by then the gateway before it sends nothing any more, even one that is cut off
 * from the server and does not know.
 *
 * @param lapses the time after which a gateway that has not heard of its hold keeps silent
 * @param grace what the next one waits beyond that, for what is under way
 */
public record Lease(Duration lapses, Duration grace) {

    /** 10 s and 2 s. */
    public static final Lease DEFAULT = new Lease(Duration.ofSeconds(10), Duration.ofSeconds(2));

    Duration untilSilent() {
        return lapses.plus(grace);
    }
}
