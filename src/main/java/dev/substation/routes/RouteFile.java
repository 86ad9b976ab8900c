package dev.substation.routes;

/**
 * One file of the routes folder.
 *
 * @param name within the folder, {@code 00-site.yaml} or {@code rules/x.kamelet.yaml}
 */
record RouteFile(String name, Kind kind, String text) {

    /** What a file holds. */
    enum Kind {
        /** The form of a rule. */
        FORM,
        ROUTES,
        /** What routes or a rule are tried with. */
        CASES
    }

    /** Whether it holds the form of a rule rather than routes. */
    boolean form() {
        return kind == Kind.FORM;
    }

    /** Whether it holds comments at most. */
    boolean isEmpty() {
        return text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
    }
}
