package dev.substation.routes;

import dev.substation.model.Misspelt;
import dev.substation.routes.RoutePlan.Branch;
import dev.substation.routes.RoutePlan.Form;
import dev.substation.routes.RoutePlan.Place;
import dev.substation.routes.RoutePlan.Route;
import dev.substation.routes.RoutePlan.RuleStep;
import dev.substation.routes.RoutePlan.Step;
import dev.substation.routes.rules.Parameters;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.SiteRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    private static final Pattern HEADER = Pattern.compile("\\$\\{headers?[.:]([\\w-]+)}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([a-z][\\w-]*)}}");
    private static final Pattern VALUE = Pattern.compile("(?!.*RAW[({])[^&+\\\\]*");
    private static final String LOOK =
            "; look at the blanks in front, the quotes and the colons of this line and of those"
                    + " above it";

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

    private static final String FIELDS =
            "only ${body}, ${body[idTag]}, ${body[idTagInfo][status]}, ${header.station} and"
                    + " ${routeId} can stand here";

    /** A {@code direct:} address that some step goes to. */
    private record Target(String uri, Place place) {}

    /** What is wrong at one place; ends the reading of what it stands in. */
    private static final class Wrong extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Finding finding;

        Wrong(Finding finding) {
            super(finding.sentence());
            this.finding = finding;
        }
    }

    private final RuleBook book;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Form> forms = new LinkedHashMap<>();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<Finding> findings;

    /** The form that is being read; null in a file of routes. */
    private Form form;

    /** Whether a file could not be read at all, so that what it holds is missing elsewhere. */
    private boolean unreadable;

    private String file;
    private boolean inForm;

    private RouteGrammar(RuleBook book, List<Finding> findings) {
        this.book = book;
        this.findings = findings;
    }

    /**
     * Reads files in the order in which they are loaded, forms first.
     *
     * @param findings takes everything that is wrong
     */
    static RoutePlan read(List<RouteFile> files, RuleBook book, List<Finding> findings) {
        RouteGrammar grammar = new RouteGrammar(book, findings);
        files.forEach(grammar::read);
        if (!grammar.unreadable) {
            grammar.resolveTargets();
        }
        return new RoutePlan(
                Map.copyOf(grammar.places),
                Collections.unmodifiableMap(grammar.routes),
                Collections.unmodifiableMap(grammar.forms));
    }

    /** Camel finds out that a route is not there when the first call looks for it. */
    private void resolveTargets() {
        if (!routes.containsKey(RoutePlan.ENTRY)) {
            findings.add(
                    new Place("00-site.yaml", 0)
                            .error(
                                    "no route begins with direct:site; write one with"
                                            + " from: { uri: direct:site }"));
        }
        for (Target target : targets) {
            if (!target.uri().equals(RoutePlan.EXIT) && !routes.containsKey(target.uri())) {
                findings.add(
                        target.place()
                                .error(
                                        "no route begins with "
                                                + target.uri()
                                                + "; there are "
                                                + new Misspelt(target.uri())
                                                        .nearest(routes.keySet())));
            }
        }
    }

    /** Something that is read; what is wrong in it does not keep the rest from being read. */
    private interface Reading {

        void read() throws Wrong;
    }

    private void noting(Reading reading) {
        try {
            reading.read();
        } catch (Wrong e) {
            findings.add(e.finding);
        }
    }

    private void read(RouteFile source) {
        file = source.name();
        inForm = source.form();
        try {
            Node root = composed(source);
            if (root == null) {
                return;
            }
            if (inForm) {
                form(root);
            } else {
                list(root, "a file is a list; begin with - route:").forEach(this::item);
            }
        } catch (Wrong e) {
            unreadable = true;
            findings.add(e.finding);
        } finally {
            form = null;
        }
    }

    /** One route; when it cannot be taken in, others seem to name what is not there. */
    private void item(Node item) {
        try {
            NodeTuple only = only(item, "one of the list is - route:");
            if (!text(only.getKeyNode()).equals("route")) {
                throw bad(
                        only.getKeyNode(),
                        text(only.getKeyNode())
                                + " cannot stand here; write - route: (forms of rules live in"
                                + " rules/)");
            }
            route(fields(only.getValueNode()), only.getValueNode());
        } catch (Wrong e) {
            unreadable = true;
            findings.add(e.finding);
        }
    }

    private Node composed(RouteFile source) throws Wrong {
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
            throw new Wrong(new Place(file, line).error("is no YAML: " + e.getProblem() + LOOK));
        } catch (YamlEngineException e) {
            throw new Wrong(new Place(file, 0).error("is no YAML: " + e.getMessage() + LOOK));
        }
    }

    /**
     * No anchors, no aliases: a few of them make a file of gigabytes, and every line says itself.
     */
    private void plain(Node node) throws Wrong {
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

    private void form(Node root) throws Wrong {
        if (!(root instanceof MappingNode)) {
            throw bad(
                    root,
                    "a form is a Kamelet; begin with apiVersion: camel.apache.org/v1 and kind:"
                            + " Kamelet");
        }
        Map<String, Node> fields = fields(root);
        known(fields, Set.of("apiVersion", "kind", "metadata", "spec"), "a form", root);
        Node kind = required(fields, "kind", root);
        if (!text(kind).equals("Kamelet")) {
            throw bad(kind, text(kind) + " is no form of a rule; write kind: Kamelet");
        }
        Node metadata = required(fields, "metadata", root);
        known(fields(metadata), Set.of("name"), "metadata", metadata);
        String id = id(fields(metadata), "name", metadata);
        if (!file.equals("rules/" + id + ".kamelet.yaml")) {
            throw bad(metadata, "the form " + id + " belongs into rules/" + id + ".kamelet.yaml");
        }
        Node spec = required(fields, "spec", root);
        known(fields(spec), Set.of("definition", "template"), "spec", spec);
        form =
                new Form(
                        definition(id, required(fields(spec), "definition", spec)),
                        new ArrayList<>(),
                        new ArrayList<>());
        forms.put(id, form);
        Node template = required(fields(spec), "template", spec);
        known(fields(template), Set.of("from"), "template", template);
        form.steps().addAll(steps(from(fields(template), template).get("steps")));
    }

    private RuleForm definition(String id, Node at) throws Wrong {
        Map<String, Node> fields = fields(at);
        Set<String> allowed = Set.of("title", "description", "type", "required", "properties");
        known(fields, allowed, "definition", at);
        Set<String> required = new LinkedHashSet<>();
        if (fields.containsKey("required")) {
            for (Node name : list(fields.get("required"), "required is a list of parameters")) {
                required.add(text(name));
            }
        }
        Map<String, RuleForm.Field> parameters = new LinkedHashMap<>();
        if (fields.containsKey("properties")) {
            for (Map.Entry<String, Node> property : fields(fields.get("properties")).entrySet()) {
                String name = property.getKey();
                parameters.put(name, parameter(name, required.contains(name), property.getValue()));
            }
        }
        if (!parameters.keySet().containsAll(required)) {
            throw bad(fields.get("required"), "required names a parameter that is not there");
        }
        return new RuleForm(
                id,
                text(required(fields, "title", at)),
                text(required(fields, "description", at)),
                Collections.unmodifiableMap(parameters));
    }

    private RuleForm.Field parameter(String name, boolean required, Node at) throws Wrong {
        Map<String, Node> fields = fields(at);
        Set<String> allowed =
                Set.of(
                        "title",
                        "description",
                        "type",
                        "enum",
                        "minimum",
                        "maximum",
                        "default",
                        "example");
        known(fields, allowed, "a parameter", at);
        Node type = required(fields, "type", at);
        Optional<RuleForm.Type> known = RuleForm.Type.of(text(type));
        if (known.isEmpty()) {
            throw bad(
                    type,
                    "there is no type "
                            + text(type)
                            + "; write string, integer, number or"
                            + " boolean");
        }
        List<String> words = new ArrayList<>();
        if (fields.containsKey("enum")) {
            for (Node word : list(fields.get("enum"), "enum is a list of words")) {
                words.add(text(word));
            }
        }
        Optional<String> standard = Optional.empty();
        if (fields.containsKey("default")) {
            standard = Optional.of(value(fields.get("default")));
        }
        RuleForm.Field field =
                new RuleForm.Field(
                        name,
                        text(required(fields, "title", at)),
                        text(required(fields, "description", at)),
                        known.get(),
                        List.copyOf(words),
                        decimal(fields.get("minimum")),
                        decimal(fields.get("maximum")),
                        standard,
                        required,
                        fields.containsKey("example")
                                ? Optional.of(value(fields.get("example")))
                                : Optional.empty());
        Optional<String> complaint = standard.flatMap(field::complaint);
        if (complaint.isPresent()) {
            throw bad(fields.get("default"), "the default of " + name + " " + complaint.get());
        }
        return field;
    }

    private Optional<BigDecimal> decimal(Node node) throws Wrong {
        if (node == null) {
            return Optional.empty();
        }
        if (!text(node).matches("-?\\d{1,9}(\\.\\d{1,9})?")) {
            throw bad(node, text(node) + " is no limit; write a number");
        }
        return Optional.of(new BigDecimal(text(node)));
    }

    private void route(Map<String, Node> fields, Node at) throws Wrong {
        known(fields, Set.of("id", "description", "from"), "a route", at);
        noting(() -> id(fields, "id", at));
        Map<String, Node> from = from(fields, at);
        String begins = text(from.get("uri"));
        List<Step> steps = new ArrayList<>();
        Route before = routes.putIfAbsent(begins, new Route(begins, steps, place(from.get("uri"))));
        if (before != null) {
            throw bad(
                    from.get("uri"),
                    begins + " begins another route already, in " + before.place());
        }
        steps.addAll(steps(from.get("steps")));
    }

    private String id(Map<String, Node> fields, String name, Node at) throws Wrong {
        Node node = required(fields, name, at);
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

    /** The fields of a {@code from}: a good {@code uri}, and {@code steps}. */
    private Map<String, Node> from(Map<String, Node> fields, Node at) throws Wrong {
        Map<String, Node> from = fields(required(fields, "from", at));
        known(from, Set.of("uri", "steps"), "from", at);
        Node uri = required(from, "uri", at);
        String begins = text(uri);
        if (inForm && !begins.equals(FORM_ENTRY)) {
            throw bad(uri, begins + " cannot begin a rule; write uri: " + FORM_ENTRY);
        }
        if (!inForm && (!DIRECT.matcher(begins).matches() || begins.equals(RoutePlan.EXIT))) {
            throw bad(uri, begins + " cannot begin a route; write direct: and a name of its own");
        }
        required(from, "steps", at);
        return from;
    }

    private List<Step> steps(Node node) throws Wrong {
        List<Step> steps = new ArrayList<>();
        for (Node step : list(node, "steps is a list of - to:, - choice: and so on")) {
            noting(
                    () -> {
                        String words = String.join(":, - ", STEPS);
                        NodeTuple only = only(step, "a step is one of - " + words + ":");
                        Node key = only.getKeyNode();
                        steps.add(step(text(key), key, only.getValueNode()));
                    });
        }
        return steps;
    }

    private Step step(String name, Node key, Node value) throws Wrong {
        return switch (name) {
            case "to" -> to(value, key);
            case "kamelet" -> kamelet(value);
            case "choice" -> choice(value, key);
            case "filter" ->
                    new Step.Choice(
                            "filter",
                            List.of(conditional(value, "filter")),
                            Optional.empty(),
                            place(key));
            case "log" -> log(value, key);
            case "stop" -> {
                if (!(value instanceof MappingNode)) {
                    throw bad(key, "stop needs braces behind it; write - stop: {}");
                }
                known(fields(value), Set.of(), "stop", value);
                yield new Step.Stop(place(key));
            }
            default ->
                    throw bad(
                            key,
                            "the step "
                                    + name
                                    + " is not allowed; there are "
                                    + String.join(", ", STEPS));
        };
    }

    private Step to(Node value, Node key) throws Wrong {
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
            return new Step.Rule(ruleStep(name, given, uri), place(uri));
        }
        if (!given.isEmpty()) {
            throw bad(value, "parameters belong to a - kamelet: step");
        }
        if (target.startsWith("kamelet:")) {
            return used(name, given, uri);
        }
        if (target.startsWith("direct:")) {
            targets.add(new Target(target, place(uri)));
            return new Step.To(target, place(uri));
        }
        return new Step.Remark(place(key));
    }

    private SiteRule ruleStep(String id, Map<String, Node> given, Node at) throws Wrong {
        Optional<SiteRule> rule = book.rule(id);
        if (rule.isEmpty()) {
            throw bad(
                    at,
                    "there is no rule:"
                            + id
                            + "; there are "
                            + new Misspelt(id).nearest(book.ids()));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, Node> parameter : given.entrySet()) {
            parameters.put(parameter.getKey(), text(parameter.getValue()));
        }
        form.rules().add(new RuleStep(rule.get(), parameters));
        return rule.get();
    }

    private Step kamelet(Node value) throws Wrong {
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("name", "parameters"), "kamelet", value);
        Node name = required(fields, "name", value);
        return used(text(name), given(fields), name);
    }

    private Map<String, Node> given(Map<String, Node> step) throws Wrong {
        Map<String, Node> given =
                step.containsKey("parameters") ? fields(step.get("parameters")) : Map.of();
        for (Node parameter : given.values()) {
            value(parameter);
        }
        return given;
    }

    /** Camel carries parameters in addresses, where these few characters mean something else. */
    private String value(Node parameter) throws Wrong {
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
    private Step used(String name, Map<String, Node> given, Node at) throws Wrong {
        Step step = new Step.Use(name, place(at));
        Form used = forms.get(name);
        if (used == null && unreadable) {
            return step;
        }
        if (used == null) {
            throw bad(
                    at,
                    "there is no rule "
                            + name
                            + " in rules/; there are "
                            + new Misspelt(name).nearest(forms.keySet()));
        }
        Map<String, RuleForm.Field> form = used.form().fields();
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, Node> parameter : given.entrySet()) {
            RuleForm.Field field = form.get(parameter.getKey());
            if (field == null) {
                throw bad(
                        parameter.getValue(),
                        "the rule "
                                + name
                                + " has no parameter "
                                + parameter.getKey()
                                + "; it has "
                                + names(form.keySet()));
            }
            String value = text(parameter.getValue());
            // Inside a form the values may be its own parameters.
            Optional<String> complaint = inForm ? Optional.empty() : field.complaint(value);
            if (complaint.isPresent()) {
                String sentence =
                        new Parameters(name, Map.of())
                                .wrong(field.name(), complaint.get())
                                .getMessage();
                throw bad(parameter.getValue(), sentence);
            }
            values.put(field.name(), value);
        }
        for (RuleForm.Field field : form.values()) {
            if (field.required() && !values.containsKey(field.name())) {
                throw bad(at, "the rule " + name + " needs the parameter " + field.name());
            }
            values.putIfAbsent(field.name(), field.standard().orElse(""));
        }
        // Inside a form the values may be its own parameters; they are tried where it is used.
        if (!inForm) {
            tried(used, values, at);
        }
        return step;
    }

    /** Lets the rule read its parameters now, while the line of the use is known. */
    private void tried(Form used, Map<String, String> values, Node at) throws Wrong {
        for (RuleStep step : used.rules()) {
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

    private Step choice(Node value, Node key) throws Wrong {
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("when", "otherwise"), "choice", value);
        List<Branch> branches = new ArrayList<>();
        for (Node when : list(required(fields, "when", value), "when is a list of - simple:")) {
            noting(() -> branches.add(conditional(when, "when")));
        }
        Optional<List<Step>> otherwise = Optional.empty();
        if (fields.containsKey("otherwise")) {
            Node node = fields.get("otherwise");
            Map<String, Node> inner = fields(node);
            known(inner, Set.of("steps"), "otherwise", node);
            otherwise = Optional.of(steps(required(inner, "steps", node)));
        }
        return new Step.Choice("choice", branches, otherwise, place(key));
    }

    private Branch conditional(Node value, String what) throws Wrong {
        Map<String, Node> fields = fields(value);
        known(fields, Set.of("simple", "steps"), what, value);
        Node simple = required(fields, "simple", value);
        noting(() -> scalar(simple));
        List<Step> steps = steps(required(fields, "steps", value));
        return new Branch(condition(simple), steps, place(simple));
    }

    private Condition condition(Node simple) throws Wrong {
        Condition condition;
        try {
            condition = Condition.parse(text(simple));
        } catch (IllegalArgumentException e) {
            throw bad(simple, e.getMessage());
        }
        if (condition.isNever()) {
            findings.add(
                    place(simple)
                            .warning(
                                    "no call can fulfil "
                                            + text(simple)
                                            + "; direction is up or down, and an operation goes one"
                                            + " way"));
        }
        condition.doubts().forEach(doubt -> findings.add(place(simple).warning(doubt)));
        return condition;
    }

    private Step log(Node value, Node key) throws Wrong {
        if (value instanceof ScalarNode) {
            scalar(value);
        } else {
            Map<String, Node> fields = fields(value);
            known(fields, Set.of("message", "loggingLevel", "logName"), "log", value);
            for (Node field : fields.values()) {
                scalar(field);
            }
        }
        return new Step.Remark(place(key));
    }

    /** A text that Camel may evaluate: fields alone, and parameters in forms alone. */
    private void scalar(Node node) throws Wrong {
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
                            && form != null
                            && form.form().fields().containsKey(parameter.group(1));
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
    private void headers(Node node, String text) throws Wrong {
        Matcher header = HEADER.matcher(text);
        while (header.find()) {
            if (!RouteSet.HEADERS.contains(header.group(1))) {
                throw bad(
                        node,
                        "there is no header "
                                + header.group(1)
                                + "; there are "
                                + new Misspelt(header.group(1)).nearest(RouteSet.HEADERS));
            }
        }
    }

    private Map<String, Node> fields(Node node) throws Wrong {
        if (!(node instanceof MappingNode mapping)) {
            throw bad(node, "name: value lines are expected here");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = text(tuple.getKeyNode());
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw bad(
                        tuple.getKeyNode(),
                        name + ": stands here a second time, and one would be lost; remove one");
            }
        }
        return fields;
    }

    private void known(Map<String, Node> fields, Set<String> allowed, String what, Node at)
            throws Wrong {
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

    private Node required(Map<String, Node> fields, String name, Node at) throws Wrong {
        Node node = fields.get(name);
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

    private List<Node> list(Node node, String otherwise) throws Wrong {
        if (!(node instanceof SequenceNode sequence)) {
            throw bad(node, otherwise);
        }
        return sequence.getValue();
    }

    private NodeTuple only(Node node, String otherwise) throws Wrong {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
            throw bad(node, otherwise);
        }
        return mapping.getValue().get(0);
    }

    private String text(Node node) throws Wrong {
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

    private Wrong bad(Node node, String sentence) {
        return new Wrong(place(node).error(sentence));
    }
}
