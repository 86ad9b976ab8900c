package dev.substation.app;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Environment variables over {@code site.yaml}. The rule (docs/configuration.md): {@code
 * SUBSTATION_}, then the path of the key in capitals, every other character than a letter or digit
 * written as {@code _}. A name that the site chose (a csms, a station) is written in the same way
 * and may be set off by a double underscore: {@code SUBSTATION_CSMS__MAIN__URL}.
 */
final class Overrides {

    static final String PREFIX = "SUBSTATION_";

    /** Variables that are not settings: the home, and what {@code payara/gw} reads. */
    private static final Set<Key.Kind> LISTS =
            EnumSet.of(Key.Kind.PATHS, Key.Kind.FILES, Key.Kind.NETWORKS, Key.Kind.IDENTITIES);

    private static final List<String> OTHERS =
            List.of("SUBSTATION_HOME", "SUBSTATION_JAVA_OPTIONS");

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
                            + ": this names no setting; it is SUBSTATION_ and a key of docs/configuration.md, such as SUBSTATION_HTTP_PORT");
            return all;
        }
        Entry entry =
                LISTS.contains(target.get().kind())
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
    private record Target(List<String> path, Key.Kind kind) {}

    private Optional<Target> target(Entry.Section all, String rest) {
        List<Key> longestFirst =
                Key.ALL.stream()
                        .filter(key -> key.kind() != Key.Kind.SECTION)
                        .sorted(Comparator.comparing((Key key) -> key.name().length()).reversed())
                        .toList();
        Optional<Target> chosen = Optional.empty();
        for (Key key : longestFirst) {
            if (!key.section().endsWith(".*")) {
                if (rest.equals(word(key.path()))) {
                    return Optional.of(new Target(List.of(key.path().split("\\.")), key.kind()));
                }
                continue;
            }
            String section = key.section().substring(0, key.section().length() - 2);
            String before = word(section) + "_";
            String after = "_" + word(key.name());
            if (!rest.startsWith(before)
                    || !rest.endsWith(after)
                    || rest.length() <= before.length() + after.length()) {
                continue;
            }
            String name =
                    rest.substring(before.length(), rest.length() - after.length())
                            .replaceAll("^_+|_+$", "");
            Optional<String> known = known(all, section, name);
            if (known.isPresent()) {
                return Optional.of(
                        new Target(List.of(section, known.get(), key.name()), key.kind()));
            }
            if (chosen.isEmpty() && section.equals("csms") && !name.isEmpty()) {
                String made = name.toLowerCase(Locale.ROOT).replace('_', '-');
                chosen = Optional.of(new Target(List.of(section, made, key.name()), key.kind()));
            }
        }
        return chosen;
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
