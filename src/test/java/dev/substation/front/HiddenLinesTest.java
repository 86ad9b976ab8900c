package dev.substation.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.AttributeBuilder;
import org.glassfish.grizzly.attributes.AttributeStorage;
import org.glassfish.grizzly.filterchain.DefaultFilterChain;
import org.junit.jupiter.api.Test;

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

    @Test
    void hidesTheFaultOfAClosedConnectionAndNoOther() {
        Logger chain = heard(Grizzly.logger(DefaultFilterChain.class));
        try (HiddenLines hidden = HiddenLines.ofClosedConnections()) {
            log(chain, "gone", stateGone());
            log(chain, "other", new NullPointerException());
            log(chain, "state", new IllegalStateException());
        }
        log(chain, "after", stateGone());
        unheard(chain);

        assertEquals(List.of("other", "state", "after"), lines);
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
