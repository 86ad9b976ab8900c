package dev.substation.app.settings;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;

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
        return SiteVersion.read(new SiteVersion.Source(home, file, environment, clock)).settings();
    }

    /** The settings of a text that is not in a file. */
    public static Settings parse(
            String text, String name, Path home, Map<String, String> environment, Clock clock)
            throws BadSettings {
        Reading reading = new Reading(home, environment, new ArrayList<>());
        return SiteText.made(
                SiteText.laidOver(SiteText.parsed(text, name, reading), reading),
                name,
                reading,
                clock);
    }
}
