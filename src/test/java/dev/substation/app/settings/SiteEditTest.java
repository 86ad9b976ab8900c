package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that the console adds to {@code site.yaml}. */
class SiteEditTest {

    private static final String LINES = "  A:\n    dialect: soap1.5\n";

    private static Settings read(String text) throws BadSettings {
        return SettingsFile.parse(text, "site.yaml", Path.of("."), Map.of(), Clock.systemUTC());
    }

    @ParameterizedTest
    @CsvSource({
        "'stations:\\n', 'stations:\\n  A:\\n    dialect: soap1.5\\n'",
        "'stations:', 'stations:\\n  A:\\n    dialect: soap1.5'",
        "'x: 1\\nstations: # all\\n  B: {}\\ny: 2\\n',"
                + " 'x: 1\\nstations: # all\\n  A:\\n    dialect: soap1.5\\n  B: {}\\ny: 2\\n'",
        "'stations:\\n# first\\n\\n    B: {}\\n',"
                + " 'stations:\\n    A:\\n      dialect: soap1.5\\n# first\\n\\n    B: {}\\n'",
        "'stations:\\r\\n  B: {}\\r\\n', 'stations:\\r\\n  A:\\r\\n    dialect: soap1.5\\r\\n  B:"
                + " {}\\r\\n'",
        "'csms:\\n  stations: {}\\n', 'csms:\\n  stations: {}\\nstations:\\n  A:\\n    dialect:"
                + " soap1.5\\n'",
        "'csms: {}', 'csms: {}\\nstations:\\n  A:\\n    dialect: soap1.5\\n'",
        "'', 'stations:\\n  A:\\n    dialect: soap1.5\\n'"
    })
    void standsInItsSectionAndLeavesTheRest(String before, String after) {
        assertEquals(lines(after), SiteEdit.with(lines(before), "stations", LINES));
    }

    private static String lines(String written) {
        return written.replace("\\r", "\r").replace("\\n", "\n");
    }

    @Test
    void theShippedFileTakesACsmsAndStations() throws Exception {
        String shipped = Files.readString(Path.of("payara/site.yaml"));

        String text =
                SiteEdit.with(
                        SiteEdit.with(
                                shipped,
                                "csms",
                                "  main:\n    url: " + SiteEdit.quoted("ws://h/{station}") + "\n"),
                        "stations",
                        LINES);

        assertEquals("ws://h/{station}", read(text).csms().get("main").url());
        assertEquals(shipped.lines().count() + 4, text.lines().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with \"quotes\" and \\ backslash",
                "a: b # c",
                "tab\tand\u0085next\u2028line",
                "ä漢😀",
                "'",
                "{station}"
            })
    void aQuotedTextIsReadAsItIs(String user) throws Exception {
        Settings settings =
                read(
                        "csms: { main: { url: \"ws://h/{station}\", password: p, user: %s } }"
                                .formatted(SiteEdit.quoted(user)));

        assertEquals(user, settings.csms().get("main").user().orElseThrow());
    }
}
