package dev.substation.app.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What one version of {@code site.yaml} says otherwise than another; in words without values. */
public final class SiteDifference {

    private static final int SHOWN = 20;

    private final List<String> words;
    private final List<String> keys;

    private SiteDifference(List<String> words, List<String> keys) {
        this.words = List.copyOf(words);
        this.keys = List.copyOf(keys);
    }

    /**
     * Compares.
     *
     * @param before by section and key what was said
     * @param now the same later
     */
    static SiteDifference of(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> now) {
        Set<String> sections = new LinkedHashSet<>(before.keySet());
        sections.addAll(now.keySet());
        List<String> words = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (String section : sections) {
            if (!before.containsKey(section)) {
                words.add(named(section) + " added");
            } else if (!now.containsKey(section)) {
                words.add(named(section) + " removed");
            } else {
                List<String> changed = changed(before.get(section), now.get(section));
                if (!changed.isEmpty()) {
                    words.add(named(section) + ": " + String.join(", ", changed) + " changed");
                    changed.forEach(key -> keys.add(section + "." + key));
                }
            }
        }
        return new SiteDifference(words, keys);
    }

    private static List<String> changed(Map<String, String> before, Map<String, String> now) {
        Map<String, String> all = new LinkedHashMap<>(before);
        all.putAll(now);
        return all.keySet().stream()
                .filter(key -> !Objects.equals(before.get(key), now.get(key)))
                .toList();
    }

    /** {@code stations.KEBA-7} as a reader calls it. */
    private static String named(String section) {
        int dot = section.indexOf('.');
        String word = dot < 0 ? section : section.substring(0, dot);
        String name = section.substring(dot + 1);
        return switch (word) {
            case "stations" -> "station " + name;
            case "csms" -> "CSMS " + name;
            case "upstream" -> "upstream station " + name;
            default -> section;
        };
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** Such as {@code station KEBA-7 added; CSMS main: password changed}. */
    public String words() {
        return shown(words, "; ");
    }

    /** The keys that are written in both and have changed, such as {@code http.port}. */
    public String keys() {
        return shown(keys, ", ");
    }

    private static String shown(List<String> all, String between) {
        return all.size() <= SHOWN
                ? String.join(between, all)
                : String.join(between, all.subList(0, SHOWN))
                        + between
                        + "and %d more".formatted(all.size() - SHOWN);
    }
}
