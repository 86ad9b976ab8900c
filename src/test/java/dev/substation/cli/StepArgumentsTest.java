package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepArgumentsTest {

    private static final Path HERE = Path.of("").toAbsolutePath();

    private static StepArguments parse(String... args) {
        return StepArguments.parse(
                "routes", List.of(args), Map.of("SUBSTATION_HOME", "usual"), HERE);
    }

    @Test
    void takesTheHomeOutOfTheArgumentsWhereverItStands() {
        for (StepArguments told :
                List.of(
                        parse("--home", "other", "check", "x"),
                        parse("check", "--home", "other", "x"),
                        parse("check", "x", "--home=other"))) {
            assertEquals(HERE.resolve("other/camel-routes"), told.home().routes());
            assertEquals(List.of("check", "x"), told.args());
        }
        assertEquals(HERE.resolve("usual/camel-routes"), parse("check").home().routes());
    }

    @Test
    void refusesAHomeWithoutAValueAndTwoHomes() {
        assertThrows(UserError.class, () -> parse("check", "--home"));
        assertThrows(UserError.class, () -> parse("--home", "a", "check", "--home=b"));
    }
}
