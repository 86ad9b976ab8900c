package dev.substation.access;

import java.util.Arrays;
import java.util.List;

/**
 * A page and how it is asked for.
 *
 * @param method {@code GET} stands for {@code HEAD} too, {@code *} for any
 * @param path below the application; {@code {name}} is any one part, {@code **} at the end is
 *     whatever follows
 */
public record Endpoint(String method, String path, Need need) {

    private static final String REST = "**";
    private static final String ANY = "*";

    /** Whether a path is this one's. */
    boolean isAt(String asked) {
        List<String> own = parts(path);
        List<String> theirs = parts(asked);
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).equals(REST)) {
                return true;
            }
            if (i >= theirs.size() || !fits(own.get(i), theirs.get(i))) {
                return false;
            }
        }
        return own.size() == theirs.size();
    }

    /** Whether a method is this one's. */
    boolean isBy(String asked) {
        return method.equals(ANY) || method.equals(asked.equals("HEAD") ? "GET" : asked);
    }

    private static boolean fits(String own, String theirs) {
        return own.startsWith("{") ? !theirs.isEmpty() : own.equals(theirs);
    }

    private static List<String> parts(String path) {
        return Arrays.asList(path.replaceFirst("(?<=.)/$", "").split("/", -1));
    }
}
