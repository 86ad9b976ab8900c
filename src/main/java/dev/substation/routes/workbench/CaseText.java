package dev.substation.routes.workbench;

import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.yaml.YamlNode;
import dev.substation.yaml.YamlReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A YAML or JSON text as a tree of a payload's values, with the line of each. Decimals keep their
 * scale; a time without quotes is text.
 */
final class CaseText {

    /** No exponents: 1E999999999 is a number of a gigabyte when written out. */
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,30}\\.\\d{1,30}");

    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Object root;

    private CaseText(String file, String text) throws BadRoutes {
        this.file = file;
        YamlNode node = composed(text);
        this.root = node == null ? null : value(node, "");
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

    private YamlNode composed(String text) throws BadRoutes {
        try {
            return new YamlReader().document(text).orElse(null);
        } catch (YamlReader.NotYaml e) {
            throw new BadRoutes(file, e.place().line(), "is not YAML: " + e.getMessage(), e);
        }
    }

    private Object value(YamlNode node, String path) throws BadRoutes {
        lines.put(path, node.place().line());
        if (node.anchored()) {
            throw bad(path, "anchors (&) are not used here; write the lines twice");
        }
        if (node instanceof YamlNode.Section section) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (YamlNode.Field field : section.fields()) {
                if (!(field.name() instanceof YamlNode.Scalar key)) {
                    throw bad(path, "a name in front of a colon must be one word");
                }
                String inner = inner(path, key.text());
                fields.put(key.text(), value(field.value(), inner));
            }
            return new Payload(fields);
        }
        if (node instanceof YamlNode.Items list) {
            List<Object> items = new ArrayList<>();
            for (YamlNode item : list.items()) {
                items.add(value(item, item(path, items.size())));
            }
            return items;
        }
        return scalar((YamlNode.Scalar) node, path);
    }

    private Object scalar(YamlNode.Scalar node, String path) throws BadRoutes {
        String text = node.text();
        return switch (node.kind()) {
            case NOTHING -> null;
            case BOOLEAN -> Boolean.valueOf(text);
            case NUMBER -> number(text, path);
            case TEXT -> text;
        };
    }

    private Object number(String text, String path) throws BadRoutes {
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        if (DECIMAL.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        throw bad(path, "the number " + text + " cannot be used; write it as 123 or 12.3");
    }
}
