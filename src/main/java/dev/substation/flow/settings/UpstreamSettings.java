package dev.substation.flow.settings;

import dev.substation.model.StationId;
import java.util.List;
import java.util.Optional;

/**
 * A station as the CSMS sees it: the same as it connects, one part of a split station, or several
 * stations joined (docs/split-and-join.md).
 *
 * @param identity its name at the CSMS
 * @param csms where it goes, with its own credentials
 * @param shape how it relates to the stations behind it
 * @param stations those stations; of one that is split or joined the first speaks for the whole
 * @param plugs its connectors; empty for one whose connectors keep their numbers
 * @param whole what becomes of calls that concern a station as a whole
 */
public record UpstreamSettings(
        StationId identity,
        CsmsSettings csms,
        Shape shape,
        List<StationId> stations,
        List<ConnectorMapping> plugs,
        WholeStation whole) {

    /** How an upstream station relates to the stations behind it. */
    public enum Shape {
        /** One station as it is, perhaps under another name. */
        PLAIN,
        /** The first part of a split station: what concerns the whole station is its business. */
        HEAD,
        /** Another part of a split station. */
        PART,
        /** Several stations in one. */
        JOINED
    }

    /** A station that goes up as it is. */
    public static UpstreamSettings plain(StationId identity, CsmsSettings csms, StationId station) {
        return new UpstreamSettings(
                identity, csms, Shape.PLAIN, List.of(station), List.of(), WholeStation.USUAL);
    }

    /** The same at another csms. */
    public UpstreamSettings at(CsmsSettings other) {
        return new UpstreamSettings(identity, other, shape, stations, plugs, whole);
    }

    /** The connector here behind which a connector of a station lies. */
    public Optional<ConnectorMapping> plugOf(StationId station, long stationConnectorId) {
        return plugs.stream()
                .filter(
                        plug ->
                                plug.stationConnectorId() == stationConnectorId
                                        && plug.station().equals(station))
                .findFirst();
    }

    /** One of its connectors by the CSMS's number. */
    public Optional<ConnectorMapping> plug(long connectorId) {
        return plugs.stream().filter(plug -> plug.connectorId() == connectorId).findFirst();
    }

    /** Its connectors that are sockets, not the station as a whole. */
    public List<ConnectorMapping> sockets() {
        return plugs.stream().filter(plug -> plug.stationConnectorId() > 0).toList();
    }

    /** The station that is asked where one must speak for all. */
    public StationId first() {
        return stations.get(0);
    }
}
