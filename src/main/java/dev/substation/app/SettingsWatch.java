package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at {@code site.yaml} while the gateway runs. Settings become live at a start alone; so who
 * saves the file learns at once whether the next start would take it, and that it takes one.
 *
 * <p>{@link #look} is called by one thread; {@link #trouble} may be asked by any.
 */
final class SettingsWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

    private final Path home;
    private final Path site;
    private final Map<String, String> environment;
    private final Clock clock;
    private final String started;

    private String seen;
    private String judged;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param home what paths in the file are relative to
     * @param site the file, from which the gateway is about to read its settings
     */
    SettingsWatch(Path home, Path site, Map<String, String> environment, Clock clock) {
        this.home = home;
        this.site = site;
        this.environment = environment;
        this.clock = clock;
        started = text();
        seen = started;
        judged = started;
    }

    /** For health: why the file is not what runs; empty while it is. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Empty text for a file that cannot be read, which reading the settings complains of. */
    private String text() {
        try {
            return Files.readString(site);
        } catch (IOException e) {
            return "";
        }
    }

    /** Looks once; a change is judged when two looks have seen the same. Blocks for the disk. */
    void look() {
        String now = text();
        if (!now.equals(seen)) {
            seen = now;
        } else if (!now.equals(judged)) {
            judged = now;
            judge(now);
        }
    }

    private void judge(String now) {
        try {
            SettingsFile.read(home, site, environment, clock);
            List<String> changed = SettingsFile.changedSections(started, now);
            trouble =
                    changed.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    "%s has changed since the start (%s); restart the gateway to use it"
                                            .formatted(
                                                    site.getFileName(),
                                                    String.join(", ", changed)));
            LOG.info(
                    trouble.orElse(
                            site.getFileName() + " was saved; its settings are those in use"));
        } catch (BadSettings e) {
            int more = e.problems().size() - 1;
            String first = e.problems().get(0) + (more > 0 ? " (and %d more)".formatted(more) : "");
            trouble =
                    Optional.of(
                            "The changed settings have errors, and the next start would fail: "
                                    + first);
            LOG.error(Problem.SETTINGS_REJECTED.line(first));
        }
    }
}
