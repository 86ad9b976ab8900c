package dev.substation.routes.language;

import dev.substation.routes.language.RoutePlan.Form;
import dev.substation.routes.language.RoutePlan.Route;
import dev.substation.routes.language.RoutePlan.Step;
import dev.substation.routes.language.RouteYaml.Wrong;
import dev.substation.routes.rules.RuleBook;
import dev.substation.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may stand in the folder: the part of Camel's YAML that chooses, and nothing that runs code,
 * waits, makes threads or opens the network. Everything is read node by node before Camel sees it,
 * so that a complaint has a file, a line, and what to write instead.
 */
public final class RouteGrammar {

    private static final String FORM_ENTRY = "kamelet:source";

    private static final Pattern DIRECT = Pattern.compile("direct:" + RouteYaml.NAME.pattern());

    private final RuleBook book;
    private final PlanDraft draft;

    private RouteYaml yaml;
    private boolean inForm;
    private boolean inShipped;

    private RouteGrammar(RuleBook book, PlanDraft draft) {
        this.book = book;
        this.draft = draft;
    }

    /**
     * Reads files in the order in which they are loaded, forms first.
     *
     * @param findings takes everything that is wrong
     */
    public static RoutePlan read(List<RouteFile> files, RuleBook book, List<Finding> findings) {
        PlanDraft draft = new PlanDraft(findings);
        RouteGrammar grammar = new RouteGrammar(book, draft);
        files.forEach(grammar::read);
        return draft.plan();
    }

    private void read(RouteFile source) {
        yaml = new RouteYaml(source.name());
        inForm = source.form();
        inShipped = source.isShipped();
        try {
            YamlNode root = yaml.root(source.text());
            if (root == null) {
                return;
            }
            if (inForm) {
                form(root);
            } else {
                yaml.list(root, "a file is a list; begin with - route:").forEach(this::item);
            }
        } catch (Wrong e) {
            draft.lost(e);
        }
    }

    /** One route; when it cannot be taken in, others seem to name what is not there. */
    private void item(YamlNode item) {
        try {
            YamlNode.Field only = yaml.only(item, "one of the list is - route:");
            if (!yaml.text(only.name()).equals("route")) {
                throw yaml.bad(
                        only.name(),
                        yaml.text(only.name())
                                + " cannot stand here; write - route: (forms of rules live in"
                                + " rules/)");
            }
            route(yaml.fields(only.value()), only.value());
        } catch (Wrong e) {
            draft.lost(e);
        }
    }

    private void form(YamlNode root) throws Wrong {
        if (!(root instanceof YamlNode.Section)) {
            throw yaml.bad(
                    root,
                    "a form is a Kamelet; begin with apiVersion: camel.apache.org/v1 and kind:"
                            + " Kamelet");
        }
        Map<String, YamlNode> fields = yaml.fields(root);
        yaml.known(fields, Set.of("apiVersion", "kind", "metadata", "spec"), "a form", root);
        YamlNode kind = yaml.required(fields, "kind", root);
        if (!yaml.text(kind).equals("Kamelet")) {
            throw yaml.bad(kind, yaml.text(kind) + " is no form of a rule; write kind: Kamelet");
        }
        YamlNode metadata = yaml.required(fields, "metadata", root);
        yaml.known(yaml.fields(metadata), Set.of("name"), "metadata", metadata);
        String id = id(yaml.fields(metadata), "name", metadata);
        if (!yaml.file().equals("rules/" + id + ".kamelet.yaml")) {
            throw yaml.bad(
                    metadata, "the form " + id + " belongs into rules/" + id + ".kamelet.yaml");
        }
        YamlNode spec = yaml.required(fields, "spec", root);
        yaml.known(yaml.fields(spec), Set.of("definition", "template"), "spec", spec);
        Form form =
                new Form(
                        new FormGrammar(yaml)
                                .definition(
                                        id, yaml.required(yaml.fields(spec), "definition", spec)),
                        new ArrayList<>(),
                        new ArrayList<>());
        draft.add(id, form);
        YamlNode template = yaml.required(yaml.fields(spec), "template", spec);
        yaml.known(yaml.fields(template), Set.of("from"), "template", template);
        form.steps()
                .addAll(
                        new StepGrammar(yaml, book, draft, Optional.of(form))
                                .steps(from(yaml.fields(template), template).get("steps")));
    }

    private void route(Map<String, YamlNode> fields, YamlNode at) throws Wrong {
        yaml.known(fields, Set.of("id", "description", "from"), "a route", at);
        draft.noting(() -> id(fields, "id", at));
        Map<String, YamlNode> from = from(fields, at);
        String begins = yaml.text(from.get("uri"));
        List<Step> steps = new ArrayList<>();
        Optional<Route> before =
                draft.claimed(new Route(begins, steps, yaml.place(from.get("uri"))));
        if (before.isPresent()) {
            throw yaml.bad(
                    from.get("uri"),
                    begins + " begins another route already, in " + before.get().place());
        }
        steps.addAll(new StepGrammar(yaml, book, draft, Optional.empty()).steps(from.get("steps")));
    }

    private String id(Map<String, YamlNode> fields, String name, YamlNode at) throws Wrong {
        YamlNode node = yaml.required(fields, name, at);
        String id = yaml.text(node);
        if (!RouteYaml.NAME.matcher(id).matches()) {
            throw yaml.bad(
                    node, "the id " + id + " is not in kebab-case; write it like meter-values");
        }
        // A newer program ships more rules: a route of the site may have the name of one.
        Optional<Place> before = inShipped ? Optional.empty() : draft.claimed(id, yaml.place(node));
        if (before.isPresent()) {
            throw yaml.bad(node, "the id " + id + " is used already in " + before.get());
        }
        return id;
    }

    /** The fields of a {@code from}: a good {@code uri}, and {@code steps}. */
    private Map<String, YamlNode> from(Map<String, YamlNode> fields, YamlNode at) throws Wrong {
        Map<String, YamlNode> from = yaml.fields(yaml.required(fields, "from", at));
        yaml.known(from, Set.of("uri", "steps"), "from", at);
        YamlNode uri = yaml.required(from, "uri", at);
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
}
