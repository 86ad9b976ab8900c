package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    @Test
    void aMessageIdThatBreaksTheLineForgesNone() {
        LogRecord event =
                new LogRecord(
                        Level.INFO,
                        "station=CP-1 id=1\n"
                                + "2026-01-01T08:00:00.000Z INFO forged\r"
                                + "\u001b[2J sent again");
        event.setLoggerName("dev.substation.ocppj.Conversation");

        List<String> lines = new LogLines().line(event).lines().toList();

        assertEquals(
                List.of("    2026-01-01T08:00:00.000Z INFO forged", "    ?[2J sent again"),
                lines.subList(1, lines.size()));
        assertEquals(
                "INFO ocppj.Conversation: station=CP-1 id=1",
                lines.get(0).substring(lines.get(0).indexOf(' ') + 1));
    }
}
