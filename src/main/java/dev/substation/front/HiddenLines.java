package dev.substation.front;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps lines of the container out of the log that tell the operator nothing. */
final class HiddenLines implements AutoCloseable {

    private static final String CHAIN = "org.glassfish.grizzly.filterchain.DefaultFilterChain";
    private static final String STATE = "org.glassfish.grizzly.attributes.Attribute";
    private static final String PROCESSORS = "org.glassfish.grizzly.ProcessorExecutor";
    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";
    private static final String WEB_SOCKETS = "org.glassfish.tyrus.core.TyrusEndpointWrapper";
    private static final String CLASS_LOADER = "jakarta.enterprise.web.util";
    private static final String THREAD_LOCAL = " created a ThreadLocal with key of type ";

    /** Who tells of a request that failed. */
    private static final List<String> CONTAINER =
            List.of(
                    CHAIN,
                    PROCESSORS,
                    "org.glassfish.grizzly.http.server.HttpServerFilter",
                    "jakarta.enterprise.web",
                    "jakarta.enterprise.web.core");

    private static final Pattern FIRST_FRAME = Pattern.compile("\\tat (?:[^\\s(]*/)?([\\w.$]+)\\.");

    private static final List<String> OF_CONTAINER =
            List.of("org.apache.catalina.", "org.glassfish.grizzly.", "com.sun.enterprise.web.");

    /** One logger that does not say everything. */
    private static final class Hidden implements Filter {

        /** Held, for the log manager forgets a logger that nobody holds, and its filter too. */
        private final Logger logger;

        private final Filter before;
        private final Predicate<LogRecord> hidden;

        Hidden(String logger, Predicate<LogRecord> hidden) {
            this.logger = Logger.getLogger(logger);
            this.before = this.logger.getFilter();
            this.hidden = hidden;
            this.logger.setFilter(this);
        }

        @Override
        public boolean isLoggable(LogRecord line) {
            return !hidden.test(line) && (before == null || before.isLoggable(line));
        }
    }

    private final List<Hidden> all = new ArrayList<>();

    private HiddenLines hide(String logger, Predicate<LogRecord> hidden) {
        all.add(new Hidden(logger, hidden));
        return this;
    }

    /**
     * Hides the stack traces of connections that are closed while the container is busy with them:
     * it finds their state gone and fails with a NullPointerException. Nothing is lost, for the
     * peer is gone. Tyrus likewise fails on what comes after the Close frame of the gateway.
     *
     * @param gone whether the connection is closed that the current thread serves
     */
    static HiddenLines ofClosedConnections(BooleanSupplier gone) {
        HiddenLines lines = new HiddenLines();
        for (String logger : CONTAINER) {
            lines.hide(
                    logger,
                    line ->
                            isStateGone(line)
                                    || gone.getAsBoolean()
                                            && OF_CONTAINER.stream()
                                                    .anyMatch(failedAt(line)::startsWith));
        }
        return lines.hide(
                WEB_SOCKETS,
                line ->
                        line.getThrown() instanceof IllegalStateException
                                && failedAt(line).equals(SESSION));
    }

    /**
     * Hides that libraries keep buffers in the threads of the container when the application stops.
     * For a server that goes on this is a leak and must be seen; here the process ends.
     */
    static HiddenLines ofEndingServer() {
        return new HiddenLines()
                .hide(
                        CLASS_LOADER,
                        line ->
                                line.getMessage() != null
                                        && line.getMessage().contains(THREAD_LOCAL));
    }

    private static boolean isStateGone(LogRecord line) {
        return line.getThrown() instanceof NullPointerException
                && List.of(STATE, PROCESSORS).contains(failedAt(line));
    }

    /** The class that threw what a line tells; blank when it tells no stack trace. */
    private static String failedAt(LogRecord line) {
        Throwable thrown = line.getThrown();
        if (thrown != null) {
            StackTraceElement[] trace = thrown.getStackTrace();
            return trace.length == 0 ? "" : trace[0].getClassName();
        }
        // Payara's log of a context has the stack trace in the text.
        Matcher first = FIRST_FRAME.matcher(line.getMessage() == null ? "" : line.getMessage());
        return first.find() ? first.group(1) : "";
    }

    /** Shows the lines again. */
    @Override
    public void close() {
        all.forEach(one -> one.logger.setFilter(one.before));
    }
}
