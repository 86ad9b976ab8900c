package dev.substation.routes;

import dev.substation.routes.rules.Parameters;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.SiteRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What may stand in the folder: the part of Camel's YAML that chooses, and nothing that runs code,
 * waits, makes threads or opens the network. Everything is read node by node before Camel sees it,
 * so that a complaint has a file, a line, and what to write instead.
 *
 * <p>It lists what is allowed, not what is forbidden: Camel has hundreds of schemes, and {@code
 * simple} has functions that call beans, read files, and print environment variables.
 */
final class RouteGrammar {

    private static final String ENTRY = "direct:site";
    private static final String EXIT = "direct:deliver";
    private static final String FORM_ENTRY = "kamelet:source";

    private static final Set<String> STEPS =
            new TreeSet<>(Set.of("choice", "filter", "kamelet", "log", "stop", "to"));
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern DIRECT = Pattern.compile("direct:" + NAME.pattern());
    private static final Pattern SITE_URI =
            Pattern.compile("(direct|kamelet):" + NAME.pattern() + "|log:[\\w.-]+");
    private static final Pattern FORM_URI = Pattern.compile(SITE_URI + "|rule:" + NAME.pattern());

    /** The start of anything that {@code simple} would evaluate. */
    private static final Pattern FUNCTION = Pattern.compile("\\$\\w*\\{");

    private static final Pattern FIELD =
            Pattern.compile("\\$\\{(body(\\[[\\w.-]+])*|headers?[.:][\\w-]+|routeId)}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([a-z][\\w-]*)}}");
    private static final Pattern VALUE = Pattern.compile("(?!.*RAW[({])[^&+\\\\]*");
    private static final String FIELDS =
            "only ${body}, ${body[idTag]}, ${body[idTagInfo][status]}, ${header.station} and"
                    + " ${routeId} can stand here";

    /**
     * Where a route, or a use of a rule, was written.
     *
     * @param line from 1
     */
    record Place(String file, int line) {

        BadRoutes bad(String sentence) {
            return new BadRoutes(file, line, sentence);
        }

        @Override
        public String toString() {
            return file + ", line " + line;
        }
    }

    /**
     * The form of a rule.
     *
     * @param defaults by parameter; empty text for one that can be left out, nothing for one that
     *     cannot
     * @param steps its {@code rule:} steps
     */
    private record Form(Map<String, Optional<String>> defaults, List<RuleStep> steps) {}

    /** A {@code direct:} address that some step goes to. */
    private record Target(String uri, Place place) {}

    /** One {@code rule:} step of a form, its parameters still with {@code {{name}}} in them. */
    private record RuleStep(SiteRule rule, Map<String, String> parameters) {}

    private final RuleBook book;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Form> forms = new LinkedHashMap<>();
    private final Map<String, Place> entries = new HashMap<>();
    private final List<Target> targets = new ArrayList<>();

    /** The form that is being read; null in a file of routes. */
    private Form form;

    private String file;
    private boolean inForm;

    private RouteGrammar(RuleBook book) {
        this.book = book;
    }

    /**
     * Checks files in the order in which they are loaded, forms first.
     *
     * @return where each route and each form was written, by its id
     */
    static Map<String, Place> check(List<RouteFile> files, RuleBook book) throws BadRoutes {
        RouteGrammar grammar = new RouteGrammar(book);
        for (RouteFile source : files) {
            grammar.check(source);
        }
        if (!grammar.entries.containsKey(ENTRY)) {
            throw new BadRoutes(
                    "00-site.yaml",
                    0,
                    "no route begins with "
                            + ENTRY
                            + "; write one with from: { uri: direct:site }");
        }
        grammar.resolveTargets();
        return Map.copyOf(grammar.places);
    }

    /** Camel finds out that a route is not there when the first call looks for it. */
    private void resolveTargets() throws BadRoutes {
        for (Target target : targets) {
            if (!target.uri().equals(EXIT) && !entries.containsKey(target.uri())) {
                throw target.place()
                        .bad(
                                "no route begins with "
                                        + target.uri()
                                        + "; there are "
                                        + names(new TreeSet<>(entries.keySet())));
            }
        }
    }

