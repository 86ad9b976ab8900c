package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The last lines of the log. */
class RecentLinesTest {

    @Test
    void keepsWarningsAmongManyOtherLinesInTheirOrder() {
        RecentLines lines = new RecentLines();
        lines.publish(new LogRecord(Level.WARNING, "the first"));
        for (int i = 0; i < 5_000; i++) {
            lines.publish(new LogRecord(Level.INFO, "line " + i));
        }
        lines.publish(new LogRecord(Level.SEVERE, "x".repeat(100_000)));
        lines.publish(new LogRecord(Level.FINE, "nobody asked for this"));
        List<String> kept = lines.lines();
        assertEquals(1_002, kept.size());
        assertTrue(kept.get(0).endsWith("the first"));
        assertTrue(kept.get(1_000).endsWith("line 4999"));
        assertTrue(kept.get(1_001).length() < 5_000);
    }

    @Test
    void listensUntilItIsClosed() {
        Logger logger = Logger.getLogger("dev.substation.recent");
        RecentLines lines = RecentLines.listening();
        logger.warning("said before");
        lines.close();
        logger.warning("said after");
        assertEquals(
                1,
                lines.lines().stream()
                        .filter(line -> line.contains("dev.substation.recent"))
                        .count());
    }
}
