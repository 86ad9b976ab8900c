package dev.substation.app;

import dev.substation.app.SettingsReader.Part;
import dev.substation.flow.UpstreamSettings.Shape;
import dev.substation.model.StationId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which stations are served as if the gateway were not there: the setting {@code transparent} of a
 * csms and of all stations (docs/adr/0031-transparent.md). A station's own entry, or a pattern,
 * beats both.
 *
 * @param byDefault for stations of a csms that says nothing
 * @param ofCsms what each csms says, by its name
 */
record Transparency(boolean byDefault, Map<String, Boolean> ofCsms) {

    static final String KEY = "transparent";

    private static final Comparator<StationId> BY_NAME = Comparator.comparing(StationId::value);

    private static final List<String> WITHOUT_EFFECT =
            List.of("offline", "offline-authorization", "cards");

    /** What the sections {@code csms} and {@code defaults} say. */
    static Transparency read(List<Part> csms, Part defaults) {
        Map<String, Boolean> ofCsms = new LinkedHashMap<>();
        csms.forEach(
                part ->
                        part.value(KEY, SettingsReader::flag)
                                .ifPresent(says -> ofCsms.put(part.name(), says)));
        return new Transparency(
                defaults.value(KEY, SettingsReader::flag).orElse(false), Map.copyOf(ofCsms));
    }

    /** What goes for stations of a csms that say nothing themselves. */
    boolean of(String csms) {
        return ofCsms.getOrDefault(csms, byDefault);
    }

    /** A station that is split or joined has no single link that could be passed through. */
    static void check(Settings settings, List<Part> stations, List<String> problems) {
        settings.upstreams().ofStation().entrySet().stream()
                .filter(
                        wired ->
                                wired.getValue().stream().anyMatch(up -> up.shape() != Shape.PLAIN))
                .map(Map.Entry::getKey)
                .filter(settings::isTransparent)
                .sorted(BY_NAME)
                .forEach(station -> refuse(station, stations, problems));
    }

    private static void refuse(StationId station, List<Part> stations, List<String> problems) {
        String sentence =
                "the station %s is split or joined, and a transparent station is one station at the csms with a link of its own; write transparent: false for it, or remove the split or join"
                        .formatted(station);
        Optional<Part> own =
                stations.stream()
                        .filter(part -> new StationId(part.name()).equals(station))
                        .findFirst();
        if (own.isEmpty()) {
            problems.add(sentence);
        } else if (own.get().has(KEY)) {
            own.get().problem(KEY, sentence);
        } else {
            own.get().problem(sentence);
        }
    }

    /** What an entry says that means nothing for a station that the gateway never answers for. */
    static void remark(Part station, boolean transparent, List<String> remarks) {
        if (transparent) {
            WITHOUT_EFFECT.stream()
                    .filter(station::has)
                    .forEach(
                            key ->
                                    remarks.add(
                                            "stations.%s.%s has no effect: the station is transparent, so the gateway never answers for the csms"
                                                    .formatted(station.name(), key)));
        }
    }
}
