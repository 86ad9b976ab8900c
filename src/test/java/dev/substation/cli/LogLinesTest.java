package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void anEventIsAJsonObject() {
        LogRecord event =
                new LogRecord(
                        Level.WARNING,
                        "station=CP-1 action=Reset id=a\"b SUB-1020 The station\nis \\ off");
        event.setLoggerName("dev.substation.flow.desk.FailedCalls");
        event.setInstant(Instant.parse("2026-01-01T08:00:00.123Z"));
        event.setThrown(new IllegalStateException("why"));

        String line = new LogLines(new LogOutput(null, 0, 0), true).line(event);

        assertEquals(1, line.lines().count());
        JsonObject read = JsonParser.parseString(line).getAsJsonObject();
        assertTrue(read.remove("trace").getAsString().startsWith("java.lang.IllegalState"), line);
        assertEquals(
                "{\"time\":\"2026-01-01T08:00:00.123Z\",\"level\":\"WARN\","
                        + "\"logger\":\"flow.desk.FailedCalls\","
                        + "\"message\":\"station=CP-1 action=Reset id=a\\\"b SUB-1020 The station\\nis \\\\ off\","
                        + "\"station\":\"CP-1\",\"action\":\"Reset\",\"id\":\"a\\\"b\","
                        + "\"number\":\"SUB-1020\"}",
                read.toString());
    }

    @Test
    void aTraceHasAFieldOfItsOwn() {
        LogRecord event =
                new LogRecord(
                        Level.INFO,
                        "station=CP-1 action=Reset trace=4bf92f3577b34da6a3ce929d0e0e4736 id=7 sent");
        event.setLoggerName("dev.substation.ocppj.Conversation");

        JsonObject line =
                JsonParser.parseString(new LogLines(new LogOutput(null, 0, 0), true).line(event))
                        .getAsJsonObject();

        assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", line.get("traceId").getAsString());
        assertEquals("7", line.get("id").getAsString());
        assertFalse(line.has("trace"));
    }

    /** A peer chooses its actions too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "action=X trace=4bf92f3577b34da6a3ce929d0e0e4736 id=9 id=7 sent",
                "action=X trace=4bf92f id=7 sent",
                "action=X trace=4bf92f3577b34da6a3ce929d0e0e4736 station=CP-2 id=7 sent"
            })
    void anActionForgesNoTrace(String message) {
        LogRecord event = new LogRecord(Level.INFO, "station=CP-1 " + message);
        event.setLoggerName("dev.substation.ocppj.Conversation");

        String line = new LogLines(new LogOutput(null, 0, 0), true).line(event);

        assertFalse(JsonParser.parseString(line).getAsJsonObject().has("traceId"), line);
    }

    @Test
    void aMessageIdForgesNoField() {
        LogRecord event = new LogRecord(Level.INFO, "action=Reset id=1 station=CP-2 sent");
        event.setLoggerName("dev.substation.ocppj.Conversation");

        String line = new LogLines(new LogOutput(null, 0, 0), true).line(event);

        assertFalse(JsonParser.parseString(line).getAsJsonObject().has("station"), line);
    }

    @Test
    void aFileIsBegunAnewAtItsSize(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("log/substation.log");
        LogOutput out = new LogOutput(file, 20, 3);
        for (int i = 1; i <= 9; i++) {
            out.write("line %d of 12\n".formatted(i));
        }

        assertEquals("line 9 of 12\n", Files.readString(file));
        assertEquals("line 7 of 12\nline 8 of 12\n", Files.readString(next(file, 1)));
        assertEquals("line 5 of 12\nline 6 of 12\n", Files.readString(next(file, 2)));
        assertFalse(Files.exists(next(file, 3)));

        new LogOutput(file, 20, 3).write("after a restart\n");
        assertEquals("line 9 of 12\nafter a restart\n", Files.readString(file));
    }

    @Test
    void oneFileIsKeptWhenOneIsEnough(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("substation.log");
        LogOutput out = new LogOutput(file, 5, 1);
        out.write("first\n");
        out.write("second\n");

        assertEquals("second\n", Files.readString(file));
        assertFalse(Files.exists(next(file, 1)));
    }

    private static Path next(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
