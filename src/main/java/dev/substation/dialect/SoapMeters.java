package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Place;
import dev.substation.model.Action;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The meter values of one SOAP body, whatever version their elements have: 1.5 has attributes where
 * 1.6 has elements, and another depth; firmware mixes them.
 */
final class SoapMeters {

    /** Between the name of an element and that of one in it. */
    static final String CHILD = "/";

    /** Between the name of an element and that of an attribute. */
    static final String ATTRIBUTE = "/@";

    /** The text of an element that has elements too. */
    private static final String TEXT = "#text";

    /** Longer than any path of meter values: names of the peer's own must not add up. */
    private static final int LONGEST_PATH = 200;

    private final Field field;
    private final boolean isMessageOfValues;
    private final SoapLeaves leaves;
    private final Notes notes;
    private final Set<String> expected = new HashSet<>();
    private final List<Object> groups = new ArrayList<>();
    private final Map<String, Object> flat = new LinkedHashMap<>();
    private String odd = "";

    private SoapMeters(Action action, Field field, SoapLeaves leaves, Notes notes) {
        this.field = field;
        this.isMessageOfValues = action.equals(Action.MeterValues);
        this.leaves = leaves;
        this.notes = notes;
        expected.add(field.wire());
        String values = field.isNested() ? field.wire() + CHILD + field.inner() : field.wire();
        expected.add(values);
        expect(values, field.shape());
    }

    /** The meter values of a message that has some. */
    static Optional<SoapMeters> of(Action action, Shape shape, SoapLeaves leaves, Notes notes) {
        return Samples.field(action)
                .map(shape.byName()::get)
                .map(field -> new SoapMeters(action, field, leaves, notes));
    }

    private void expect(String at, Shape shape) {
        for (Field part : shape.fields()) {
            String path = at + (part.place() == Place.ATTRIBUTE ? ATTRIBUTE : CHILD) + part.wire();
            expected.add(path);
            expect(path, part.shape());
        }
        for (String later : shape.lacking().keySet()) {
            expected.add(at + ATTRIBUTE + later);
            expected.add(at + CHILD + later);
        }
    }

    /** Whether an element right below the message is of its meter values. */
    boolean isOne(String name, Shape shape) {
        return MeterStructure.isList(name)
                || isMessageOfValues
                        && (MeterStructure.isPart(name) || name.equals(MeterValue.TIMESTAMP));
    }

    /**
     * An element or an attribute was found.
     *
     * @param at the path of the element that has it
     * @param separator {@link #CHILD} or {@link #ATTRIBUTE}
     * @return its path; below names that no version has, that of the element
     */
    String seen(String at, String separator, String name) {
        String path = at.length() > LONGEST_PATH ? at : at + separator + name;
        seen(path, name);
        return path;
    }

    private void seen(String path, String name) {
        if (odd.isEmpty() && !expected.contains(path) && MeterStructure.isPart(name)) {
            odd = path;
        }
    }

    /** An element right below the message; what it means stands where the first of them stood. */
    void add(String name, Object node, Map<String, Object> message) {
        seen(name, name);
        message.putIfAbsent(field.name(), List.of());
        if (MeterStructure.isList(name)) {
            groups.add(node);
        } else {
            add(flat, name, node);
        }
    }

    /** One more part of an object; what comes again becomes a list, which then grows. */
    @SuppressWarnings("unchecked") // the nodes of this tree are no lists, so it is one of these
    static void add(Map<String, Object> parts, String name, Object node) {
        Object before = parts.putIfAbsent(name, node);
        if (before instanceof List<?> all) {
            ((List<Object>) all).add(node);
        } else if (before != null) {
            parts.put(name, new ArrayList<>(List.of(before, node)));
        }
    }

