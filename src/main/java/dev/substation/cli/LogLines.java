package dev.substation.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * The log, on the standard output or in a file ({@link LogOutput}), a line an event: {@code
 * 2026-01-01T08:00:00.000+01:00 INFO flow.Gateway: station=KEBA-1 ...}, or a JSON object ({@link
 * JsonLine}). Of Payara and the libraries only what is wrong is shown.
 */
public final class LogLines extends Handler {

    private static final String OURS = "dev.substation.";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx")
                    .withZone(ZoneId.systemDefault());

    private static final String STATION = "station=";

    private final Formatter words = new SimpleFormatter();

    /**
     * Where the gateway leaves how secrets are hidden; its classes are not those of the launcher.
     */
    private static final String MASK = "substation.log-mask";

    /** For one part of the gateway about one station, or for a library. */
    private final LineBudget ofStation = new LineBudget(30, System::nanoTime);

    /** For one part of the gateway about all stations: identities can be made up. */
    private final LineBudget ofPart = new LineBudget(600, System::nanoTime);

    private final LogOutput out;
    private final boolean json;

    private static volatile boolean containerHidden;

    /** As the site says; for the JDK, which makes it. */
    public LogLines() {
        this(LogOutput.ofSite(), LogOutput.isJson());
    }

    LogLines(LogOutput out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** From now on only the gateway's own events are shown: the process ends. */
    static void hideContainer() {
        containerHidden = true;
    }

    @Override
    public boolean isLoggable(LogRecord event) {
        String logger = event.getLoggerName();
        if (containerHidden && (logger == null || !logger.startsWith(OURS))) {
            return false;
        }
        return event.getLevel().intValue() >= Level.WARNING.intValue()
                || logger != null && logger.startsWith(OURS);
    }

    @Override
    public void publish(LogRecord event) {
        if (isLoggable(event)) {
            OptionalInt leftOut = leftOut(event);
            if (leftOut.isEmpty()) {
                return;
            }
            out.write(line(event, leftOut.getAsInt()));
        }
    }

    /** How many like it were left out before; empty when this one is to be left out. */
    private OptionalInt leftOut(LogRecord event) {
        String logger = event.getLoggerName() == null ? "" : event.getLoggerName();
        String text = event.getMessage() == null ? "" : event.getMessage();
        boolean ours = logger.startsWith(OURS);
        boolean fine = event.getLevel().intValue() < Level.INFO.intValue(); // somebody asked for it
        if (fine || ours && !text.startsWith(STATION)) {
            return OptionalInt.of(0);
        }
        int end = text.indexOf(' ');
        if (!ours || end < 0) {
            return ofStation.take(logger);
        }
        OptionalInt mine = ofStation.take(logger + ' ' + text.substring(0, end));
        OptionalInt all = mine.isPresent() ? ofPart.take(logger) : mine;
        return all.isPresent() ? OptionalInt.of(mine.getAsInt() + all.getAsInt()) : all;
    }

    /** An event as it is written, with its end of line. */
    String line(LogRecord event) {
        return line(event, 0);
    }

    private String line(LogRecord event, int leftOut) {
        return json ? jsonLine(event, leftOut) : textLine(event, leftOut);
    }

    private String jsonLine(LogRecord event, int leftOut) {
        return JsonLine.of(
                event.getInstant(),
                level(event.getLevel()),
                logger(event),
                masked(words.formatMessage(event) + leftOut(leftOut)),
                event.getThrown() == null ? "" : masked(trace(event.getThrown())));
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    private static String leftOut(int leftOut) {
        return leftOut == 0 ? "" : " (" + leftOut + " lines like this were left out)";
    }

    private static String logger(LogRecord event) {
        String logger = event.getLoggerName() == null ? "" : event.getLoggerName();
        return logger.startsWith(OURS) ? logger.substring(OURS.length()) : logger;
    }

    private String textLine(LogRecord event, int leftOut) {
        StringWriter line = new StringWriter();
        line.append(TIME.format(event.getInstant()))
                .append(' ')
                .append(level(event.getLevel()))
                .append(' ')
                .append(logger(event))
                .append(": ")
                .append(oneEvent(words.formatMessage(event)))
                .append(leftOut(leftOut))
                .append(System.lineSeparator());
        if (event.getThrown() != null) {
            line.append(trace(event.getThrown()));
        }
        return masked(line.toString());
    }

    /** Some events contain passwords that peers sent. */
    @SuppressWarnings("unchecked") // the gateway leaves nothing else there
    private static String masked(String line) {
        return System.getProperties().get(MASK) instanceof UnaryOperator<?> mask
                ? ((UnaryOperator<Object>) mask).apply(line).toString()
                : line;
    }

    /** Some events contain text of peers, which must not look like a line of ours. */
    private static String oneEvent(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\r\n\t]]", "?")
                .replaceAll("\\R", System.lineSeparator() + "    ");
    }

    /** The words that the code uses (slf4j), rather than the JDK's. */
    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
