package dev.substation.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reading of one OCPP-J text message; keeps the type and id that were read before an error. */
public final class FrameReading {

    private static final int CALL = 2;
    private static final int RESULT = 3;
    private static final int ERROR = 4;

    /** The standard says 36 characters; longer ones are seen and do no harm. */
    private static final int MAX_ID = 255;

    private static final int MAX_ACTION = 255;

    /** The start of a frame that a JSON parser refuses early, such as {@code [,2,"17"}. */
    private static final Pattern PREFIX =
            Pattern.compile(
                    "[\\s\\x00,]*\\[[\\s,]*([234])[\\s,]*(?:\"([^\"\\\\]{1,255})\"|(-?(?:0|[1-9]\\d{0,39}))(?=[\\s,]))");

    /** The start of a call, as far as it matters whether one follows. */
    static final Pattern CALL_BEGINS = Pattern.compile("\\uFEFF?[\\s\\x00,]*\\[[\\s,]*2[\\s,]");

    private static final Pattern ARRAY_BEGINS = Pattern.compile("\\uFEFF?\\s*\\[");

    /** Some libraries write it before all UTF-8; it says nothing. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Where notes on a frame stand. */
    private static final FieldPath FRAME = FieldPath.TOP.field("Frame");

    private static final Spellings ACTIONS =
            new Spellings(
                    Stream.of(Direction.values())
                            .flatMap(direction -> Action.of(direction).stream())
                            .map(Action::name)
                            .collect(Collectors.toSet()));

    private final JsonFactory json;
    private final Notes notes = new Notes();
    private int type;
    private Optional<Frame.Id> id = Optional.empty();
    private String broken = "";

    private FrameReading(JsonFactory json) {
        this.json = json;
    }

    /**
     * Whether a text begins as a CALL does, without reading it: to keep calls as text until it is
     * their turn, and to read what answers a call of our own at once.
     */
    public static boolean isCall(String text) {
        return CALL_BEGINS.matcher(text).lookingAt();
    }

    /** Whether a text begins as each message of OCPP-J does, whatever follows. */
    public static boolean isArray(String text) {
        return ARRAY_BEGINS.matcher(text).lookingAt();
    }

    /** Reads a text message; never throws. */
    public static Frame read(String text) {
        String whole = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        FrameReading reading = new FrameReading(Json.FACTORY);
        Frame frame = reading.frame(whole);
        return reading.broken.isEmpty() ? frame : meant(whole, reading.broken).orElse(frame);
    }

    /**
     * A message that is no JSON and can only mean one thing. What leaves a value out, or an end,
     * stays unread: a wrong guess could cost money.
     */
    private static Optional<Frame> meant(String text, String broken) {
        FrameReading reading = new FrameReading(Json.LENIENT);
        reading.notes.add(
                Loss.RENAMED,
                FRAME.field("json"),
                broken,
                "",
                "JSON that is broken and can only mean one thing");
        Frame frame = reading.frame(JsonMending.mended(text));
        return Optional.of(frame)
                .filter(
                        it ->
                                it instanceof Frame.CallFrame
                                        || it instanceof Frame.ResultFrame
                                        || it instanceof Frame.ErrorFrame);
    }

    private Frame frame(String text) {
        try (JsonParser in = json.createParser(text)) {
            return frame(in);
        } catch (JsonProcessingException e) {
            scan(text);
            broken = Json.reason(e);
            return unreadable(Answer.failure(Cause.MALFORMED, broken));
        } catch (BadMessage e) {
            return unreadable(e.failure());
        } catch (IOException e) {
            return unreadable(Answer.failure(Cause.MALFORMED, e.getMessage()));
        }
    }

    private Frame frame(JsonParser in) throws IOException, BadMessage {
        if (in.nextToken() != JsonToken.START_ARRAY) {
            throw Json.malformed("an OCPP-J message is a JSON array");
        }
        boolean asText = in.nextToken() == JsonToken.VALUE_STRING;
        String number = asText ? in.getText().strip() : in.getText();
        boolean known = number.length() == 1 && "234".indexOf(number.charAt(0)) >= 0;
        if (!(asText && known) && in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw Json.malformed("the message type must be 2, 3 or 4");
        }
        if (!known) {
            return new Frame.Ignored("message type " + number);
        }
        if (asText) {
            notes.add(Loss.RENAMED, FRAME.field("type"), number, number, Leaves.OTHER_TYPE);
        }
        type = Integer.parseInt(number);
        id = Optional.of(id(in));
        Frame frame =
                switch (type) {
                    case CALL -> call(in);
                    case RESULT -> new Frame.ResultFrame(id.get(), payload(in));
                    default -> error(in);
                };
        end(in);
        return noted(frame);
    }

