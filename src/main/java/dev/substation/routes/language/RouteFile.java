package dev.substation.routes.language;

/**
 * One file of the routes folder.
 *
 * @param name within the folder, {@code 00-site.yaml} or {@code rules/x.kamelet.yaml}
 */
public record RouteFile(String name, Kind kind, String text) {

    /** What a file holds. */
    public enum Kind {
        /** The form of a rule that the site wrote, in {@code rules/}. */
        FORM,
        /** The form of a rule that comes with the program. */
        SHIPPED_FORM,
        ROUTES,
        /** What routes or a rule are tried with. */
        CASES
    }

    /** Whether it holds the form of a rule rather than routes. */
    public boolean form() {
        return kind == Kind.FORM || isShipped();
    }

    /** Whether it comes with the program, and is no file of the site. */
    boolean isShipped() {
        return kind == Kind.SHIPPED_FORM;
    }

    /** Whether it holds comments at most. */
    public boolean isEmpty() {
        return text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
    }
}
