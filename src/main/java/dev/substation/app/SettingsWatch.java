package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Overrides;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SiteDifference;
import dev.substation.app.settings.SiteVersion;
import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Events;
import dev.substation.home.FileStamp;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** More files than this are not looked at every time: a site may have one for each station. */
    private static final int MANY = 100;

    private static final int EVERY = 10;

    /** After how many looks a rejected file is judged again: what it lacked may be there by now. */
    private static final int AGAIN = 10;

    /** The file and those that it names, as they are at one time. */
    private record Seen(FileStamp site, Map<Path, FileStamp> files) {}

    private final SiteVersion.Source source;
    private final SiteVersion start;

    /** What counts. */
    private volatile SiteVersion inUse;

    private Taker taker;
    private Events events = Events.OFF;
    private Seen seen;
    private Seen judged;
    private int looks;

    /** How many looks ago the file was rejected; negative if it was not. */
    private int sinceRejected = -1;

    /** Whether something could not be taken, so that it is not certain what counts. */
    private boolean uncertain;

    private volatile Optional<String> trouble = Optional.empty();

    /** The file. */
    Path file() {
        return source.file();
    }

    /**
     * What a text of the file would do.
     *
     * @param applies what would go live, in words; empty if nothing would
     * @param waits the keys that would wait for a restart; empty if none would
     */
    record Preview(String applies, String waits) {}

    /**
     * Judges a text as if it stood in the file. From any thread.
     *
     * @throws BadSettings why it would not be taken
     */
    Preview preview(String text) throws BadSettings {
        return preview(SiteVersion.of(source, text));
    }

    /**
     * The same for a text that comes over the network in place of another.
     *
     * @throws BadSettings also for what is changed on the machine alone
     */
    Preview preview(String text, String before) throws BadSettings {
        Optional<String> objection = RemoteEdit.objection(before, text);
        if (objection.isPresent()) {
            throw new BadSettings(List.of(objection.get()));
        }
        SiteVersion later = SiteVersion.of(source, text);
        Optional<String> other = RemoteEdit.objection(present(before), later.settings());
        if (other.isPresent()) {
            throw new BadSettings(List.of(other.get()));
        }
        return preview(later);
    }

    /** What the file says; if it is wrong, what counts. */
    private Settings present(String text) {
        try {
            return SiteVersion.of(source, text).settings();
        } catch (BadSettings e) {
            return inUse.settings();
        }
    }

    private Preview preview(SiteVersion read) throws BadSettings {
        SiteVersion now = inUse;
        SiteVersion later = read.after(now);
        SiteVersion next = now.taking(later);
        return new Preview(now.difference(next).words(), waits(next, next.difference(later)));
    }

    /** What has been applied since the start, in words. */
    private volatile String changed = "";

    /**
     * To be made right after the settings were read: whatever changes from then on is seen.
     *
     * @param start what the gateway starts with
     */
    SettingsWatch(SiteVersion start) {
        this.start = start;
        source = start.source();
        inUse = start;
        seen = new Seen(FileStamp.of(source.file()), stamps(start.text()));
        judged = seen;
    }

    /**
     * Before the first look.
     *
     * @param next takes what is to count from then on
     */
    SettingsWatch giving(Taker next) {
        taker = next;
        return this;
    }

    /** Before the first look: who learns of changes. */
    SettingsWatch telling(Events listener) {
        events = listener;
        return this;
    }

    private void tell(String state, String why) {
        if (events.areWanted()) {
            events.add(
                    new Event(
                            EventKind.SETTINGS,
                            Optional.empty(),
                            Payload.of("state", state, "why", why)));
        }
    }

    /** The text of the file as it was taken last. */
    String taken() {
        return inUse.text();
    }

    /** What has been applied since the start, in words; empty if nothing has. */
    Optional<String> changed() {
        return Optional.of(changed).filter(words -> !words.isEmpty());
    }

    /** For health: why the file is not what runs; empty while it is. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Whether nobody has set a CSMS yet. */
    boolean hasNoCsms() {
        return !inUse.settings().isSetUp();
    }

    private Seen seen() {
        FileStamp site = FileStamp.of(source.file());
        if (!site.equals(seen.site())) {
            return new Seen(site, stamps(text()));
        }
        boolean all = seen.files().size() <= MANY || ++looks % EVERY == 0;
        return all ? new Seen(site, stamps(seen.files().keySet())) : seen;
    }

    private String text() {
        try {
            return Files.readString(source.file());
        } catch (IOException e) {
            return ""; // reading the settings complains of it
        }
    }

    /** How the files look that a text names, and the settings in the environment. */
    private Map<Path, FileStamp> stamps(String text) {
        Set<Path> files = new HashSet<>();
        add(text, files);
        source.environment()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(Overrides.PREFIX)) {
                                add(value, files);
                            }
                        });
        return stamps(files);
    }

    private static Map<Path, FileStamp> stamps(Set<Path> files) {
        Map<Path, FileStamp> stamps = new HashMap<>();
        files.forEach(file -> stamps.put(file, FileStamp.of(file)));
        return stamps;
    }

    private void add(String text, Set<Path> files) {
        Matcher named = FILE.matcher(text);
        while (named.find()) {
            try {
                files.add(source.home().resolve(named.group(1)));
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
            judge(false);
        } else if (sinceRejected >= 0 && ++sinceRejected >= AGAIN) {
            judge(true);
        }
    }

    /**
     * Reads the file and takes it, unless it has errors.
     *
     * @param again whether it is the file that was rejected; the log has that already
     */
    private void judge(boolean again) {
        sinceRejected = -1;
        SiteVersion later;
        try {
            later = SiteVersion.read(source).after(inUse);
        } catch (BadSettings e) {
            rejected(
                    "The changed settings have errors; the settings before stay in use, and the next"
                            + " start would fail: ",
                    e,
                    again);
            return;
        }
        try {
            take(later);
        } catch (BadSettings e) {
            rejected(
                    "The changed settings are right, but need a restart as a whole; until then the"
                            + " settings before stay in use: ",
                    e,
                    again);
        }
    }

    private void take(SiteVersion later) throws BadSettings {
        SiteVersion next = inUse.taking(later);
        SiteDifference live = inUse.difference(next);
        SiteDifference waiting = next.difference(later);
        if (!live.isEmpty() || uncertain) {
            try {
                taker.take(next.settings());
                uncertain = false;
            } catch (Exception e) {
                uncertain = true;
                String why = "The changed settings could not be taken; restart the gateway";
                trouble = Optional.of(why);
                LOG.error(Problem.SETTINGS_NOT_TAKEN.line(e), e);
                tell("rejected", why);
                return;
            }
            next.settings().remarksBeyond(inUse.settings()).forEach(LOG::info);
        }
        inUse = next;
        changed = start.difference(next).words();
        String waits = waits(next, waiting);
        trouble =
                waits.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "%s waits for a restart: %s"
                                        .formatted(source.file().getFileName(), waits));
        LOG.info("{}", line(live, waits));
        tell("applied", line(live, waits));
    }

    private static String waits(SiteVersion next, SiteDifference waiting) throws BadSettings {
        List<String> all = new ArrayList<>();
        if (!waiting.isEmpty()) {
            all.add(waiting.keys());
        }
        next.respelled().forEach(name -> all.add("the spelling of " + name));
        return String.join(", ", all);
    }

    private String line(SiteDifference live, String waits) {
        String name = source.file().getFileName().toString();
        if (live.isEmpty() && waits.isEmpty()) {
            return name + " was saved; its settings are those in use";
        }
        return name
                + (live.isEmpty() ? " was saved" : " applied: " + live.words())
                + (waits.isEmpty() ? "" : "; waits for a restart: " + waits);
    }

    private void rejected(String why, BadSettings e, boolean again) {
        sinceRejected = 0;
        int more = e.problems().size() - 1;
        String first = e.problems().get(0) + (more > 0 ? " (and %d more)".formatted(more) : "");
        boolean known = again && trouble.filter((why + first)::equals).isPresent();
        trouble = Optional.of(why + first);
        if (!known) {
            LOG.error(Problem.SETTINGS_REJECTED.line(first));
            tell("rejected", first);
        }
    }
}
