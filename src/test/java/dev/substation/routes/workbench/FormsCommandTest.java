package dev.substation.routes.workbench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms that come with the program, in a home that has none. */
class FormsCommandTest {

    private static final String ROUTE =
            """
            - route:
                id: %s
                from:
                  uri: direct:site
                  steps:
                    - kamelet: { name: drop-message, parameters: { action: StatusNotification } }
                    - to: direct:deliver
            """;

    private static final Path SHIPPED = Path.of("camel-routes/rules/drop-message.kamelet.yaml");

    @TempDir Path folder;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private int run(String... args) {
        told.reset();
        return new RoutesCommand(
                        folder,
                        id -> Optional.empty(),
                        InputStream.nullInputStream(),
                        new PrintStream(told, true, UTF_8))
                .run(List.of(args));
    }

    private String said() {
        return told.toString(UTF_8);
    }

    private void write(String id) throws IOException {
        Files.writeString(folder.resolve("00-site.yaml"), ROUTE.formatted(id));
    }

    @Test
    void aFolderWithoutFormsUsesTheShippedOnes() throws IOException {
        write("site");

        assertEquals(0, run("check"), said());
        assertEquals(folder + " is in order\n", said());
    }

    @Test
    void aRouteMayHaveTheNameOfAShippedRule() throws IOException {
        write("drop-message");

        assertEquals(0, run("check"), said());
    }

    @Test
    void showsAFormAndTheNamesOfAll() throws IOException {
        assertEquals(0, run("show", "drop-message"));
        assertEquals(Files.readString(SHIPPED), said());

        assertEquals(0, run("show"));
        assertTrue(said().contains("\ndrop-message\n"), said());

        assertEquals(1, run("show", "drop-mesage"));
        assertTrue(
                said().startsWith("there is no rule drop-mesage in this version; there are drop-m"),
                said());
    }

    @Test
    void aCopyThatWasChangedCountsInPlaceOfTheShippedForm() throws IOException {
        write("site");
        Path own = folder.resolve("rules/drop-message.kamelet.yaml");

        assertEquals(0, run("copy", "drop-message"));
        assertEquals(Files.readString(SHIPPED), Files.readString(own));
        assertEquals(1, run("copy", "drop-message"), "never over a file of the site");
        run("check");
        assertEquals(folder + " is in order\n", said());

        Files.writeString(own, Files.readString(own).replace("action:", "action_:"));
        assertEquals(1, run("check"), said());
        assertTrue(
                said().contains(
                                "rules/drop-message.kamelet.yaml: counts in place of the form that"
                                        + " comes with the program"),
                said());
    }
}
