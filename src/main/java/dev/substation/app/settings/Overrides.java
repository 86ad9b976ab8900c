package dev.substation.app.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Environment variables over {@code site.yaml}. The rule (docs/configuration.md): {@code
 * SUBSTATION_}, then the path of the key in capitals, every other character than a letter or digit
 * written as {@code _}. A name that the site chose (a CSMS, a station) is written in the same way
 * and may be set off by a double underscore: {@code SUBSTATION_CSMS__MAIN__URL}.
 */
public final class Overrides {

    /** What the name of a variable begins with that is a setting. */
    public static final String PREFIX = "SUBSTATION_";

    /** Variables that are not settings: the home, and what {@code payara/gw} reads. */
    private static final List<String> OTHERS =
            List.of("SUBSTATION_HOME", "SUBSTATION_JAVA_OPTIONS", "SUBSTATION_TOKEN");

    private final List<String> problems;

    Overrides(List<String> problems) {
        this.problems = problems;
    }

    /** The file's settings with those of the environment laid over them. */
    Entry.Section over(Entry.Section file, Map<String, String> environment) {
        Entry.Section all = file;
        for (String variable : environment.keySet().stream().sorted().toList()) {
            if (variable.startsWith(PREFIX) && !OTHERS.contains(variable)) {
                all = with(all, variable, environment.get(variable));
            }
        }
        return all;
    }

    private Entry.Section with(Entry.Section all, String variable, String value) {
        String where = "environment variable " + variable;
        Optional<Target> target = target(all, variable.substring(PREFIX.length()));
        if (target.isEmpty()) {
            problems.add(
                    where
                            + ": there is no such setting; write SUBSTATION_ and a key of "
                            + "docs/configuration.md, such as SUBSTATION_HTTP_PORT");
            return all;
        }
        Entry entry =
                target.get().key().type().isList()
                        ? items(where, value)
                        : new Entry.Text(where, value);
        return set(all, target.get().path(), where, entry);
    }

    private static Entry.Items items(String where, String value) {
        return new Entry.Items(
                where,
                Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .<Entry>map(item -> new Entry.Text(where, item))
                        .toList());
    }

    /** The setting that a variable names. */
    private record Target(List<String> path, Key<?> key) {}

    /** A key in one of its sections. */
    private record Place(Scope scope, Key<?> key) {

        static final List<Place> LONGEST_FIRST =
                Keys.ALL.stream()
                        .flatMap(
                                key ->
                                        key.places().stream()
                                                .map(place -> new Place(place.scope(), key)))
                        .sorted(
                                Comparator.comparing((Place place) -> place.key().name().length())
                                        .reversed())
                        .toList();
    }

    private Optional<Target> target(Entry.Section all, String rest) {
        Optional<Target> chosen = Optional.empty();
        for (Place place : Place.LONGEST_FIRST) {
            Key<?> key = place.key();
            if (!place.scope().isNamed()) {
                String path = place.scope().path() + "." + key.name();
                if (rest.equals(word(path))) {
                    return Optional.of(new Target(List.of(path.split("\\.")), key));
                }
                continue;
            }
            String section = place.scope().word();
            Optional<String> name = between(rest, word(section) + "_", "_" + word(key.name()));
            if (name.isEmpty()) {
                continue;
            }
            Optional<String> known = known(all, section, name.get());
            if (known.isPresent()) {
                return Optional.of(new Target(List.of(section, known.get(), key.name()), key));
            }
            if (chosen.isEmpty() && place.scope() == Scope.CSMS && !name.get().isEmpty()) {
                String made = name.get().toLowerCase(Locale.ROOT).replace('_', '-');
                chosen = Optional.of(new Target(List.of(section, made, key.name()), key));
            }
        }
        return chosen;
    }

    /** The name that the site chose, without the underscores that set it off. */
    private static Optional<String> between(String variable, String before, String after) {
        if (!variable.startsWith(before)
                || !variable.endsWith(after)
                || variable.length() <= before.length() + after.length()) {
            return Optional.empty();
        }
        String name = variable.substring(before.length(), variable.length() - after.length());
        return Optional.of(name.replaceAll("^_+|_+$", ""));
    }

    private static Optional<String> known(Entry.Section all, String section, String name) {
        return all.entries().get(section) instanceof Entry.Section entries
                ? entries.entries().keySet().stream()
                        .filter(known -> word(known).replaceAll("^_+|_+$", "").equals(name))
                        .findFirst()
                : Optional.empty();
    }

    private static Entry.Section set(
            Entry.Section section, List<String> path, String where, Entry value) {
        String name = path.get(0);
        Map<String, Entry> entries = new LinkedHashMap<>(section.entries());
        Map<String, String> places = new LinkedHashMap<>(section.places());
        places.putIfAbsent(name, where);
        if (path.size() > 1) {
            Entry.Section inner =
                    entries.get(name) instanceof Entry.Section there
                            ? there
                            : new Entry.Section(where, Map.of(), Map.of());
            entries.put(name, set(inner, path.subList(1, path.size()), where, value));
        } else {
            entries.put(name, value);
        }
        return new Entry.Section(section.where(), entries, places);
    }

    private static String word(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
