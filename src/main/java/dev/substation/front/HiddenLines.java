package dev.substation.front;

import java.util.function.Predicate;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps lines of the container out of the log that tell the operator nothing. */
final class HiddenLines implements Filter, AutoCloseable {

    private static final String CHAIN = "org.glassfish.grizzly.filterchain.DefaultFilterChain";
    private static final String STATE = "org.glassfish.grizzly.attributes.Attribute";
    private static final String CLASS_LOADER = "jakarta.enterprise.web.util";
    private static final String THREAD_LOCAL = " created a ThreadLocal with key of type ";

    /** Held, for the log manager forgets a logger that nobody holds, and its filter with it. */
    private final Logger logger;

    private final Filter before;
    private final Predicate<LogRecord> hidden;

    private HiddenLines(String logger, Predicate<LogRecord> hidden) {
        this.logger = Logger.getLogger(logger);
        this.before = this.logger.getFilter();
        this.hidden = hidden;
        this.logger.setFilter(this);
    }

    /**
     * Hides the stack trace of a connection that is closed while bytes of it are on their way
     * through the filters: Payara's reader of HTTP finds the state of the connection gone and fails
     * with a NullPointerException. The peer is gone, so nothing is lost.
     */
    static HiddenLines ofClosedConnections() {
        return new HiddenLines(CHAIN, line -> isStateGone(line.getThrown()));
    }

    /**
     * Hides that libraries keep buffers in the threads of the container when the application stops.
     * For a server that goes on this is a leak and must be seen; here the process ends.
     */
    static HiddenLines ofEndingServer() {
        return new HiddenLines(
                CLASS_LOADER,
                line -> line.getMessage() != null && line.getMessage().contains(THREAD_LOCAL));
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        return !hidden.test(line) && (before == null || before.isLoggable(line));
    }

    private static boolean isStateGone(Throwable thrown) {
        return thrown instanceof NullPointerException
                && thrown.getStackTrace().length > 0
                && thrown.getStackTrace()[0].getClassName().equals(STATE);
    }

    /** Shows the lines again. */
    @Override
    public void close() {
        logger.setFilter(before);
    }
}
