package dev.substation.dialect;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Place;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * Bodies as a station with a plain XML library writes and reads them: in the contract's order, and
 * without anything of {@link SoapCodec}. Nothing is tolerated, nothing is translated: payloads have
 * canonical names and the words of the wire.
 */
public final class PlainXml {

    private PlainXml() {}

    /** The body's child, with the contract's namespace. */
    public static String write(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        Message message = message(dialect, direction, action, part);
        StringBuilder xml = new StringBuilder();
        xml.append("<o:").append(message.element()).append(" xmlns:o='");
        xml.append(SoapCodec.namespace(dialect, direction)).append("'>");
        object(xml, message.shape(), payload);
        message.shape()
                .surplus()
                .keySet()
                .forEach(
                        wire ->
                                payload.text(wire)
                                        .ifPresent(text -> element(xml, wire, "", escaped(text))));
        return xml.append("</o:").append(message.element()).append('>').toString();
    }

    private static Message message(Dialect dialect, Direction direction, Action action, Part part) {
        return Soap.DICTIONARY.message(dialect, direction, action, part).orElseThrow();
    }

    private static void object(StringBuilder xml, Shape shape, Payload payload) {
        for (Field field : shape.fields()) {
            Object value = payload.get(field.name());
            if (value == null || field.place() != Place.ELEMENT) {
                continue;
            }
            List<?> items = field.many() ? (List<?>) value : List.of(value);
            if (field.isNested()) {
                StringBuilder inner = new StringBuilder();
                items.forEach(item -> item(inner, field.inner(), field, item));
                element(xml, field.wire(), "", inner.toString());
            } else {
                items.forEach(item -> item(xml, field.wire(), field, item));
            }
        }
    }

    private static void item(StringBuilder xml, String name, Field field, Object value) {
        if (!(value instanceof Payload object)) {
            element(xml, name, "", escaped(plain(value)));
            return;
        }
        StringBuilder attributes = new StringBuilder();
        StringBuilder content = new StringBuilder();
        for (Field part : field.shape().fields()) {
            Object text = object.get(part.name());
            if (text != null && part.place() == Place.ATTRIBUTE) {
                attributes.append(' ').append(part.wire()).append("='");
                attributes.append(escaped(text.toString())).append('\'');
            } else if (text != null && part.place() == Place.CONTENT) {
                content.append(escaped(text.toString()));
            }
        }
        object(content, field.shape(), object);
        element(xml, name, attributes.toString(), content.toString());
    }

    private static void element(StringBuilder xml, String name, String attributes, String content) {
        xml.append("<o:").append(name).append(attributes).append('>');
        xml.append(content).append("</o:").append(name).append('>');
    }

    private static String plain(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;")
                .replace("\"", "&quot;");
    }

    /**
     * Reads a body's child.
     *
     * @throws AssertionError for whatever the contract does not have
     */
    public static Payload read(
            Dialect dialect, Direction direction, Action action, Part part, Element body) {
        Message message = message(dialect, direction, action, part);
        expect(body, SoapCodec.namespace(dialect, direction), message.element());
        return new Payload(read(body, message.shape()));
    }

    /** The root of a document. */
    public static Element parse(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    /** The child elements. */
    public static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static void expect(Element element, String namespace, String name) {
        if (!namespace.equals(element.getNamespaceURI()) || !name.equals(element.getLocalName())) {
            throw new AssertionError(
                    "{%s}%s is not {%s}%s"
                            .formatted(
                                    element.getNamespaceURI(),
                                    element.getLocalName(),
                                    namespace,
                                    name));
        }
    }

    private static Map<String, Object> read(Element parent, Shape shape) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Field field : shape.fields()) {
            if (field.place() == Place.ATTRIBUTE && parent.hasAttribute(field.wire())) {
                fields.put(field.name(), parent.getAttribute(field.wire()));
            } else if (field.place() == Place.CONTENT) {
                fields.put(field.name(), parent.getTextContent());
            }
        }
        for (Element child : children(parent)) {
            Field field = shape.byWire().get(child.getLocalName());
            if (field == null) {
                throw new AssertionError("<" + child.getLocalName() + "> is not in the contract");
            }
            expect(child, parent.getNamespaceURI(), field.wire());
            if (field.isNested()) {
                children(child).forEach(inner -> put(fields, field, value(inner, field)));
            } else {
                put(fields, field, value(child, field));
            }
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, Field field, Object value) {
        if (!field.many()) {
            if (fields.put(field.name(), value) != null) {
                throw new AssertionError("<" + field.wire() + "> is there twice");
            }
            return;
        }
        List<Object> items = new ArrayList<>();
        if (fields.get(field.name()) instanceof List<?> before) {
            items.addAll(before);
        }
        items.add(value);
        fields.put(field.name(), items);
    }

    private static Object value(Element element, Field field) {
        String text = element.getTextContent();
        return switch (field.kind()) {
            case TEXT, URI, TIME -> text;
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case OBJECT -> new Payload(read(element, field.shape()));
        };
    }
}
