package dev.substation.dialect;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.dialect.Difference.Kind;
import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Messages made from the contracts, so that none is forgotten: with the required fields only, with
 * all, without each of the optional ones, and with every word of every enumeration. And what should
 * become of them on the other side, by the rows of {@link Differences} and by nothing else.
 *
 * <p>Payloads have canonical names, with the words of the wire.
 */
public final class Specimens {

    /**
     * One message.
     *
     * @param name {@code required fields only}, {@code all fields}, {@code without parentIdTag},
     *     {@code status = Accepted}
     */
    public record Specimen(String name, Payload payload) {}

    public static final String LEAST = "required fields only";
    public static final String MOST = "all fields";
    public static final String WITHOUT = "without ";
    public static final String IS = " = ";

    /** What is in a message: which fields, and which words. */
    private record Plan(Predicate<String> includes, Map<String, String> words, int items) {}

    private Specimens() {}

    /** All messages of one part of an action; empty when the dialect does not have it. */
    public static List<Specimen> of(
            Dialect dialect, Direction direction, Action action, Part part) {
        Optional<Message> known = Soap.DICTIONARY.message(dialect, direction, action, part);
        if (known.isEmpty()) {
            return List.of();
        }
        Shape shape = known.get().shape();
        Set<String> optional = new LinkedHashSet<>(shape.surplus().keySet());
        Map<String, Set<String>> words = new LinkedHashMap<>();
        survey(shape, "", optional, words);

        List<Specimen> all = new ArrayList<>();
        all.add(made(LEAST, shape, new Plan(path -> false, Map.of(), 1)));
        if (!optional.isEmpty()) {
            all.add(made(MOST, shape, new Plan(path -> true, Map.of(), 2)));
        }
        for (String left : optional) {
            all.add(made(WITHOUT + left, shape, new Plan(it -> !it.equals(left), Map.of(), 1)));
        }
        words.forEach(
                (path, ofField) ->
                        ofField.forEach(
                                word ->
                                        all.add(
                                                made(
                                                        path + IS + word,
                                                        shape,
                                                        new Plan(
                                                                it -> isOnTheWay(it, path),
                                                                Map.of(path, word),
                                                                1)))));
        return all;
    }

    private static boolean isOnTheWay(String step, String path) {
        return path.equals(step) || path.startsWith(step + ".");
    }

    private static Specimen made(String name, Shape shape, Plan plan) {
        Map<String, Object> fields = object(shape, "", plan);
        for (String surplus : shape.surplus().keySet()) {
            if (plan.includes.test(surplus)) {
                fields.put(surplus, "of no use in 1.6");
            }
        }
        return new Specimen(name, new Payload(fields));
    }

    private static void survey(
            Shape shape, String path, Set<String> optional, Map<String, Set<String>> words) {
        for (Field field : shape.fields()) {
            String here = join(path, field.name());
            if (!field.required()) {
                optional.add(here);
            }
            if (!field.words().isEmpty()) {
                words.put(here, field.words());
            }
            survey(field.shape(), here, optional, words);
        }
    }

