package dev.substation.flow.gate;

import dev.substation.flow.desk.LiveSite;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationSettings;
import java.util.Optional;

/** Whether a WebSocket may stay open: whether its station could open it like this now. */
final class Admissions {

    /** Why it may not, if the station must show something else by now. */
    static final String LOCKS = "what the station must show has changed in site.yaml";

    private final LiveSite site;

    Admissions(LiveSite site) {
        this.site = site;
    }

    /**
     * Why one must not stay that was let in by the settings in use; empty if it may. A key that the
     * CSMS has set since leaves it open.
     *
     * @param now the settings of its station as they count now
     */
    Optional<String> objection(StationLink link, StationSettings now) {
        if (now.dialect().filter(dialect -> dialect.isSoap()).isPresent()) {
            return Optional.of("the station is set to SOAP in site.yaml");
        }
        if (link.passes() && !now.transparent()) {
            return Optional.of("the station is no longer transparent in site.yaml");
        }
        return link.admission()
                .filter(came -> !isOfStation(came))
                .map(
                        came ->
                                "%s is no longer a name of this station in site.yaml"
                                        .formatted(came.name()));
    }

    private boolean isOfStation(Admission came) {
        return site.station(came.name())
                .filter(found -> found.station().equals(came.station()))
                .isPresent();
    }

    /** The same for one that has just come from the door, perhaps by settings of before. */
    Optional<String> objectionAtOpening(StationLink link, StationSettings now) {
        return objection(link, now)
                .or(
                        () ->
                                link.admission()
                                        .filter(came -> came.version() != site.version())
                                        .filter(came -> !came.locks().equals(now.locks()))
                                        .map(came -> LOCKS));
    }
}
