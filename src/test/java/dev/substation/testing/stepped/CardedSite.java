package dev.substation.testing.stepped;

import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A site with cards in the place of card files, by their tags in small letters. */
public record CardedSite(Site site, Map<String, Card> cards) implements Site {

    @Override
    public Optional<StationSettings> station(StationId station) {
        return site.station(station);
    }

    @Override
    public List<UpstreamSettings> upstreams(StationId station) {
        return site.upstreams(station);
    }

    @Override
    public Optional<UpstreamSettings> upstream(StationId identity) {
        return site.upstream(identity);
    }

    @Override
    public UpstreamSettings former(StationId identity, String csms) {
        return site.former(identity, csms);
    }

    @Override
    public Optional<Card> card(StationId station, String idTag) {
        return Optional.ofNullable(cards.get(idTag));
    }
}
