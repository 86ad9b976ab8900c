package dev.substation.flow.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/split-and-join.md} is the table of the code. */
class WholeStationPageTest {

    @Test
    void thePageHasTheTable() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of("docs/split-and-join.md")).stream()
                        .filter(line -> line.matches("\\| `\\w+` \\| (first|each|local) \\|.*"))
                        .toList();

        assertEquals(
                WholeStation.TABLE.stream()
                        .map(
                                row ->
                                        "| `%s` | %s | %s | %s |"
                                                .formatted(
                                                        row.action(),
                                                        row.split().word(),
                                                        row.joined().word(),
                                                        row.why()))
                        .toList(),
                rows);
    }
}
