package dev.substation.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A request on its way, in canonical form.
 *
 * @param messageId the sender's id for it; opaque, not unique over time
 * @param station whom it comes from (up) or goes to (down)
 * @param dialect what the station speaks
 * @param notes what did not cross exactly, in the order in which it was found
 * @param trail under which ids it went on, and its trace
 */
public record Call(
        String messageId,
        StationId station,
        Direction direction,
        Dialect dialect,
        Action action,
        Payload payload,
        List<Note> notes,
        Trail trail) {

    public Call {
        notes = List.copyOf(notes);
    }

    /** One that has not gone on yet. */
    public Call(
            String messageId,
            StationId station,
            Direction direction,
            Dialect dialect,
            Action action,
            Payload payload,
            List<Note> notes) {
        this(messageId, station, direction, dialect, action, payload, notes, new Trail());
    }

    /** The same call for one of several who get it, with a trail of its own. */
    public Call apart() {
        return traced(trail.trace());
    }

    /** The same call, which has not gone on yet, with a trace that follows it. */
    public Call traced(String trace) {
        return new Call(
                messageId, station, direction, dialect, action, payload, notes, new Trail(trace));
    }

    public Call withPayload(Payload changed) {
        return new Call(messageId, station, direction, dialect, action, changed, notes, trail);
    }

    public Call withStation(StationId other) {
        return new Call(messageId, other, direction, dialect, action, payload, notes, trail);
    }

    public Call withMessageId(String other) {
        return new Call(other, station, direction, dialect, action, payload, notes, trail);
    }

    public Call withDialect(Dialect other) {
        return new Call(messageId, station, direction, other, action, payload, notes, trail);
    }

    /** The same call with one more note. */
    public Call noting(Note more) {
        return noting(List.of(more));
    }

    /** The same call with further notes behind its own. */
    public Call noting(List<Note> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Note> all = new ArrayList<>(notes);
        all.addAll(more);
        return new Call(messageId, station, direction, dialect, action, payload, all, trail);
    }
}
