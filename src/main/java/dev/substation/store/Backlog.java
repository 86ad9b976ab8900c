package dev.substation.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What the csms must still get.
 *
 * @param rows how many messages, over all stations
 * @param oldest when the first of them was taken
 * @param setAside how many messages are kept beside them, which the csms never answered
 */
public record Backlog(long rows, Optional<Instant> oldest, long setAside) {}