    /**
     * What is in an element.
     *
     * @param parts attributes and elements
     * @param nested whether there are elements
     */
    Object node(String element, Map<String, Object> parts, boolean nested, String text) {
        if (!nested && MeterStructure.isText(element)) {
            return leaf(element, parts, text);
        }
        if (parts.isEmpty() && !nested) {
            return text;
        }
        if (!nested && (!text.isBlank() || !parts.containsKey(Samples.VALUE))) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put(Samples.VALUE, text);
            parts.forEach(content::putIfAbsent);
            return new Payload(content);
        }
        if (nested && !text.isBlank()) {
            parts.put(TEXT, text.strip());
        }
        return new Payload(parts);
    }

    /** An element that is a text alone: its attributes are not of OCPP, unless one is the text. */
    private String leaf(String element, Map<String, Object> attributes, String text) {
        boolean inAttribute = text.isBlank() && attributes.get(Samples.VALUE) instanceof String;
        FieldPath path = FieldPath.TOP.field(field.name()).field(element);
        attributes.forEach(
                (name, value) -> {
                    if (inAttribute && name.equals(Samples.VALUE)) {
                        leaves.attribute(name, value.toString(), path);
                    } else {
                        leaves.surplus(name, value.toString(), path);
                    }
                });
        return inAttribute ? attributes.get(Samples.VALUE).toString() : text;
    }

    /** Puts the meter values into the message as the canonical tree has them. */
    void into(Map<String, Object> message) throws BadMessage {
        if (!flat.isEmpty()) {
            groups.add(new Payload(flat));
        }
        List<Object> entries =
                MeterStructure.entries(groups.stream().filter(it -> !isEmpty(it)).toList());
        if (entries.isEmpty()) {
            message.remove(field.name());
            return;
        }
        List<Object> values = new ArrayList<>(entries.size());
        for (Object entry : entries) {
            FieldPath path = FieldPath.TOP.item(field.name(), values.size());
            values.add(entry instanceof Payload parts ? object(field.shape(), parts, path) : entry);
        }
        message.put(field.name(), values);
        remark();
    }

    private static boolean isEmpty(Object node) {
        return node instanceof String text && text.isBlank();
    }

    private void remark() {
        FieldPath path = FieldPath.TOP.field(field.name());
        if (!odd.isEmpty()) {
            notes.add(
                    Loss.RENAMED,
                    path,
                    odd,
                    field.name(),
                    "meter values in the structure of another version");
        }
        long grouped =
                groups.stream()
                        .filter(
                                group ->
                                        group instanceof Payload parts
                                                && parts.containsKey(field.inner()))
                        .count();
        for (long i = 1; i < grouped; i++) {
            notes.add(
                    Loss.APPROXIMATED,
                    path,
                    "more than one " + field.wire(),
                    "one list",
                    "1.6 has one list here; the grouping is lost, the order is kept");
        }
    }

    private Payload object(Shape shape, Payload parts, FieldPath path) throws BadMessage {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Object> part : parts.entrySet()) {
            Field known = shape.byName().get(part.getKey());
            if (known != null) {
                put(known, part.getValue(), fields, path);
            } else if (shape.lacking().containsKey(part.getKey())
                    && part.getValue() instanceof String text) {
                if (!text.isBlank()) {
                    leaves.later(part.getKey(), text.strip(), fields, path);
                }
            } else {
                notes.add(
                        Loss.IMPOSSIBLE,
                        path.field(part.getKey()),
                        part.getValue() instanceof String text ? text : Json.text(part.getValue()),
                        "",
                        "the element is not known here");
            }
        }
        return new Payload(fields);
    }

    private void put(Field known, Object value, Map<String, Object> fields, FieldPath path)
            throws BadMessage {
        if (known.many()) {
            List<Object> samples = new ArrayList<>();
            for (Object sample : (List<?>) value) {
                FieldPath item = path.item(known.name(), samples.size());
                samples.add(
                        sample instanceof Payload inner
                                ? object(known.shape(), inner, item)
                                : sample);
            }
            fields.put(known.name(), samples);
        } else {
            List<?> all = value instanceof List<?> list ? list : List.of(value);
            for (Object one : all) {
                Object leaf =
                        one instanceof String text
                                ? leaves.leaf(known, text, path.field(known.name()))
                                : one;
                if (leaf != null) {
                    leaves.putFirst(known.name(), leaf, fields, path);
                }
            }
        }
    }
}
