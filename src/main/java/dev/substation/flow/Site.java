package dev.substation.flow;

import dev.substation.model.StationId;
import java.util.Optional;

/** What the site's settings say of stations. */
public interface Site {

    /**
     * The settings of a station that may come in; empty for one that is neither listed nor let in
     * by a pattern.
     */
    Optional<StationSettings> station(StationId station);

    /**
     * A card in the files that the site names for a station. Called on the desk: it must not read
     * them then.
     */
    default Optional<Card> card(StationId station, String idTag) {
        return Optional.empty();
    }
}
