package dev.substation.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every warning and error of the log has a SUB number, which {@code docs/errors.md} explains. */
class SubNumbersTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** Where a statement begins that writes a warning or an error, or may write one. */
    private static final Pattern LOUD =
            Pattern.compile("\\b(?:LOG|log)\\s*\\.\\s*(?:warn|error)\\s*\\(|\\.atLevel\\s*\\(");

    /** A level that is decided elsewhere, but is never above INFO. */
    private static final Pattern QUIET =
            Pattern.compile("Level\\.INFO : Level\\.DEBUG|Level\\.DEBUG : Level\\.INFO");

    /** {@code Problem.X.line(...)}, {@code failure.line()}, or a line that was made so before. */
    private static final Pattern NUMBERED = Pattern.compile("\\bline\\b");

    @Test
    void areInEveryWarningAndError() throws IOException {
        List<String> without = new ArrayList<>();
        int statements = 0;
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher loud = LOUD.matcher(source);
            while (loud.find()) {
                String statement =
                        source.substring(loud.start(), source.indexOf(";\n", loud.end()));
                statements++;
                if (!QUIET.matcher(statement).find()
                        && !NUMBERED.matcher(statement).find()
                        && !statement.contains("(address, refusal)")) {
                    without.add(file.getFileName() + ": " + statement.replaceAll("\\s+", " "));
                }
            }
        }

        assertEquals(List.of(), without);
        assertTrue(statements > 90, statements + " statements were found");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
