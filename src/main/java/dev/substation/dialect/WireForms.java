package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.io.StringReader;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;

/**
 * Payloads as they look in a dialect, indented for people: the child of a SOAP body, or the payload
 * of an OCPP-J frame.
 */
public final class WireForms {

    private static final String INDENT = "{http://xml.apache.org/xslt}indent-amount";

    private final SoapCodec codec;
    private final XMLOutputFactory factory = XMLOutputFactory.newFactory();
    private final TransformerFactory indenting = TransformerFactory.newDefaultInstance();

    public WireForms(Dictionary dictionary) {
        codec = new SoapCodec(dictionary);
    }

    /**
     * The text of a payload.
     *
     * @param direction of the call; that of its answer is the same here
     */
    public String text(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        if (!dialect.isSoap()) {
            return Json.indented(payload);
        }
        StringWriter plain = new StringWriter();
        StringWriter shown = new StringWriter();
        try {
            XMLStreamWriter xml = factory.createXMLStreamWriter(plain);
            codec.write(xml, dialect, direction, action, part, payload);
            xml.close();
            Transformer transformer = indenting.newTransformer();
            transformer.setOutputProperty(OutputKeys.INDENT, "yes");
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(INDENT, "2");
            transformer.transform(
                    new StreamSource(new StringReader(plain.toString())), new StreamResult(shown));
        } catch (XMLStreamException | TransformerException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return shown.toString().strip();
    }
}
