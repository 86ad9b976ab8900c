package dev.substation.app;

import dev.substation.app.doctor.Machine;
import dev.substation.app.settings.Settings;
import dev.substation.home.Home;
import dev.substation.home.HomeFault;
import dev.substation.home.HomeLock;
import dev.substation.home.HomeTaken;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.slf4j.LoggerFactory;

/**
 * A server that our launcher has not started: does what the launcher does for the runnable jar, as
 * far as a deployed application can, and says the rest in a line each
 * (docs/adr/0051-war-on-a-stock-server.md). Closing it leaves the server as it was.
 */
final class HostServer implements AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(HostServer.class);

    private static final String RESTRICTED = "jdk.httpclient.allowRestrictedHeaders";
    private static final String HEADERS = "connection,host";

    /** With their values in the runnable jar; read by classes that are loaded later. */
    private static final List<List<String>> UNLESS_SET =
            List.of(
                    List.of("jdk.httpclient.keepalive.timeout", "0"),
                    List.of("io.netty.noUnsafe", "true"));

    /** Libraries of the WAR that tell more than an operator can use. */
    private static final List<String> QUIET =
            List.of("org.apache.camel", "org.apache.cxf", "org.flywaydb", "com.zaxxer.hikari");

    /** Libraries of the WAR that tell nothing an operator can use. */
    private static final List<String> SILENT = List.of("org.apache.ftpserver", "org.apache.mina");

    private static final String ANOTHER =
            "name another with the environment variable %s or the system property %s, then restart the server"
                    .formatted(Home.VARIABLE, Home.PROPERTY);

    private static final String ALONE =
            "a home serves one gateway, and a server process has one home: undeploy one of the two,"
                    + " or deploy this one to another server process with a home of its own";

    private static final String OURS = "dev.substation.";

    /** The values of an event that was made plain, for the next handler gets the same one. */
    private static final Object[] PLAIN = {};

    private static final Formatter WORDS = new SimpleFormatter();

    private static final String HAZELCAST = "payara/Hazelcast";

    private final Home home;
    private final HomeLock lock;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** Held, for the log manager forgets a logger that nobody holds, and its level too. */
    private final List<Logger> loggers = new ArrayList<>();

    private HostServer(Home home, HomeLock lock) {
        this.home = home;
        this.lock = lock;
    }

    /**
     * Makes the home, locks it, writes what is missing in it, and sets what the JVM reads later.
     *
     * @param defaults the settings and routes that a new home begins with
     * @throws HomeFault with what to do about it
     */
    static HostServer prepare(Home home, Path defaults) {
        HostServer server = new HostServer(home, locked(home));
        boolean complete = false;
        try {
            home.fill(defaults).forEach(file -> LOG.info("wrote {} to begin with", file));
            server.set();
            complete = true;
            return server;
        } catch (HomeFault e) {
            throw e.advising(ANOTHER);
        } finally {
            if (!complete) {
                server.close();
            }
        }
    }

    private static HomeLock locked(Home home) {
        try {
            home.create();
        } catch (HomeFault e) {
            throw e.advising(ANOTHER);
        }
        try {
            return HomeLock.take(home);
        } catch (HomeTaken e) {
            throw e.advising(ALONE);
        } catch (HomeFault e) {
            throw e.advising(ANOTHER);
        }
    }

    private void set() {
        Properties system = System.getProperties();
        set(RESTRICTED, headers(system.getProperty(RESTRICTED, "")));
        JdkTraces.startTimeOutThread();
        UNLESS_SET.stream()
                .filter(one -> !system.containsKey(one.get(0)))
                .forEach(one -> set(one.get(0), one.get(1)));
        QUIET.forEach(name -> level(name, Level.WARNING));
        SILENT.forEach(name -> level(name, Level.OFF));
    }

    private void set(String name, String value) {
        String before = System.getProperty(name);
        if (value.equals(before)) {
            return;
        }
        System.setProperty(name, value);
        undo.push(
                () -> {
                    if (!value.equals(System.getProperty(name))) {
                        return; // somebody else has set it since
                    }
                    if (before == null) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, before);
                    }
                });
    }

    /** The headers that may be set, with ours. */
    static String headers(String allowed) {
        Set<String> all = new LinkedHashSet<>(List.of(allowed.split("[,\\s]+")));
        all.remove("");
        all.addAll(List.of(HEADERS.split(",")));
        return String.join(",", all);
    }

    /**
     * Hides secrets in what the log handlers of the server write, and keeps the text of peers on
     * the line that it belongs to.
     */
    void hide(UnaryOperator<String> mask) {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            Filter before = handler.getFilter();
            Filter masking =
                    line -> {
                        plain(line, mask);
                        return before == null || before.isLoggable(line);
                    };
            handler.setFilter(masking);
            undo.push(
                    () -> {
                        if (handler.getFilter() == masking) {
                            handler.setFilter(before);
                        }
                    });
        }
    }

    /**
     * An event with its words as they may be read. The values of our own events go into the text,
     * for they may be secrets too.
     */
    private static void plain(LogRecord line, UnaryOperator<String> mask) {
        String text = line.getMessage();
        if (text == null || line.getParameters() == PLAIN) {
            return;
        }
        boolean ours = String.valueOf(line.getLoggerName()).startsWith(OURS);
        String words = ours ? WORDS.formatMessage(line) : text;
        String shown = mask.apply(words);
        if (ours) {
            shown = shown.replaceAll("\\R", " / ").replaceAll("\\p{Cntrl}", "?");
            line.setParameters(PLAIN);
            if (line.getThrown() != null) {
                shown += System.lineSeparator() + mask.apply(trace(line.getThrown()));
                line.setThrown(null);
            }
        }
        if (!shown.equals(text)) {
            line.setMessage(shown);
        }
    }

    /** A stack trace whose messages stay on their lines. */
    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString()
                .replaceAll("\\R(?!\\s*(?:at |\\.\\.\\. \\d|Caused by: |Suppressed: |$))", " / ");
    }

    private void level(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        Level before = logger.getLevel();
        if (before == null) {
            logger.setLevel(level);
            loggers.add(logger);
            undo.push(() -> logger.setLevel(null));
        }
    }

    /** What the operator of the server should know or change, a sentence each. */
    List<String> remarks(Settings settings) {
        List<String> remarks = new ArrayList<>();
        remarks.add(
                "stations connect at the ports of this server; http.address, http.port and"
                        + " http.tls-* in %s have no effect here".formatted(home.site()));
        settings.access()
                .listener()
                .ifPresent(
                        own ->
                                remarks.add(
                                        "the console and the API answer at port %d alone, at which this server must listen: asadmin create-network-listener --listenerport %d --protocol %s substation-operators"
                                                .formatted(
                                                        own.port(),
                                                        own.port(),
                                                        own.tls()
                                                                ? "http-listener-2"
                                                                : "http-listener-1")));
        if (hasHazelcast()) {
            remarks.add(
                    "Hazelcast runs and opens port 6900; unless other applications use it, switch it"
                            + " off (Payara Micro: --nohazelcast)");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (Machine.isSmall(heap)) {
            remarks.add(
                    "the heap has at most %d MB; start the server with -Xmx512m or more"
                            .formatted(heap >> 20));
        }
        if (settings.http().tls().isPresent()) {
            remarks.add(
                    "HTTPS is the server's: configure certificate and client authentication at its"
                            + " listener, not in site.yaml");
        }
        return remarks;
    }

    private static boolean hasHazelcast() {
        try {
            return InitialContext.doLookup(HAZELCAST) != null;
        } catch (NamingException none) {
            return false;
        }
    }

    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
        lock.close();
        JdkTraces.forgetRecords();
    }
}
