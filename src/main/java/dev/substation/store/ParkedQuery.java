package dev.substation.store;

import dev.substation.model.StationId;
import java.util.Optional;

/**
 * Which parked messages somebody wants to see.
 *
 * @param station of this one alone, by its own name or as its CSMS knows it, when given
 * @param before with a lower sequence than this; {@link Long#MAX_VALUE} for the newest
 * @param most how many at most
 */
public record ParkedQuery(Optional<StationId> station, long before, int most) {}
