package dev.substation.routes.workbench;

import dev.substation.routes.language.RuleForm;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages of {@code docs/rules/}, made of forms and cases. */
final class RulePage {

    private RulePage() {}

    static String of(RuleForm form, List<Map<String, Object>> examples) {
        return "# "
                + form.id()
                + "\n\n"
                + "**"
                + form.title()
                + ".** "
                + form.description().strip()
                + "\n\n## Use\n\n```yaml\n"
                + examples.stream().map(RulePage::use).distinct().collect(Collectors.joining("\n"))
                + "\n```\n"
                + parameters(form)
                + "\n## Examples\n\n"
                + examples.stream().map(RulePage::example).collect(Collectors.joining("\n"))
                + "\n---\nMade of `camel-routes/rules/"
                + form.id()
                + ".kamelet.yaml` and `camel-routes/rules/tests/"
                + form.id()
                + ".yaml`, which holds more cases. [All rules](README.md)\n";
    }

    /** Uses stand in cases, so that each one that is shown has been tried. */
    private static String use(Map<String, Object> one) {
        Map<?, ?> rule = (Map<?, ?>) one.get("rule");
        return rule.get("parameters") instanceof Map<?, ?> given
                ? "- kamelet: { name: "
                        + rule.get("name")
                        + ", parameters: "
                        + parameters(given)
                        + " }"
                : "- kamelet: { name: " + rule.get("name") + " }";
    }

    private static String parameters(Map<?, ?> given) {
        return given.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + quoted(entry.getValue()))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String quoted(Object value) {
        boolean bare = !(value instanceof String text) || text.matches("[a-z][a-z-]*[a-z]");
        return bare ? value.toString() : "\"" + value + "\"";
    }

    private static String parameters(RuleForm form) {
        if (form.fields().isEmpty()) {
            return "\nIt has no parameters.\n";
        }
        StringBuilder table = new StringBuilder("\n| parameter | meaning | values | default |\n");
        table.append("|---|---|---|---|\n");
        for (RuleForm.Field field : form.fields().values()) {
            String leftOut =
                    field.required()
                            ? "required"
                            : field.standard().map(text -> "`" + text + "`").orElse("");
            table.append(
                    "| `%s` | **%s.** %s | %s | %s |\n"
                            .formatted(
                                    field.name(),
                                    field.title(),
                                    field.description().strip().replace("\n", " "),
                                    field.values()
                                            + field.example()
                                                    .map(text -> ", such as `" + text + "`")
                                                    .orElse(""),
                                    leftOut));
        }
        return table.toString();
    }

    static String index(Collection<RuleForm> forms) {
        StringBuilder page =
                new StringBuilder(
                        "# The rules\n\nRoutes use these rules with `- kamelet:`. How to write"
                                + " routes: [the guide](../rules-guide.md).\n\n");
        page.append("| rule | what it does |\n|---|---|\n");
        forms.forEach(
                form ->
                        page.append(
                                "| [`%1$s`](%1$s.md) | %2$s |\n"
                                        .formatted(form.id(), form.title())));
        return page.toString();
    }

    static String example(Map<String, Object> one) {
        StringBuilder text = new StringBuilder("**" + one.get("case") + "**\n\n```\n");
        Map<?, ?> rule = (Map<?, ?>) one.get("rule");
        String given = rule.get("parameters") instanceof Map<?, ?> map ? " " + parameters(map) : "";
        text.append("rule      ").append(rule.get("name")).append(given).append('\n');
        if (one.get("before") instanceof List<?> before) {
            before.forEach(call -> text.append("before    ").append(call((Map<?, ?>) call)));
        }
        text.append("given     ").append(call((Map<?, ?>) one.get("given")));
        outcome(text, one.get("expect"));
        if (one.containsKey("wait")) {
            text.append("wait      ").append(one.get("wait")).append('\n');
        }
        if (one.get("made") instanceof List<?> made) {
            made.forEach(call -> text.append("made      ").append(call((Map<?, ?>) call)));
        }
        if (one.containsKey("answer")) {
            text.append("answer    ").append(flow(one.get("answer"))).append('\n');
        }
        outcome(text, one.get("then"));
        return text.append("```\n").toString();
    }

    private static String call(Map<?, ?> call) {
        String direction = call.get("direction") == null ? "up" : call.get("direction").toString();
        return "%-4s %s %s\n".formatted(direction, call.get("action"), flow(call.get("body")));
    }

    private static void outcome(StringBuilder text, Object outcome) {
        if (outcome instanceof Map<?, ?> map) {
            map.forEach((what, value) -> text.append("%-9s %s\n".formatted(what, flow(value))));
        }
    }

    private static String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RulePage::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }
}
