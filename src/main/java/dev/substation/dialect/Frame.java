package dev.substation.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
        return frame(
                2,
                id,
                out -> {
                    out.writeString(action.name());
                    Json.value(out, payload);
                });
    }

    /** The text of the CALLRESULT or CALLERROR for an answer. */
    static String answer(Id id, Answer answer) {
        return answer.fold(
                result -> frame(3, id, out -> Json.value(out, result.payload())),
                failure ->
                        frame(
                                4,
                                id,
                                out -> {
                                    out.writeString(failure.code().name());
                                    out.writeString(failure.description());
                                    Json.value(out, failure.details());
                                }));
    }

    private static String frame(int type, Id id, Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            out.writeStartArray();
            out.writeNumber(type);
            if (id.numeric()) {
                out.writeNumber(id.text());
            } else {
                out.writeString(id.text());
            }
            body.write(out);
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return Json.sendable(text.toString());
    }

    /** What stands behind the id. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator out) throws IOException;
    }
}
