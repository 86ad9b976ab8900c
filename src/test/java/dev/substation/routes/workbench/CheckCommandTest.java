package dev.substation.routes.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code gw routes check}. */
class CheckCommandTest {

    private static final Path SHIPPED = Path.of("camel-routes");
    private static final String BROKEN = "src/test/resources/broken-routes/several-at-once";
    private static final String DOUBTFUL = "src/test/resources/doubtful-routes/unused-route";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(Path home, String... args) {
        return new RoutesCommand(
                        home,
                        station -> Optional.empty(),
                        InputStream.nullInputStream(),
                        new PrintStream(said, true, StandardCharsets.UTF_8))
                .run(List.of(args));
    }

    private List<String> said() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void endsWithZeroWhenTheHomesFolderIsInOrder() {
        assertEquals(0, run(SHIPPED, "check"));
        assertEquals(List.of("camel-routes is in order"), said());
    }

    @Test
    void endsWithOneAndALineForEachErrorOfAnotherFolder() {
        assertEquals(1, run(SHIPPED, "check", BROKEN));
        assertEquals(7, said().size(), said()::toString);
        assertTrue(said().get(0).startsWith("00-site.yaml, line 7: file:/tmp is not allowed; "));
        assertEquals(BROKEN + " has errors", said().get(6));
    }

    @Test
    void endsWithZeroWhenThereAreWarningsAlone() {
        assertEquals(0, run(SHIPPED, "check", DOUBTFUL));
        assertTrue(said().get(0).startsWith("10-a.yaml, line 5: warning: no call comes to"));
    }

    @Test
    void endsWithOneWhenThereIsNoFolder() {
        assertEquals(1, run(Path.of("nowhere/camel-routes"), "check"));
        assertEquals("camel-routes: there is no such folder of routes", said().get(0));
    }

    @Test
    void endsWithTwoWhenItIsWronglyUsed() {
        assertEquals(2, run(SHIPPED, "check", "--all"));
        assertEquals(2, run(SHIPPED, "check", "a", "b"));
        assertEquals(2, run(SHIPPED, "chekc"));
        assertEquals(2, run(SHIPPED));
        assertEquals(0, run(SHIPPED, "check", "--help"));
    }
}
