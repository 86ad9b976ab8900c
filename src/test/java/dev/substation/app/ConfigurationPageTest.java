package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {

    private static final Pattern ROW =
            Pattern.compile(
                    "(?m)^\\| `((?:http|csms|defaults|stations|upstream|store|routes)\\.[a-z.*-]+)` \\| ([^|]*) \\|");

    @Test
    void thePageHasARowForEveryKeyWithItsDefault() throws IOException {
        List<String> rows =
                ROW.matcher(Files.readString(Path.of("docs/configuration.md")))
                        .results()
                        .map(row -> row.group(1) + " = " + row.group(2).replace("`", ""))
                        .sorted()
                        .toList();

        assertEquals(
                Key.ALL.stream()
                        .filter(key -> key.kind() != Key.Kind.SECTION)
                        .map(
                                key ->
                                        key.path()
                                                + " = "
                                                + (key.fallback().isEmpty()
                                                        ? "none"
                                                        : key.fallback()))
                        .sorted()
                        .toList(),
                rows);
    }

    @Test
    void theShippedFileShowsEveryKeyOnce() throws IOException {
        String shipped = Files.readString(Path.of("payara/site.yaml"));

        for (Key key : Key.ALL) {
            long expected = Key.ALL.stream().filter(k -> k.name().equals(key.name())).count();
            long found =
                    Pattern.compile("(?m)^[ #]*" + key.name() + ":")
                            .matcher(shipped)
                            .results()
                            .map(MatchResult::group)
                            .count();
            assertEquals(expected, found, key.path() + " in payara/site.yaml");
        }
    }
}
