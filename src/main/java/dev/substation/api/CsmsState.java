package dev.substation.api;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a CSMS stands.
 *
 * @param name as in {@code site.yaml}
 * @param url without what is secret in it
 * @param links open links to it
 * @param connected how many of them are connected
 * @param away those that are not, at most 100
 * @param waiting messages that it must still get
 * @param oldestSeconds how long the oldest of them has waited
 */
@Schema(name = "Csms")
public record CsmsState(
        String name,
        String url,
        int links,
        int connected,
        List<StationState.Link> away,
        long waiting,
        Optional<Long> oldestSeconds) {

    /**
     * All CSMSs of the site.
     *
     * @param waitingOfFormerStations messages of stations that the site no longer has
     */
    @Schema(name = "CsmsList")
    public record CsmsList(List<CsmsState> csms, long waitingOfFormerStations) {}
}
