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

class ClosedWhileReadingTest {

    private final Logger logger = Grizzly.logger(DefaultFilterChain.class);
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

    private void log(String message, RuntimeException thrown) {
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

    @Test
    void hidesTheOneFaultAndNoOther() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (ClosedWhileReading quiet = ClosedWhileReading.hide()) {
            log("gone", stateGone());
            log("other", new NullPointerException());
            log("state", new IllegalStateException());
        }
        log("after", stateGone());
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);

        assertEquals(List.of("other", "state", "after"), lines);
    }
}
