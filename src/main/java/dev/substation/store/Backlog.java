package dev.substation.store;

import java.time.Duration;
import java.util.Optional;

/**
 * What the CSMS must still get.
 *
 * @param rows how many messages, over all stations
 * @param oldest how long the gateway has run since the first of them was taken
 * @param setAside how many messages are kept beside them, which the CSMS never answered
 */
public record Backlog(long rows, Optional<Duration> oldest, long setAside) {}
