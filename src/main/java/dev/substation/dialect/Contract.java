package dev.substation.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The schema inside one of our WSDL files, or one that stands alone: global elements and named
 * types. Only what the OCPP contracts use is understood: sequences, simple content with attributes,
 * restrictions.
 */
final class Contract {

    private static final String XSD = XMLConstants.W3C_XML_SCHEMA_NS_URI;

    private final Map<String, Element> elements;
    private final Map<String, Element> complexTypes;
    private final Map<String, Element> simpleTypes;

    private Contract(
            Map<String, Element> elements,
            Map<String, Element> complexTypes,
            Map<String, Element> simpleTypes) {
        this.elements = elements;
        this.complexTypes = complexTypes;
        this.simpleTypes = simpleTypes;
    }

    /**
     * Reads a contract from the class path.
     *
     * @param file such as {@code ocpp-1.6-central-system.wsdl}
     */
    static Contract load(String file) {
        String resource = "/wsdl/" + file;
        try (InputStream in = Contract.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(in);
            Element schema = (Element) document.getElementsByTagNameNS(XSD, "schema").item(0);
            return new Contract(
                    named(schema, "element"),
                    named(schema, "complexType"),
                    named(schema, "simpleType"));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /** The global elements by name, in the file's order. */
    Map<String, Element> elements() {
        return elements;
    }

    /** The complex type of an element, named or inside it; empty when its type is simple. */
    Optional<Element> complexType(Element element) {
        Optional<Element> inside = child(element, "complexType");
        return inside.isPresent()
                ? inside
                : Optional.ofNullable(complexTypes.get(local(element.getAttribute("type"))));
    }

    /** The named simple type; empty when the name is one of XML Schema's own. */
    Optional<Element> simpleType(String name) {
        return Optional.ofNullable(simpleTypes.get(name));
    }

    /** The XML Schema children with a name, in order. */
    static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .filter(node -> XSD.equals(node.getNamespaceURI()))
                .filter(node -> name.equals(node.getLocalName()))
                .map(Element.class::cast)
                .toList();
    }

    static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    /** The name behind the prefix. */
    static String local(String qualified) {
        return qualified.substring(qualified.indexOf(':') + 1);
    }

    private static Map<String, Element> named(Element schema, String kind) {
        Map<String, Element> named = new LinkedHashMap<>();
        children(schema, kind).forEach(item -> named.put(item.getAttribute("name"), item));
        return named;
    }
}
