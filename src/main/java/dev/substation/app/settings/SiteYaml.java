package dev.substation.app.settings;

import dev.substation.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML node by node, so that everything keeps its line and column. Problems are added to a
 * list rather than thrown, so that one look shows all of them.
 */
final class SiteYaml {

    private static final int MOST_CHARACTERS = 8_000_000; // 10,000 stations, with much of each
    private static final int DEEPEST = 20;

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
            List<Node> documents = new YamlReader(name, true, MOST_CHARACTERS).documents(text);
            if (documents.size() > 1) {
                problems.add(
                        where(documents.get(1).getStartMark())
                                + ": a second document begins here; remove the \"---\" above it");
            }
            if (documents.isEmpty()) {
                return nothing;
            }
            Entry root = entry(documents.get(0), 0);
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
            problems.add(where(e.mark()) + ": this is not YAML: " + oneLine(e.getMessage()));
            return nothing;
        }
    }

    private Entry entry(Node node, int depth) {
        String where = where(node.getStartMark());
        if (depth > DEEPEST) {
            problems.add(where + ": sections are nested too deep");
            return new Entry.Nothing(where);
        }
        if (node instanceof MappingNode mapping) {
            return section(mapping, where, depth);
        }
        if (node instanceof SequenceNode sequence) {
            return new Entry.Items(
                    where,
                    sequence.getValue().stream().map(item -> entry(item, depth + 1)).toList());
        }
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return new Entry.Text(where, scalar.getValue());
        }
        return new Entry.Nothing(where);
    }

    private Entry section(MappingNode mapping, String where, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> places = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String keyWhere = where(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyWhere + ": a key must be a single word, not a list or a section");
                continue;
            }
            if (places.containsKey(key.getValue())) {
                problems.add(
                        "%s: \"%s\" stands here a second time, first at %s; remove one"
                                .formatted(keyWhere, key.getValue(), places.get(key.getValue())));
                continue;
            }
            places.put(key.getValue(), keyWhere);
            entries.put(key.getValue(), entry(tuple.getValueNode(), depth + 1));
        }
        return new Entry.Section(where, entries, places);
    }

    private String where(Optional<Mark> mark) {
        return mark.map(at -> name + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                .orElse(name);
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
