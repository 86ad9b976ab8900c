package dev.substation.app;

import dev.substation.flow.Card;
import dev.substation.flow.Site;
import dev.substation.flow.StationSettings;
import dev.substation.model.StationId;
import java.util.Optional;

/** A site's settings with the files of cards that they name. */
record CardSite(Settings settings, CardFiles files) implements Site {

    @Override
    public Optional<StationSettings> station(StationId station) {
        return settings.station(station);
    }

    @Override
    public Optional<Card> card(StationId station, String idTag) {
        return files.find(settings.cards(station), idTag);
    }
}
