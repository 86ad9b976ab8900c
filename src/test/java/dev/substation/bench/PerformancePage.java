package dev.substation.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docs/performance.md}: its parts between {@code <!-- bench:NAME -->} and {@code <!--
 * /bench:NAME -->} are written by the benchmark, the rest by people.
 */
final class PerformancePage {

    private static final Path PAGE = Path.of("docs/performance.md");

    private PerformancePage() {}

    private static Matcher find(String name, String page) {
        Matcher part =
                Pattern.compile(
                                "(?<=<!-- bench:"
                                        + name
                                        + " -->\n).*?(?=<!-- /bench:"
                                        + name
                                        + " -->)",
                                Pattern.DOTALL)
                        .matcher(page);
        if (!part.find()) {
            throw new IllegalStateException(PAGE + " has no part " + name);
        }
        return part;
    }

    static String part(String name) throws IOException {
        return find(name, Files.readString(PAGE)).group();
    }

    static void write(String name, String text) throws IOException {
        String page = Files.readString(PAGE);
        Matcher part = find(name, page);
        Files.writeString(
                PAGE, page.substring(0, part.start()) + text + page.substring(part.end()));
    }
}
