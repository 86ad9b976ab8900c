package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/** An OCPP-J message (OCPP-J 1.6 section 4.2). */
public sealed interface Frame {

    /** A message id, echoed as it came: some stations send numbers where the standard says text. */
    record Id(String text, boolean numeric) {
        public static Id of(String text) {
            return new Id(text, false);
        }
    }

    /**
     * @param notes on the frame itself, where it was not as the standard has it
     */
    record CallFrame(Id id, Action action, Payload payload, List<Note> notes) implements Frame {
        public CallFrame(Id id, Action action, Payload payload) {
            this(id, action, payload, List.of());
        }
    }

    /**
     * @param notes on the frame itself, where it was not as the standard has it
     */
    record ResultFrame(Id id, Payload payload, List<Note> notes) implements Frame {
        public ResultFrame(Id id, Payload payload) {
            this(id, payload, List.of());
        }
    }

    /**
     * @param code as on the wire; may be none of the standard's
     */
    record ErrorFrame(Id id, String code, String description, Payload details) implements Frame {}

    /**
     * An answer that cannot be read; who waits for it learns of it at once.
     *
     * @param why a sentence about what is wrong with it
     */
    record Garbled(Id id, String why) implements Frame {}

    /** Not OCPP-J. When there is an id, it is a call and can be answered with the failure. */
    record Unreadable(Optional<Id> id, Answer.Failure failure) implements Frame {}

    /** A message type that OCPP-J 1.6 section 4.1.3 says to ignore. */
    record Ignored(String why) implements Frame {}

    /** The text of a CALL. */
    static String call(Id id, Action action, Payload payload) {
        return "[2," + text(id) + ',' + Json.text(action.name()) + ',' + Json.write(payload) + ']';
    }

    /** The text of the CALLRESULT or CALLERROR for an answer. */
    static String answer(Id id, Answer answer) {
        return answer.fold(
                result -> "[3," + text(id) + ',' + Json.write(result.payload()) + ']',
                failure ->
                        "[4,"
                                + text(id)
                                + ",\""
                                + failure.code().name()
                                + "\","
                                + Json.text(failure.description())
                                + ','
                                + Json.write(failure.details())
                                + ']');
    }

    private static String text(Id id) {
        return id.numeric() ? id.text() : Json.text(id.text());
    }
}
