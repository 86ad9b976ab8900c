package dev.substation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/manuals.md}: every point of the makers' manuals that concerns a gateway. It is
 * written by hand; here its rows are complete, and the tests that they name exist.
 */
class ManualsPageTest {

    private static final Path PAGE = Path.of("docs/manuals.md");
    private static final Set<String> STATES = Set.of("done", "passes", "station", "open");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|E2E|Cases))`");

    /** KEBA gives these addresses to the boxes of its own network. */
    private static final Pattern KEPT_BY_KEBA = Pattern.compile("192\\.168\\.25\\.\\d");

    private static List<String[]> rows() throws IOException {
        List<String[]> rows = new ArrayList<>();
        boolean ofPoints = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| point |")) {
                ofPoints = true;
            } else if (!line.startsWith("|")) {
                ofPoints = false;
            } else if (ofPoints && !line.startsWith("|---")) {
                rows.add(line.substring(1).strip().split("\\|"));
            }
        }
        return rows;
    }

    @Test
    void everyPointHasAStateAPlaceAndATest() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String[] row : rows()) {
            boolean complete = row.length == 4 && Stream.of(row).noneMatch(String::isBlank);
            String state = complete ? row[1].strip() : "";
            boolean shown = complete && TEST.matcher(row[3]).find();
            boolean needsNone = state.equals("station") || state.equals("open");
            if (!complete || !STATES.contains(state) || !shown && !needsNone) {
                wrong.add(String.join("|", row));
            }
        }

        assertEquals(List.of(), wrong);
        assertTrue(rows().size() > 100, "the manuals have more points");
    }

    /** The UDP interface has an issue of its own; of the rest no point may become open again. */
    @Test
    void nothingElseIsOpen() throws IOException {
        assertEquals(
                List.of(),
                rows().stream()
                        .filter(row -> row[1].strip().equals("open"))
                        .filter(row -> !row[2].contains("issue 12"))
                        .map(row -> row[0].strip())
                        .toList());
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .map(name -> name.replace(".java", ""))
                            .collect(Collectors.toSet());
        }
        List<String> missing = new ArrayList<>();
        Matcher named = TEST.matcher(Files.readString(PAGE));
        while (named.find()) {
            if (!tests.contains(named.group(1))) {
                missing.add(named.group(1));
            }
        }

        assertEquals(List.of(), missing);
    }

    @Test
    void noExampleUsesTheAddressesThatKebaKeeps() throws IOException {
        List<String> using = new ArrayList<>();
        for (Path folder : List.of(Path.of("docs"), Path.of("payara"), Path.of("src"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(ManualsPageTest::isText).toList()) {
                    if (KEPT_BY_KEBA.matcher(Files.readString(file)).find()) {
                        using.add(file.toString());
                    }
                }
            }
        }

        assertEquals(List.of("src/test/java/dev/substation/app/KebaStepTest.java"), using);
    }

    private static boolean isText(Path file) {
        return file.toString().matches(".*\\.(java|md|yaml|tsv|txt|jsonl?)");
    }
}
