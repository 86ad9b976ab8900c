package dev.substation.dialect;

import dev.substation.dialect.SoapCodec.Decoded;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** Bodies as text, for tests. */
final class Soap {

    static final Dictionary DICTIONARY = Dictionary.load();
    private static final SoapCodec CODEC = new SoapCodec(DICTIONARY);
    private static final XMLInputFactory IN = SoapCodec.secureInputFactory();
    private static final XMLOutputFactory OUT = XMLOutputFactory.newFactory();

    record Written(String xml, List<Note> notes) {}

    private Soap() {}

    /** Reads a body's child that is the root of a document. */
    static Decoded read(String xml, Direction direction) throws XMLStreamException, BadMessage {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        XMLStreamReader in = SoapCodec.secureReader(IN, new ByteArrayInputStream(bytes));
        in.nextTag();
        return CODEC.read(in, direction);
    }

    static Written write(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload)
            throws XMLStreamException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XMLStreamWriter out = OUT.createXMLStreamWriter(bytes, "UTF-8");
        List<Note> notes = CODEC.write(out, dialect, direction, action, part, payload);
        out.close();
        return new Written(bytes.toString(StandardCharsets.UTF_8), notes);
    }
}
