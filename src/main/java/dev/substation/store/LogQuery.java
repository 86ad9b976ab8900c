package dev.substation.store;

import dev.substation.model.StationId;
import java.util.Optional;

/**
 * Which lines of the message log somebody wants to see.
 *
 * @param station of this station alone, when given
 * @param action of this action alone, when given
 * @param part {@code call}, {@code answer} or {@code delivery} alone, when given
 * @param changed only those with notes
 * @param before older than the line with this id; {@link Long#MAX_VALUE} for the newest
 * @param most how many at most
 */
public record LogQuery(
        Optional<StationId> station,
        Optional<String> action,
        Optional<String> part,
        boolean changed,
        long before,
        int most) {}
