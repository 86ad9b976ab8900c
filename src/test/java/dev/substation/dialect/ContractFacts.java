package dev.substation.dialect;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What a WSDL says about the wire, one fact a line, and nothing of how it says it: type names,
 * message names, order of declarations and comments leave no trace. A construct that is not known
 * here is an error, so that no fact is lost in silence.
 */
final class ContractFacts {

    static final String XSD = XMLConstants.W3C_XML_SCHEMA_NS_URI;
    static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
    static final String SOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/";

    /** Both name spaces under which WSDLs give WS-Addressing actions. */
    private static final Set<String> WSA_METADATA =
            Set.of(
                    "http://www.w3.org/2006/05/addressing/wsdl",
                    "http://www.w3.org/2007/05/addressing/metadata");

    /** One fact: the kind (order, occurs, type ...), what it is about, what is so. */
    record Fact(String version, String service, String kind, String name, String fact) {

        static final Comparator<Fact> BY_NAME =
                comparing(Fact::version)
                        .thenComparing(Fact::service)
                        .thenComparing(Fact::name)
                        .thenComparing(Fact::kind)
                        .thenComparing(Fact::fact);

        String line() {
            return String.join("\t", version, service, kind, name, fact);
        }
    }

    private final ContractFile contract;
    private final Element definitions;
    private final String namespace;
    private final Map<String, Element> types = new HashMap<>();
    private final Map<String, Element> elements = new HashMap<>();
    private final SortedSet<Fact> facts = new TreeSet<>(Fact.BY_NAME);

    private ContractFacts(ContractFile contract, Document document) {
        this.contract = contract;
        this.definitions = document.getDocumentElement();
        this.namespace = definitions.getAttribute("targetNamespace");
    }

    /** The facts of a WSDL, by name. */
    static List<Fact> of(ContractFile contract, Path wsdl) throws IOException {
        ContractFacts reader = new ContractFacts(contract, parse(wsdl));
        reader.read();
        return List.copyOf(reader.facts);
    }

