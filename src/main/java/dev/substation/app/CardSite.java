package dev.substation.app;

import dev.substation.flow.Card;
import dev.substation.flow.Site;
import dev.substation.flow.StationSettings;
import dev.substation.flow.UpstreamSettings;
import dev.substation.model.StationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A site's settings with the files of cards that they name. What the settings say of a station is
 * asked several times for each message and never changes, so it is looked up once.
 */
final class CardSite implements Site {

    private static final int KEPT = 20_000; // made-up identities must not fill the memory

    private final Settings settings;
    private final CardFiles files;
    private final Map<StationId, Optional<StationSettings>> stations = new ConcurrentHashMap<>();
    private final Map<StationId, List<UpstreamSettings>> upstreams = new ConcurrentHashMap<>();
    private final Map<StationId, Optional<UpstreamSettings>> named = new ConcurrentHashMap<>();

    CardSite(Settings settings, CardFiles files) {
        this.settings = settings;
        this.files = files;
    }

    @Override
    public Optional<StationSettings> station(StationId station) {
        return kept(stations, station, settings::station);
    }

    @Override
    public List<UpstreamSettings> upstreams(StationId station) {
        return kept(upstreams, station, settings::upstreams);
    }

    @Override
    public Optional<UpstreamSettings> upstream(StationId identity) {
        return kept(named, identity, settings::upstream);
    }

    private static <T> T kept(Map<StationId, T> known, StationId id, Function<StationId, T> look) {
        T found = known.get(id);
        if (found == null) {
            found = look.apply(id);
            if (known.size() < KEPT) {
                known.put(id, found);
            }
        }
        return found;
    }

    @Override
    public UpstreamSettings former(StationId identity, String csms) {
        return settings.former(identity, csms);
    }

    @Override
    public Optional<Card> card(StationId station, String idTag) {
        return files.find(settings.cards(station), idTag);
    }
}
