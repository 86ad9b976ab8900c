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
    public static final StationQuirks NONE =
            new StationQuirks(Optional.empty(), Optional.empty(), false, FileRelayMode.OFF, false);

    /** The same with another clock. */
    public StationQuirks in(ZoneId zone) {
        return new StationQuirks(
                Optional.of(zone), remoteStartConnector, cutsLongLists, fileRelay, csmsMayMove);
    }

    /** The same with a connector for remote starts. */
    public StationQuirks startingAt(int connector) {
        return new StationQuirks(
                timeZone, Optional.of(connector), cutsLongLists, fileRelay, csmsMayMove);
    }

    /** The same with long lists cut. */
    public StationQuirks cuttingLongLists() {
        return new StationQuirks(timeZone, remoteStartConnector, true, fileRelay, csmsMayMove);
    }

    /** The same with files moved in another way. */
    public StationQuirks movingFiles(FileRelayMode mode) {
        return new StationQuirks(timeZone, remoteStartConnector, cutsLongLists, mode, csmsMayMove);
    }
}
