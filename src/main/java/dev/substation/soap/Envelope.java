package dev.substation.soap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * A SOAP envelope while it is read, request or answer. What was read so far can be asked for at any
 * time, so that a fault for a broken rest still fits the request.
 *
 * <p>Headers are tolerant in what the field gets wrong (docs/dialects.md, SOAP binding): order,
 * namespaces, doubled identity, white space.
 */
final class Envelope {

    /** The header that names the station. */
    static final String IDENTITY = "chargeBoxIdentity";

    private static final int MAX_HEADER_TEXT = 1_024;
    private static final String OCPP = "urn://ocpp/";
    private static final String HTML = "html";

    /** What proxies and portals put in the way of machines, under status 200 (quirk 12). */
    private static final String AN_HTML_PAGE =
            "it is an HTML page instead of a SOAP envelope; look for a proxy or a login "
                    + "page in between";

    private static final Set<String> NOT_FOR_US =
            Set.of("http://www.w3.org/2003/05/soap-envelope/role/none");

    private final XMLStreamReader in;
    private final List<String> identities = new ArrayList<>();
    private final List<String> notUnderstood = new ArrayList<>();
    private String identityName = IDENTITY;
    private Optional<String> identityNamespace = Optional.empty();
    private final StringBuilder stray = new StringBuilder(0);
    private boolean unqualified;
    private Soap soap = Soap.V12;
    private Addressing addressing = Addressing.W3C_2005;
    private Optional<String> action = Optional.empty();
    private Optional<String> messageId = Optional.empty();
    private Optional<String> relatesTo = Optional.empty();
    private Optional<String> from = Optional.empty();
    private Optional<String> replyTo = Optional.empty();
    private Optional<String> service = Optional.empty();
    private Optional<String> element = Optional.empty();

    Envelope(XMLStreamReader in) {
        this.in = in;
    }

    /**
     * Reads up to the body's child and leaves the reader on its start.
     *
     * @throws Refusal when it is no envelope, or has no body
     */
    void open() throws XMLStreamException {
        root();
        if (next() && isSoap("Header")) {
            while (next()) {
                header();
            }
            next();
        }
        if (in.getEventType() != XMLStreamConstants.START_ELEMENT || !isSoap("Body")) {
            throw Refusal.malformed("the envelope has no body");
        }
        if (!next()) {
            throw Refusal.malformed("the body is empty");
        }
        element = Optional.of(in.getLocalName());
        unqualified = in.getNamespaceURI() == null || in.getNamespaceURI().isEmpty();
        if (isOcpp(in.getNamespaceURI()) && in.getNamespaceURI().length() <= MAX_HEADER_TEXT) {
            service = Optional.of(in.getNamespaceURI());
        }
    }

    /** Reads the rest, from the end of the body's child: it must be well-formed and empty. */
    void finish() throws XMLStreamException {
        if (next()) {
            throw Refusal.malformed("the body has more than one element");
        }
        while (in.hasNext()) {
            in.next();
        }
    }

    private void root() throws XMLStreamException {
        int event = in.getEventType();
        while (event != XMLStreamConstants.START_ELEMENT) {
            event = in.next();
            if (event == XMLStreamConstants.DTD) {
                throw Refusal.malformed(
                        isHtml() ? AN_HTML_PAGE : "a document type declaration is not allowed");
            }
        }
        if (!in.getLocalName().equals("Envelope")) {
            throw Refusal.malformed(
                    in.getLocalName().equalsIgnoreCase(HTML)
                            ? AN_HTML_PAGE
                            : "it is no SOAP envelope but <"
                                    + Xml.printable(in.getLocalName(), 40)
                                    + ">");
        }
        soap =
                Soap.of(in.getNamespaceURI())
                        .orElseThrow(
                                () ->
                                        Refusal.wrongSoap(
                                                "the envelope is neither SOAP 1.2 nor SOAP 1.1"));
    }

