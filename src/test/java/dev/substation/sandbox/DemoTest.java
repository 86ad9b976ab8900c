package dev.substation.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The demonstration where no gateway helps it: the station talks to the practice CSMS directly. */
class DemoTest {

    private final PracticeCsms csms = PracticeCsms.open(0);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @AfterEach
    void close() {
        csms.close();
    }

    private Demo demo(String gateway) {
        return new Demo(URI.create(gateway), csms, out, 120, false);
    }

    private List<String> lines(String beginning) {
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }

    @Test
    void failsWhenNobodyTakesTheSuffixFromTheCard() {
        try (Demo demo = demo(csms.controlUrl())) {
            demo.play("KEBA-DEMO-2", Dialect.JSON_16);
            demo.summary();

            List<String> missing = lines("  ✗");
            assertFalse(demo.isComplete());
            assertEquals(2, missing.size(), missing.toString());
            assertTrue(missing.get(0).contains("12345678_dummy1"), missing.get(0));
            assertTrue(missing.get(1).contains("Invalid"), missing.get(1));
            assertEquals(6, lines("  ✓").size());
        }
    }

    @Test
    void endsSoonWhenThereIsNoGateway() {
        try (Demo demo = demo("http://127.0.0.1:1")) {
            boolean complete = demo.play();

            assertFalse(complete);
            assertTrue(lines("  ✗").size() > 2);
        }
    }

    @Test
    void keepsToTheWidthThatItWasGiven() {
        try (Demo demo = demo(csms.controlUrl())) {
            demo.play("KEBA-DEMO-2", Dialect.JSON_16);

            Stream<String> rows =
                    bytes.toString(StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.contains(" | "));
            assertEquals(0, rows.filter(line -> line.length() > 120).count());
        }
    }
}
