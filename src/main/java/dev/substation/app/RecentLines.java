package dev.substation.app;

import dev.substation.api.LogLines;
import dev.substation.api.LogLines.LogFilter;
import dev.substation.api.LogLines.LogLine;
import dev.substation.model.Cause;
import dev.substation.model.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last lines of the log, in memory, for the console and {@code gw support}: where the log
 * itself is depends on the server and the system. Warnings are kept apart, so that many stations
 * that come and go do not push them out.
 */
final class RecentLines extends Handler {

    private static final int MOST = 1_000;
    private static final int LONGEST = 4_000;
    private static final Pattern CODE = Pattern.compile("SUB-\\d{4}");

    /** A line, and how many were said before it. */
    private record Said(long number, Instant time, Level level, String logger, String text) {}

    private final UnaryOperator<String> mask;
    private final Formatter words = new SimpleFormatter();
    private final Deque<Said> warnings = new ArrayDeque<>();
    private final Deque<Said> others = new ArrayDeque<>();
    private long number;

    /**
     * @param mask hides secrets in a line
     */
    RecentLines(UnaryOperator<String> mask) {
        this.mask = mask;
        setLevel(Level.INFO);
    }

    /**
     * Begins to listen to all that is logged in this process.
     *
     * @param mask hides secrets in a line
     */
    static RecentLines listening(UnaryOperator<String> mask) {
        RecentLines lines = new RecentLines(mask);
        Logger.getLogger("").addHandler(lines);
        return lines;
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        String text = text(event);
        synchronized (words) {
            boolean warning = event.getLevel().intValue() >= Level.WARNING.intValue();
            Deque<Said> kept = warning ? warnings : others;
            kept.add(
                    new Said(
                            number++,
                            event.getInstant(),
                            event.getLevel(),
                            String.valueOf(event.getLoggerName()),
                            text));
            if (kept.size() > MOST) {
                kept.remove();
            }
        }
    }

    private String text(LogRecord event) {
        StringWriter text = new StringWriter();
        text.append(String.valueOf(words.formatMessage(event)));
        if (event.getThrown() != null) {
            text.append('\n');
            event.getThrown().printStackTrace(new PrintWriter(text, true));
        }
        // Lines are masked when somebody reads them, but half of a secret, at a cut, would not be
        // found then.
        return text.getBuffer().length() > LONGEST
                ? cut(mask.apply(text.toString()))
                : text.toString();
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** The lines that are meant, the latest first. */
    LogLines lines(LogFilter filter) {
        int least = filter.level().map(Level::parse).orElse(Level.ALL).intValue();
        String text = filter.text().orElse("").toLowerCase(Locale.ROOT);
        Stream<Said> said;
        synchronized (words) {
            said =
                    Stream.concat(warnings.stream(), others.stream())
                            .filter(one -> one.number() > filter.after())
                            .filter(one -> one.level().intValue() >= least)
                            .sorted(Comparator.comparingLong(Said::number).reversed())
                            .toList()
                            .stream();
        }
        return new LogLines(
                said.map(this::line)
                        .filter(
                                one ->
                                        (one.logger() + " " + one.text())
                                                .toLowerCase(Locale.ROOT)
                                                .contains(text))
                        .limit(filter.limit())
                        .toList());
    }

    private LogLine line(Said said) {
        String text = mask.apply(said.text());
        Optional<String> code =
                Optional.of(CODE.matcher(text)).filter(Matcher::find).map(Matcher::group);
        return new LogLine(
                said.number(),
                said.time(),
                said.level().getName(),
                said.logger(),
                text,
                code,
                code.flatMap(RecentLines::remedy));
    }

    private static Optional<String> remedy(String code) {
        return Stream.concat(
                        Stream.of(Problem.values())
                                .filter(one -> one.number().equals(code))
                                .map(Problem::remedy),
                        Stream.of(Cause.values())
                                .filter(one -> one.number().equals(code))
                                .map(Cause::remedy))
                .findFirst();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
