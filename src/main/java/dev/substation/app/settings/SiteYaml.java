package dev.substation.app.settings;

import dev.substation.yaml.YamlNode;
import dev.substation.yaml.YamlPlace;
import dev.substation.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML node by node, so that everything keeps its line and column. Problems are added to a
 * list rather than thrown, so that one look shows all of them.
 */
final class SiteYaml {

    private static final int MOST_CHARACTERS = 8_000_000; // 10,000 stations, with much of each

    private final String name;
    private final List<String> problems;

    SiteYaml(String name, List<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    /** The whole file as a section; empty when it has no content, or cannot be read as YAML. */
    Entry.Section read(String text) {
        Entry.Section nothing = new Entry.Section(name + ":1:1", Map.of(), Map.of());
        try {
            List<YamlNode> documents = new YamlReader(MOST_CHARACTERS).documents(text);
            if (documents.size() > 1) {
                problems.add(
                        where(documents.get(1).place())
                                + ": a second document begins here; remove the \"---\" above it");
            }
            if (documents.isEmpty()) {
                return nothing;
            }
            Entry root = entry(documents.get(0));
            if (root instanceof Entry.Section section) {
                return section;
            }
            if (!(root instanceof Entry.Nothing)) {
                problems.add(
                        root.where()
                                + ": the file must consist of sections such as \"http:\" and \"csms:\", not of "
                                + root.kind());
            }
            return nothing;
        } catch (YamlReader.NotYaml e) {
            problems.add(where(e.place()) + ": this is not YAML: " + oneLine(e.getMessage()));
            return nothing;
        }
    }

    private Entry entry(YamlNode node) {
        String where = where(node.place());
        if (node instanceof YamlNode.Section section) {
            return section(section, where);
        }
        if (node instanceof YamlNode.Items list) {
            return new Entry.Items(where, list.items().stream().map(this::entry).toList());
        }
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() != YamlNode.Kind.NOTHING) {
            return new Entry.Text(where, scalar.text());
        }
        return new Entry.Nothing(where);
    }

    private Entry section(YamlNode.Section section, String where) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> places = new LinkedHashMap<>();
        for (YamlNode.Field field : section.fields()) {
            String keyWhere = where(field.name().place());
            if (!(field.name() instanceof YamlNode.Scalar key)) {
                problems.add(keyWhere + ": a key must be a single word, not a list or a section");
                continue;
            }
            if (places.containsKey(key.text())) {
                problems.add(
                        "%s: \"%s\" occurs here a second time, first at %s; remove one"
                                .formatted(keyWhere, key.text(), places.get(key.text())));
                continue;
            }
            places.put(key.text(), keyWhere);
            entries.put(key.text(), entry(field.value()));
        }
        return new Entry.Section(where, entries, places);
    }

    private String where(YamlPlace place) {
        return place.line() == 0 ? name : name + ":" + place.line() + ":" + place.column();
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
