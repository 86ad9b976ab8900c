package dev.substation.tracing;

import dev.substation.flow.settings.TracingSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Throttle;
import dev.substation.model.Problem;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the library logs, most of all that the collector takes no spans, as one warning a minute
 * with a number: a collector that is away must not fill the log.
 */
final class LibraryLog extends Handler {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LibraryLog.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int MOST = 200;

    /** Held, for the JDK forgets what is set at a logger that nobody holds. */
    private final Logger library = Logger.getLogger("io.opentelemetry");

    private final TracingSettings settings;
    private final Supplier<Moment> now;
    private final Throttle lines = new Throttle(EVERY);

    LibraryLog(TracingSettings settings, Supplier<Moment> now) {
        this.settings = settings;
        this.now = now;
        setLevel(Level.WARNING);
        library.setUseParentHandlers(false);
        library.addHandler(this);
    }

    @Override
    public void publish(LogRecord event) {
        if (isLoggable(event) && lines.passes(now.get())) {
            LOG.warn(Problem.TRACES_NOT_TAKEN.line(settings.endpoint(), text(event)));
        }
    }

    /** The answer of a collector may be a page. */
    private static String text(LogRecord event) {
        String text = String.valueOf(event.getMessage()).replaceAll("\\s+", " ").strip();
        return text.length() <= MOST ? text : text.substring(0, MOST) + "...";
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        library.removeHandler(this);
        library.setUseParentHandlers(true);
    }
}
