package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Overrides;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SiteDifference;
import dev.substation.app.settings.SiteVersion;
import dev.substation.app.tls.FileStamp;
import dev.substation.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at {@code site.yaml}, and at the files whose content it takes by {@code ${file:PATH}},
 * while the gateway runs. A change goes live as a whole or not at all
 * (docs/adr/0064-settings-go-live.md): it is checked as at a start, and while it has errors the
 * settings before stay in use. Keys that need a restart wait for it; health says so.
 *
 * <p>{@link #look} is called by one thread; {@link #trouble} may be asked by any.
 */
final class SettingsWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

    private static final Pattern FILE = Pattern.compile("\\$\\{file:([^}]*)}");

    /** Takes settings that are right. */
    interface Taker {

        /** Blocks until they count. */
        void take(Settings next) throws Exception;
    }

    /** The file and those that it names, as they are at one time. */
    private record Seen(String text, Map<Path, FileStamp> files) {}

    private final SiteVersion.Source source;
    private final Taker taker;

    /** What counts. */
    private SiteVersion inUse;

    private Seen seen;
    private Seen judged;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param start what the gateway has started with
     * @param taker takes what is to count from then on
     */
    SettingsWatch(SiteVersion start, Taker taker) {
        this.taker = taker;
        source = start.source();
        inUse = start;
        seen = seen(start.text());
        judged = seen;
    }

    /** For health: why the file is not what runs; empty while it is. */
    Optional<String> trouble() {
        return trouble;
    }

    private Seen seen() {
        try {
            return seen(Files.readString(source.file()));
        } catch (IOException e) {
            return seen(""); // reading the settings complains of it
        }
    }

    private Seen seen(String text) {
        Map<Path, FileStamp> files = new HashMap<>();
        stamp(text, files);
        source.environment()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(Overrides.PREFIX)) {
                                stamp(value, files);
                            }
                        });
        return new Seen(text, files);
    }

    private void stamp(String text, Map<Path, FileStamp> files) {
        Matcher named = FILE.matcher(text);
        while (named.find()) {
            try {
                Path file = source.home().resolve(named.group(1));
                files.computeIfAbsent(file, FileStamp::of);
            } catch (InvalidPathException e) {
                continue; // reading the settings complains of it
            }
        }
    }

    /** Looks once; a change is judged when two looks have seen the same. Blocks for the disk. */
    void look() {
        Seen now = seen();
        if (!now.equals(seen)) {
            seen = now;
        } else if (!now.equals(judged)) {
            judged = now;
            judge();
        }
    }

    private void judge() {
        SiteVersion later;
        try {
            later = SiteVersion.read(source);
        } catch (BadSettings e) {
            rejected(
                    "The changed settings have errors; the settings before stay in use, and the next"
                            + " start would fail: ",
                    e);
            return;
        }
        try {
            take(later);
        } catch (BadSettings e) {
            rejected(
                    "The changed settings are right, but need a restart as a whole; until then the"
                            + " settings before stay in use: ",
                    e);
        }
    }

    private void take(SiteVersion later) throws BadSettings {
        SiteVersion next = inUse.taking(later);
        SiteDifference live = inUse.difference(next);
        SiteDifference waiting = next.difference(later);
        if (!live.isEmpty()) {
            try {
                taker.take(next.settings());
            } catch (Exception e) {
                String why = "The changed settings could not be taken; restart the gateway";
                trouble = Optional.of(why);
                LOG.error(Problem.SETTINGS_NOT_TAKEN.line(e), e);
                return;
            }
            next.settings().remarksBeyond(inUse.settings()).forEach(LOG::info);
        }
        inUse = next;
        trouble =
                waiting.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "%s waits for a restart: %s"
                                        .formatted(source.file().getFileName(), waiting.keys()));
        LOG.info("{}", line(live, waiting));
    }

    private String line(SiteDifference live, SiteDifference waiting) {
        String name = source.file().getFileName().toString();
        if (live.isEmpty() && waiting.isEmpty()) {
            return name + " was saved; its settings are those in use";
        }
        return name
                + (live.isEmpty() ? " was saved" : " applied: " + live.words())
                + (waiting.isEmpty() ? "" : "; waits for a restart: " + waiting.keys());
    }

    private void rejected(String why, BadSettings e) {
        int more = e.problems().size() - 1;
        String first = e.problems().get(0) + (more > 0 ? " (and %d more)".formatted(more) : "");
        trouble = Optional.of(why + first);
        LOG.error(Problem.SETTINGS_REJECTED.line(first));
    }
}
