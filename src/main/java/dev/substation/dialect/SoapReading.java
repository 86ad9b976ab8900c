package dev.substation.dialect;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
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
    private final Tolerance tolerance;
    private final SoapLeaves leaves;
    private Optional<SoapMeters> meters = Optional.empty();
    private int depth;
    private int elements;
    private int characters;

    SoapReading(XMLStreamReader in, Message message, Direction direction) {
        this.in = in;
        action = message.action();
        tolerance = new Tolerance(direction, action, message.part());
        leaves = new SoapLeaves(action, tolerance, notes);
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
                    "the message's element has another name or other capitals");
        }
    }

    Payload message(Shape shape) throws XMLStreamException, BadMessage {
        meters = SoapMeters.of(action, shape, leaves, notes);
        Map<String, Object> fields = object(shape, FieldPath.TOP);
        if (meters.isPresent()) {
            meters.get().into(fields);
        }
        return new Payload(fields);
    }

    /** Stands on the start of an object's element, is left on its end. */
    private Map<String, Object> object(Shape shape, FieldPath path)
            throws XMLStreamException, BadMessage {
        enter();
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<String, String> attributes = attributes();
        StringBuilder between = new StringBuilder(0);
        while (next() != XMLStreamConstants.END_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.START_ELEMENT) {
                child(shape, fields, path);
            } else if (isText() && !isWhite()) {
                between.append(in.getText());
            }
        }
        depth--;
        leaves.between(between.toString().strip(), path);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            attribute(shape, attribute.getKey(), attribute.getValue(), fields, path);
        }
        return fields;
    }

    /** The attributes of an element in no namespace: those of XML itself are in one. */
    private Map<String, String> attributes() throws BadMessage {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String namespace = in.getAttributeNamespace(i);
            if (namespace == null || namespace.isEmpty()) {
                count(in.getAttributeValue(i).length());
                attributes.put(in.getAttributeLocalName(i), in.getAttributeValue(i));
            }
        }
        return attributes;
    }

    /** A field that is an attribute where the contract has an element. */
    private void attribute(
            Shape shape, String name, String text, Map<String, Object> fields, FieldPath path)
            throws BadMessage {
        Field field = field(shape, name);
        if (field == null || field.kind() == Shape.Kind.OBJECT) {
            leaves.unknown(shape, name, path);
        } else if (!fields.containsKey(field.name())) {
            leaves.attribute(name, text, path);
            put(field, leaves.leaf(field, text, next(field, fields, path)), fields, path);
        }
    }

    private void child(Shape shape, Map<String, Object> fields, FieldPath path)
            throws XMLStreamException, BadMessage {
        String name = in.getLocalName();
        Optional<SoapMeters> ofMeter =
                meters.filter(it -> path == FieldPath.TOP && it.isOne(name, shape));
        Field field = field(shape, name);
        if (ofMeter.isPresent()) {
            Object node = isNil() ? skipped() : tree(name, ofMeter.get());
            ofMeter.get().add(name, node, fields);
        } else if (field == null && shape.lacking().containsKey(name)) {
            later(name, fields, path);
        } else if (field == null) {
            unknown(shape, path);
        } else if (isNil()) {
            skip();
        } else {
            put(field, value(field, next(field, fields, path)), fields, path);
        }
    }

    /** The field of an element, also in other capitals or with separators. */
    private static Field field(Shape shape, String name) {
        Field field = shape.byWire().get(name);
        if (field != null || shape.lacking().containsKey(name)) {
            return field;
        }
        return shape.fields().stream()
                .filter(one -> Spellings.isLike(one.wire(), name))
                .findFirst()
                .orElse(null);
    }

    /** Text in an element that only a later version has: stations mix them, and we can say it. */
    private void later(String name, Map<String, Object> fields, FieldPath path)
            throws XMLStreamException, BadMessage {
        enter();
        ElementText text = text();
        depth--;
        if (text.isMixed()) {
            leaves.mixed(name, text.text(), path);
        } else if (!text.text().isBlank()) {
            leaves.later(name, text.text().strip(), fields, path);
        }
    }

    /**
     * An element with all that is in it, attributes and children alike, by name: a text, or an
     * object.
     */
    private Object tree(String at, SoapMeters meter) throws XMLStreamException, BadMessage {
        enter();
        String element = in.getLocalName();
        Map<String, Object> parts = new LinkedHashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            if (!XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(in.getAttributeNamespace(i))) {
                count(in.getAttributeValue(i).length());
                meter.seen(at, SoapMeters.ATTRIBUTE, in.getAttributeLocalName(i));
                SoapMeters.add(parts, in.getAttributeLocalName(i), in.getAttributeValue(i));
            }
        }
        boolean nested = false;
        StringBuilder text = new StringBuilder();
        while (next() != XMLStreamConstants.END_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.START_ELEMENT) {
                nested = true;
                String name = in.getLocalName();
                String path = meter.seen(at, SoapMeters.CHILD, name);
                SoapMeters.add(parts, name, isNil() ? skipped() : tree(path, meter));
            } else if (isText()) {
                text.append(in.getText());
            }
        }
        depth--;
        return meter.node(element, parts, nested, text.toString());
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
        } else {
            leaves.putFirst(field.name(), value, fields, path);
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
        attributes().forEach((name, text) -> leaves.surplus(name, text, path));
        ElementText text = text();
        depth--;
        return text.isMixed()
                ? leaves.mixed(field, text.text(), path)
                : leaves.leaf(field, text.text(), path);
    }

    private ElementText text() throws XMLStreamException, BadMessage {
        ElementText text = new ElementText();
        int outside = depth;
        while (next() != XMLStreamConstants.END_ELEMENT || depth > outside) {
            switch (in.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    enter();
                    text.start(in);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    text.end(in);
                }
                default -> {
                    if (isText()) {
                        text.add(in.getText());
                    }
                }
            }
        }
        return text;
    }

    private boolean isText() {
        return in.isCharacters()
                || in.getEventType() == XMLStreamConstants.CDATA
                || in.getEventType() == XMLStreamConstants.SPACE;
    }

    private boolean isWhite() {
        return in.isWhiteSpace() || in.getText().isBlank();
    }

    private Object skipped() throws XMLStreamException, BadMessage {
        skip();
        return "";
    }

    private void unknown(Shape shape, FieldPath path) throws XMLStreamException, BadMessage {
        String name = in.getLocalName();
        skip();
        leaves.unknown(shape, name, path);
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
