package dev.substation.routes.workbench;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.workbench.RouteCase.Message;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A message as an engineer has it at hand: the {@code given} of a case, a whole case, a frame of
 * OCPP-J, or a SOAP envelope.
 *
 * @param before what runs first; only a case has such
 * @param answer what the peer answers; only a case may say so
 * @param notes what did not cross exactly when it was read
 */
record CapturedMessage(
        List<Message> before, Message given, Optional<Answer> answer, List<Note> notes) {

    private static final String ONE_OF =
            "write a case's given: { ... }, a frame such as [2,\"1\",\"Heartbeat\",{}], or a SOAP"
                    + " envelope";

    /** What the command line says of a message that does not say it itself. */
    record Origin(Optional<StationId> station, Optional<Direction> direction) {}

    /**
     * Reads a message in whichever form it is.
     *
     * @param name for complaints
     */
    static CapturedMessage read(String name, String text, Origin origin) throws BadRoutes {
        String start = text.stripLeading();
        if (start.startsWith("<")) {
            return envelope(name, start, origin);
        }
        if (start.startsWith("[")) {
            return frame(name, start, origin);
        }
        CaseText yaml = CaseText.read(name, text);
        if (yaml.root() instanceof Payload fields && fields.containsKey("given")) {
            CaseReading.Scene one = CaseReading.scene(CaseSection.at(yaml, "", fields));
            return new CapturedMessage(
                    one.before(),
                    completed(one.given(), origin),
                    one.answer().map(Answer::result),
                    List.of());
        }
        if (yaml.root() instanceof List<?>) {
            throw new BadRoutes(name, 0, "is a list; one message is expected: " + ONE_OF);
        }
        if (!(yaml.root() instanceof Payload)) {
            throw new BadRoutes(name, 0, "is no message; " + ONE_OF);
        }
        Message given = CaseReading.given(CaseSection.at(yaml, "", yaml.root()));
        return new CapturedMessage(
                List.of(), completed(given, origin), Optional.empty(), List.of());
    }

    private static Message completed(Message given, Origin origin) {
        return new Message(
                origin.direction().orElse(given.direction()),
                origin.station().orElse(given.station()),
                given.action(),
                given.vendor(),
                given.dialect(),
                given.body(),
                given.answer(),
                given.pause());
    }

    private static CapturedMessage frame(String name, String text, Origin origin) throws BadRoutes {
        Frame frame = FrameReading.read(text.strip());
        if (frame instanceof Frame.Unreadable bad) {
            throw new BadRoutes(name, 0, bad.failure().description());
        }
        if (!(frame instanceof Frame.CallFrame call)) {
            throw new BadRoutes(name, 0, "is no call; a call begins with [2,");
        }
        if (origin.station().isEmpty()) {
            throw new BadRoutes(
                    name,
                    0,
                    "a frame does not name its station; add --station CHARGE-BOX-IDENTITY");
        }
        Direction direction =
                origin.direction().orElseGet(() -> Direction.valueOf(way(call.action())));
        Message given =
                Message.of(direction, origin.station().get(), call.action(), call.payload());
        return new CapturedMessage(List.of(), given, Optional.empty(), List.of());
    }

    /** What both sides can send is taken for the station's. */
    private static String way(Action action) {
        return Action.of(Direction.DOWN).contains(action)
                        && !Action.of(Direction.UP).contains(action)
                ? "DOWN"
                : "UP";
    }

    private static CapturedMessage envelope(String name, String text, Origin origin)
            throws BadRoutes {
        Opened opened = opened(name, text);
        if (opened.body().part() != Part.REQUEST) {
            throw new BadRoutes(name, 0, "is an answer; it goes behind --answer");
        }
        StationId station =
                origin.station()
                        .or(opened::station)
                        .orElseThrow(
                                () ->
                                        new BadRoutes(
                                                name,
                                                0,
                                                "the header chargeBoxIdentity is missing or empty;"
                                                        + " add --station CHARGE-BOX-IDENTITY"));
        Message given =
                Message.of(
                                origin.direction().orElse(opened.body().direction()),
                                station,
                                opened.body().action(),
                                opened.body().payload())
                        .withDialect(opened.body().dialect());
        return new CapturedMessage(List.of(), given, Optional.empty(), opened.body().notes());
    }

    /**
     * Reads an answer: its fields, a frame, or a SOAP envelope.
     *
     * @param name for complaints
     */
    static Answer answer(String name, String text) throws BadRoutes {
        String start = text.stripLeading();
        if (start.startsWith("<")) {
            SoapCodec.Decoded body = opened(name, start).body();
            if (body.part() != Part.RESPONSE) {
                throw new BadRoutes(name, 0, "is a call, no answer");
            }
            return Answer.result(body.payload());
        }
        if (start.startsWith("[")) {
            return answerFrame(name, start);
        }
        if (CaseText.read(name, text).root() instanceof Payload fields) {
            return Answer.result(fields);
        }
        throw new BadRoutes(
                name, 0, "is no answer; write its fields, such as { status: Accepted }");
    }

    private static Answer answerFrame(String name, String text) throws BadRoutes {
        Frame frame = FrameReading.read(text.strip());
        if (frame instanceof Frame.ResultFrame result) {
            return Answer.result(result.payload());
        }
        if (frame instanceof Frame.ErrorFrame error) {
            return Answer.failure(
                    Cause.CSMS_REFUSED,
                    ErrorCode.of(error.code()).orElse(ErrorCode.GenericError),
                    error.description());
        }
        throw new BadRoutes(name, 0, "is no answer; an answer begins with [3, or [4,");
    }

    /** An envelope that was read as far as it matters here. */
    private record Opened(Optional<StationId> station, SoapCodec.Decoded body) {}

    private static Opened opened(String name, String text) throws BadRoutes {
        try {
            XMLStreamReader in =
                    SoapCodec.secureReader(
                            SoapCodec.secureInputFactory(),
                            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            Optional<StationId> station = Optional.empty();
            while (!isStart(in, "Body")) {
                if (isStart(in, "chargeBoxIdentity")) {
                    station = station(name, in.getElementText().strip());
                }
                if (!in.hasNext()) {
                    throw new BadRoutes(name, 0, "is no SOAP envelope; it has no Body");
                }
                in.next();
            }
            in.nextTag();
            return new Opened(station, body(in));
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
            throw new BadRoutes(name, line, "is no SOAP envelope that can be read", e);
        } catch (BadMessage e) {
            throw new BadRoutes(name, 0, e.failure().description());
        }
    }

    private static Optional<StationId> station(String name, String text) throws BadRoutes {
        if (text.length() > StationId.MAX_LENGTH) {
            throw new BadRoutes(
                    name,
                    0,
                    "chargeBoxIdentity has more than " + StationId.MAX_LENGTH + " characters");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(new StationId(text));
    }

    private static boolean isStart(XMLStreamReader in, String name) {
        return in.getEventType() == XMLStreamConstants.START_ELEMENT
                && in.getLocalName().equals(name);
    }

    /** The service is in the namespace: Cs is the CSMS's, Cp the station's. */
    private static SoapCodec.Decoded body(XMLStreamReader in)
            throws XMLStreamException, BadMessage {
        String namespace = Optional.ofNullable(in.getNamespaceURI()).orElse("");
        Direction direction = namespace.contains("/Cp/") ? Direction.DOWN : Direction.UP;
        return new SoapCodec(Dictionary.load()).read(in, direction);
    }
}
