package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Place;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The reading of one SOAP body. */
final class SoapReading {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_ELEMENTS = 100_000;
    private static final int MAX_TEXT = 1 << 20;

    private final XMLStreamReader in;
    private final Action action;
    private final Notes notes = new Notes();
    private int depth;
    private int elements;
    private int characters;

    SoapReading(XMLStreamReader in, Action action) {
        this.in = in;
        this.action = action;
    }

    List<Note> notes() {
        return notes.list();
    }

    /** Notes an element that is not called as in the contract. */
    void named(String element) {
        if (!in.getLocalName().equals(element)) {
            notes.add(
                    Loss.RENAMED,
                    FieldPath.TOP,
                    in.getLocalName(),
                    element,
                    "another name or other capitals of the message's element");
        }
    }

    Payload message(Shape shape) throws XMLStreamException, BadMessage {
        return new Payload(object(shape, FieldPath.TOP));
    }

    /** Stands on the start of an object's element, is left on its end. */
    private Map<String, Object> object(Shape shape, FieldPath path)
            throws XMLStreamException, BadMessage {
        enter();
        Field content = shape.content();
        Map<String, Object> fields =
                content == null ? children(shape, path) : simpleContent(shape, content, path);
        depth--;
        return fields;
    }

    private Map<String, Object> children(Shape shape, FieldPath path)
            throws XMLStreamException, BadMessage {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (next() != XMLStreamConstants.END_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.START_ELEMENT) {
                Field field = shape.byWire().get(in.getLocalName());
                if (field == null && shape.lacking().containsKey(in.getLocalName())) {
                    later(in.getLocalName(), fields, path);
                } else if (field == null) {
                    unknown(shape, path);
                } else if (isNil()) {
                    skip();
                } else {
                    child(field, fields, path);
                }
            }
        }
        return fields;
    }

    /** Text in an element that only a later version has: stations mix them, and we can say it. */
    private void later(String name, Map<String, Object> fields, FieldPath path)
            throws XMLStreamException, BadMessage {
        enter();
        String text = text().strip();
        depth--;
        if (!text.isEmpty()) {
            later(name, text, fields, path);
        }
    }

    private void later(String name, String text, Map<String, Object> fields, FieldPath path) {
        fields.putIfAbsent(name, text);
        notes.add(
                Loss.RENAMED, path.field(name), text, text, "a field of OCPP 1.6 in a 1.5 message");
    }

    private void child(Field field, Map<String, Object> fields, FieldPath path)
            throws XMLStreamException, BadMessage {
        if (field.isNested()) {
            nested(field, fields, path);
        } else {
            put(field, value(field, next(field, fields, path)), fields, path);
        }
    }

    /**
     * A list that is nested one level deeper than in the canonical tree. How its members were
     * grouped is lost, their order is not.
     */
    private void nested(Field field, Map<String, Object> fields, FieldPath path)
            throws XMLStreamException, BadMessage {
        boolean first = !fields.containsKey(field.name());
        enter();
        while (next() != XMLStreamConstants.END_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.START_ELEMENT) {
                if (in.getLocalName().equals(field.inner())) {
                    put(field, value(field, next(field, fields, path)), fields, path);
                } else {
                    unknown(Shape.NONE, path.field(field.name()));
                }
            }
        }
        depth--;
        if (!first) {
            notes.add(
                    Loss.APPROXIMATED,
                    path.field(field.name()),
                    "more than one " + field.wire(),
                    "one list",
                    "1.6 has one list here; the grouping is lost, the order is kept");
        }
    }

    private FieldPath next(Field field, Map<String, Object> fields, FieldPath path) {
        if (!field.many()) {
            return path.field(field.name());
        }
        Object before = fields.get(field.name());
        return path.item(field.name(), before instanceof List<?> list ? list.size() : 0);
    }

    private void put(Field field, Object value, Map<String, Object> fields, FieldPath path) {
        if (value == null) {
            return;
        }
        if (field.many()) {
            list(fields, field.name()).add(value);
            return;
        }
        if (fields.putIfAbsent(field.name(), value) != null) {
            notes.add(
                    Loss.IMPOSSIBLE,
                    path.field(field.name()),
                    String.valueOf(value),
                    "",
                    "the element occurs more than once; the first one counts");
        }
    }

    @SuppressWarnings("unchecked") // put there by the next line, and by nothing else
    private static List<Object> list(Map<String, Object> fields, String name) {
        return (List<Object>) fields.computeIfAbsent(name, key -> new ArrayList<>());
    }

    /** The value of an element, or null when it is as good as absent. */
    private Object value(Field field, FieldPath path) throws XMLStreamException, BadMessage {
        if (field.kind() == Shape.Kind.OBJECT) {
            Map<String, Object> fields = object(field.shape(), path);
            return fields.isEmpty() ? null : new Payload(fields);
        }
        enter();
        String text = text();
        depth--;
        return leaf(field, text, path);
    }

    private Map<String, Object> simpleContent(Shape shape, Field content, FieldPath path)
            throws XMLStreamException, BadMessage {
        Map<String, Object> attributes = attributes(shape, path);
        String text = text();
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!text.isEmpty() || !attributes.isEmpty()) {
            put(content, leaf(content, text, path.field(content.name())), fields, path);
            fields.putAll(attributes);
        }
        return fields;
    }

    private Map<String, Object> attributes(Shape shape, FieldPath path) throws BadMessage {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String name = in.getAttributeLocalName(i);
            if (XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(in.getAttributeNamespace(i))) {
                continue;
            }
            Field field = shape.byWire().get(name);
            String text = in.getAttributeValue(i);
            count(text.length());
            if (shape.lacking().containsKey(name)) {
                later(name, text, fields, path);
            } else if (field == null || field.place() != Place.ATTRIBUTE) {
                notes.add(
                        Loss.IMPOSSIBLE, path.field(name), text, "", "the attribute is not known");
            } else {
                put(field, leaf(field, text, path.field(field.name())), fields, path);
            }
        }
        return fields;
    }

    private Object leaf(Field field, String text, FieldPath path) throws BadMessage {
        if (!field.collapses()) {
            return translated(field, text, path);
        }
        String word = collapsed(text);
        if (word.isEmpty() && !field.required()) {
            return null;
        }
        return switch (field.kind()) {
            case TEXT, URI, TIME -> translated(field, word, path);
            case INTEGER -> typed(integer(word, field), field, path);
            case DECIMAL -> typed(Numbers.decimal(word), field, path);
            case BOOLEAN -> typed(bool(word), field, path);
            case OBJECT -> throw new IllegalStateException("an object is no leaf: " + path);
        };
    }

    private Optional<?> integer(String word, Field field) {
        Optional<Long> whole = Numbers.whole(word);
        return whole.isEmpty() && OddNumbers.isTaken(action, field.name())
                ? Numbers.decimal(word)
                : whole;
    }

    private String translated(Field field, String text, FieldPath path) {
        Word word = field.in().get(text);
        if (word == null) {
            return text;
        }
        notes.add(word.loss(), path, text, word.text(), word.reason());
        return word.text();
    }

    private Object typed(Optional<?> value, Field field, FieldPath path) throws BadMessage {
        if (value.isEmpty()) {
            throw new BadMessage(
                    Answer.failure(Cause.WRONG_TYPE, action, path, field.kind().words()));
        }
        return value.get();
    }

    private static Optional<Boolean> bool(String word) {
        return switch (word) {
            case "true", "1", "True", "TRUE" -> Optional.of(true);
            case "false", "0", "False", "FALSE" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** White space collapsed as XML Schema does it for everything but strings. */
    private static String collapsed(String text) {
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); i++) {
            if (Character.isWhitespace(stripped.charAt(i))) {
                return stripped.replaceAll("\\s+", " ");
            }
        }
        return stripped;
    }

    /** The text of an element without children; children are passed over. */
    private String text() throws XMLStreamException, BadMessage {
        String only = "";
        StringBuilder joined = null;
        while (next() != XMLStreamConstants.END_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.START_ELEMENT) {
                skip();
            } else if (in.isCharacters()
                    || in.getEventType() == XMLStreamConstants.CDATA
                    || in.getEventType() == XMLStreamConstants.SPACE) {
                if (joined == null && only.isEmpty()) {
                    only = in.getText();
                } else {
                    joined = joined == null ? new StringBuilder(only) : joined;
                    joined.append(in.getText());
                }
            }
        }
        return joined == null ? only : joined.toString();
    }

    private void unknown(Shape shape, FieldPath path) throws XMLStreamException, BadMessage {
        String name = in.getLocalName();
        String reason = shape.surplus().getOrDefault(name, "the element is not known here");
        skip();
        notes.add(Loss.IMPOSSIBLE, path.field(name), "", "", reason);
    }

    private boolean isNil() {
        String nil = in.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "nil");
        return "true".equals(nil) || "1".equals(nil);
    }

    private void skip() throws XMLStreamException, BadMessage {
        enter();
        int outside = depth - 1;
        while (depth > outside) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                enter();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    private void enter() throws BadMessage {
        depth++;
        elements++;
        if (depth > MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " levels of elements");
        }
        if (elements > MAX_ELEMENTS) {
            throw malformed("more than " + MAX_ELEMENTS + " elements");
        }
    }

    private void count(int length) throws BadMessage {
        characters += length;
        if (characters > MAX_TEXT) {
            throw new BadMessage(Answer.failure(Cause.TOO_LARGE, MAX_TEXT));
        }
    }

    /** The next event; anything that could hide an entity is refused. */
    private int next() throws XMLStreamException, BadMessage {
        int event = in.next();
        switch (event) {
            case XMLStreamConstants.DTD,
                    XMLStreamConstants.ENTITY_REFERENCE,
                    XMLStreamConstants.ENTITY_DECLARATION,
                    XMLStreamConstants.END_DOCUMENT ->
                    throw malformed("there is a DOCTYPE or an entity in it, or it ends too early");
            case XMLStreamConstants.CHARACTERS,
                    XMLStreamConstants.CDATA,
                    XMLStreamConstants.SPACE ->
                    count(in.getTextLength());
            default -> {}
        }
        return event;
    }

    private static BadMessage malformed(String why) {
        return new BadMessage(Answer.failure(Cause.MALFORMED, why));
    }
}
