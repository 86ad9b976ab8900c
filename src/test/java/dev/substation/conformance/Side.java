package dev.substation.conformance;

import dev.substation.model.Action;
import dev.substation.model.Payload;

/**
 * A station at the other end of a face. Payloads have canonical names and the words of its dialect.
 */
interface Side extends AutoCloseable {

    /** Calls the gateway; what it is answered. */
    Outcome call(Action action, Payload payload);

    /** What it answers from now on. */
    void answering(Action action, Outcome outcome);

    /** What it was called with, once; waits until it is. */
    Payload visit(Action action);

    /** Whether it was called with an action. */
    boolean wasVisited(Action action);

    @Override
    void close();
}
