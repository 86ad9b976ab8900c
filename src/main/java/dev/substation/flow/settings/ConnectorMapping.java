package dev.substation.flow.settings;

import dev.substation.model.StationId;

/**
 * One connector of an upstream station, and the connector of a physical station behind it.
 *
 * @param connectorId as the CSMS numbers it; 0 for the station as a whole
 * @param station the station that it belongs to
 * @param stationConnectorId as that station numbers it, after the site's rules; 0 for the station
 *     as a whole
 */
public record ConnectorMapping(long connectorId, StationId station, long stationConnectorId) {}
