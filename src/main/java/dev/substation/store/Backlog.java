package dev.substation.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What the csms must still get.
 *
 * @param rows how many messages, over all stations
 * @param oldest when the first of them was taken
 */
public record Backlog(long rows, Optional<Instant> oldest) {}
