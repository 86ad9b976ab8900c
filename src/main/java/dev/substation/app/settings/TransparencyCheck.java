package dev.substation.app.settings;

import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.model.StationId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds settings that do not go with {@code transparent}. */
final class TransparencyCheck {

    private static final Comparator<StationId> BY_NAME = Comparator.comparing(StationId::value);

    private static final List<Key<?>> WITHOUT_EFFECT =
            List.of(
                    StationKeys.OFFLINE,
                    StationKeys.ONLINE_AUTHORIZATION,
                    StationKeys.OFFLINE_AUTHORIZATION,
                    StationKeys.SPARE_LOCAL_LIST,
                    StationKeys.CARDS);

    private TransparencyCheck() {}

    /** A station that is split or joined has no single link that could be passed through. */
    static void check(Settings settings, List<SectionReader> stations, List<String> problems) {
        settings.upstreams().ofStation().entrySet().stream()
                .filter(
                        wired ->
                                wired.getValue().stream().anyMatch(up -> up.shape() != Shape.PLAIN))
                .map(Map.Entry::getKey)
                .filter(settings::isTransparent)
                .sorted(BY_NAME)
                .forEach(station -> refuse(station, stations, problems));
    }

    private static void refuse(
            StationId station, List<SectionReader> stations, List<String> problems) {
        String sentence =
                "the station %s is split or joined, and a transparent station is one station at the CSMS with a link of its own; write transparent: false for it, or remove the split or join"
                        .formatted(station);
        Optional<SectionReader> own =
                stations.stream()
                        .filter(section -> new StationId(section.name()).equals(station))
                        .findFirst();
        if (own.isEmpty()) {
            problems.add(sentence);
        } else if (own.get().has(StationKeys.TRANSPARENT)) {
            own.get().problem(StationKeys.TRANSPARENT, sentence);
        } else {
            own.get().problem(sentence);
        }
    }

    /** What an entry says that means nothing for a station that the gateway never answers for. */
    static void remark(SectionReader station, List<String> remarks) {
        if (!station.find(StationKeys.TRANSPARENT).orElse(false)) {
            return;
        }
        WITHOUT_EFFECT.stream()
                .filter(station::has)
                .forEach(
                        key ->
                                remarks.add(
                                        "stations.%s.%s has no effect: the station is transparent, so the gateway never answers for the CSMS"
                                                .formatted(station.name(), key.name())));
    }
}
