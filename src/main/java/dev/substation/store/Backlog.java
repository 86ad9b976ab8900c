package dev.substation.store;

import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the CSMS must still get.
 *
 * @param rows how many messages, over all stations
 * @param oldest how long the gateway has run since the first of them was taken
 * @param setAside how many messages are kept beside them, which the CSMS never answered
 * @param of the same of each upstream station that has some
 */
public record Backlog(
        long rows, Optional<Duration> oldest, long setAside, Map<StationId, Waiting> of) {

    /** How many messages wait, and how long the gateway has run since the first was taken. */
    public record Waiting(long rows, Duration oldest) {}
}
