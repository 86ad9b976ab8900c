package dev.substation.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the schemas of OCPP-J 1.6 say, and what a contract says in the same words: {@code path kind
 * fact}. JSON knows no order of fields; a schema that uses a word not known here is an error.
 */
final class JsonSchemaFacts {

    private static final Set<String> SILENT =
            Set.of(
                    "$schema",
                    "$id",
                    "id",
                    "title",
                    "comment",
                    "description",
                    "definitions",
                    "javaType",
                    "properties",
                    "items",
                    "required");

    private final SortedSet<String> lines = new TreeSet<>();

    private JsonSchemaFacts() {}

    /** All schemas of a folder: {@code X.json} is a request, {@code XResponse.json} an answer. */
    static SortedSet<String> of(Path folder) throws IOException {
        JsonSchemaFacts facts = new JsonSchemaFacts();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Map<String, Object> schema = map(read(file));
                facts.schema(element(file.getFileName().toString()), map(resolved(schema, schema)));
            }
        }
        return facts.lines;
    }

    /** A schema with its definitions where it refers to them. */
    private static Object resolved(Object node, Map<String, Object> root) {
        if (node instanceof List<?> items) {
            return items.stream().map(item -> resolved(item, root)).toList();
        }
        if (!(node instanceof Map<?, ?>)) {
            return node;
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        map(node).forEach((word, value) -> whole.put(word, resolved(value, root)));
        String reference = (String) whole.remove("$ref");
        if (reference != null) {
            String name = reference.replace("#/definitions/", "");
            whole.putAll(map(resolved(map(root.get("definitions")).get(name), root)));
        }
        return whole;
    }

    /** The facts of a contract, as far as a JSON schema can say them. */
    static SortedSet<String> of(Collection<ContractFacts.Fact> contract) {
        JsonSchemaFacts facts = new JsonSchemaFacts();
        contract.stream()
                .filter(fact -> fact.name().matches("\\w+(Request|Response)(/\\w+)*"))
                .forEach(fact -> facts.translate(fact.name(), fact.kind(), fact.fact()));
        return facts.lines;
    }

    private void translate(String path, String kind, String fact) {
        switch (kind) {
            case "order" -> {}
            case "occurs" -> {
                if (!fact.startsWith("0")) {
                    add(path, "required", "yes");
                }
                if (fact.endsWith("n")) {
                    add(path, "list", "yes");
                }
            }
            case "enumeration", "maxLength" -> add(path, kind, fact);
            case "fractionDigits" -> add(path, kind, fact);
            case "type" -> {
                switch (fact) {
                    case "elements" -> add(path, "type", "object");
                    case "int" -> add(path, "type", "integer");
                    case "decimal" -> add(path, "type", "number");
                    case "string", "boolean" -> add(path, "type", fact);
                    case "dateTime" -> text(path, "date-time");
                    case "anyURI" -> text(path, "uri");
                    default -> throw new IllegalStateException(path + ": type " + fact);
                }
            }
            default -> throw new IllegalStateException(path + ": " + kind);
        }
    }

    private void text(String path, String format) {
        add(path, "type", "string");
        add(path, "format", format);
    }

    private void schema(String path, Map<String, Object> schema) {
        if ("array".equals(schema.get("type"))) {
            add(path, "list", "yes");
            if (schema.containsKey("minItems")) {
                add(path, "minItems", schema.get("minItems"));
            }
            schema(path, map(schema.get("items")));
            return;
        }
        schema.forEach((word, value) -> word(path, word, value));
        map(schema.getOrDefault("properties", Map.of()))
                .forEach((name, property) -> schema(path + "/" + name, map(property)));
        list(schema.getOrDefault("required", List.of()))
                .forEach(name -> add(path + "/" + name, "required", "yes"));
    }

    private void word(String path, String word, Object value) {
        switch (word) {
            case "type", "format", "maxLength" -> add(path, word, value);
            case "enum" -> list(value).forEach(one -> add(path, "enumeration", one));
            case "multipleOf" -> {
                if (!value.equals("0.1")) {
                    throw new IllegalStateException(path + ": multipleOf " + value);
                }
                add(path, "fractionDigits", "1");
            }
            case "additionalProperties" -> {
                if (!value.equals("false")) {
                    throw new IllegalStateException(path + ": open");
                }
            }
            default -> {
                if (!SILENT.contains(word)) {
                    throw new IllegalStateException(path + ": " + word);
                }
            }
        }
    }

    private void add(String path, String kind, Object fact) {
        lines.add(path + " " + kind + " " + fact);
    }

    private static String element(String file) {
        String name = file.replace(".json", "");
        String lower = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        return lower.endsWith("Response") ? lower : lower + "Request";
    }

    // ---- JSON as maps, lists and text

    private static Object read(Path file) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(Files.readString(file))) {
            return value(parser, parser.nextToken());
        }
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                object.put(name, value(parser, parser.nextToken()));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> array = new ArrayList<>();
            for (JsonToken t = parser.nextToken();
                    t != JsonToken.END_ARRAY;
                    t = parser.nextToken()) {
                array.add(value(parser, t));
            }
            return array;
        }
        return parser.getText();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
