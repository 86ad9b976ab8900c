package dev.substation.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Lines of the gateway's log, the latest first, without secrets. */
@Schema(name = "LogLines")
public record LogLines(List<LogLine> lines) {

    /**
     * Which lines are meant; what is empty does not matter.
     *
     * @param level of this level and above
     * @param after only those with a higher number
     */
    public record LogFilter(Optional<String> level, Optional<String> text, long after, int limit) {

        static final LogFilter ALL =
                new LogFilter(Optional.empty(), Optional.empty(), -1, Integer.MAX_VALUE);
    }

    /**
     * A line.
     *
     * @param number in the order of the log
     * @param level {@code INFO}, {@code WARNING} or {@code SEVERE}
     * @param logger who has said it
     * @param text what was said, perhaps with a stack trace below it
     * @param code the number of an error or a warning, such as {@code SUB-3108}
     * @param remedy what to do about it, as docs/errors.md has it
     */
    @Schema(name = "LogLine")
    public record LogLine(
            long number,
            Instant time,
            String level,
            String logger,
            String text,
            Optional<String> code,
            Optional<String> remedy) {

        private String whole() {
            return "%s %s %s: %s".formatted(time, level, logger, text);
        }
    }

    /** As they are in a log. */
    Stream<String> inOrder() {
        List<LogLine> inOrder = new ArrayList<>(lines);
        Collections.reverse(inOrder);
        return inOrder.stream().map(LogLine::whole);
    }
}
