package dev.substation.access;

import java.util.regex.Pattern;

/** A page and how it is asked for. */
public final class Endpoint {

    private static final String REST = "/**";
    private static final String ANY = "*";

    private final String method;
    private final String path;
    private final Need need;
    private final Pattern paths;

    /**
     * @param method {@code GET} stands for {@code HEAD} too, {@code *} for any
     * @param path below the application; {@code {name}} is any one part, {@code {station}} one or
     *     more, for the name of a station may contain slashes within; {@code **} at the end is
     *     whatever follows
     */
    Endpoint(String method, String path, Need need) {
        this.method = method;
        this.path = path;
        this.need = need;
        paths = Pattern.compile(expression(path), Pattern.DOTALL);
    }

    private static String expression(String path) {
        String fixed =
                path.endsWith(REST) ? path.substring(0, path.length() - REST.length()) : path;
        return "\\Q"
                + fixed.replace("{station}", "\\E[^/](?:.*[^/])?\\Q")
                        .replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q")
                + "\\E"
                + (path.equals(fixed) ? "/?" : "(?:/.*)?");
    }

    /** {@code GET} stands for {@code HEAD} too, {@code *} for any. */
    public String method() {
        return method;
    }

    /** Below the application, with names of its parts in braces. */
    public String path() {
        return path;
    }

    /** What it asks of whoever comes. */
    public Need need() {
        return need;
    }

    /** Whether a path, decoded, is this one's. */
    boolean isAt(String asked) {
        return paths.matcher(asked).matches();
    }

    /** Whether a method is this one's. */
    boolean isBy(String asked) {
        return method.equals(ANY) || method.equals(asked.equals("HEAD") ? "GET" : asked);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
