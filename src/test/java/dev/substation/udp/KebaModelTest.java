package dev.substation.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.udp.KebaModel.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages say what each model can. */
class KebaModelTest {

    private static final Map<String, Feature> ROWS =
            Map.of(
                    "`report 100`", Feature.SESSIONS,
                    "`currtime`", Feature.TIMED_CURRENT,
                    "`setenergy`", Feature.ENERGY_LIMIT,
                    "`start`", Feature.CARDS,
                    "`output`", Feature.OUTPUT,
                    "`display`", Feature.DISPLAY);

    @ParameterizedTest
    @CsvSource({"docs/keba-udp.md, yes, no", "docs/de/keba-udp.md, ja, nein"})
    void thePagesHaveTheTableOfCommands(Path page, String yes, String no) throws IOException {
        Map<String, String> written = new TreeMap<>();
        for (String line : Files.readAllLines(page)) {
            ROWS.keySet().stream()
                    .filter(
                            start ->
                                    line.matches(
                                            "\\| "
                                                    + start
                                                    + "[^|]*(\\| ("
                                                    + yes
                                                    + "|"
                                                    + no
                                                    + ") ){3}\\|"))
                    .forEach(start -> written.put(start, line.substring(line.indexOf("|", 1))));
        }

        Map<String, String> expected = new TreeMap<>();
        ROWS.forEach(
                (start, feature) ->
                        expected.put(
                                start,
                                Stream.of(KebaModel.values())
                                                .map(
                                                        model ->
                                                                "| "
                                                                        + (model.can(feature)
                                                                                ? yes
                                                                                : no))
                                                .reduce("", (one, other) -> one + other + " ")
                                        + "|"));
        assertEquals(expected, written);
    }
}
