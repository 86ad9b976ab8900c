package dev.substation.routes.workbench;

import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.yaml.YamlReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML or JSON text as a tree of a payload's values, with the line of each. Decimals keep their
 * scale; a time without quotes is text.
 */
final class CaseText {

    private static final int DEEPEST = 32;

    /** No exponents: 1E999999999 is a number of a gigabyte when written out. */
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,30}\\.\\d{1,30}");

    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Object root;

    private CaseText(String file, String text) throws BadRoutes {
        this.file = file;
        Node node = composed(text);
        this.root = node == null ? null : value(node, "", 0);
    }

    private CaseText(String name, Payload tree) {
        this.file = name;
        this.root = tree;
    }

    /**
     * Reads a text.
     *
     * @param file the name for complaints
     */
    static CaseText read(String file, String text) throws BadRoutes {
        return new CaseText(file, text);
    }

    /** A tree that was read elsewhere; complaints carry no lines. */
    static CaseText of(String name, Payload tree) {
        return new CaseText(name, tree);
    }

    String file() {
        return file;
    }

    /** A payload, a list, one value, or null for an empty text. */
    Object root() {
        return root;
    }

    /** The line of what stands at a path, such as {@code [0].given.body}; 0 when it is unknown. */
    int line(String path) {
        return lines.getOrDefault(path, 0);
    }

    BadRoutes bad(String path, String sentence) {
        return new BadRoutes(file, line(path), sentence);
    }

    /** The path of a field of what stands at a path. */
    static String inner(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    private Node composed(String text) throws BadRoutes {
        try {
            return new YamlReader(file, false).document(text).orElse(null);
        } catch (YamlReader.NotYaml e) {
            throw new BadRoutes(file, e.line(), "is no YAML: " + e.getMessage(), e);
        }
    }

    private Object value(Node node, String path, int depth) throws BadRoutes {
        lines.put(path, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
        if (node.getAnchor().isPresent()) {
            throw bad(path, "anchors (&) are not used here; write the lines twice");
        }
        if (depth > DEEPEST) {
            throw bad(path, "is nested deeper than " + DEEPEST);
        }
        if (node instanceof MappingNode mapping) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw bad(path, "a name in front of a colon must be one word");
                }
                String inner = inner(path, key.getValue());
                fields.put(key.getValue(), value(tuple.getValueNode(), inner, depth + 1));
            }
            return new Payload(fields);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, item(path, items.size()), depth + 1));
            }
            return items;
        }
        return scalar((ScalarNode) node, path);
    }

    private Object scalar(ScalarNode node, String path) throws BadRoutes {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            if (WHOLE.matcher(text).matches()) {
                return Long.valueOf(text);
            }
            if (DECIMAL.matcher(text).matches()) {
                return new BigDecimal(text);
            }
            throw bad(path, "the number " + text + " cannot be used; write it as 123 or 12.3");
        }
        return text;
    }
}
