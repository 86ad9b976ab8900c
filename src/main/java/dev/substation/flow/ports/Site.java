package dev.substation.flow.ports;

import dev.substation.dialect.Secrets;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What the site's settings say of stations. */
public interface Site {

    /**
     * The settings of a station that may come in; empty for one that is neither listed nor let in
     * by a pattern.
     */
    Optional<StationSettings> station(StationId station);

    /**
     * The upstream stations that a station is, or has a part in; the one that speaks for it first.
     * Never empty for a station that may come in.
     */
    default List<UpstreamSettings> upstreams(StationId station) {
        return station(station)
                .map(found -> List.of(UpstreamSettings.plain(station, found.csms(), station)))
                .orElse(List.of());
    }

    /** Whether the site has a CSMS; until then no station may come in. */
    default boolean isSetUp() {
        return true;
    }

    /** The highest security profile in which a station can come in here. */
    default int highestProfile() {
        return StationLocks.HIGHEST;
    }

    /** Whether the authority of a station's certificate has revoked it. May read a file. */
    default boolean isRevoked(X509Certificate certificate) {
        return false;
    }

    /** An upstream station by its name at the CSMS; empty when the site has none of that name. */
    default Optional<UpstreamSettings> upstream(StationId identity) {
        return upstreams(identity).stream().findFirst();
    }

    /**
     * An upstream station that the site no longer has, but that still owes its CSMS something.
     *
     * @param csms the name of its CSMS; the site's first when that has gone too, or is empty
     */
    default UpstreamSettings former(StationId identity, String csms) {
        return upstream(identity).orElseThrow();
    }

    /** Limits that several stations share. */
    default List<SharedLimit> sharedLimits() {
        return List.of();
    }

    /** What of messages must not be kept, logged or shown. */
    default Secrets secrets() {
        return Secrets.USUAL;
    }

    /**
     * A card in the files that the site names for a station. Called on the desk: it must not read
     * them then.
     */
    default Optional<Card> card(StationId station, String idTag) {
        return Optional.empty();
    }
}
