package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.api.LogLines.LogFilter;
import dev.substation.api.LogLines.LogLine;
import dev.substation.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The last lines of the log. */
class RecentLinesTest {

    private static final UnaryOperator<String> MASK = line -> line.replace("pa55", "***");

    @Test
    void keepsWarningsAmongManyOtherLinesInTheirOrder() {
        RecentLines lines = new RecentLines(MASK);
        lines.publish(new LogRecord(Level.WARNING, "the first"));
        for (int i = 0; i < 5_000; i++) {
            lines.publish(new LogRecord(Level.INFO, "line " + i));
        }
        lines.publish(new LogRecord(Level.SEVERE, "x".repeat(100_000)));
        lines.publish(new LogRecord(Level.FINE, "nobody asked for this"));
        List<LogLine> kept = all(lines, null, null);
        assertEquals(1_002, kept.size());
        assertEquals("the first", kept.get(1_001).text());
        assertEquals("line 4999", kept.get(1).text());
        assertTrue(kept.get(0).text().length() < 5_000);
        assertEquals(2, all(lines, "WARNING", null).size());
        assertEquals(1, all(lines, null, "LINE 4711").size());
        assertEquals(
                List.of(5_001L),
                lines
                        .lines(new LogFilter(Optional.empty(), Optional.empty(), 5_000, 10))
                        .lines()
                        .stream()
                        .map(LogLine::number)
                        .toList());
    }

    private static List<LogLine> all(RecentLines lines, String level, String text) {
        return lines.lines(
                        new LogFilter(
                                Optional.ofNullable(level), Optional.ofNullable(text), -1, 9_999))
                .lines();
    }

    @Test
    void saysWhatToDoAboutANumberAndHidesSecrets() {
        RecentLines lines = new RecentLines(MASK);
        lines.publish(
                new LogRecord(
                        Level.SEVERE, Problem.ROUTES_REJECTED.line("x") + " with the key pa55"));

        LogLine line = all(lines, null, null).get(0);

        assertEquals(Optional.of("SUB-3108"), line.code());
        assertEquals(Optional.of(Problem.ROUTES_REJECTED.remedy()), line.remedy());
        assertTrue(line.text().endsWith("***"), line.text());
        assertEquals(List.of(), all(lines, null, "pa55"), "nobody finds a secret by guessing");
    }

    @Test
    void showsNoHalfOfASecretWhereALineIsCut() {
        RecentLines lines = new RecentLines(MASK);
        lines.publish(new LogRecord(Level.WARNING, "x".repeat(3_998) + "pa55 and more"));

        String text = all(lines, null, null).get(0).text();

        assertTrue(text.endsWith("x**..."), text.substring(3_990));
    }

    @Test
    void listensUntilItIsClosed() {
        Logger logger = Logger.getLogger("dev.substation.recent");
        RecentLines lines = RecentLines.listening(MASK);
        logger.warning("said before");
        lines.close();
        logger.warning("said after");
        assertEquals(
                1,
                all(lines, null, null).stream()
                        .filter(line -> line.logger().equals("dev.substation.recent"))
                        .count());
    }
}
