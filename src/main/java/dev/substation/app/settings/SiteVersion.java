package dev.substation.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code site.yaml} said at one time. Of a later version the keys that are live are taken over
 * while the gateway runs; the others stay as they were at the start. Both together must be right,
 * as at a start (docs/adr/0064-settings-go-live.md).
 */
public final class SiteVersion {

    /**
     * Where the settings come from.
     *
     * @param home what paths in the file are relative to
     * @param clock tells whether a certificate has expired
     */
    public record Source(Path home, Path file, Map<String, String> environment, Clock clock) {}

    private final Source source;

    /** What the keys say that need a restart: the text of the start. */
    private final String begun;

    /** What the keys say that are live. */
    private final String text;

    private final Settings settings;

    /** What stood behind each {@code ${env:NAME}} and {@code ${file:PATH}}. */
    private final Map<String, String> secrets;

    /** The same at the start; empty for a version that was read as a whole. */
    private final Optional<Map<String, String>> found;

    private SiteVersion(
            Source source, String begun, String text, Optional<Map<String, String>> found)
            throws BadSettings {
        this.found = found;
        this.source = source;
        this.begun = begun;
        this.text = text;
        Reading reading = new Reading(source.home(), source.environment(), new ArrayList<>());
        Entry.Section file = parsed(text, reading);
        settings =
                SiteText.made(entries(file, reading), name(), reading, source.clock())
                        .remarking(SecretFiles.remarks(source.home(), source.file(), file));
        secrets = Map.copyOf(reading.secrets());
    }

    /**
     * Reads the file as it is now.
     *
     * @throws BadSettings with every problem found
     */
    public static SiteVersion read(Source source) throws BadSettings {
        try {
            return of(source, Files.readString(source.file()));
        } catch (IOException e) {
            throw new BadSettings(
                    List.of(
                            "%s cannot be read as UTF-8 text (%s)"
                                    .formatted(source.file(), e.getClass().getSimpleName())));
        }
    }

    /**
     * A text that the file may have later.
     *
     * @throws BadSettings with every problem found
     */
    public static SiteVersion of(Source source, String text) throws BadSettings {
        return new SiteVersion(source, text, text, Optional.empty());
    }

    /**
     * This version, if it may follow another.
     *
     * @throws BadSettings if it names no CSMS any more: what is in the ledger is for one
     */
    public SiteVersion after(SiteVersion before) throws BadSettings {
        if (before.settings.isSetUp() && !settings.isSetUp()) {
            throw new BadSettings(
                    List.of(
                            name()
                                    + " names no CSMS any more; stations stay with those of before"
                                    + " until there is another"));
        }
        return this;
    }

    private String name() {
        return source.file().getFileName().toString();
    }

    private Entry.Section entries(Entry.Section file, Reading reading) throws BadSettings {
        Entry.Section all = SiteText.laidOver(file, reading);
        return found.isEmpty()
                ? all
                : merged(
                        known(SiteText.laidOver(parsed(begun, reading), reading), found.get()),
                        all);
    }

    private Entry.Section parsed(String yaml, Reading reading) throws BadSettings {
        return SiteText.parsed(yaml, name(), reading);
    }

    public Settings settings() {
        return settings;
    }

    /** The text of the file. */
    public String text() {
        return text;
    }

    public Source source() {
        return source;
    }

    /**
     * This version with those keys of a later one that are live.
     *
     * @throws BadSettings if they do not fit the keys that need a restart
     */
    public SiteVersion taking(SiteVersion later) throws BadSettings {
        return new SiteVersion(source, begun, later.text, Optional.of(found.orElse(secrets)));
    }

    /**
     * The names of stations that were spelled otherwise at the start, in upper and lower case: the
     * station is the same, and the CSMS knows it by the spelling of before until a restart.
     */
    public List<String> respelled() throws BadSettings {
        Map<String, String> before = new HashMap<>();
        names(begun).forEach(name -> before.put(name.toLowerCase(Locale.ROOT), name));
        return names(text).stream()
                .filter(
                        name ->
                                !name.equals(
                                        before.getOrDefault(name.toLowerCase(Locale.ROOT), name)))
                .toList();
    }

    private List<String> names(String yaml) throws BadSettings {
        Reading reading = new Reading(source.home(), source.environment(), new ArrayList<>());
        Entry.Section all = SiteText.laidOver(parsed(yaml, reading), reading);
        return Stream.of(Scope.STATIONS, Scope.UPSTREAM)
                .flatMap(scope -> inner(all, scope.word()).entries().keySet().stream())
                .toList();
    }

