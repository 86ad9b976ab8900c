package dev.substation.api;

import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A call with all that belongs to it.
 *
 * @param lines its lines of the message log, the earliest first
 * @param forms how it looks to the station and to the CSMS
 * @param rules what the rules do to such a call now, as {@code POST /api/v1/routes/explain} tells
 *     it
 * @param rulesFault why that is not known
 */
@Schema(name = "Exchange")
public record Exchange(
        List<Payload> lines,
        List<Form> forms,
        Optional<Payload> rules,
        Optional<String> rulesFault) {

    /**
     * A call or an answer as one side has it.
     *
     * @param side {@code station} or {@code csms}
     * @param part {@code call} or {@code answer}
     * @param dialect the dialect of the text
     * @param text XML or JSON, indented, without envelope and frame; cards are masked
     * @param now whether the rules have made it just now, because the log has the other side
     */
    @Schema(name = "Form")
    public record Form(String side, String part, String dialect, String text, boolean now) {}
}
