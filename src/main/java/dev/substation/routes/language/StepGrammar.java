package dev.substation.routes.language;

import dev.substation.model.Misspelt;
import dev.substation.routes.language.RoutePlan.Branch;
import dev.substation.routes.language.RoutePlan.Form;
import dev.substation.routes.language.RoutePlan.RuleStep;
import dev.substation.routes.language.RoutePlan.Step;
import dev.substation.routes.language.RouteYaml.Wrong;
import dev.substation.routes.rules.Parameters;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.SiteRule;
import dev.substation.yaml.YamlNode;
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

/**
 * The steps of a route or of a form. It lists what is allowed, not what is forbidden: Camel has
 * hundreds of schemes, and {@code simple} has functions that call beans, read files, and print
 * environment variables.
 */
final class StepGrammar {

    private static final Set<String> STEPS =
            new TreeSet<>(Set.of("choice", "filter", "kamelet", "log", "stop", "to"));
    private static final Pattern SITE_URI =
            Pattern.compile("(direct|kamelet):" + RouteYaml.NAME.pattern() + "|log:[\\w.-]+");
    private static final Pattern FORM_URI =
            Pattern.compile(SITE_URI + "|rule:" + RouteYaml.NAME.pattern());

    private final RouteYaml yaml;
    private final RuleBook book;
    private final PlanDraft draft;
    private final Optional<Form> form;

    /**
     * @param yaml the file
     * @param form the form whose steps are read; empty in a file of routes
     */
    StepGrammar(RouteYaml yaml, RuleBook book, PlanDraft draft, Optional<Form> form) {
        this.yaml = yaml;
        this.book = book;
        this.draft = draft;
        this.form = form;
    }

    /** The steps in a list. */
    List<Step> steps(YamlNode node) throws Wrong {
        List<Step> steps = new ArrayList<>();
        for (YamlNode step : yaml.list(node, "steps is a list of - to:, - choice: and so on")) {
            draft.noting(
                    () -> {
                        String words = String.join(":, - ", STEPS);
                        YamlNode.Field only = yaml.only(step, "a step is one of - " + words + ":");
                        YamlNode key = only.name();
                        steps.add(step(yaml.text(key), key, only.value()));
                    });
        }
        return steps;
    }

