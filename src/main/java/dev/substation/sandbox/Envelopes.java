package dev.substation.sandbox;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** A station's SOAP 1.2 envelopes with the headers of OCPP-S 1.6 section 3. */
final class Envelopes {

    private static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
    private static final String WSA = "http://www.w3.org/2005/08/addressing";
    private static final String ANONYMOUS = WSA + "/anonymous";

    private final SoapCodec codec;
    private final Dialect dialect;
    private final StationId station;
    private final XMLInputFactory in = SoapCodec.secureInputFactory();
    private final XMLOutputFactory out = XMLOutputFactory.newFactory();

    Envelopes(Dictionary dictionary, Dialect dialect, StationId station) {
        this.codec = new SoapCodec(dictionary);
        this.dialect = dialect;
        this.station = station;
    }

    /** A CSMS call, as the gateway sent it. */
    record Called(Action action, Payload payload, String messageId) {}

    private interface Body {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    String request(Action action, Payload payload, String messageId, String from, String to) {
        return envelope(
                Direction.UP,
                xml -> {
                    must(xml, "Action", "/" + action);
                    header(xml, "MessageID", messageId);
                    address(xml, "From", from);
                    address(xml, "ReplyTo", ANONYMOUS);
                    must(xml, "To", to);
                },
                xml -> codec.write(xml, dialect, Direction.UP, action, Part.REQUEST, payload));
    }

    String response(Action action, Payload payload, String relatesTo) {
        return envelope(
                Direction.DOWN,
                xml -> answerHeaders(xml, "/" + action + "Response", relatesTo),
                xml -> codec.write(xml, dialect, Direction.DOWN, action, Part.RESPONSE, payload));
    }

    String fault(Direction direction, String relatesTo, Answer.Failure failure) {
        boolean senders =
                failure.code() == ErrorCode.FormationViolation
                        || failure.code() == ErrorCode.ProtocolError
                        || failure.code() == ErrorCode.SecurityError;
        String subcode =
                switch (failure.code()) {
                    case NotImplemented, NotSupported -> "NotSupported";
                    case SecurityError -> "IdentityMismatch";
                    case FormationViolation, ProtocolError -> "ProtocolError";
                    default -> "InternalError";
                };
        return envelope(
                direction,
                xml -> answerHeaders(xml, WSA + "/fault", relatesTo),
                xml -> {
                    xml.writeStartElement("s", "Fault", SOAP);
                    xml.writeStartElement("s", "Code", SOAP);
                    text(xml, "Value", senders ? "s:Sender" : "s:Receiver");
                    xml.writeStartElement("s", "Subcode", SOAP);
                    text(xml, "Value", "o:" + subcode);
                    xml.writeEndElement();
                    xml.writeEndElement();
                    xml.writeStartElement("s", "Reason", SOAP);
                    xml.writeStartElement("s", "Text", SOAP);
                    xml.writeAttribute("xml:lang", "en");
                    xml.writeCharacters(failure.description());
                    xml.writeEndElement();
                    xml.writeEndElement();
                    xml.writeEndElement();
                });
    }

    private String envelope(Direction direction, Body headers, Body body) {
        StringWriter text = new StringWriter();
        String namespace = SoapCodec.namespace(dialect, direction);
        try {
            XMLStreamWriter xml = out.createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("s", "Envelope", SOAP);
            xml.writeNamespace("s", SOAP);
            xml.writeNamespace("a", WSA);
            xml.writeNamespace("o", namespace);
            xml.writeStartElement("s", "Header", SOAP);
            xml.writeStartElement("o", "chargeBoxIdentity", namespace);
            xml.writeAttribute("s", SOAP, "mustUnderstand", "true");
            xml.writeCharacters(station.value());
            xml.writeEndElement();
            headers.write(xml);
            xml.writeEndElement();
            xml.writeStartElement("s", "Body", SOAP);
            body.write(xml);
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an envelope could not be written", e);
        }
        return text.toString();
    }

