package dev.substation.flow.ports;

import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Optional;

/**
 * Something that has happened.
 *
 * @param station the station that it is about, by its own name; empty when it is about none
 * @param details without cards
 */
public record Event(EventKind kind, Optional<StationId> station, Payload details) {}
