package dev.substation.api;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What differs in a file.
 *
 * @param lines those that differ, with some around them; none if nothing does
 */
@Schema(name = "FileDiff")
public record FileDiff(String name, List<Line> lines) {

    /**
     * One line.
     *
     * @param kind {@code same}, {@code added}, {@code removed}, {@code gap} for lines that are the
     *     same and left out, or {@code note} for a change of the ends of lines
     * @param before its number in the earlier text
     * @param after its number in the later text
     */
    @Schema(name = "DiffLine")
    public record Line(
            String kind, Optional<Integer> before, Optional<Integer> after, String text) {

        /** It is in both. */
        public static final String SAME = "same";

        /** It is in the later text alone. */
        public static final String ADDED = "added";

        /** It is in the earlier text alone. */
        public static final String REMOVED = "removed";

        /** It is in neither: it says what no line shows. */
        public static final String NOTE = "note";

        /**
         * A line.
         *
         * @param before from 1; 0 if it was not there
         * @param after from 1; 0 if it is not there
         */
        public static Line of(String kind, int before, int after, String text) {
            return new Line(kind, number(before), number(after), text);
        }

        /** Lines that are left out. */
        public static Line gap() {
            return new Line("gap", Optional.empty(), Optional.empty(), "");
        }

        private static Optional<Integer> number(int line) {
            return line > 0 ? Optional.of(line) : Optional.empty();
        }
    }
}
