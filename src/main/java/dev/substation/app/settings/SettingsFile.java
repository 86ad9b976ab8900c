package dev.substation.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the settings of a home: {@code site.yaml}, and the environment over it. */
public final class SettingsFile {

    private SettingsFile() {}

    /**
     * Reads the settings of a home.
     *
     * @param home what paths in the file are relative to
     * @param clock tells whether a certificate has expired
     * @throws BadSettings with every problem found
     */
    public static Settings read(Path home, Path file, Map<String, String> environment, Clock clock)
            throws BadSettings {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new BadSettings(
                    List.of(
                            "%s cannot be read as UTF-8 text (%s)"
                                    .formatted(file, e.getClass().getSimpleName())));
        }
        return parse(
                text,
                file.getFileName().toString(),
                new Reading(home, environment, new ArrayList<>()),
                clock,
                content -> SecretFiles.remarks(home, file, content));
    }

    /** The settings of a text that is not in a file. */
    static Settings parse(
            String text, String name, Path home, Map<String, String> environment, Clock clock)
            throws BadSettings {
        return parse(
                text,
                name,
                new Reading(home, environment, new ArrayList<>()),
                clock,
                content -> List.of());
    }

    private static Settings parse(
            String text,
            String name,
            Reading reading,
            Clock clock,
            Function<Entry.Section, List<String>> remarks)
            throws BadSettings {
        Entry.Section file = new SiteYaml(name, reading.problems()).read(text);
        if (!reading.problems().isEmpty()) {
            throw new BadSettings(reading.problems());
        }
        Entry.Section all = new Overrides(reading.problems()).over(file, reading.environment());
        Optional<Settings> settings = new SettingsReader(name, reading, clock.instant()).read(all);
        if (settings.isEmpty() || !reading.problems().isEmpty()) {
            throw new BadSettings(reading.problems());
        }
        return settings.get().remarking(remarks.apply(file));
    }

    /**
     * The top-level sections in which two texts say something different; comments, order and
     * spacing do not count. Both must be readable.
     */
    public static List<String> changedSections(String before, String now) {
        Map<String, Entry> was = sections(before);
        Map<String, Entry> is = sections(now);
        Set<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        return names.stream()
                .filter(name -> !said(was.get(name)).equals(said(is.get(name))))
                .toList();
    }

    private static Map<String, Entry> sections(String text) {
        return new SiteYaml("", new ArrayList<>()).read(text).entries();
    }

    /** What an entry says, wherever it stands. */
    private static Object said(Entry entry) {
        if (entry instanceof Entry.Section section) {
            Map<String, Object> said = new TreeMap<>();
            section.entries().forEach((key, value) -> said.put(key, said(value)));
            return said;
        }
        if (entry instanceof Entry.Items list) {
            return list.items().stream().map(SettingsFile::said).toList();
        }
        return entry instanceof Entry.Text text ? text.value() : Optional.empty();
    }
}
