package dev.substation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * {@code docs/quirks.md}: what stations do that they should not, and what becomes of it. Made of
 * {@code src/test/resources/quirks/*.tsv}, a line for each quirk: its number, the quirk, the
 * decision, what Substation does, what switches it or {@code -}, and the tests that hold it, {@code
 * SimpleClassName#methodName} or a file below {@code src/test/resources}, with commas between.
 */
class QuirksPageTest {

    /** The quirks are numbered from 1; each has a line. */
    private static final int LAST = 80;

    private static final Path QUIRKS = Path.of("src/test/resources/quirks");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path RESOURCES = Path.of("src/test/resources");

    private static final Map<String, String> DECISIONS =
            Map.of(
                    "tolerated", "accepted, and corrected if the other side could not handle it",
                    "rejected", "answered with an error",
                    "switchable", "a setting or a rule decides",
                    "passed on", "passed to the CSMS unchanged");

    private record Section(String file, String heading) {}

    private static final List<Section> SECTIONS =
            List.of(
                    new Section("soap.tsv", "SOAP"),
                    new Section("json.tsv", "WebSocket and OCPP-J"),
                    new Section("payload.tsv", "Content of messages"),
                    new Section("udp.tsv", "KEBA boxes over UDP"));

    private record Quirk(
            int number, String what, String decision, String done, String by, List<String> tests) {

        static Quirk of(String line) {
            String[] parts = line.split("\t", -1);
            assertEquals(6, parts.length, "six parts with tabs between in: " + line);
            assertTrue(DECISIONS.containsKey(parts[2]), "no decision: " + parts[2]);
            for (String part : parts) {
                assertTrue(!part.isBlank() && part.equals(part.strip()), "blanks in: " + line);
            }
            return new Quirk(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    parts[2],
                    parts[3],
                    parts[4],
                    List.of(parts[5].split(", ")));
        }

        String row() {
            return "| %d | %s | %s | %s | %s |\n"
                    .formatted(number, what, decision, done, by.equals("-") ? "—" : by);
        }
    }

    private static List<Quirk> quirks(Section section) throws IOException {
        Path file = QUIRKS.resolve(section.file());
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .map(Quirk::of)
                        .sorted(Comparator.comparingInt(Quirk::number))
                        .toList()
                : List.of();
    }

    private static List<Quirk> quirks() throws IOException {
        List<Quirk> all = new ArrayList<>();
        for (Section section : SECTIONS) {
            all.addAll(quirks(section));
        }
        return all;
    }

    @Test
    void saysWhatTheTablesSay() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Quirks

                        Made from `src/test/resources/quirks`; a test compares it, and each row has a test of its own.

                        This page lists what stations, and the networks before them, do in the field against OCPP or beyond it, and what the gateway
                        does about it. [vendors.md](vendors.md) lists the peculiarities of single vendors, [dialects.md](dialects.md) the differences
                        between versions.

                        **In the log** there is one line for each quirk of a station, when it first occurs after the start (`quirk at timestamp:
                        without a zone ...`). The message log has a note on each message, with the original content. Watch the log of a new
                        station during its first day.

                        `strict` says whether the CSMS rejects what its schemas do not allow. Without `csms.*.strict: true`, such content passes
                        unchanged. Settings are in [configuration.md](configuration.md), rules in [rules](rules/README.md).

                        | decision | meaning |
                        |---|---|
                        """);
        DECISIONS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        decision ->
                                page.append(
                                        "| %s | %s |\n"
                                                .formatted(
                                                        decision.getKey(), decision.getValue())));
        for (Section section : SECTIONS) {
            page.append("\n## ").append(section.heading()).append('\n');
            page.append("| # | what happens | decision | what the gateway does | switched by |\n");
            page.append("|---|---|---|---|---|\n");
            quirks(section).forEach(quirk -> page.append(quirk.row()));
        }

        GeneratedPage.compare("quirks.md", page.toString());
    }

    @Test
    void everyQuirkOfTheFieldHasOneLine() throws IOException {
        Map<Integer, Long> lines =
                quirks().stream()
                        .collect(Collectors.groupingBy(Quirk::number, Collectors.counting()));

        assertEquals(
                IntStream.rangeClosed(1, LAST)
                        .boxed()
                        .collect(Collectors.toMap(Function.identity(), number -> 1L)),
                lines);
    }

    @Test
    void everyTestThatALineNamesIsThere() throws IOException {
        List<String> missing =
                quirks().stream()
                        .flatMap(quirk -> quirk.tests().stream())
                        .filter(test -> !isThere(test))
                        .toList();

        assertEquals(List.of(), missing);
    }

    private static boolean isThere(String test) {
        int hash = test.indexOf('#');
        return hash < 0
                ? Files.isRegularFile(RESOURCES.resolve(test))
                : testClass(test.substring(0, hash))
                        .filter(tests -> has(tests, test.substring(hash + 1)))
                        .isPresent();
    }

    private static boolean has(Class<?> tests, String method) {
        return Arrays.stream(tests.getDeclaredMethods())
                .filter(each -> each.getName().equals(method))
                .anyMatch(each -> AnnotationSupport.isAnnotated(each, Testable.class));
    }

    private static Optional<Class<?>> testClass(String simpleName) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.endsWith(simpleName + ".java"))
                    .findFirst()
                    .map(file -> TESTS.relativize(file).toString())
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .map(QuirksPageTest::load);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String path) {
        try {
            return Class.forName(
                    path.replace('/', '.'), false, QuirksPageTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
