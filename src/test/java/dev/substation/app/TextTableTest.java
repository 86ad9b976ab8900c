package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** Tables on a screen. */
class TextTableTest {

    @Test
    void columnsAreAsWideAsTheyMustBeAndNoPeerSteersTheScreen() {
        TextTable table = new TextTable("NAME", "STATE", "WHY");
        table.row("a-long-name", "up", "");
        table.row("b", "down", "first\nsecond \u001b[2J");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, UTF_8));
        assertEquals(
                "NAME         STATE  WHY\na-long-name  up\nb            down   first?second ?[2J\n",
                out.toString(UTF_8).replace(System.lineSeparator(), "\n"));
    }
}
