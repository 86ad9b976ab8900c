package dev.substation.app.settings;

import java.time.Clock;
import java.util.Optional;

/** The way from the text of {@code site.yaml} to settings, in steps. */
final class SiteText {

    private SiteText() {}

    /** What stands in a text. */
    static Entry.Section parsed(String text, String name, Reading reading) throws BadSettings {
        Entry.Section file = new SiteYaml(name, reading.problems()).read(text);
        if (!reading.problems().isEmpty()) {
            throw new BadSettings(reading.problems());
        }
        return file;
    }

    /** The same with the environment laid over it. */
    static Entry.Section laidOver(Entry.Section file, Reading reading) {
        return new Overrides(reading.problems()).over(file, reading.environment());
    }

    /** The settings that follow. */
    static Settings made(Entry.Section all, String name, Reading reading, Clock clock)
            throws BadSettings {
        Optional<Settings> settings = new SettingsReader(name, reading, clock.instant()).read(all);
        if (settings.isEmpty() || !reading.problems().isEmpty()) {
            throw new BadSettings(reading.problems());
        }
        return settings.get();
    }
}
