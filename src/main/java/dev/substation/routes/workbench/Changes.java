package dev.substation.routes.workbench;

import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What differs between two payloads, field by field. */
final class Changes {

    /**
     * One field that differs.
     *
     * @param path such as {@code meterValue[0].sampledValue[2].unit}
     * @param before as JSON; empty when there was none
     * @param after as JSON; empty when there is none
     */
    record Change(String path, Optional<String> before, Optional<String> after) {}

    private Changes() {}

    static List<Change> between(Payload before, Payload after) {
        Map<String, Object> old = leaves(before);
        Map<String, Object> young = leaves(after);
        List<Change> changes = new ArrayList<>();
        old.forEach(
                (path, value) -> {
                    if (!young.containsKey(path)) {
                        changes.add(new Change(path, Optional.of(json(value)), Optional.empty()));
                    } else if (!Objects.equals(value, young.get(path))) {
                        changes.add(
                                new Change(
                                        path,
                                        Optional.of(json(value)),
                                        Optional.of(json(young.get(path)))));
                    }
                });
        young.forEach(
                (path, value) -> {
                    if (!old.containsKey(path)) {
                        changes.add(new Change(path, Optional.empty(), Optional.of(json(value))));
                    }
                });
        return changes;
    }

    private static Map<String, Object> leaves(Payload payload) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        collect("", payload, leaves);
        leaves.remove("");
        return leaves;
    }

    private static void collect(String path, Object value, Map<String, Object> into) {
        if (value instanceof Payload object && !object.isEmpty()) {
            object.forEach((name, child) -> collect(CaseText.inner(path, name), child, into));
        } else if (value instanceof List<?> items && !items.isEmpty()) {
            for (int i = 0; i < items.size(); i++) {
                collect(CaseText.item(path, i), items.get(i), into);
            }
        } else {
            into.put(path, value);
        }
    }

    /** What stands at a path, such as {@code meterValue[0].sampledValue[2].unit}. */
    static Optional<Object> at(Payload payload, String path) {
        Object at = payload;
        for (String name : path.replace("[", ".[").split("\\.")) {
            at = name.startsWith("[") ? item(at, name) : field(at, name);
        }
        return Optional.ofNullable(at);
    }

    private static Object field(Object from, String name) {
        return from instanceof Payload payload ? payload.get(name) : null;
    }

    private static Object item(Object from, String index) {
        String number = index.replaceAll("\\D", "");
        return from instanceof List<?> items
                        && number.matches("\\d{1,6}")
                        && Integer.parseInt(number) < items.size()
                ? items.get(Integer.parseInt(number))
                : null;
    }

    /** A value as JSON, so that the text 7 and the number 7 look different. */
    static String json(Object value) {
        if (value instanceof Payload payload) {
            return Json.write(payload);
        }
        String object = Json.write(Payload.of("x", value));
        return object.substring("{\"x\":".length(), object.length() - 1);
    }
}
