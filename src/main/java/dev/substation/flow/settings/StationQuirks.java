package dev.substation.flow.settings;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What the site knows of a station's own ways, by keys of {@code site.yaml} (docs/quirks.md).
 *
 * @param timeZone of the station's clock, for times that name no zone; empty for UTC
 * @param remoteStartConnector put into a RemoteStartTransaction that names no connector, or 0;
 *     empty when it goes to the station as it is
 * @param cutsLongLists whether a local list with more cards than the station holds is cut, rather
 *     than refused
 * @param fileRelay how it moves files
 * @param csmsMayMove whether the CSMS may set the address of its CSMS, and its name there
 */
public record StationQuirks(
        Optional<ZoneId> timeZone,
        Optional<Integer> remoteStartConnector,
        boolean cutsLongLists,
        FileRelayMode fileRelay,
        boolean csmsMayMove) {

    /** Of a station of which nothing is known. */
    public static final StationQuirks NONE = new StationQuirks(Optional.empty(), Optional.empty());

    /** One that stays at the gateway. */
    public StationQuirks(
            Optional<ZoneId> timeZone,
            Optional<Integer> remoteStartConnector,
            boolean cutsLongLists,
            FileRelayMode fileRelay) {
        this(timeZone, remoteStartConnector, cutsLongLists, fileRelay, false);
    }

    /** One that refuses long lists, and moves its files itself. */
    public StationQuirks(Optional<ZoneId> timeZone, Optional<Integer> remoteStartConnector) {
        this(timeZone, remoteStartConnector, false, FileRelayMode.OFF);
    }
}