    /** Parses without DTD, entities or anything fetched from elsewhere. */
    static Document parse(Path file) throws IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        try (InputStream in = Files.newInputStream(file)) {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(in);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static Element schema(Document wsdl) {
        return only(only(wsdl.getDocumentElement(), WSDL, "types"), XSD, "schema");
    }

    private void read() {
        Element schema = schema(definitions.getOwnerDocument());
        for (Element declaration : children(schema)) {
            String name = declaration.getAttribute("name");
            switch (declaration.getLocalName()) {
                case "element" -> elements.put(name, declaration);
                case "complexType", "simpleType" -> types.put(name, declaration);
                default -> throw unknown(declaration);
            }
        }
        add("namespace", "*", namespace);
        add("namespace", "schema", schema.getAttribute("targetNamespace"));
        add("elements", "schema", orElse(schema, "elementFormDefault", "unqualified"));
        add("attributes", "schema", orElse(schema, "attributeFormDefault", "unqualified"));
        elements.forEach((name, declaration) -> element(name, declaration, ""));
        binding();
    }

    // ---- operations

    private void binding() {
        Element binding = only(definitions, WSDL, "binding");
        Element soap = only(binding, SOAP12, "binding");
        add("binding", "*", "soap12 " + orElse(soap, "style", "document"));
        add("transport", "*", soap.getAttribute("transport"));
        add("addressing", "*", usesAddressing() ? "required" : "unsaid");
        Element portType = named("portType", local(binding.getAttribute("type")));
        for (Element operation : children(portType, WSDL, "operation")) {
            operation(operation, bound(binding, operation.getAttribute("name")));
        }
    }

    private boolean usesAddressing() {
        return WSA_METADATA.stream()
                .anyMatch(
                        ns ->
                                definitions
                                                .getElementsByTagNameNS(ns, "UsingAddressing")
                                                .getLength()
                                        > 0);
    }

    private Element bound(Element binding, String operation) {
        return children(binding, WSDL, "operation").stream()
                .filter(e -> e.getAttribute("name").equals(operation))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not bound: " + operation));
    }

    private void operation(Element abstractOne, Element bound) {
        String name = abstractOne.getAttribute("name");
        Element soap = only(bound, SOAP12, "operation");
        add("soapAction", name, soap.getAttribute("soapAction"));
        add("style", name, orElse(soap, "style", "document"));
        for (Element direction : children(abstractOne)) {
            String in = direction.getLocalName();
            add(in, name, part(direction.getAttribute("message"), Optional.empty()));
            add(in + "Action", name, wsaAction(direction));
            for (Element encoded : children(only(bound, WSDL, in))) {
                String use = encoded.getAttribute("use");
                switch (encoded.getLocalName()) {
                    case "body" -> add(in + "Body", name, use);
                    case "header" -> add(in + "Header", name, header(encoded) + " " + use);
                    default -> throw unknown(encoded);
                }
            }
        }
    }

    private String header(Element header) {
        return part(header.getAttribute("message"), Optional.of(header.getAttribute("part")));
    }

    private String part(String message, Optional<String> part) {
        List<Element> parts =
                children(named("message", local(message)), WSDL, "part").stream()
                        .filter(p -> part.isEmpty() || part.get().equals(p.getAttribute("name")))
                        .toList();
        if (parts.size() != 1) {
            throw new IllegalStateException(message + " has " + parts.size() + " parts");
        }
        return local(parts.get(0).getAttribute("element"));
    }

    private static String wsaAction(Element direction) {
        return WSA_METADATA.stream()
                .filter(ns -> direction.hasAttributeNS(ns, "Action"))
                .map(ns -> direction.getAttributeNS(ns, "Action"))
                .findFirst()
                .orElse("none");
    }

    // ---- elements and types

    /** What an element is: its qualities, then the same for what it holds. */
    private void element(String path, Element declaration, String above) {
        for (String quality : List.of("nillable", "default", "fixed")) {
            if (declaration.hasAttribute(quality)) {
                add(quality, path, declaration.getAttribute(quality));
            }
        }
        String type = declaration.getAttribute("type");
        if (!type.isEmpty()) {
            type(path, declaration, type, above);
            return;
        }
        children(declaration).stream()
                .filter(e -> !e.getLocalName().equals("annotation"))
                .forEach(anonymous -> content(path, anonymous, above));
    }

    private void type(String path, Element where, String type, String above) {
        if (isXsd(where, type)) {
            add("type", path, local(type));
            return;
        }
        if (above.contains("(" + type + ")")) {
            throw new IllegalStateException("type within itself: " + type + " at " + path);
        }
        content(path, required(types, local(type)), above + "(" + type + ")");
    }

    /** A complexType or simpleType, or a part of one. */
    private void content(String path, Element content, String above) {
        switch (content.getLocalName()) {
            case "simpleType", "simpleContent" ->
                    children(content).forEach(e -> content(path, e, above));
            case "complexType" -> {
                if (attributeIs(content, "mixed", "true")) {
                    throw unknown(content);
                }
                if (children(content, XSD, "simpleContent").isEmpty()) {
                    add("type", path, "elements");
                }
                children(content).forEach(e -> content(path, e, above));
            }
            case "sequence" -> sequence(path, content, above);
            case "extension" -> {
                type(path, content, content.getAttribute("base"), above);
                children(content).forEach(e -> content(path, e, above));
            }
            case "restriction" -> {
                type(path, content, content.getAttribute("base"), above);
                children(content).forEach(facet -> replace(facet.getLocalName(), path));
                children(content).forEach(e -> content(path, e, above));
            }
            case "attribute" -> attribute(path, content, above);
            case "annotation" -> {}
            case "enumeration", "maxLength", "minLength", "length", "pattern" ->
                    facet(path, content);
            case "fractionDigits", "totalDigits", "minInclusive", "maxInclusive" ->
                    facet(path, content);
            default -> throw unknown(content);
        }
    }

    /** A restriction of a restriction: the nearer one counts. */
    private void replace(String facet, String path) {
        facts.removeIf(fact -> fact.kind().equals(facet) && fact.name().equals(path));
    }

    private void facet(String path, Element facet) {
        add(facet.getLocalName(), path, facet.getAttribute("value"));
    }

    private void sequence(String path, Element sequence, String above) {
        if (sequence.hasAttribute("minOccurs") || sequence.hasAttribute("maxOccurs")) {
            throw unknown(sequence);
        }
        int order = 0;
        for (Element field : children(sequence)) {
            if (!field.getLocalName().equals("element") || field.hasAttribute("ref")) {
                throw unknown(field);
            }
            String name = path + "/" + field.getAttribute("name");
            add("order", name, String.valueOf(++order));
            String most = orElse(field, "maxOccurs", "1");
            String least = orElse(field, "minOccurs", "1");
            add("occurs", name, least + ".." + (most.equals("unbounded") ? "n" : most));
            element(name, field, above);
        }
    }

    private void attribute(String path, Element attribute, String above) {
        String name = path + "/@" + attribute.getAttribute("name");
        add("use", name, orElse(attribute, "use", "optional"));
        element(name, attribute, above);
    }

    // ---- small things

    private void add(String kind, String name, String fact) {
        if (!facts.add(new Fact(contract.version, contract.service, kind, name, fact))) {
            throw new IllegalStateException("said twice: " + kind + " " + name + " " + fact);
        }
    }

    private Element named(String kind, String name) {
        return children(definitions, WSDL, kind).stream()
                .filter(e -> e.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + kind + " " + name));
    }

    private static Element required(Map<String, Element> declared, String name) {
        if (!declared.containsKey(name)) {
            throw new IllegalStateException("not declared: " + name);
        }
        return declared.get(name);
    }

    private boolean isXsd(Element where, String qName) {
        int colon = qName.indexOf(':');
        String ns = where.lookupNamespaceURI(colon < 0 ? null : qName.substring(0, colon));
        if (!XSD.equals(ns) && !namespace.equals(ns)) {
            throw new IllegalStateException("type of another contract: " + qName);
        }
        return XSD.equals(ns);
    }

    private static String local(String qName) {
        return qName.substring(qName.indexOf(':') + 1);
    }

    private static String orElse(Element e, String attribute, String otherwise) {
        return e.hasAttribute(attribute) ? e.getAttribute(attribute) : otherwise;
    }

    private static boolean attributeIs(Element e, String attribute, String value) {
        return value.equals(e.getAttribute(attribute));
    }

    private static Element only(Element parent, String ns, String name) {
        List<Element> found = children(parent, ns, name);
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " times " + name);
        }
        return found.get(0);
    }

    private static List<Element> children(Element parent, String ns, String name) {
        return children(parent).stream()
                .filter(e -> ns.equals(e.getNamespaceURI()) && name.equals(e.getLocalName()))
                .toList();
    }

    static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e) {
                found.add(e);
            }
        }
        return found;
    }

    private static IllegalStateException unknown(Element e) {
        return new IllegalStateException("cannot read this: " + e.getNodeName());
    }
}
