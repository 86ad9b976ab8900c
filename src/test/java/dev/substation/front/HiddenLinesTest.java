package dev.substation.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.AttributeBuilder;
import org.glassfish.grizzly.attributes.AttributeStorage;
import org.glassfish.grizzly.filterchain.DefaultFilterChain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenLinesTest {

    private final List<String> lines = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(line.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private static void log(Logger logger, String message, RuntimeException thrown) {
        logger.log(Level.WARNING, message, thrown);
    }

    /** As Grizzly makes it when the state of a connection is gone. */
    private static RuntimeException stateGone() {
        try {
            AttributeBuilder.DEFAULT_ATTRIBUTE_BUILDER
                    .<String>createAttribute("test")
                    .get((AttributeStorage) null);
            throw new AssertionError("Grizzly takes it");
        } catch (NullPointerException e) {
            return e;
        }
    }

    private Logger heard(Logger logger) {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        return logger;
    }

    private void unheard(Logger logger) {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    /** As a class of this name throws it. */
    private static RuntimeException of(String type, RuntimeException thrown) {
        thrown.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement(type, "setAttribute", "X.java", 1744),
                    new StackTraceElement("org.apache.catalina.X", "invoke", "X.java", 430)
                });
        return thrown;
    }

    @Test
    void hidesTheFaultOfAClosedConnectionAndNoOther() {
        Logger chain = heard(Grizzly.logger(DefaultFilterChain.class));
        try (HiddenLines hidden = HiddenLines.ofClosedConnections(() -> false)) {
            log(chain, "gone", stateGone());
            log(chain, "other", new NullPointerException());
            log(chain, "state", new IllegalStateException());
        }
        log(chain, "after", stateGone());
        unheard(chain);

        assertEquals(List.of("other", "state", "after"), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jakarta.enterprise.web", "jakarta.enterprise.web.core"})
    void hidesWhatTheContainerFailsAtWhileItsConnectionIsClosed(String logger) {
        Logger web = heard(Logger.getLogger(logger));
        AtomicBoolean gone = new AtomicBoolean(true);
        String container = "org.apache.catalina.connector.Request";
        try (HiddenLines hidden = HiddenLines.ofClosedConnections(gone::get)) {
            log(web, "container", of(container, new NullPointerException()));
            log(web, "text:\njava.lang.X\n\tat app//" + container + ".close(X.java:1)\n", null);
            log(web, "ours", of("dev.substation.soap.X", new NullPointerException()));
            log(web, "text:\njava.lang.X\n\tat dev.substation.X.close(X.java:1)\n", null);
            log(web, "no stack trace", null);
            gone.set(false);
            log(web, "open", of(container, new NullPointerException()));
        }
        unheard(web);

        assertEquals(
                List.of(
                        "ours",
                        "text:\njava.lang.X\n\tat dev.substation.X.close(X.java:1)\n",
                        "no stack trace",
                        "open"),
                lines);
    }

    @Test
    void hidesATaskOfAConnectionWhoseStateIsGone() {
        String executor = "org.glassfish.grizzly.ProcessorExecutor";
        Logger processors = heard(Logger.getLogger(executor));
        try (HiddenLines hidden = HiddenLines.ofClosedConnections(() -> false)) {
            log(processors, "gone", of(executor, new NullPointerException()));
            log(processors, "ours", of("dev.substation.front.X", new NullPointerException()));
            log(processors, "other", of(executor, new IllegalStateException()));
        }
        unheard(processors);

        assertEquals(List.of("ours", "other"), lines);
    }

    @Test
    void hidesAFrameAfterTheCloseFrame() {
        Logger webSockets =
                heard(Logger.getLogger("org.glassfish.tyrus.core.TyrusEndpointWrapper"));
        String session = "org.glassfish.tyrus.core.TyrusSession";
        try (HiddenLines hidden = HiddenLines.ofClosedConnections(() -> false)) {
            log(webSockets, "closed", of(session, new IllegalStateException()));
            log(webSockets, "ours", of("dev.substation.json.X", new IllegalStateException()));
            log(webSockets, "other", of(session, new IllegalArgumentException()));
        }
        unheard(webSockets);

        assertEquals(List.of("ours", "other"), lines);
    }

    @Test
    void hidesWhatThreadsKeepWhenTheServerEnds() {
        Logger loader = heard(Logger.getLogger("jakarta.enterprise.web.util"));
        String leak =
                "The web application [/] created a ThreadLocal with key of type [a.B] (value [1])"
                        + " but failed to remove it when the web application was stopped.";
        try (HiddenLines hidden = HiddenLines.ofEndingServer()) {
            log(loader, leak, null);
            log(loader, "other", null);
        }
        log(loader, leak, null);
        unheard(loader);

        assertEquals(List.of("other", leak), lines);
    }
}