    private static void answerHeaders(XMLStreamWriter xml, String action, String relatesTo)
            throws XMLStreamException {
        must(xml, "Action", action);
        header(xml, "MessageID", "urn:uuid:" + UUID.randomUUID());
        if (!relatesTo.isEmpty()) {
            header(xml, "RelatesTo", relatesTo);
        }
        header(xml, "To", ANONYMOUS);
    }

    private static void header(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeStartElement("a", name, WSA);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    private static void must(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeStartElement("a", name, WSA);
        xml.writeAttribute("s", SOAP, "mustUnderstand", "true");
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    private static void address(XMLStreamWriter xml, String name, String address)
            throws XMLStreamException {
        xml.writeStartElement("a", name, WSA);
        header(xml, "Address", address);
        xml.writeEndElement();
    }

    private static void text(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeStartElement("s", name, SOAP);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    /** Reads the answer to a call of the station's: a result, or the failure in a fault. */
    Answer answer(String envelope) throws BadMessage {
        Map<String, String> headers = new TreeMap<>();
        try {
            XMLStreamReader xml = toBody(envelope, headers);
            if (xml.getLocalName().equals("Fault")) {
                return fault(xml);
            }
            return Answer.result(codec.read(xml, Direction.UP).payload());
        } catch (XMLStreamException e) {
            throw new BadMessage(Answer.failure(Cause.MALFORMED, e.getMessage()));
        }
    }

    /** Reads a call from the CSMS; one that is meant for another station is refused. */
    Called called(String envelope) throws BadMessage {
        Map<String, String> headers = new TreeMap<>();
        try {
            XMLStreamReader xml = toBody(envelope, headers);
            SoapCodec.Decoded decoded = codec.read(xml, Direction.DOWN);
            if (!station.value().equalsIgnoreCase(headers.get("chargeBoxIdentity"))) {
                throw new BadMessage(
                        Answer.failure(Cause.UNKNOWN_STATION, headers.get("chargeBoxIdentity")));
            }
            return new Called(
                    decoded.action(), decoded.payload(), headers.getOrDefault("MessageID", ""));
        } catch (XMLStreamException e) {
            throw new BadMessage(Answer.failure(Cause.MALFORMED, e.getMessage()));
        }
    }

    /** A reader on the start of the body's child; the plain headers by local name. */
    private XMLStreamReader toBody(String envelope, Map<String, String> headers)
            throws XMLStreamException, BadMessage {
        XMLStreamReader xml =
                SoapCodec.secureReader(
                        in, new ByteArrayInputStream(envelope.getBytes(StandardCharsets.UTF_8)));
        String name = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                name = xml.getLocalName();
                if (name.equals("Body")) {
                    xml.nextTag();
                    if (xml.isStartElement()) {
                        return xml;
                    }
                    break;
                }
            } else if (event == XMLStreamConstants.CHARACTERS) {
                headers.merge(name, xml.getText().strip(), String::concat);
            }
        }
        throw new BadMessage(Answer.failure(Cause.MALFORMED, "there is no body"));
    }

    /** {@code Subcode/Value} says which of OCPP's errors it is, {@code Reason/Text} why. */
    private static Answer fault(XMLStreamReader xml) throws XMLStreamException {
        String name = "";
        String code = "";
        StringBuilder reason = new StringBuilder();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                name = xml.getLocalName();
            } else if (event == XMLStreamConstants.CHARACTERS && !xml.isWhiteSpace()) {
                if (name.equals("Value")) {
                    code = xml.getText().strip().replaceFirst("^.*:", "");
                } else if (name.equals("Text")) {
                    reason.append(xml.getText());
                }
            }
        }
        return new Answer.Failure(
                Cause.CSMS_REFUSED,
                ErrorCode.of(code).orElse(ErrorCode.GenericError),
                reason.toString(),
                Payload.of("subcode", code));
    }
}
