package dev.substation.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
