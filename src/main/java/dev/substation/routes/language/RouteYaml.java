package dev.substation.routes.language;

import dev.substation.model.Misspelt;
import dev.substation.yaml.YamlNode;
import dev.substation.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the folder, node by node. What is not as it was expected ends the reading of what it
 * stands in, with its line and with what to write instead.
 */
final class RouteYaml {

    /** The name of a route or of a rule. */
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** The start of anything that {@code simple} would evaluate. */
    private static final Pattern FUNCTION = Pattern.compile("\\$\\w*\\{");

    private static final Pattern FIELD =
            Pattern.compile("\\$\\{(body(\\[[\\w.-]+])*|headers?[.:][\\w-]+|routeId)}");
    private static final Pattern HEADER = Pattern.compile("\\$\\{headers?[.:]([\\w-]+)}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{");

    /** Where a parameter of a form stands in a text. */
    static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([a-z][\\w-]*)}}");

    private static final Pattern VALUE = Pattern.compile("(?!.*RAW[({])[^&+\\\\]*");
    private static final String LOOK =
            "; check the indentation, the quotes and the colons of this line and the "
                    + "lines above";

    private static final String FIELDS =
            "only ${body}, ${body[idTag]}, ${body[idTagInfo][status]}, ${header.station} and"
                    + " ${routeId} can stand here";

    /** How to write what must not be missing. */
    private static final Map<String, String> EXAMPLES =
            Map.of(
                    "id", "id: meter-values",
                    "from", "from: { uri: direct:meter-values, steps: [ ... ] }",
                    "uri", "uri: direct:meter-values",
                    "steps", "steps: [ { to: direct:deliver } ]",
                    "when", "when: [ { simple: \"...\", steps: [ ... ] } ]",
                    "simple", "simple: \"${header.vendor} == 'keba'\"",
                    "name", "name: rename-connector");

    /** What is wrong at one place; ends the reading of what it stands in. */
    static final class Wrong extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Finding finding;

        Wrong(Finding finding) {
            super(finding.sentence());
            this.finding = finding;
        }

        Finding finding() {
            return finding;
        }
    }

    private final String file;

    RouteYaml(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    /** All that stands in the file; null when there is nothing. */
    YamlNode root(String text) throws Wrong {
        YamlNode root;
        try {
            root = new YamlReader().document(text).orElse(null);
        } catch (YamlReader.NotYaml e) {
            throw new Wrong(
                    new Place(file, e.place().line())
                            .error("is not YAML: " + e.getMessage() + LOOK));
        }
        if (root != null) {
            plain(root);
        }
        return root;
    }

    /**
     * No anchors, no aliases: a few of them make a file of gigabytes, and every line says itself.
     */
    private void plain(YamlNode node) throws Wrong {
        if (node.anchored()) {
            throw bad(node, "anchors (&) are not used here; write the lines twice");
        }
        if (node instanceof YamlNode.Items sequence) {
            for (YamlNode item : sequence.items()) {
                plain(item);
            }
        }
        if (node instanceof YamlNode.Section mapping) {
            for (YamlNode.Field tuple : mapping.fields()) {
                plain(tuple.value());
            }
        }
    }

    /** What stands in a section, by name. */
    Map<String, YamlNode> fields(YamlNode node) throws Wrong {
        if (!(node instanceof YamlNode.Section mapping)) {
            throw bad(node, "name: value lines are expected here");
        }
        Map<String, YamlNode> fields = new LinkedHashMap<>();
        for (YamlNode.Field tuple : mapping.fields()) {
            String name = text(tuple.name());
            if (fields.put(name, tuple.value()) != null) {
                throw bad(tuple.name(), name + ": occurs here a second time; remove one");
            }
        }
        return fields;
    }

    /** Refuses a name that does not belong there. */
    void known(Map<String, YamlNode> fields, Set<String> allowed, String what, YamlNode at)
            throws Wrong {
        for (Map.Entry<String, YamlNode> field : fields.entrySet()) {
            if (!allowed.contains(field.getKey())) {
                throw bad(
                        field.getValue(),
                        what
                                + " has no "
                                + field.getKey()
                                + " here; it has "
                                + String.join(", ", new TreeSet<>(allowed)));
            }
        }
    }

    /** What must stand in a section. */
    YamlNode required(Map<String, YamlNode> fields, String name, YamlNode at) throws Wrong {
        YamlNode node = fields.get(name);
        if (node == null) {
            String example = EXAMPLES.get(name);
            throw bad(
                    at,
                    name
                            + ": is missing here"
                            + (example == null ? "" : "; write it like " + example));
        }
        return node;
    }

    List<YamlNode> list(YamlNode node, String otherwise) throws Wrong {
        if (!(node instanceof YamlNode.Items sequence)) {
            throw bad(node, otherwise);
        }
        return sequence.items();
    }

    /** The one name of a section and what stands behind it. */
    YamlNode.Field only(YamlNode node, String otherwise) throws Wrong {
        if (!(node instanceof YamlNode.Section mapping) || mapping.fields().size() != 1) {
            throw bad(node, otherwise);
        }
        return mapping.fields().get(0);
    }

    String text(YamlNode node) throws Wrong {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            throw bad(node, "one value is expected here");
        }
        return scalar.text();
    }

    /**
     * A value of a parameter. Camel carries it in an address, where a few characters mean something
     * else.
     *
     * @param parameters what {@code {{name}}} can stand for
     */
    String value(YamlNode parameter, Set<String> parameters) throws Wrong {
        scalar(parameter, parameters);
        String value = text(parameter);
        if (!value.equals(value.strip()) || !VALUE.matcher(value).matches()) {
            throw bad(
                    parameter,
                    "a parameter cannot hold & or + or \\ or RAW, nor begin or end with a blank");
        }
        return value;
    }

    /**
     * Refuses what Camel must not evaluate: fields may stand in a text, and parameters of a form.
     *
     * @param parameters what {@code {{name}}} can stand for
     */
    void scalar(YamlNode node, Set<String> parameters) throws Wrong {
        String text = text(node);
        if (text.startsWith("resource:")) {
            throw bad(node, "resource: reads files and is not allowed; write the text itself");
        }
        Matcher function = FUNCTION.matcher(text);
        Matcher field = FIELD.matcher(text);
        while (function.find()) {
            if (!field.find(function.start()) || field.start() != function.start()) {
                throw bad(node, text + " is not allowed; " + FIELDS);
            }
        }
        headers(node, text);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        Matcher parameter = PARAMETER.matcher(text);
        while (placeholder.find()) {
            boolean named =
                    parameter.find(placeholder.start())
                            && parameter.start() == placeholder.start()
                            && parameters.contains(parameter.group(1));
            if (!named) {
                throw bad(
                        node,
                        text
                                + " is not allowed; {{name}} stands for a parameter of the form,"
                                + " in rules/ alone");
            }
        }
    }

    /** A header that is misspelt is empty for every call, and nothing says so. */
    private void headers(YamlNode node, String text) throws Wrong {
        Matcher header = HEADER.matcher(text);
        while (header.find()) {
            if (!RoutePlan.HEADERS.contains(header.group(1))) {
                throw bad(
                        node,
                        "there is no header "
                                + header.group(1)
                                + "; there are "
                                + new Misspelt(header.group(1)).nearest(RoutePlan.HEADERS));
            }
        }
    }

    Place place(YamlNode node) {
        return new Place(file, node.place().line());
    }

    Wrong bad(YamlNode node, String sentence) {
        return new Wrong(place(node).error(sentence));
    }
}
