package dev.substation.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A version of the program, such as {@code 0.1.0}. Only the numbers in front count when versions
 * are compared; {@code 0.2.0-SNAPSHOT} and {@code 0.2.0+5.abc} are as good as {@code 0.2.0}.
 */
public record Version(String text) implements Comparable<Version> {

    private static final String OWN = "/substation-version.txt";

    /** The version of this program. */
    public static Version own() {
        try (InputStream own = Version.class.getResourceAsStream(OWN)) {
            return new Version(new String(own.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int[] numbers() {
        return Arrays.stream(text.replaceFirst("[-+].*", "").split("\\."))
                .mapToInt(part -> part.matches("\\d{1,8}") ? Integer.parseInt(part) : 0)
                .toArray();
    }

    @Override
    public int compareTo(Version other) {
        int[] mine = numbers();
        int[] its = other.numbers();
        for (int at = 0; at < Math.max(mine.length, its.length); at++) {
            int difference = (at < mine.length ? mine[at] : 0) - (at < its.length ? its[at] : 0);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
