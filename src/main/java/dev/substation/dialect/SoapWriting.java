package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Place;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The writing of one SOAP body. */
final class SoapWriting {

    private final XMLStreamWriter out;
    private final String namespace;
    private final Dialect dialect;
    private final Notes notes = new Notes();

    SoapWriting(XMLStreamWriter out, String namespace, Dialect dialect) {
        this.out = out;
        this.namespace = namespace;
        this.dialect = dialect;
    }

    List<Note> notes() {
        return notes.list();
    }

    /** A remark on the message as a whole. */
    void remark(Loss loss, String original, String reason) {
        notes.add(loss, FieldPath.TOP, original, "", reason);
    }

    void message(String element, Shape shape, Payload payload) throws XMLStreamException {
        out.writeStartElement("", element, namespace);
        out.writeDefaultNamespace(namespace);
        fields(shape, payload, FieldPath.TOP);
        out.writeEndElement();
    }

    private void fields(Shape shape, Payload payload, FieldPath path) throws XMLStreamException {
        for (Field field : shape.fields()) {
            if (field.place() == Place.ATTRIBUTE) {
                Optional<String> text = single(field, payload, path);
                if (text.isPresent()) {
                    out.writeAttribute(field.wire(), text.get());
                }
            }
        }
        for (Field field : shape.fields()) {
            if (field.place() == Place.CONTENT) {
                Optional<String> text = single(field, payload, path);
                if (text.isPresent()) {
                    out.writeCharacters(text.get());
                }
            } else if (field.place() == Place.ELEMENT) {
                element(field, payload, path);
            }
        }
        leftOvers(shape, payload, path);
    }

    private Optional<String> single(Field field, Payload payload, FieldPath path) {
        Object value = payload.get(field.name());
        if (value == null) {
            missing(field, path);
            return Optional.empty();
        }
        return text(field, value, path.field(field.name()));
    }

    private void element(Field field, Payload payload, FieldPath path) throws XMLStreamException {
        List<Entry> entries = entries(field, payload.get(field.name()), path);
        if (entries.isEmpty()) {
            missing(field, path);
            return;
        }
        if (field.isNested()) {
            out.writeStartElement("", field.wire(), namespace);
        }
        String name = field.isNested() ? field.inner() : field.wire();
        for (Entry entry : entries) {
            out.writeStartElement("", name, namespace);
            if (entry.value instanceof Payload object) {
                fields(field.shape(), object, entry.path);
            } else {
                out.writeCharacters((String) entry.value);
            }
            out.writeEndElement();
        }
        if (field.isNested()) {
            out.writeEndElement();
        }
    }

    /** What will be one element: an object, or the text of a leaf. */
    private record Entry(Object value, FieldPath path) {}

