package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int main(String... args) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Main(out, out, Map.of()).run(List.of(args));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "demo"})
    void printsThePageOfTheCommand(String command) {
        assertEquals(ExitStatus.OK, main(command, "--help"));
        assertTrue(
                said().startsWith("usage: java -jar substation.jar " + command + " [--home"),
                said());
    }

    @Test
    void printsTheSamePageForHelpWithACommand() {
        main("run", "--help");
        String page = said();
        said.reset();

        assertEquals(ExitStatus.OK, main("help", "run"));
        assertEquals(page, said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "-h"})
    void listsTheCommandsThatTheJarHas(String option) {
        assertEquals(ExitStatus.OK, main(option));
        assertTrue(said().contains("transactions  list or close"), said());
        assertFalse(said().contains("chaos"), said());
    }
}
