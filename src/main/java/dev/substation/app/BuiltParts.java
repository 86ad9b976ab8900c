package dev.substation.app;

import dev.substation.model.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been built so far; closed in the opposite order. */
final class BuiltParts {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltParts.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    /** Something to close, with a name for the log. */
    private record Part(String name, AutoCloseable closing) {}

    /** Adds one, which is returned. */
    <T extends AutoCloseable> T built(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /**
     * Closes all, once; a part that fails does not keep the others from closing.
     *
     * @return whether there was any
     */
    boolean close() {
        if (parts.isEmpty()) {
            return false;
        }
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closing().close();
                LOG.debug("closed part={}", part.name());
            } catch (Exception e) {
                LOG.error(Problem.NOT_CLOSED.line(part.name()), e);
            }
        }
        return true;
    }
}
