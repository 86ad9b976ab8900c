package dev.substation.api;

import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A call that was sent to a station, and how it ended: with {@code answer} or with {@code error}.
 *
 * @param messageId under which the message log has it
 * @param ms how long it took
 * @param trace the id of its trace, if traces are on
 * @param answer the payload of the answer
 * @param notes what did not cross exactly
 */
@Schema(name = "SentCall")
public record SentCall(
        String station,
        String action,
        String messageId,
        long ms,
        Optional<String> trace,
        Optional<Payload> answer,
        Optional<Failed> error,
        List<Payload> notes) {

    /**
     * Why there is no answer.
     *
     * @param number such as {@code SUB-1021} (docs/errors.md)
     * @param code the error code of OCPP
     * @param description a sentence
     * @param remedy what to do about it
     */
    @Schema(name = "CallError")
    public record Failed(String number, String code, String description, String remedy) {}
}