    private Frame noted(Frame frame) {
        List<Note> found = notes.list();
        if (!found.isEmpty() && frame instanceof Frame.CallFrame call) {
            return new Frame.CallFrame(call.id(), call.action(), call.payload(), found);
        }
        return !found.isEmpty() && frame instanceof Frame.ResultFrame result
                ? new Frame.ResultFrame(result.id(), result.payload(), found)
                : frame;
    }

    private static Frame.Id id(JsonParser in) throws IOException, BadMessage {
        JsonToken token = in.nextToken();
        boolean numeric = token != null && token.isNumeric();
        if (!numeric && token != JsonToken.VALUE_STRING) {
            throw Json.malformed("the message id must be text");
        }
        String text = in.getText();
        if (text.length() > MAX_ID) {
            throw Json.malformed("the message id has more than " + MAX_ID + " characters");
        }
        return new Frame.Id(text, numeric);
    }

    private Frame call(JsonParser in) throws IOException, BadMessage {
        if (in.nextToken() != JsonToken.VALUE_STRING) {
            throw Json.malformed("the action must be text");
        }
        String action = in.getText();
        if (action.isEmpty() || action.length() > MAX_ACTION) {
            throw Json.malformed("the action must have 1 to " + MAX_ACTION + " characters");
        }
        String meant = ACTIONS.meant(action);
        if (!meant.equals(action)) {
            notes.add(Loss.RENAMED, FRAME.field("action"), action, meant, "spelling of OCPP");
        }
        return new Frame.CallFrame(id.orElseThrow(), new Action(meant), payload(in));
    }

    /** The payload; where there is none at all, it is empty too. */
    private Payload payload(JsonParser in) throws IOException, BadMessage {
        JsonToken token = in.nextToken();
        String text = token == JsonToken.VALUE_STRING ? in.getText().strip() : "";
        if (text.startsWith("{")) {
            notes.add(
                    Loss.RENAMED,
                    FRAME.field("payload"),
                    "",
                    "",
                    "the JSON of an object as text in place of the object");
            return Json.read(text);
        }
        if (type == RESULT && new Action(ACTIONS.meant(text)).isKnown()) {
            notes.add(
                    Loss.RENAMED,
                    FRAME.field("action"),
                    text,
                    "",
                    "an answer with the name of its action; left out");
            token = in.nextToken();
            if (token != JsonToken.START_OBJECT) {
                throw Json.malformed("an object is expected");
            }
        }
        return token == JsonToken.END_ARRAY ? Payload.EMPTY : Json.framed(in, token, this::again);
    }

    private void again(String name, Object before, Object after) {
        notes.add(
                Loss.APPROXIMATED,
                FieldPath.TOP.field(name),
                Json.text(before),
                Json.text(after),
                "the field occurs more than once in its object; the last one counts");
    }

    private Frame error(JsonParser in) throws IOException, BadMessage {
        String code = ErrorCode.GenericError.name();
        String description = "";
        Payload details = Payload.EMPTY;
        for (int place = 0; in.nextToken() != JsonToken.END_ARRAY; place++) {
            Object value = Json.value(in, in.currentToken(), this::again);
            if (value instanceof Payload object) {
                details = object;
            } else if (place == 0 && value instanceof String text) {
                code = text;
            } else if (place == 1 && value != null) {
                description = String.valueOf(value);
            } else if (value != null) {
                // An old SteVe sends text where an object belongs.
                details = Payload.of("details", value);
            }
        }
        return new Frame.ErrorFrame(id.orElseThrow(), code, description, details);
    }

    /** The rest of the array, which nobody knows, and then nothing more. */
    private static void end(JsonParser in) throws IOException, BadMessage {
        while (in.currentToken() != JsonToken.END_ARRAY || !in.getParsingContext().inRoot()) {
            in.skipChildren();
            if (in.nextToken() == null) {
                throw Json.malformed("the array does not end");
            }
        }
        if (in.nextToken() != null) {
            throw Json.malformed("there is more behind the array");
        }
    }

    private void scan(String text) {
        if (id.isPresent()) {
            return;
        }
        Matcher prefix = PREFIX.matcher(text);
        if (prefix.lookingAt()) {
            type = Integer.parseInt(prefix.group(1));
            id =
                    Optional.of(
                            prefix.group(2) == null
                                    ? new Frame.Id(prefix.group(3), true)
                                    : Frame.Id.of(prefix.group(2)));
        }
    }

    private Frame unreadable(Answer.Failure failure) {
        boolean answer = type == RESULT || type == ERROR;
        if (answer && id.isPresent()) {
            return new Frame.Garbled(id.get(), failure.description());
        }
        return new Frame.Unreadable(answer ? Optional.empty() : id, failure);
    }
}
