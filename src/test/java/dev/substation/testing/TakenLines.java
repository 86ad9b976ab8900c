package dev.substation.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class says in the log at INFO and above, while this is open. */
public final class TakenLines extends Handler implements AutoCloseable {

    private final List<String> lines = new ArrayList<>();
    private final Formatter words = new SimpleFormatter();
    private final Logger logger;

    private TakenLines(Logger logger) {
        this.logger = logger;
    }

    /** Begins to listen to a class. */
    public static TakenLines of(Class<?> speaker) {
        TakenLines taken = new TakenLines(Logger.getLogger(speaker.getName()));
        taken.logger.addHandler(taken);
        return taken;
    }

    /** Begins to listen to all. */
    public static TakenLines ofAll() {
        TakenLines taken = new TakenLines(Logger.getLogger(""));
        taken.logger.addHandler(taken);
        return taken;
    }

    /** The lines so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public synchronized void publish(LogRecord event) {
        if (event.getLevel().intValue() >= Level.INFO.intValue()) {
            lines.add(words.formatMessage(event));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
