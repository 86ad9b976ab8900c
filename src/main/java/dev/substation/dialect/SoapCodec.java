package dev.substation.dialect;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * SOAP bodies to canonical payloads and back: any element order in, the contract's order out.
 *
 * <p>Stations are read with patience: elements in any order, Cs for Cp, a namespace without its
 * slash, empty elements for absent ones. What is written keeps to the contract.
 */
public final class SoapCodec {

    private static final Map<String, Dialect> VERSIONS =
            Map.of(
                    "urn://Ocpp/Cs/2012/06", Dialect.SOAP_15,
                    "urn://Ocpp/Cp/2012/06", Dialect.SOAP_15,
                    "urn://Ocpp/Cs/2015/10", Dialect.SOAP_16,
                    "urn://Ocpp/Cp/2015/10", Dialect.SOAP_16);

    /** How the names of answers end, in OCPP and in what firmware makes of it. */
    private static final Pattern ANSWER =
            Pattern.compile("(?i)(response|reponse|resp|res|conf|confirmation|result|answer)$");

    /** Lazy parsing throws unchecked exceptions where a text turns out to be truncated. */
    /** How the elements of calls end, and how some programs shorten it. */
    private static final String REQUEST = "Request";

    private static final String REQ = "Req";
    private static final String WOODSTOX_LAZY = "com.ctc.wstx.lazyParsing";

    private final Dictionary dictionary;

    /**
     * A body that was read.
     *
     * @param direction the direction of the operation: a response to a CSMS call is {@code DOWN}
     *     too
     */
    public record Decoded(
            Dialect dialect,
            Direction direction,
            Action action,
            Part part,
            Payload payload,
            List<Note> notes) {

        /** The same body with another payload and further notes. */
        public Decoded with(Payload changed, List<Note> more) {
            List<Note> all = new ArrayList<>(notes);
            all.addAll(more);
            return new Decoded(dialect, direction, action, part, changed, List.copyOf(all));
        }
    }

