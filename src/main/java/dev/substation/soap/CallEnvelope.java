package dev.substation.soap;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The envelope of a call to a station, around a body that the dialect writes. Only
 * chargeBoxIdentity carries mustUnderstand, as in the standard's example: every contract declares
 * that header, while stations without an addressing stack refuse wsa headers that have it.
 *
 * @param service the namespace of the charge point's service
 * @param action with its slash
 * @param from always sent, because strict stations answer 400 without it (docs/dialects.md)
 */
record CallEnvelope(
        String service, String station, String action, String messageId, String to, String from) {

    /** Writes everything in front of the body's child. */
    void open(XMLStreamWriter out) throws XMLStreamException {
        String soap = Soap.V12.namespace();
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("soap", "Envelope", soap);
        out.writeNamespace("soap", soap);
        out.writeNamespace("wsa", Addressing.W3C_2005.namespace());
        out.writeNamespace("cp", service);
        out.writeStartElement("soap", "Header", soap);
        out.writeStartElement("cp", "chargeBoxIdentity", service);
        out.writeAttribute("soap", soap, "mustUnderstand", "true");
        out.writeCharacters(station);
        out.writeEndElement();
        header(out, "Action", action);
        header(out, "MessageID", messageId);
        header(out, "To", to);
        reference(out, "From", from);
        reference(out, "ReplyTo", Addressing.W3C_2005.anonymous());
        out.writeEndElement();
        out.writeStartElement("soap", "Body", soap);
    }

    /** Writes the rest. */
    void close(XMLStreamWriter out) throws XMLStreamException {
        out.writeEndDocument();
        out.close();
    }

    private static void header(XMLStreamWriter out, String name, String text)
            throws XMLStreamException {
        out.writeStartElement("wsa", name, Addressing.W3C_2005.namespace());
        out.writeCharacters(text);
        out.writeEndElement();
    }

    private static void reference(XMLStreamWriter out, String name, String address)
            throws XMLStreamException {
        out.writeStartElement("wsa", name, Addressing.W3C_2005.namespace());
        header(out, "Address", address);
        out.writeEndElement();
    }
}