    private static Map<String, Object> object(Shape shape, String path, Plan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Field field : shape.fields()) {
            String here = join(path, field.name());
            if (field.required() || plan.includes.test(here)) {
                if (field.many()) {
                    List<Object> items = new ArrayList<>();
                    for (int i = 0; i < plan.items; i++) {
                        items.add(value(field, here, plan, i));
                    }
                    fields.put(field.name(), items);
                } else {
                    fields.put(field.name(), value(field, here, plan, 0));
                }
            }
        }
        return fields;
    }

    private static Object value(Field field, String path, Plan plan, int index) {
        return switch (field.kind()) {
            case TEXT ->
                    field.words().isEmpty()
                            ? text(field, index)
                            : plan.words.getOrDefault(path, field.words().iterator().next());
            case URI -> "ftp://user:secret@files.example.org/a?b=1&c=" + index;
            case TIME -> "2026-03-01T12:00:0" + index + "Z";
            case INTEGER -> number(field.name()) + index * (field.name().endsWith("Id") ? 0 : 1);
            case DECIMAL -> new BigDecimal("16." + (1 + index));
            case BOOLEAN -> index == 0;
            case OBJECT -> new Payload(object(field.shape(), path, plan));
        };
    }

    private static long number(String name) {
        return switch (name) {
            case "connectorId" -> 1;
            case "transactionId" -> 4711;
            case "interval" -> 240;
            default -> 3;
        };
    }

    private static String text(Field field, int index) {
        return switch (field.name()) {
            case "idTag", "parentIdTag" -> "04:A1:b2:C3:0" + index;
            case "key" -> "Nonsense" + index;
            case "unknownKey" -> "Unheard" + index;
            case "value" -> "12.50" + index;
            default -> {
                String text = index + " <" + field.name() + "> & \"Köln\" €";
                yield text.substring(0, Math.min(text.length(), field.maxLength()));
            }
        };
    }

    // ---- the other side

    /** What a station's message is inside the gateway. */
    public static Payload canonical(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        Payload renamed = worded(dialect, action, part, payload, Kind.WORD_READ);
        return without(
                renamed,
                rows(Kind.FIELD, dialect, action, part),
                Difference::ours,
                Difference::theirs);
    }

    /** What is said in a dialect of a payload inside the gateway. */
    public static Payload said(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        Payload renamed = worded(dialect, action, part, payload, Kind.WORD_WRITTEN);
        Payload lacking =
                without(
                        renamed,
                        rows(Kind.FIELD, dialect, action, part),
                        Difference::theirs,
                        Difference::ours);
        Payload said = lacking;
        for (Difference row : rows(Kind.REQUIRED, dialect, action, part)) {
            said = said.get(row.field()) == null ? said.with(row.field(), List.of()) : said;
        }
        return said;
    }

    private static List<Difference> rows(Kind kind, Dialect dialect, Action action, Part part) {
        return Differences.rows(kind, dialect, action, part);
    }

    private static Payload worded(
            Dialect dialect, Action action, Part part, Payload payload, Kind oneWay) {
        Payload changed = payload;
        for (Kind kind : List.of(Kind.WORD, oneWay)) {
            for (Difference row : rows(kind, dialect, action, part)) {
                boolean reading = oneWay == Kind.WORD_READ;
                String from = reading ? row.theirs() : row.ours();
                String to = reading ? row.ours() : row.theirs();
                // Each word of the first message is looked at once: no row may undo another.
                changed = replaced(changed, payload, row.field(), from, to);
            }
        }
        return changed;
    }

    private static Payload replaced(
            Payload changed, Payload original, String path, String from, String to) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        Object value = original.get(name);
        if (value == null) {
            return changed;
        }
        if (dot < 0) {
            return changed.with(name, replaced(changed.get(name), value, from, to));
        }
        String rest = path.substring(dot + 1);
        if (value instanceof List<?> items) {
            List<Object> objects = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                Payload now = (Payload) ((List<?>) changed.get(name)).get(i);
                objects.add(replaced(now, (Payload) items.get(i), rest, from, to));
            }
            return changed.with(name, objects);
        }
        return changed.with(
                name, replaced((Payload) changed.get(name), (Payload) value, rest, from, to));
    }

    private static Object replaced(Object now, Object original, String from, String to) {
        if (original instanceof List<?> items) {
            List<Object> words = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                words.add(replaced(((List<?>) now).get(i), items.get(i), from, to));
            }
            return words;
        }
        return from.equals(original) ? to : now;
    }

    /** Without the fields that only the side that it comes from has. */
    private static Payload without(
            Payload payload,
            List<Difference> rows,
            java.util.function.Function<Difference, String> there,
            java.util.function.Function<Difference, String> here) {
        Payload changed = payload;
        for (Difference row : rows) {
            if (there.apply(row).isEmpty()) {
                changed = changed.without(here.apply(row));
            }
        }
        return changed;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }
}
