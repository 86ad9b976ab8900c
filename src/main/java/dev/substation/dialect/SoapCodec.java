package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** SOAP bodies to canonical payloads and back: any element order in, the contract's order out. */
public final class SoapCodec {

    /**
     * A body that was read.
     *
     * @param direction the direction of the operation: a response to a csms call is {@code DOWN}
     *     too
     */
    public record Decoded(
            Dialect dialect,
            Direction direction,
            Action action,
            Part part,
            Payload payload,
            List<Note> notes) {}

    public SoapCodec(Dictionary dictionary) {
        throw new IllegalStateException("unbuilt " + dictionary);
    }

    /**
     * The namespace of the service that is called: {@code urn://Ocpp/Cs/2012/06/} for calls up in
     * 1.5.
     */
    public static String namespace(Dialect dialect, Direction direction) {
        throw new IllegalStateException("unbuilt");
    }

    /**
     * Reads the body's child element; the reader stands on its start and is left on its end. The
     * version comes from the namespace (with or without the trailing slash, Cs or Cp), the action
     * from the local name.
     *
     * @param direction which way the operation goes; decides for DataTransfer, which exists in both
     */
    public Decoded read(XMLStreamReader in, Direction direction)
            throws XMLStreamException, BadMessage {
        throw new IllegalStateException("unbuilt");
    }

    /**
     * Writes the body's child element with its namespace declaration; answers what could not be
     * expressed.
     */
    public List<Note> write(
            XMLStreamWriter out,
            Dialect dialect,
            Direction direction,
            Action action,
            Part part,
            Payload payload)
            throws XMLStreamException {
        throw new IllegalStateException("unbuilt");
    }
}
