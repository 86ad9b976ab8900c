package dev.substation.routes;

import dev.substation.model.Misspelt;
import dev.substation.routes.RoutePlan.Branch;
import dev.substation.routes.RoutePlan.Form;
import dev.substation.routes.RoutePlan.Place;
import dev.substation.routes.RoutePlan.Route;
import dev.substation.routes.RoutePlan.RuleStep;
import dev.substation.routes.RoutePlan.Step;
import dev.substation.routes.RouteYaml.Wrong;
import dev.substation.routes.rules.Parameters;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.SiteRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

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

    /** A {@code direct:} address that some step goes to. */
    private record Target(String uri, Place place) {}

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

    private RouteYaml yaml;
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
            findings.add(e.finding());
        }
    }

    private void read(RouteFile source) {
        yaml = new RouteYaml(source.name());
        inForm = source.form();
        try {
            Node root = yaml.root(source.text());
            if (root == null) {
                return;
            }
            if (inForm) {
                form(root);
            } else {
                yaml.list(root, "a file is a list; begin with - route:").forEach(this::item);
            }
        } catch (Wrong e) {
            unreadable = true;
            findings.add(e.finding());
        } finally {
            form = null;
        }
    }

    /** One route; when it cannot be taken in, others seem to name what is not there. */
    private void item(Node item) {
        try {
            NodeTuple only = yaml.only(item, "one of the list is - route:");
            if (!yaml.text(only.getKeyNode()).equals("route")) {
                throw yaml.bad(
                        only.getKeyNode(),
                        yaml.text(only.getKeyNode())
                                + " cannot stand here; write - route: (forms of rules live in"
                                + " rules/)");
            }
            route(yaml.fields(only.getValueNode()), only.getValueNode());
        } catch (Wrong e) {
            unreadable = true;
            findings.add(e.finding());
        }
    }

    private void form(Node root) throws Wrong {
        if (!(root instanceof MappingNode)) {
            throw yaml.bad(
                    root,
                    "a form is a Kamelet; begin with apiVersion: camel.apache.org/v1 and kind:"
                            + " Kamelet");
        }
        Map<String, Node> fields = yaml.fields(root);
        yaml.known(fields, Set.of("apiVersion", "kind", "metadata", "spec"), "a form", root);
        Node kind = yaml.required(fields, "kind", root);
        if (!yaml.text(kind).equals("Kamelet")) {
            throw yaml.bad(kind, yaml.text(kind) + " is no form of a rule; write kind: Kamelet");
        }
        Node metadata = yaml.required(fields, "metadata", root);
        yaml.known(yaml.fields(metadata), Set.of("name"), "metadata", metadata);
        String id = id(yaml.fields(metadata), "name", metadata);
        if (!yaml.file().equals("rules/" + id + ".kamelet.yaml")) {
            throw yaml.bad(
                    metadata, "the form " + id + " belongs into rules/" + id + ".kamelet.yaml");
        }
        Node spec = yaml.required(fields, "spec", root);
        yaml.known(yaml.fields(spec), Set.of("definition", "template"), "spec", spec);
        form =
                new Form(
                        new FormGrammar(yaml)
                                .definition(
                                        id, yaml.required(yaml.fields(spec), "definition", spec)),
                        new ArrayList<>(),
                        new ArrayList<>());
        forms.put(id, form);
        Node template = yaml.required(yaml.fields(spec), "template", spec);
        yaml.known(yaml.fields(template), Set.of("from"), "template", template);
        form.steps().addAll(steps(from(yaml.fields(template), template).get("steps")));
    }

    private void route(Map<String, Node> fields, Node at) throws Wrong {
        yaml.known(fields, Set.of("id", "description", "from"), "a route", at);
        noting(() -> id(fields, "id", at));
        Map<String, Node> from = from(fields, at);
        String begins = yaml.text(from.get("uri"));
        List<Step> steps = new ArrayList<>();
        Route before =
                routes.putIfAbsent(begins, new Route(begins, steps, yaml.place(from.get("uri"))));
        if (before != null) {
            throw yaml.bad(
                    from.get("uri"),
                    begins + " begins another route already, in " + before.place());
        }
        steps.addAll(steps(from.get("steps")));
    }

    private String id(Map<String, Node> fields, String name, Node at) throws Wrong {
        Node node = yaml.required(fields, name, at);
        String id = yaml.text(node);
        if (!NAME.matcher(id).matches()) {
            throw yaml.bad(
                    node, "the id " + id + " is not in kebab-case; write it like meter-values");
        }
        Place before = places.putIfAbsent(id, yaml.place(node));
        if (before != null) {
            throw yaml.bad(node, "the id " + id + " is used already in " + before);
        }
        return id;
    }

    /** The fields of a {@code from}: a good {@code uri}, and {@code steps}. */
    private Map<String, Node> from(Map<String, Node> fields, Node at) throws Wrong {
        Map<String, Node> from = yaml.fields(yaml.required(fields, "from", at));
        yaml.known(from, Set.of("uri", "steps"), "from", at);
        Node uri = yaml.required(from, "uri", at);
        String begins = yaml.text(uri);
        if (inForm && !begins.equals(FORM_ENTRY)) {
            throw yaml.bad(uri, begins + " cannot begin a rule; write uri: " + FORM_ENTRY);
        }
        if (!inForm && (!DIRECT.matcher(begins).matches() || begins.equals(RoutePlan.EXIT))) {
            throw yaml.bad(
                    uri, begins + " cannot begin a route; write direct: and a name of its own");
        }
        yaml.required(from, "steps", at);
        return from;
    }

    private List<Step> steps(Node node) throws Wrong {
        List<Step> steps = new ArrayList<>();
        for (Node step : yaml.list(node, "steps is a list of - to:, - choice: and so on")) {
            noting(
                    () -> {
                        String words = String.join(":, - ", STEPS);
                        NodeTuple only = yaml.only(step, "a step is one of - " + words + ":");
                        Node key = only.getKeyNode();
                        steps.add(step(yaml.text(key), key, only.getValueNode()));
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
                            yaml.place(key));
            case "log" -> log(value, key);
            case "stop" -> {
                if (!(value instanceof MappingNode)) {
                    throw yaml.bad(key, "stop needs braces behind it; write - stop: {}");
                }
                yaml.known(yaml.fields(value), Set.of(), "stop", value);
                yield new Step.Stop(yaml.place(key));
            }
            default ->
                    throw yaml.bad(
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
            Map<String, Node> fields = yaml.fields(value);
            yaml.known(fields, Set.of("uri", "parameters"), "to", value);
            uri = yaml.required(fields, "uri", value);
            given = given(fields);
        }
        String target = yaml.text(uri);
        if (!(inForm ? FORM_URI : SITE_URI).matcher(target).matches()) {
            throw yaml.bad(
                    uri,
                    target
                            + " is not allowed; a step goes to direct:NAME, kamelet:RULE or"
                            + " log:NAME");
        }
        String name = target.substring(target.indexOf(':') + 1);
        if (target.startsWith("rule:")) {
            return new Step.Rule(ruleStep(name, given, uri), yaml.place(uri));
        }
        if (!given.isEmpty()) {
            throw yaml.bad(value, "parameters belong to a - kamelet: step");
        }
        if (target.startsWith("kamelet:")) {
            return used(name, given, uri);
        }
        if (target.startsWith("direct:")) {
            targets.add(new Target(target, yaml.place(uri)));
            return new Step.To(target, yaml.place(uri));
        }
        return new Step.Remark(yaml.place(key));
    }

    private SiteRule ruleStep(String id, Map<String, Node> given, Node at) throws Wrong {
        Optional<SiteRule> rule = book.rule(id);
        if (rule.isEmpty()) {
            throw yaml.bad(
                    at,
                    "there is no rule:"
                            + id
                            + "; there are "
                            + new Misspelt(id).nearest(book.ids()));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, Node> parameter : given.entrySet()) {
            parameters.put(parameter.getKey(), yaml.text(parameter.getValue()));
        }
        form.rules().add(new RuleStep(rule.get(), parameters));
        return rule.get();
    }

    private Step kamelet(Node value) throws Wrong {
        Map<String, Node> fields = yaml.fields(value);
        yaml.known(fields, Set.of("name", "parameters"), "kamelet", value);
        Node name = yaml.required(fields, "name", value);
        return used(yaml.text(name), given(fields), name);
    }

    /** What {@code {{name}}} can stand for here: the parameters of the form that is read. */
    private Set<String> parameters() {
        return form == null ? Set.of() : form.form().fields().keySet();
    }

    private Map<String, Node> given(Map<String, Node> step) throws Wrong {
        Map<String, Node> given =
                step.containsKey("parameters") ? yaml.fields(step.get("parameters")) : Map.of();
        for (Node parameter : given.values()) {
            yaml.value(parameter, parameters());
        }
        return given;
    }

    /**
     * Camel passes over a parameter that the form does not have; a misspelt one must not be lost.
     */
    private Step used(String name, Map<String, Node> given, Node at) throws Wrong {
        Step step = new Step.Use(name, yaml.place(at));
        Form used = forms.get(name);
        if (used == null && unreadable) {
            return step;
        }
        if (used == null) {
            throw yaml.bad(
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
                throw yaml.bad(
                        parameter.getValue(),
                        "the rule "
                                + name
                                + " has no parameter "
                                + parameter.getKey()
                                + "; it has "
                                + names(form.keySet()));
            }
            String value = yaml.text(parameter.getValue());
            // Inside a form the values may be its own parameters.
            Optional<String> complaint = inForm ? Optional.empty() : field.complaint(value);
            if (complaint.isPresent()) {
                String sentence =
                        new Parameters(name, Map.of())
                                .wrong(field.name(), complaint.get())
                                .getMessage();
                throw yaml.bad(parameter.getValue(), sentence);
            }
            values.put(field.name(), value);
        }
        for (RuleForm.Field field : form.values()) {
            if (field.required() && !values.containsKey(field.name())) {
                throw yaml.bad(at, "the rule " + name + " needs the parameter " + field.name());
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
                                            RouteYaml.PARAMETER
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
                throw yaml.bad(at, e.getMessage());
            }
        }
    }

    private Step choice(Node value, Node key) throws Wrong {
        Map<String, Node> fields = yaml.fields(value);
        yaml.known(fields, Set.of("when", "otherwise"), "choice", value);
        List<Branch> branches = new ArrayList<>();
        for (Node when :
                yaml.list(yaml.required(fields, "when", value), "when is a list of - simple:")) {
            noting(() -> branches.add(conditional(when, "when")));
        }
        Optional<List<Step>> otherwise = Optional.empty();
        if (fields.containsKey("otherwise")) {
            Node node = fields.get("otherwise");
            Map<String, Node> inner = yaml.fields(node);
            yaml.known(inner, Set.of("steps"), "otherwise", node);
            otherwise = Optional.of(steps(yaml.required(inner, "steps", node)));
        }
        return new Step.Choice("choice", branches, otherwise, yaml.place(key));
    }

    private Branch conditional(Node value, String what) throws Wrong {
        Map<String, Node> fields = yaml.fields(value);
        yaml.known(fields, Set.of("simple", "steps"), what, value);
        Node simple = yaml.required(fields, "simple", value);
        noting(() -> yaml.scalar(simple, parameters()));
        List<Step> steps = steps(yaml.required(fields, "steps", value));
        return new Branch(condition(simple), steps, yaml.place(simple));
    }

    private Condition condition(Node simple) throws Wrong {
        Condition condition;
        try {
            condition = Condition.parse(yaml.text(simple));
        } catch (IllegalArgumentException e) {
            throw yaml.bad(simple, e.getMessage());
        }
        if (condition.isNever()) {
            findings.add(
                    yaml.place(simple)
                            .warning(
                                    "no call can fulfil "
                                            + yaml.text(simple)
                                            + "; direction is up or down, and an operation goes one"
                                            + " way"));
        }
        condition.doubts().forEach(doubt -> findings.add(yaml.place(simple).warning(doubt)));
        return condition;
    }

    private Step log(Node value, Node key) throws Wrong {
        if (value instanceof ScalarNode) {
            yaml.scalar(value, parameters());
        } else {
            Map<String, Node> fields = yaml.fields(value);
            yaml.known(fields, Set.of("message", "loggingLevel", "logName"), "log", value);
            for (Node field : fields.values()) {
                yaml.scalar(field, parameters());
            }
        }
        return new Step.Remark(yaml.place(key));
    }

    private static String names(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
