package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.util.Optional;

/** An OCPP-J message (OCPP-J 1.6 section 4.2). */
public sealed interface Frame {

    /** A message id, echoed as it came: some stations send numbers where the standard says text. */
    record Id(String text, boolean numeric) {
        public static Id of(String text) {
            return new Id(text, false);
        }
    }

    record CallFrame(Id id, Action action, Payload payload) implements Frame {}

    record ResultFrame(Id id, Payload payload) implements Frame {}

    /**
     * @param code as on the wire; may be none of the standard's
     */
    record ErrorFrame(Id id, String code, String description, Payload details) implements Frame {}

    /** Not OCPP-J; when an id could be read it is a call and can be answered with the failure. */
    record Unreadable(Optional<Id> id, Answer.Failure failure) implements Frame {}

    /** A message type that OCPP-J 1.6 section 4.1.3 says to ignore. */
    record Ignored(String why) implements Frame {}

    /** Reads a text message; never throws. */
    static Frame read(String text) {
        throw new IllegalStateException("unbuilt");
    }

    /** The text of a CALL. */
    static String call(Id id, Action action, Payload payload) {
        throw new IllegalStateException("unbuilt");
    }

    /** The text of the CALLRESULT or CALLERROR for an answer. */
    static String answer(Id id, Answer answer) {
        throw new IllegalStateException("unbuilt");
    }
}
