package dev.substation.routes.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.routes.engine.RouteCheck;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.testing.RuleClocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders with something wrong in them, and what must be said of each: {@code expected.txt}, a
 * finding a line; a line that ends in {@code ...} is compared as far as it goes. The shipped forms
 * are added to each. {@code -Dgolden.update} writes what is said now.
 */
class BrokenRoutesTest {

    private static final Path BROKEN = Path.of("src/test/resources/broken-routes");
    private static final Path DOUBTFUL = Path.of("src/test/resources/doubtful-routes");
    private static final String EXPECTED = "expected.txt";

    @TempDir Path folder;

    static List<String> broken() {
        return names(BROKEN);
    }

    static List<String> doubtful() {
        return names(DOUBTFUL);
    }

    private static List<String> names(Path of) {
        try (Stream<Path> folders = Files.list(of)) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lay(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private void compare(Path of, List<Finding> findings) throws IOException {
        String said = findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
        if (System.getProperty("golden.update") != null) {
            Files.writeString(of.resolve(EXPECTED), said + "\n");
        }
        List<String> expected = Files.readAllLines(of.resolve(EXPECTED));
        List<String> lines = said.lines().toList();
        assertEquals(expected.size(), lines.size(), said);
        for (int i = 0; i < expected.size(); i++) {
            String line = expected.get(i);
            if (line.endsWith("...")) {
                assertTrue(lines.get(i).startsWith(line.substring(0, line.length() - 3)), said);
            } else {
                assertEquals(line, lines.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isRefusedWithTheExpectedSentence(String name) throws IOException {
        lay(Path.of("camel-routes/rules"), folder.resolve("rules"));
        lay(BROKEN.resolve(name), folder);

        List<Finding> findings = RouteCheck.of(folder);

        compare(BROKEN.resolve(name), findings);
        BadRoutes refusal =
                assertThrows(
                        BadRoutes.class,
                        () -> new SiteRoutes(folder, List.of(), RuleClocks.real()).close());
        assertEquals(findings, refusal.findings());
    }

    @ParameterizedTest
    @MethodSource("doubtful")
    void isTakenWithAWarning(String name) throws Exception {
        lay(Path.of("camel-routes/rules"), folder.resolve("rules"));
        lay(DOUBTFUL.resolve(name), folder);

        compare(DOUBTFUL.resolve(name), RouteCheck.of(folder));

        new SiteRoutes(folder, List.of(), RuleClocks.real()).close();
    }

    @Test
    void theShippedFolderIsInOrder() {
        assertEquals(List.of(), RouteCheck.of(Path.of("camel-routes")));
    }
}
