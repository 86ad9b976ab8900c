package dev.substation.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of {@code docs/} that is made from the code and may not drift from it. */
public final class GeneratedPage {

    private GeneratedPage() {}

    /** Compares a page with what it should be; {@code -Ddocs.update} writes it instead. */
    public static void compare(String page, String expected) throws IOException {
        compareFile(Path.of("docs", page), expected);
    }

    /** The same for a file that is not in {@code docs/}. */
    public static void compareFile(Path file, String expected) throws IOException {
        if (System.getProperty("docs.update") != null) {
            Files.writeString(file, expected);
        }
        String found = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(expected, found, file + " is out of date; run mvn test -Ddocs.update");
    }
}