    private void check(RouteFile source) throws BadRoutes {
        file = source.name();
        inForm = source.form();
        Node root = composed(source);
        if (root == null) {
            return;
        }
        for (Node item : list(root, "a file is a list; begin with - " + heading() + ":")) {
            NodeTuple only = only(item, "one of the list is - " + heading() + ":");
            if (!text(only.getKeyNode()).equals(heading())) {
                throw bad(
                        only.getKeyNode(),
                        text(only.getKeyNode())
                                + " cannot stand here; write - "
                                + heading()
                                + ":"
                                + (inForm ? "" : " (forms of rules live in rules/)"));
            }
            if (inForm) {
                form(fields(only.getValueNode()), only.getValueNode());
            } else {
                route(fields(only.getValueNode()), only.getValueNode());
            }
        }
    }

    private String heading() {
        return inForm ? "routeTemplate" : "route";
    }

    private Node composed(RouteFile source) throws BadRoutes {
        LoadSettings settings =
                LoadSettings.builder().setLabel(source.name()).setAllowDuplicateKeys(false).build();
        try {
            Node root = new Compose(settings).composeString(source.text()).orElse(null);
            if (root != null) {
                plain(root);
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new BadRoutes(file, line, "is no YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new BadRoutes(file, 0, "is no YAML: " + e.getMessage(), e);
        }
    }

    /**
     * No anchors, no aliases: a few of them make a file of gigabytes, and every line says itself.
     */
    private void plain(Node node) throws BadRoutes {
        if (node.getAnchor().isPresent()) {
            throw bad(node, "anchors (&) are not used here; write the lines twice");
        }
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                plain(item);
            }
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                plain(tuple.getValueNode());
            }
        }
    }

    private void form(Map<String, Node> fields, Node at) throws BadRoutes {
        known(fields, Set.of("id", "description", "parameters", "from"), "a routeTemplate", at);
        String id = id(fields, at);
        scalar(required(fields, "description", at));
        form = new Form(new LinkedHashMap<>(), new ArrayList<>());
        if (fields.containsKey("parameters")) {
            for (Node item : list(fields.get("parameters"), "parameters is a list of - name:")) {
                parameter(item);
            }
        }
        forms.put(id, form);
        from(fields, at);
        form = null;
    }

    private void parameter(Node item) throws BadRoutes {
        Map<String, Node> fields = fields(item);
        Set<String> allowed = Set.of("name", "description", "required", "defaultValue");
        known(fields, allowed, "a parameter", item);
        scalar(required(fields, "description", item));
        Optional<String> standard = Optional.empty();
        if (fields.containsKey("defaultValue")) {
            standard = Optional.of(value(fields.get("defaultValue")));
        } else if (fields.containsKey("required") && text(fields.get("required")).equals("false")) {
            standard = Optional.of("");
        }
        form.defaults().put(text(required(fields, "name", item)), standard);
    }

    private void route(Map<String, Node> fields, Node at) throws BadRoutes {
        known(fields, Set.of("id", "description", "from"), "a route", at);
        id(fields, at);
        from(fields, at);
    }

    private String id(Map<String, Node> fields, Node at) throws BadRoutes {
        Node node = required(fields, "id", at);
        String id = text(node);
        if (!NAME.matcher(id).matches()) {
            throw bad(node, "the id " + id + " is not in kebab-case; write it like meter-values");
        }
        Place before = places.putIfAbsent(id, place(node));
        if (before != null) {
            throw bad(node, "the id " + id + " is used already in " + before);
        }
        return id;
    }

    private void from(Map<String, Node> fields, Node at) throws BadRoutes {
        Map<String, Node> from = fields(required(fields, "from", at));
        known(from, Set.of("uri", "steps"), "from", at);
        Node uri = required(from, "uri", at);
        String begins = text(uri);
        if (inForm && !begins.equals(FORM_ENTRY)) {
            throw bad(uri, begins + " cannot begin a rule; write uri: " + FORM_ENTRY);
        }
        if (!inForm && (!DIRECT.matcher(begins).matches() || begins.equals(EXIT))) {
            throw bad(uri, begins + " cannot begin a route; write direct: and a name of its own");
        }
        Place before = inForm ? null : entries.putIfAbsent(begins, place(uri));
        if (before != null) {
            throw bad(uri, begins + " begins another route already, in " + before);
        }
        steps(required(from, "steps", at));
    }

    private void steps(Node node) throws BadRoutes {
        for (Node step : list(node, "steps is a list of - to:, - choice: and so on")) {
            NodeTuple only = only(step, "a step is one of - " + String.join(":, - ", STEPS) + ":");
            step(text(only.getKeyNode()), only.getKeyNode(), only.getValueNode());
        }
    }

    private void step(String name, Node key, Node value) throws BadRoutes {
        switch (name) {
            case "to" -> to(value);
            case "kamelet" -> kamelet(value);
            case "choice" -> choice(value);
            case "filter" -> conditional(value, "filter");
            case "log" -> log(value);
            case "stop" -> known(fields(value), Set.of(), "stop", value);
            default ->
                    throw bad(
                            key,
                            "the step "
                                    + name
                                    + " is not allowed; there are "
                                    + String.join(", ", STEPS));
        }
    }

    private void to(Node value) throws BadRoutes {
        Node uri = value;
        Map<String, Node> given = Map.of();
        if (value instanceof MappingNode) {
            Map<String, Node> fields = fields(value);
            known(fields, Set.of("uri", "parameters"), "to", value);
            uri = required(fields, "uri", value);
            given = given(fields);
        }
        String target = text(uri);
        if (!(inForm ? FORM_URI : SITE_URI).matcher(target).matches()) {
            throw bad(
                    uri,
                    target
                            + " is not allowed; a step goes to direct:NAME, kamelet:RULE or"
                            + " log:NAME");
        }
        String name = target.substring(target.indexOf(':') + 1);
        if (target.startsWith("rule:")) {
            ruleStep(name, given, uri);
        } else if (!given.isEmpty()) {
            throw bad(value, "parameters belong to a - kamelet: step");
        } else if (target.startsWith("kamelet:")) {
            used(name, given, uri);
        } else if (target.startsWith("direct:")) {
            targets.add(new Target(target, place(uri)));
        }
    }

    private void ruleStep(String id, Map<String, Node> given, Node at) throws BadRoutes {
        Optional<SiteRule> rule = book.rule(id);
        if (rule.isEmpty()) {
            throw bad(at, "there is no rule:" + id + "; there are " + names(book.ids()));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, Node> parameter : given.entrySet()) {
            parameters.put(parameter.getKey(), text(parameter.getValue()));
        }
        form.steps().add(new RuleStep(rule.get(), parameters));
    }

    private void kamelet(Node value) throws BadRoutes {
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("name", "parameters"), "kamelet", value);
        Node name = required(fields, "name", value);
        used(text(name), given(fields), name);
    }

    private Map<String, Node> given(Map<String, Node> step) throws BadRoutes {
        Map<String, Node> given =
                step.containsKey("parameters") ? fields(step.get("parameters")) : Map.of();
        for (Node parameter : given.values()) {
            value(parameter);
        }
        return given;
    }

    /** Camel carries parameters in addresses, where these few characters mean something else. */
    private String value(Node parameter) throws BadRoutes {
        scalar(parameter);
        String value = text(parameter);
        if (!value.equals(value.strip()) || !VALUE.matcher(value).matches()) {
            throw bad(
                    parameter,
                    "a parameter cannot hold & or + or \\ or RAW, nor begin or end with a blank");
        }
        return value;
    }

    /**
     * Camel passes over a parameter that the form does not have; a misspelt one must not be lost.
     */
    private void used(String name, Map<String, Node> given, Node at) throws BadRoutes {
        Form used = forms.get(name);
        if (used == null) {
            throw bad(
                    at,
                    "there is no rule " + name + " in rules/; there are " + names(forms.keySet()));
        }
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, Node> parameter : given.entrySet()) {
            if (!used.defaults().containsKey(parameter.getKey())) {
                throw bad(
                        parameter.getValue(),
                        "the rule "
                                + name
                                + " has no parameter "
                                + parameter.getKey()
                                + "; it has "
                                + names(used.defaults().keySet()));
            }
            values.put(parameter.getKey(), text(parameter.getValue()));
        }
        for (Map.Entry<String, Optional<String>> parameter : used.defaults().entrySet()) {
            if (parameter.getValue().isEmpty() && !values.containsKey(parameter.getKey())) {
                throw bad(at, "the rule " + name + " needs the parameter " + parameter.getKey());
            }
            values.putIfAbsent(parameter.getKey(), parameter.getValue().orElse(""));
        }
        // Inside a form the values may be its own parameters; they are tried where it is used.
        if (!inForm) {
            tried(used, values, at);
        }
    }

    /** Lets the rule read its parameters now, while the line of the use is known. */
    private void tried(Form used, Map<String, String> values, Node at) throws BadRoutes {
        for (RuleStep step : used.steps()) {
            Map<String, String> filled = new HashMap<>();
            step.parameters()
                    .forEach(
                            (name, text) ->
                                    filled.put(
                                            name,
                                            PARAMETER
                                                    .matcher(text)
                                                    .replaceAll(
                                                            found ->
                                                                    Matcher.quoteReplacement(
                                                                            values.get(
                                                                                    found.group(
                                                                                            1))))));
            try {
                step.rule().use(new Parameters(step.rule().id(), filled));
            } catch (IllegalArgumentException e) {
                throw bad(at, e.getMessage());
            }
        }
    }

    private void choice(Node value) throws BadRoutes {
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("when", "otherwise"), "choice", value);
        for (Node when : list(required(fields, "when", value), "when is a list of - simple:")) {
            conditional(when, "when");
        }
        if (fields.containsKey("otherwise")) {
            Node otherwise = fields.get("otherwise");
            Map<String, Node> inner = fields(otherwise);
            known(inner, Set.of("steps"), "otherwise", otherwise);
            steps(required(inner, "steps", otherwise));
        }
    }

    private void conditional(Node value, String what) throws BadRoutes {
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("simple", "steps"), what, value);
        scalar(required(fields, "simple", value));
        steps(required(fields, "steps", value));
    }

    private void log(Node value) throws BadRoutes {
        if (value instanceof ScalarNode) {
            scalar(value);
            return;
        }
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("message", "loggingLevel", "logName"), "log", value);
        for (Node field : fields.values()) {
            scalar(field);
        }
    }

    /** A text that Camel may evaluate: fields alone, and parameters in forms alone. */
    private void scalar(Node node) throws BadRoutes {
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
        Matcher placeholder = PLACEHOLDER.matcher(text);
        Matcher parameter = PARAMETER.matcher(text);
        while (placeholder.find()) {
            boolean named =
                    parameter.find(placeholder.start())
                            && parameter.start() == placeholder.start()
                            && form != null
                            && form.defaults().containsKey(parameter.group(1));
            if (!named) {
                throw bad(
                        node,
                        text
                                + " is not allowed; {{name}} stands for a parameter of the form,"
                                + " in rules/ alone");
            }
        }
    }

    private Map<String, Node> fields(Node node) throws BadRoutes {
        if (!(node instanceof MappingNode mapping)) {
            throw bad(node, "name: value lines are expected here");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            fields.put(text(tuple.getKeyNode()), tuple.getValueNode());
        }
        return fields;
    }

    private void known(Map<String, Node> fields, Set<String> allowed, String what, Node at)
            throws BadRoutes {
        for (Map.Entry<String, Node> field : fields.entrySet()) {
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

    private Node required(Map<String, Node> fields, String name, Node at) throws BadRoutes {
        Node node = fields.get(name);
        if (node == null) {
            throw bad(at, name + ": is missing here");
        }
        return node;
    }

    private List<Node> list(Node node, String otherwise) throws BadRoutes {
        if (!(node instanceof SequenceNode sequence)) {
            throw bad(node, otherwise);
        }
        return sequence.getValue();
    }

    private NodeTuple only(Node node, String otherwise) throws BadRoutes {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
            throw bad(node, otherwise);
        }
        return mapping.getValue().get(0);
    }

    private String text(Node node) throws BadRoutes {
        if (!(node instanceof ScalarNode scalar)) {
            throw bad(node, "one value is expected here");
        }
        return scalar.getValue();
    }

    private static String names(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private Place place(Node node) {
        return new Place(file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }

    private BadRoutes bad(Node node, String sentence) {
        return place(node).bad(sentence);
    }
}
