package dev.substation.testing;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A SOAP message as it was on the wire, read with the JDK's DOM.
 *
 * @param status the HTTP status of an answer; 0 for a request
 * @param httpHeaders as they came
 * @param text the envelope as it came
 */
public record SoapMessage(int status, Map<String, List<String>> httpHeaders, String text) {

    /** The namespace of SOAP 1.2. */
    public static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";

    private static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";

    /** The root element, {@code Envelope}. */
    public Element envelope() {
        return parse(text);
    }

    /** The text of a WS-Addressing header, of its Address when it has one; empty without it. */
    public String header(String name) {
        return header(ADDRESSING, name);
    }

    /** The text of a header block, without white space at its ends; empty without it. */
    public String header(String namespace, String name) {
        return child(envelope(), "Header").stream()
                .flatMap(header -> children(header).stream())
                .filter(block -> namespace.equals(block.getNamespaceURI()))
                .filter(block -> name.equals(block.getLocalName()))
                .map(block -> block.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    /** The one element in the Body. */
    public Element body() {
        Element body =
                child(envelope(), "Body")
                        .orElseThrow(() -> new AssertionError("no Body in " + text));
        return children(body).get(0);
    }

    /** {@code {namespace}localName} of the element in the Body. */
    public String name() {
        return "{" + body().getNamespaceURI() + "}" + body().getLocalName();
    }

    /** All values below the Body's element, in the order of the document. */
    public List<String> fields() {
        return fields(body());
    }

    /** One value by its path, such as {@code idTagInfo/status}; empty when it is not there. */
    public String field(String path) {
        return fields().stream()
                .filter(line -> line.startsWith(path + "="))
                .map(line -> line.substring(path.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Whether it is a fault. */
    public boolean isFault() {
        return body().getLocalName().equals("Fault");
    }

    /** {@code Sender/ProtocolError}, prefixes taken off. */
    public String faultCode() {
        return plain(field("Code/Value")) + "/" + plain(field("Code/Subcode/Value"));
    }

    private static String plain(String qualified) {
        return qualified.substring(qualified.indexOf(':') + 1);
    }

    /** The values of an XML fragment without prefixes, in its order. */
    public static List<String> fieldsOf(String fragment) {
        return fields(parse("<all>" + fragment + "</all>"));
    }

    private static List<String> fields(Element element) {
        List<String> lines = new ArrayList<>();
        collect(element, "", lines);
        return lines;
    }

    private static void collect(Element element, String path, List<String> lines) {
        for (Element child : children(element)) {
            String at = path.isEmpty() ? child.getLocalName() : path + "/" + child.getLocalName();
            for (int i = 0; i < child.getAttributes().getLength(); i++) {
                Node attribute = child.getAttributes().item(i);
                if (!attribute.getNodeName().startsWith("xml")) {
                    lines.add(at + "@" + attribute.getLocalName() + "=" + attribute.getNodeValue());
                }
            }
            if (children(child).isEmpty()) {
                lines.add(at + "=" + child.getTextContent().strip());
            } else {
                collect(child, at, lines);
            }
        }
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> name.equals(element.getLocalName()))
                .findFirst();
    }

    private static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static Element parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError("not XML: " + xml, e);
        }
    }
}