    public SoapCodec(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * The namespace of the service that is called: {@code urn://Ocpp/Cs/2012/06/} for calls up in
     * 1.5.
     *
     * @throws IllegalArgumentException for a dialect that is no SOAP
     */
    public static String namespace(Dialect dialect, Direction direction) {
        String service = direction == Direction.UP ? "Cs" : "Cp";
        return switch (dialect) {
            case SOAP_15 -> "urn://Ocpp/" + service + "/2012/06/";
            case SOAP_16 -> "urn://Ocpp/" + service + "/2015/10/";
            case JSON_16 ->
                    throw new IllegalArgumentException(dialect.word() + " has no namespace");
        };
    }

    /**
     * A factory for readers of untrusted XML: no DTD, no entities except the five of XML, nothing
     * is fetched. It is thread-safe and expensive to create: keep it. A DOCTYPE without references
     * may still pass such a reader; {@link #secureReader} rejects it too.
     */
    public static XMLInputFactory secureInputFactory() {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        if (factory.isPropertySupported(WOODSTOX_LAZY)) {
            factory.setProperty(WOODSTOX_LAZY, false);
        }
        factory.setXMLResolver(
                (publicId, systemId, base, namespace) -> {
                    throw new XMLStreamException("external entities are not read");
                });
        return factory;
    }

    /**
     * A reader that throws at a DOCTYPE.
     *
     * @param factory from {@link #secureInputFactory}
     */
    public static XMLStreamReader secureReader(XMLInputFactory factory, InputStream in)
            throws XMLStreamException {
        return new StreamReaderDelegate(factory.createXMLStreamReader(in)) {
            @Override
            public int next() throws XMLStreamException {
                int event = super.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new XMLStreamException("a DOCTYPE is not accepted", getLocation());
                }
                return event;
            }

            @Override
            public int nextTag() throws XMLStreamException {
                int event = next();
                while (event != XMLStreamConstants.START_ELEMENT
                        && event != XMLStreamConstants.END_ELEMENT) {
                    boolean text = isCharacters() && !isWhiteSpace();
                    if (text || event == XMLStreamConstants.END_DOCUMENT) {
                        throw new XMLStreamException("an element is expected", getLocation());
                    }
                    event = next();
                }
                return event;
            }
        };
    }

    /**
     * Reads the body's child element; the reader stands on its start and is left on its end. The
     * version comes from the namespace (with or without the trailing slash, Cs or Cp), the action
     * from the local name, in any capitals, with separators, or without Request. Whether required
     * fields are there is left to {@link Checks#shape}.
     *
     * @param direction which way the operation goes; decides for DataTransfer, which exists in both
     * @throws BadMessage with the cause WRONG_VERSION for a foreign namespace, UNKNOWN_ACTION for
     *     an element that the service does not have, WRONG_TYPE for a value that cannot be read,
     *     TOO_LARGE beyond 1 MiB of text, 100,000 elements or 16 levels, MALFORMED for a DOCTYPE
     * @throws XMLStreamException when it is not well-formed
     */
    public Decoded read(XMLStreamReader in, Direction direction)
            throws XMLStreamException, BadMessage {
        return read(in, direction, Optional.empty());
    }

    /**
     * The same.
     *
     * @param ofHeader the namespace of the header that names the station, for an element in none
     */
    public Decoded read(XMLStreamReader in, Direction direction, Optional<String> ofHeader)
            throws XMLStreamException, BadMessage {
        String own = in.getNamespaceURI();
        Dialect dialect = dialect(own == null || own.isEmpty() ? ofHeader.orElse(own) : own);
        String element = in.getLocalName();
        String stem = element.endsWith(REQ) ? element + REQUEST.substring(REQ.length()) : element;
        Message message =
                dictionary
                        .message(dialect, direction, stem)
                        .or(() -> dictionary.message(dialect, direction, element + REQUEST))
                        .orElseThrow(() -> unknownAction(element));
        return decoded(in, dialect, direction, message);
    }

    /**
     * Reads what a station answers a call with. It belongs to the call on whose connection it comes
     * (quirk 5), so a name that no contract has can only be a misspelling of the right one; the
     * name of another message is that message.
     *
     * @param dialect that the station speaks, for an element in no namespace of OCPP
     * @param asked what it was called with
     * @throws BadMessage as {@link #read} does, and for an element that does not look like an
     *     answer
     */
    public Decoded readAnswer(XMLStreamReader in, Dialect dialect, Action asked)
            throws XMLStreamException, BadMessage {
        String element = in.getLocalName();
        Dialect spoken = versionOf(in.getNamespaceURI()).orElse(dialect);
        Optional<Message> named =
                dictionary
                        .message(spoken, Direction.DOWN, element)
                        .or(() -> dictionary.message(spoken, Direction.UP, element));
        Message expected =
                dictionary
                        .message(spoken, Direction.DOWN, asked, Part.RESPONSE)
                        .orElseThrow(() -> unknownAction(element));
        if (named.isEmpty() && !ANSWER.matcher(element).find() && !isTold(expected.shape())) {
            throw unknownAction(element);
        }
        return decoded(in, spoken, Direction.DOWN, named.orElse(expected));
    }

    /** Whether an answer has a field that it must have, by which it shows. */
    private static boolean isTold(Shape shape) {
        return shape.byName().values().stream().anyMatch(Shape.Field::required);
    }

    private static Decoded decoded(
            XMLStreamReader in, Dialect dialect, Direction direction, Message message)
            throws XMLStreamException, BadMessage {
        SoapReading reading = new SoapReading(in, message, direction);
        reading.named(message.element());
        Payload payload = reading.message(message.shape());
        return new Decoded(
                dialect, direction, message.action(), message.part(), payload, reading.notes());
    }

    private static Dialect dialect(String namespace) throws BadMessage {
        return versionOf(namespace)
                .orElseThrow(
                        () ->
                                new BadMessage(
                                        Answer.failure(
                                                Cause.WRONG_VERSION,
                                                namespace == null || namespace.isEmpty()
                                                        ? "(none)"
                                                        : namespace)));
    }

    /** The version that a namespace is of, written with or without the slash at its end. */
    public static Optional<Dialect> versionOf(String namespace) {
        String found = namespace == null ? "" : namespace;
        String bare = found.endsWith("/") ? found.substring(0, found.length() - 1) : found;
        return Optional.ofNullable(VERSIONS.get(bare));
    }

    private static BadMessage unknownAction(String element) {
        return new BadMessage(Answer.failure(Cause.UNKNOWN_ACTION, Dictionary.actionOf(element)));
    }

    /**
     * Writes the body's child element with its namespace declaration; answers what could not be
     * expressed. Total: what the dialect does not have is left out with a note, and a required
     * field that is missing is noted.
     *
     * @throws IllegalArgumentException for a dialect that is no SOAP
     */
    public List<Note> write(
            XMLStreamWriter out,
            Dialect dialect,
            Direction direction,
            Action action,
            Part part,
            Payload payload)
            throws XMLStreamException {
        String namespace = namespace(dialect, direction);
        Message message =
                dictionary
                        .message(dialect, direction, action, part)
                        .orElseGet(() -> unknown(action, part));
        SoapWriting writing = new SoapWriting(out, namespace, dialect);
        if (message.shape() == Shape.NONE && !dictionary.knows(dialect, direction, action)) {
            writing.remark(
                    Loss.IMPOSSIBLE,
                    action.name(),
                    "the action does not exist in " + dialect.word());
        }
        writing.message(message.element(), message.shape(), payload);
        return writing.notes();
    }

    private static Message unknown(Action action, Part part) {
        String name = action.name();
        String stem =
                name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
        String element = stem + (part == Part.REQUEST ? "Request" : "Response");
        return new Message(action, part, element, Shape.NONE);
    }
}
