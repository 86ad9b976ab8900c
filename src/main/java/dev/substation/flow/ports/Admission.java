package dev.substation.flow.ports;

import dev.substation.flow.settings.StationLocks;
import dev.substation.model.StationId;

/**
 * By what a WebSocket was let in at the door. Settings may change between the door and the desk, or
 * while a newcomer waits until it is decided which connection of its station stays.
 *
 * @param station whose connection it is
 * @param name by which the station came: its identity, or one of its aliases
 * @param locks what the station has shown
 * @param version of the settings in use then ({@link StationGate#settingsVersion})
 */
public record Admission(StationId station, StationId name, StationLocks locks, long version) {}
