package dev.substation.app.settings;

import dev.substation.model.Misspelt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One section of {@code site.yaml}. Its values are read by the table of keys when it is opened;
 * wrong values and unknown keys are problems.
 */
final class SectionReader {

    private static final String SECTION = "a section with keys of its own";

    private final String path;

    /** What the site calls it, such as {@code main}. */
    private final String name;

    private final Entry.Section section;
    private final Reading reading;
    private final Values values;

    private SectionReader(
            String path, String name, Entry.Section section, Reading reading, Values values) {
        this.path = path;
        this.name = name;
        this.section = section;
        this.reading = reading;
        this.values = values;
    }

    /** The whole file. */
    static SectionReader root(Entry.Section file, Reading reading) {
        SectionReader root = new SectionReader("", "", file, reading, Values.NONE);
        root.checkKnown(Scope.top().stream().map(Scope::word).toList());
        return root;
    }

    private static SectionReader opened(
            Scope scope, String name, Entry.Section section, Reading reading) {
        Values.Builder values = new Values.Builder();
        SectionReader opened =
                new SectionReader(
                        scope.path().replace("*", name), name, section, reading, Values.NONE);
        opened.checkKnown(
                Stream.concat(
                                Keys.of(scope).stream().map(Key::name),
                                scope.inner().stream().map(Scope::word))
                        .toList());
        Keys.of(scope).forEach(key -> opened.read(key, values));
        return new SectionReader(opened.path, name, section, reading, values.build());
    }

    private <T> void read(Key<T> key, Values.Builder values) {
        Entry entry = section.entries().get(key.name());
        if (entry != null) {
            key.type()
                    .read(key.name(), entry, section.places().get(key.name()), reading)
                    .ifPresent(value -> values.put(key, value));
        }
    }

    private void checkKnown(List<String> known) {
        section.places().forEach((key, where) -> checkKnown(key, where, known));
    }

    private void checkKnown(String key, String where, List<String> known) {
        if (known.contains(key)) {
            return;
        }
        String meant =
                new Misspelt(key)
                        .meant(known)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse("known here are: " + String.join(", ", known));
        reading.problem(where, "the key \"%s\" is unknown; %s".formatted(key, meant));
    }

    /** A section that stands in this one; an empty one when it is not there. */
    SectionReader inner(Scope scope) {
        return opened(scope, scope.word(), sectionOf(scope.word()).orElse(empty()), reading);
    }

    /** The sections of a kind in this one, whose names the site chose. */
    List<SectionReader> each(Scope scope) {
        List<SectionReader> each = new ArrayList<>();
        Entry.Section all = sectionOf(scope.word()).orElse(empty());
        SectionReader names = new SectionReader("", "", all, reading, Values.NONE);
        all.places()
                .forEach(
                        (child, where) ->
                                names.sectionOf(child)
                                        .map(
                                                found ->
                                                        new Entry.Section(
                                                                where,
                                                                found.entries(),
                                                                found.places()))
                                        .ifPresent(
                                                found ->
                                                        each.add(
                                                                opened(
                                                                        scope, child, found,
                                                                        reading))));
        return each;
    }

    private Entry.Section empty() {
        return new Entry.Section(section.where(), Map.of(), Map.of());
    }

    private Optional<Entry.Section> sectionOf(String key) {
        Entry entry = section.entries().get(key);
        if (entry instanceof Entry.Section found) {
            return Optional.of(found);
        }
        if (entry instanceof Entry.Nothing) {
            return Optional.of(empty());
        }
        if (entry != null) {
            reading.problem(
                    entry.where(),
                    "\"%s\" must be %s, not %s".formatted(key, SECTION, entry.kind()));
        }
        return Optional.empty();
    }

    String name() {
        return name;
    }

    /** A key of this section as it is named in full, such as {@code csms.main.url}. */
    String path(Key<?> key) {
        return path + "." + key.name();
    }

    String where() {
        return section.where();
    }

    Values values() {
        return values;
    }

    /** The value that is written. */
    <T> Optional<T> find(Key<T> key) {
        return values.find(key);
    }

    /** The value that is written, otherwise the default. */
    <T> T get(Key<T> key) {
        return values.get(key);
    }

    /** Whether anything is written for a key, right or wrong. */
    boolean has(Key<?> key) {
        return section.entries().containsKey(key.name());
    }

    void problem(String sentence) {
        reading.problem(section.where(), sentence);
    }

    /** A problem with what is written for a key; its place is that of the key. */
    void problem(Key<?> key, String sentence) {
        reading.problem(section.places().get(key.name()), sentence);
    }

    /** The same; its place is that of the value. */
    void wrongValue(Key<?> key, String sentence) {
        reading.problem(section.entries().get(key.name()).where(), sentence);
    }
}