    private Step step(String name, YamlNode key, YamlNode value) throws Wrong {
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
                if (!(value instanceof YamlNode.Section)) {
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

    private Step to(YamlNode value, YamlNode key) throws Wrong {
        YamlNode uri = value;
        Map<String, YamlNode> given = Map.of();
        if (value instanceof YamlNode.Section) {
            Map<String, YamlNode> fields = yaml.fields(value);
            yaml.known(fields, Set.of("uri", "parameters"), "to", value);
            uri = yaml.required(fields, "uri", value);
            given = given(fields);
        }
        String target = yaml.text(uri);
        if (!(form.isPresent() ? FORM_URI : SITE_URI).matcher(target).matches()) {
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
            draft.goesTo(target, yaml.place(uri));
            return new Step.To(target, yaml.place(uri));
        }
        return new Step.Remark(yaml.place(key));
    }

    private SiteRule ruleStep(String id, Map<String, YamlNode> given, YamlNode at) throws Wrong {
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
        for (Map.Entry<String, YamlNode> parameter : given.entrySet()) {
            parameters.put(parameter.getKey(), yaml.text(parameter.getValue()));
        }
        form.orElseThrow().rules().add(new RuleStep(rule.get(), parameters));
        return rule.get();
    }

    private Step kamelet(YamlNode value) throws Wrong {
        Map<String, YamlNode> fields = yaml.fields(value);
        yaml.known(fields, Set.of("name", "parameters"), "kamelet", value);
        YamlNode name = yaml.required(fields, "name", value);
        return used(yaml.text(name), given(fields), name);
    }

    /** What {@code {{name}}} can stand for here: the parameters of the form that is read. */
    private Set<String> parameters() {
        return form.map(own -> own.form().fields().keySet()).orElse(Set.of());
    }

    private Map<String, YamlNode> given(Map<String, YamlNode> step) throws Wrong {
        Map<String, YamlNode> given =
                step.containsKey("parameters") ? yaml.fields(step.get("parameters")) : Map.of();
        for (YamlNode parameter : given.values()) {
            yaml.value(parameter, parameters());
        }
        return given;
    }

    /**
     * Camel passes over a parameter that the form does not have; a misspelt one must not be lost.
     */
    private Step used(String name, Map<String, YamlNode> given, YamlNode at) throws Wrong {
        Step step = new Step.Use(name, yaml.place(at));
        Form used = draft.forms().get(name);
        if (used == null && draft.isIncomplete()) {
            return step;
        }
        if (used == null) {
            throw yaml.bad(
                    at,
                    "there is no rule "
                            + name
                            + " in this version or in rules/; there are "
                            + new Misspelt(name).nearest(draft.forms().keySet()));
        }
        Map<String, RuleForm.Field> fields = used.form().fields();
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, YamlNode> parameter : given.entrySet()) {
            RuleForm.Field field = fields.get(parameter.getKey());
            if (field == null) {
                throw yaml.bad(
                        parameter.getValue(),
                        "the rule "
                                + name
                                + " has no parameter "
                                + parameter.getKey()
                                + "; it has "
                                + names(fields.keySet()));
            }
            String value = yaml.text(parameter.getValue());
            // Inside a form the values may be its own parameters.
            Optional<String> complaint =
                    form.isPresent() ? Optional.empty() : field.complaint(value);
            if (complaint.isPresent()) {
                String sentence =
                        new Parameters(name, Map.of())
                                .wrong(field.name(), complaint.get())
                                .getMessage();
                throw yaml.bad(parameter.getValue(), sentence);
            }
            values.put(field.name(), value);
        }
        for (RuleForm.Field field : fields.values()) {
            if (field.required() && !values.containsKey(field.name())) {
                throw yaml.bad(at, "the rule " + name + " needs the parameter " + field.name());
            }
            values.putIfAbsent(field.name(), field.standard().orElse(""));
        }
        // Inside a form the values may be its own parameters; they are tried where it is used.
        if (form.isEmpty()) {
            tried(used, values, at);
        }
        return step;
    }

    /** Lets the rule read its parameters now, while the line of the use is known. */
    private void tried(Form used, Map<String, String> values, YamlNode at) throws Wrong {
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

    private Step choice(YamlNode value, YamlNode key) throws Wrong {
        Map<String, YamlNode> fields = yaml.fields(value);
        yaml.known(fields, Set.of("when", "otherwise"), "choice", value);
        List<Branch> branches = new ArrayList<>();
        for (YamlNode when :
                yaml.list(yaml.required(fields, "when", value), "when is a list of - simple:")) {
            draft.noting(() -> branches.add(conditional(when, "when")));
        }
        Optional<List<Step>> otherwise = Optional.empty();
        if (fields.containsKey("otherwise")) {
            YamlNode node = fields.get("otherwise");
            Map<String, YamlNode> inner = yaml.fields(node);
            yaml.known(inner, Set.of("steps"), "otherwise", node);
            otherwise = Optional.of(steps(yaml.required(inner, "steps", node)));
        }
        return new Step.Choice("choice", branches, otherwise, yaml.place(key));
    }

    private Branch conditional(YamlNode value, String what) throws Wrong {
        Map<String, YamlNode> fields = yaml.fields(value);
        yaml.known(fields, Set.of("simple", "steps"), what, value);
        YamlNode simple = yaml.required(fields, "simple", value);
        draft.noting(() -> yaml.scalar(simple, parameters()));
        List<Step> steps = steps(yaml.required(fields, "steps", value));
        return new Branch(condition(simple), steps, yaml.place(simple));
    }

    private Condition condition(YamlNode simple) throws Wrong {
        Condition condition;
        try {
            condition = Condition.parse(yaml.text(simple));
        } catch (IllegalArgumentException e) {
            throw yaml.bad(simple, e.getMessage());
        }
        if (condition.isNever()) {
            draft.add(
                    yaml.place(simple)
                            .warning(
                                    "no call can fulfil "
                                            + yaml.text(simple)
                                            + "; direction is up or down, and an operation goes one"
                                            + " way"));
        }
        condition.doubts().forEach(doubt -> draft.add(yaml.place(simple).warning(doubt)));
        return condition;
    }

    private Step log(YamlNode value, YamlNode key) throws Wrong {
        if (value instanceof YamlNode.Scalar) {
            yaml.scalar(value, parameters());
        } else {
            Map<String, YamlNode> fields = yaml.fields(value);
            yaml.known(fields, Set.of("message", "loggingLevel", "logName"), "log", value);
            for (YamlNode field : fields.values()) {
                yaml.scalar(field, parameters());
            }
        }
        return new Step.Remark(yaml.place(key));
    }

    private static String names(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
