package dev.substation.front;

import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps a stack trace out of the log that says nothing: when a connection is closed while bytes of
 * it are on their way through the filters, Payara's reader of HTTP finds the state of the
 * connection gone and fails with a NullPointerException. Nothing is lost, the peer is gone.
 */
final class ClosedWhileReading implements Filter, AutoCloseable {

    private static final String CHAIN = "org.glassfish.grizzly.filterchain.DefaultFilterChain";
    private static final String STATE = "org.glassfish.grizzly.attributes.Attribute";

    /** Held, for a logger that nobody holds forgets its filter. */
    private final Logger logger = Logger.getLogger(CHAIN);

    private final Filter before = logger.getFilter();

    private ClosedWhileReading() {}

    /** Sets the filter until it is closed. */
    static ClosedWhileReading hide() {
        ClosedWhileReading filter = new ClosedWhileReading();
        filter.logger.setFilter(filter);
        return filter;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        return !isStateGone(line.getThrown()) && (before == null || before.isLoggable(line));
    }

    private static boolean isStateGone(Throwable thrown) {
        return thrown instanceof NullPointerException
                && thrown.getStackTrace().length > 0
                && thrown.getStackTrace()[0].getClassName().equals(STATE);
    }

    @Override
    public void close() {
        logger.setFilter(before);
    }
}
