package dev.substation.store;

import dev.substation.model.StationId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which transactions somebody wants to see.
 *
 * @param station of this station alone, when given
 * @param csms of this CSMS alone, when given
 * @param open only those that run, or only those that have ended, when given
 * @param card started with this idTag, as the station sent it, when given
 * @param from started not before this, when given
 * @param to started before this, when given
 * @param before with a lower key than this; {@link Long#MAX_VALUE} for the newest
 * @param most how many at most
 */
public record TransactionQuery(
        Optional<StationId> station,
        Optional<String> csms,
        Optional<Boolean> open,
        Optional<String> card,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int most) {

    /** The one with a key, if it is there; otherwise the one before it. */
    public static TransactionQuery one(long key) {
        return new TransactionQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                key + 1,
                1);
    }
}
