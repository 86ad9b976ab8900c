package dev.substation.routes.language;

import dev.substation.routes.language.RouteYaml.Wrong;
import dev.substation.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a form says of its rule to those who fill it in: the definition of a Kamelet. */
final class FormGrammar {

    private final RouteYaml yaml;

    /**
     * @param yaml the form's file
     */
    FormGrammar(RouteYaml yaml) {
        this.yaml = yaml;
    }

    /**
     * Reads a definition.
     *
     * @param id the rule's name in routes
     */
    RuleForm definition(String id, YamlNode at) throws Wrong {
        Map<String, YamlNode> fields = yaml.fields(at);
        Set<String> allowed = Set.of("title", "description", "type", "required", "properties");
        yaml.known(fields, allowed, "definition", at);
        Set<String> required = new LinkedHashSet<>();
        if (fields.containsKey("required")) {
            for (YamlNode name :
                    yaml.list(fields.get("required"), "required is a list of parameters")) {
                required.add(yaml.text(name));
            }
        }
        Map<String, RuleForm.Field> parameters = new LinkedHashMap<>();
        if (fields.containsKey("properties")) {
            for (Map.Entry<String, YamlNode> property :
                    yaml.fields(fields.get("properties")).entrySet()) {
                String name = property.getKey();
                parameters.put(name, parameter(name, required.contains(name), property.getValue()));
            }
        }
        if (!parameters.keySet().containsAll(required)) {
            throw yaml.bad(fields.get("required"), "required names a parameter that is not there");
        }
        return new RuleForm(
                id,
                yaml.text(yaml.required(fields, "title", at)),
                yaml.text(yaml.required(fields, "description", at)),
                Collections.unmodifiableMap(parameters));
    }

    private RuleForm.Field parameter(String name, boolean required, YamlNode at) throws Wrong {
        Map<String, YamlNode> fields = yaml.fields(at);
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
        yaml.known(fields, allowed, "a parameter", at);
        YamlNode type = yaml.required(fields, "type", at);
        Optional<RuleForm.Type> known = RuleForm.Type.of(yaml.text(type));
        if (known.isEmpty()) {
            throw yaml.bad(
                    type,
                    "there is no type "
                            + yaml.text(type)
                            + "; write string, integer, number or"
                            + " boolean");
        }
        List<String> words = new ArrayList<>();
        if (fields.containsKey("enum")) {
            for (YamlNode word : yaml.list(fields.get("enum"), "enum is a list of words")) {
                words.add(yaml.text(word));
            }
        }
        Optional<String> standard = Optional.empty();
        if (fields.containsKey("default")) {
            standard = Optional.of(yaml.value(fields.get("default"), Set.of()));
        }
        RuleForm.Field field =
                new RuleForm.Field(
                        name,
                        yaml.text(yaml.required(fields, "title", at)),
                        yaml.text(yaml.required(fields, "description", at)),
                        known.get(),
                        List.copyOf(words),
                        decimal(fields.get("minimum")),
                        decimal(fields.get("maximum")),
                        standard,
                        required,
                        fields.containsKey("example")
                                ? Optional.of(yaml.value(fields.get("example"), Set.of()))
                                : Optional.empty());
        Optional<String> complaint = standard.flatMap(field::complaint);
        if (complaint.isPresent()) {
            throw yaml.bad(fields.get("default"), "the default of " + name + " " + complaint.get());
        }
        return field;
    }

    private Optional<BigDecimal> decimal(YamlNode node) throws Wrong {
        if (node == null) {
            return Optional.empty();
        }
        if (!yaml.text(node).matches("-?\\d{1,9}(\\.\\d{1,9})?")) {
            throw yaml.bad(node, yaml.text(node) + " is no limit; write a number");
        }
        return Optional.of(new BigDecimal(yaml.text(node)));
    }
}
