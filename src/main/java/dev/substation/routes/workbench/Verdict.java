package dev.substation.routes.workbench;

import java.util.List;

/**
 * What came of a case.
 *
 * @param differences empty when it passed
 */
public record Verdict(RouteCase of, List<Difference> differences) {

    public Verdict {
        differences = List.copyOf(differences);
    }

    /**
     * Something that came otherwise than it was expected.
     *
     * @param path such as {@code expect.delivered.idTag}
     * @param expected as JSON, or a word
     * @param got the same
     */
    public record Difference(String path, String expected, String got) {

        @Override
        public String toString() {
            return path + ": expected " + expected + ", got " + got;
        }
    }

    /** Whether all came as expected. */
    public boolean passed() {
        return differences.isEmpty();
    }
}
