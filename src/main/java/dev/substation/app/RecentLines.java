package dev.substation.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * The last lines of the log, in memory, for {@code gw support}: where the log itself is depends on
 * the server and the system. Warnings are kept apart, so that many stations that come and go do not
 * push them out.
 */
final class RecentLines extends Handler {

    private static final int MOST = 1_000;
    private static final int LONGEST = 4_000;

    /** A line, and how many were said before it. */
    private record Said(long number, String line) {}

    private final Formatter words = new SimpleFormatter();
    private final Deque<Said> warnings = new ArrayDeque<>();
    private final Deque<Said> others = new ArrayDeque<>();
    private long number;

    RecentLines() {
        setLevel(Level.INFO);
    }

    /** Begins to listen to all that is logged in this process. */
    static RecentLines listening() {
        RecentLines lines = new RecentLines();
        Logger.getLogger("").addHandler(lines);
        return lines;
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        String line = line(event);
        synchronized (words) {
            boolean warning = event.getLevel().intValue() >= Level.WARNING.intValue();
            Deque<Said> kept = warning ? warnings : others;
            kept.add(new Said(number++, line));
            if (kept.size() > MOST) {
                kept.remove();
            }
        }
    }

    private String line(LogRecord event) {
        StringWriter line = new StringWriter();
        line.append(event.getInstant().toString())
                .append(' ')
                .append(event.getLevel().getName())
                .append(' ')
                .append(String.valueOf(event.getLoggerName()))
                .append(": ")
                .append(words.formatMessage(event));
        if (event.getThrown() != null) {
            line.append('\n');
            event.getThrown().printStackTrace(new PrintWriter(line, true));
        }
        String text = line.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** The lines in their order, with whatever they contain. */
    List<String> lines() {
        synchronized (words) {
            return Stream.concat(warnings.stream(), others.stream())
                    .sorted(Comparator.comparingLong(Said::number))
                    .map(Said::line)
                    .toList();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