    /** What another version says otherwise than this one. */
    public SiteDifference difference(SiteVersion other) throws BadSettings {
        return SiteDifference.of(said(), other.said());
    }

    /** By section and key what is written, with the secrets that it names. */
    private Map<String, Map<String, String>> said() throws BadSettings {
        Reading reading = new Reading(source.home(), source.environment(), new ArrayList<>());
        Entry.Section all = entries(parsed(text, reading), reading);
        Map<String, Map<String, String>> said = new LinkedHashMap<>();
        for (Scope scope : Scope.values()) {
            Entry.Section at = all;
            for (String step : scope.path().replace(".*", "").split("\\.")) {
                at = inner(at, step);
            }
            if (scope.isNamed()) {
                for (String name : at.entries().keySet()) {
                    said.put(scope.word() + "." + name, said(scope, inner(at, name)));
                }
            } else {
                said.put(scope.path(), said(scope, at));
            }
        }
        return said;
    }

    private Map<String, String> said(Scope scope, Entry.Section section) {
        Map<String, String> said = new LinkedHashMap<>();
        for (Key<?> key : Keys.of(scope)) {
            Optional.ofNullable(section.entries().get(key.name()))
                    .ifPresent(entry -> said.put(key.name(), said(entry)));
        }
        return said;
    }

    private String said(Entry entry) {
        if (entry instanceof Entry.Text written) {
            return Reading.filled(
                    written.value(), written.found().isEmpty() ? secrets : written.found());
        }
        if (entry instanceof Entry.Items list) {
            return list.items().stream().map(this::said).toList().toString();
        }
        if (entry instanceof Entry.Section section) {
            Map<String, String> inner = new LinkedHashMap<>();
            section.entries().forEach((key, value) -> inner.put(key, said(value)));
            return inner.toString();
        }
        return "";
    }

    /** A section with what stood behind the secrets that it names. */
    private static Entry.Section known(Entry.Section section, Map<String, String> found) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        section.entries().forEach((key, entry) -> entries.put(key, known(entry, found)));
        return new Entry.Section(section.where(), entries, section.places());
    }

    private static Entry known(Entry entry, Map<String, String> found) {
        if (entry instanceof Entry.Text text) {
            return new Entry.Text(text.where(), text.value(), found);
        }
        if (entry instanceof Entry.Items list) {
            return new Entry.Items(
                    list.where(), list.items().stream().map(item -> known(item, found)).toList());
        }
        return entry instanceof Entry.Section section ? known(section, found) : entry;
    }

    private static Entry.Section inner(Entry.Section section, String name) {
        return section.entries().get(name) instanceof Entry.Section found
                ? found
                : new Entry.Section(section.where(), Map.of(), Map.of());
    }

    /** A later file with the keys of the start that need a restart. */
    private static Entry.Section merged(Entry.Section begun, Entry.Section later) {
        Entry.Section all = later;
        for (Scope scope : Scope.top()) {
            if (!scope.isNamed()) {
                all =
                        with(
                                all,
                                scope.word(),
                                merged(
                                        scope,
                                        inner(begun, scope.word()),
                                        inner(later, scope.word())));
            }
        }
        return all;
    }

    private static Entry.Section merged(Scope scope, Entry.Section begun, Entry.Section later) {
        Map<String, Entry> entries = new LinkedHashMap<>(later.entries());
        Map<String, String> places = new LinkedHashMap<>(later.places());
        for (Key<?> key : Keys.of(scope)) {
            if (key.effect() == Effect.RESTART) {
                entries.remove(key.name());
                places.remove(key.name());
                if (begun.entries().containsKey(key.name())) {
                    entries.put(key.name(), begun.entries().get(key.name()));
                    places.put(key.name(), begun.places().get(key.name()));
                }
            }
        }
        Entry.Section all = new Entry.Section(later.where(), entries, places);
        for (Scope inner : scope.inner()) {
            all =
                    with(
                            all,
                            inner.word(),
                            merged(inner, inner(begun, inner.word()), inner(later, inner.word())));
        }
        return all;
    }

    private static Entry.Section with(Entry.Section section, String name, Entry.Section inner) {
        Map<String, Entry> entries = new LinkedHashMap<>(section.entries());
        Map<String, String> places = new LinkedHashMap<>(section.places());
        entries.put(name, inner);
        places.putIfAbsent(name, inner.where());
        return new Entry.Section(section.where(), entries, places);
    }
}