    private List<Entry> entries(Field field, Object value, FieldPath path) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            return one(field, value, path.field(field.name())).map(List::of).orElse(List.of());
        }
        List<Entry> entries = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            FieldPath item = path.item(field.name(), i);
            if (list.get(i) == null) {
                continue;
            }
            if (!field.many() && !entries.isEmpty()) {
                notes.add(
                        Loss.IMPOSSIBLE,
                        item,
                        String.valueOf(list.get(i)),
                        "",
                        "only one is allowed; the first one counts");
                continue;
            }
            one(field, list.get(i), item).ifPresent(entries::add);
        }
        return entries;
    }

    private Optional<Entry> one(Field field, Object value, FieldPath path) {
        if (field.kind() != Shape.Kind.OBJECT) {
            return text(field, value, path).map(text -> new Entry(text, path));
        }
        if (!(value instanceof Payload object)) {
            notes.add(Loss.IMPOSSIBLE, path, String.valueOf(value), "", "an object belongs here");
            return Optional.empty();
        }
        return expressible(field.shape(), object, path).map(rest -> new Entry(rest, path));
    }

    /**
     * Whether every part of an object can be said; if not, it must be left out as a whole: a phase
     * current without its phase would read as the current of all three.
     */
    private boolean isSayable(Shape shape, Payload object, FieldPath path) {
        for (Map.Entry<String, Object> part : object.entrySet()) {
            Object value = part.getValue();
            if (value == null) {
                continue;
            }
            String reason = shape.lacking().get(part.getKey());
            Field field = shape.byName().get(part.getKey());
            if (reason == null
                    && field != null
                    && !field.words().isEmpty()
                    && word(field, String.valueOf(value)).isEmpty()) {
                reason = dialect.word() + " has no word for it";
            }
            if (reason != null) {
                notes.add(
                        Loss.IMPOSSIBLE,
                        path,
                        part.getKey() + "=" + value,
                        "",
                        "left out as a whole: " + reason);
                return false;
            }
        }
        return true;
    }

    /**
     * The object without members that cannot be said; empty when that leaves a required list empty.
     */
    private Optional<Payload> expressible(Shape shape, Payload object, FieldPath path) {
        Map<String, Object> kept = new LinkedHashMap<>(object);
        for (Field field : shape.fields()) {
            if (field.shape().whole() && object.get(field.name()) instanceof List<?> list) {
                List<Object> members = new ArrayList<>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    FieldPath item = path.item(field.name(), i);
                    if (!(list.get(i) instanceof Payload member)
                            || isSayable(field.shape(), member, item)) {
                        members.add(list.get(i));
                    }
                }
                if (members.isEmpty() && field.required()) {
                    return Optional.empty();
                }
                kept.put(field.name(), members);
            }
        }
        return Optional.of(new Payload(kept));
    }

    private void missing(Field field, FieldPath path) {
        if (field.required()) {
            notes.add(
                    Loss.IMPOSSIBLE,
                    path.field(field.name()),
                    "",
                    "",
                    "the field is required, and no value for it is known");
        }
    }

    private void leftOvers(Shape shape, Payload payload, FieldPath path) {
        for (Map.Entry<String, Object> entry : payload.entrySet()) {
            String name = entry.getKey();
            if (entry.getValue() != null && !shape.byName().containsKey(name)) {
                String reason =
                        shape.lacking()
                                .getOrDefault(
                                        name, "the field does not exist in " + dialect.word());
                String original = String.valueOf(entry.getValue());
                notes.add(Loss.IMPOSSIBLE, path.field(name), original, "", reason);
            }
        }
    }

    /** What stands in the XML for a leaf; empty when it is left out. */
    private Optional<String> text(Field field, Object value, FieldPath path) {
        if (value instanceof Payload || value instanceof List<?>) {
            if (field.kind() == Shape.Kind.TEXT && field.words().isEmpty()) {
                String json = Json.text(value);
                notes.add(Loss.RENAMED, path, json, json, "not text; now the same as JSON text");
                return Optional.of(legal(json, path));
            }
            notes.add(
                    Loss.IMPOSSIBLE,
                    path,
                    String.valueOf(value),
                    "",
                    "here must be " + field.kind().words());
            return Optional.empty();
        }
        if ("".equals(value) && field.collapses() && !field.required()) {
            notes.add(Loss.RENAMED, path, "", "", "empty text for an absent value");
            return Optional.empty();
        }
        if (value instanceof BigDecimal number) {
            return Optional.of(decimal(field, number, path));
        }
        String text = String.valueOf(value);
        if (value instanceof Long number && field.kind() == Shape.Kind.INTEGER) {
            if (number != number.intValue()) {
                notes.add(Loss.APPROXIMATED, path, text, text, "it does not fit into xs:int");
            }
            return Optional.of(text);
        }
        return field.words().isEmpty() && field.out().isEmpty()
                ? Optional.of(legal(text, path))
                : enumerated(field, text, path);
    }

    private Optional<String> enumerated(Field field, String text, FieldPath path) {
        Word word = field.out().get(text);
        if (word != null) {
            notes.add(word.loss(), path, text, word.text(), word.reason());
            return word.text().isEmpty() ? Optional.empty() : Optional.of(word.text());
        }
        if (field.words().isEmpty() || field.words().contains(text)) {
            return Optional.of(legal(text, path));
        }
        String reason = "it is none of the words of " + dialect.word();
        if (field.required()) {
            notes.add(Loss.APPROXIMATED, path, text, text, reason + ", and the field is required");
            return Optional.of(legal(text, path));
        }
        notes.add(Loss.IMPOSSIBLE, path, text, "", reason);
        return Optional.empty();
    }

    /** The dialect's word for a canonical one, if it has one. */
    private static Optional<String> word(Field field, String text) {
        Word word = field.out().get(text);
        String wire = word == null ? text : word.text();
        return field.words().contains(wire) ? Optional.of(wire) : Optional.empty();
    }

    /** Limits are rounded down: never allow more current than was asked for. */
    private String decimal(Field field, BigDecimal number, FieldPath path) {
        if (field.kind() == Shape.Kind.INTEGER) {
            return Numbers.whole(number).map(String::valueOf).orElseGet(number::toPlainString);
        }
        if (number.stripTrailingZeros().scale() <= field.fractionDigits()) {
            int scale = Math.min(number.scale(), field.fractionDigits());
            return number.setScale(scale, RoundingMode.UNNECESSARY).toPlainString();
        }
        String cut = number.setScale(field.fractionDigits(), RoundingMode.FLOOR).toPlainString();
        notes.add(
                Loss.APPROXIMATED,
                path,
                number.toPlainString(),
                cut,
                "at most " + field.fractionDigits() + " fraction digits are allowed");
        return cut;
    }

    /** Text with U+FFFD for what XML 1.0 (section 2.2) has no place for. */
    private String legal(String text, FieldPath path) {
        StringBuilder changed = null;
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            int length = Character.charCount(point);
            if (!isLegal(point)) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, '\uFFFD');
            }
            i += length;
        }
        if (changed == null) {
            return text;
        }
        notes.add(
                Loss.APPROXIMATED,
                path,
                text,
                changed.toString(),
                "XML cannot carry control characters; each became U+FFFD");
        return changed.toString();
    }

    /** Illegal points all lie in the basic plane, so one char stands for each. */
    private static boolean isLegal(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || point >= 0x20 && point <= 0xD7FF
                || point >= 0xE000 && point <= 0xFFFD
                || point >= 0x10000;
    }
}
