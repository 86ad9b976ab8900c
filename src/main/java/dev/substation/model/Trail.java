package dev.substation.model;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Under which message ids a call went on, and the trace that follows it. It is filled in on the way
 * and shared by all forms of the call, and is no part of what the call says: calls are equal
 * whatever became of them.
 *
 * @param sent the ids so far, with spaces between them
 * @param trace the W3C {@code traceparent} of the span that the call began with; empty for a call
 *     that is not followed
 */
public record Trail(AtomicReference<String> sent, String trace) {

    private static final int PARENT_LENGTH = 55;
    private static final int ID_FROM = 3;
    private static final int ID_TO = 35;

    /** Of a call that has not gone on yet. */
    public Trail() {
        this("");
    }

    /** Of such a call that is followed. */
    public Trail(String trace) {
        this(new AtomicReference<>(""), trace);
    }

    /** The id of the trace in a {@code traceparent}; empty for another text. */
    public static String traceId(String trace) {
        return trace.length() == PARENT_LENGTH ? trace.substring(ID_FROM, ID_TO) : "";
    }

    /** The call goes on under this id. */
    public void sentAs(String id) {
        sent.updateAndGet(before -> before.isEmpty() ? id : before + " " + id);
    }

    /** The ids so far, with spaces between them; empty when it did not go on. */
    public String ids() {
        return sent.get();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trail;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