    /** To the next child's start (true) or to the parent's end (false). */
    private boolean next() throws XMLStreamException {
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT:
                    return true;
                case XMLStreamConstants.END_ELEMENT:
                    return false;
                case XMLStreamConstants.CHARACTERS:
                case XMLStreamConstants.CDATA:
                    if (!in.isWhiteSpace() && stray.length() < MAX_HEADER_TEXT) {
                        stray.append(stray.isEmpty() ? "" : " ").append(in.getText().strip());
                    }
                    break;
                default:
                    break;
            }
        }
    }

    /** Whether the document type that the reader stands on is that of a web page. */
    private boolean isHtml() throws XMLStreamException {
        return in instanceof XMLStreamReader2 reader
                && HTML.equalsIgnoreCase(reader.getDTDInfo().getDTDRootName());
    }

    private boolean isSoap(String name) {
        return in.getLocalName().equals(name) && soap.namespace().equals(in.getNamespaceURI());
    }

    private static boolean isOcpp(String namespace) {
        return namespace != null && namespace.toLowerCase(Locale.ROOT).startsWith(OCPP);
    }

    private void header() throws XMLStreamException {
        String name = in.getLocalName();
        if (name.equalsIgnoreCase(IDENTITY)) {
            identityName = Xml.printable(name, 40);
            identityNamespace = Optional.ofNullable(in.getNamespaceURI());
            identities.add(text());
            if (service.isEmpty() && isOcpp(in.getNamespaceURI())) {
                service = Optional.of(in.getNamespaceURI());
            }
            return;
        }
        Optional<Addressing> draft = Addressing.of(in.getNamespaceURI());
        if (draft.isEmpty()) {
            if (mustUnderstand() && !isOcpp(in.getNamespaceURI())) {
                notUnderstood.add(Xml.printable(name, 80));
            }
            text();
            return;
        }
        addressing = draft.get();
        switch (name) {
            case "Action" -> action = present(text());
            case "MessageID" -> messageId = present(text());
            case "RelatesTo" -> relatesTo = present(text());
            case "From" -> from = present(address());
            case "ReplyTo" -> replyTo = present(address());
            default -> text();
        }
    }

    private boolean mustUnderstand() {
        String must = in.getAttributeValue(soap.namespace(), "mustUnderstand");
        if (must == null || !must.strip().equals("1") && !must.strip().equals("true")) {
            return false;
        }
        String role = in.getAttributeValue(soap.namespace(), "role");
        return role == null || !NOT_FOR_US.contains(role.strip());
    }

    private static Optional<String> present(String text) {
        return text.isBlank() || text.length() > MAX_HEADER_TEXT
                ? Optional.empty()
                : Optional.of(text);
    }

    /** The Address of an endpoint reference; the bare text where a client leaves Address out. */
    private String address() throws XMLStreamException {
        StringBuilder bare = new StringBuilder();
        String address = "";
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT:
                    boolean wanted = in.getLocalName().equals("Address");
                    String text = text();
                    address = wanted ? text : address;
                    break;
                case XMLStreamConstants.END_ELEMENT:
                    return address.isBlank() ? bare.toString() : address;
                case XMLStreamConstants.CHARACTERS:
                case XMLStreamConstants.CDATA:
                    bare.append(in.getText());
                    break;
                default:
                    break;
            }
        }
    }

    /** The text of an element and all in it; from its start to its end. */
    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT:
                    depth++;
                    break;
                case XMLStreamConstants.END_ELEMENT:
                    depth--;
                    break;
                case XMLStreamConstants.CHARACTERS:
                case XMLStreamConstants.CDATA:
                    text.append(in.getText());
                    break;
                default:
                    break;
            }
        }
        return text.toString();
    }

    /** Refuses what SOAP 1.2 part 1 section 5.2.3 says must be refused. */
    void requireUnderstood() {
        if (!notUnderstood.isEmpty()) {
            throw Refusal.notUnderstood(notUnderstood.get(0));
        }
    }

    XMLStreamReader reader() {
        return in;
    }

    Soap soap() {
        return soap;
    }

    Addressing addressing() {
        return addressing;
    }

    /**
     * The chargeBoxIdentity headers, trimmed, empty ones left out; several when they are doubled.
     */
    List<String> identities() {
        return identities.stream().map(String::strip).filter(id -> !id.isEmpty()).toList();
    }

    /** How the last of these headers is spelled. */
    String identityName() {
        return identityName;
    }

    /** The namespace of the last of these headers; empty when there is none. */
    Optional<String> identityNamespace() {
        return identityNamespace;
    }

    /** The Action, trimmed; the body tells what a message is. */
    Optional<String> action() {
        return action.map(String::strip);
    }

    /** The message that this one answers, trimmed. */
    Optional<String> relatesTo() {
        return relatesTo.map(String::strip);
    }

    /** The MessageID with the white space that it came with. */
    Optional<String> messageId() {
        return messageId;
    }

    /** The address in From, as it came. */
    Optional<String> from() {
        return from.map(String::strip);
    }

    /** The address in ReplyTo, as it came. */
    Optional<String> replyTo() {
        return replyTo.map(String::strip);
    }

    /** The OCPP namespace of the body, or of the identity header as long as there is no body. */
    Optional<String> service() {
        return service;
    }

    /** Whether the body's child is in no namespace, as some SOAP stacks write it. */
    boolean isUnqualified() {
        return unqualified;
    }

    /** Text that was found between the elements of the envelope. */
    String stray() {
        return stray.toString();
    }

    /** The local name of the body's child, once it was reached. */
    Optional<String> element() {
        return element;
    }
}
