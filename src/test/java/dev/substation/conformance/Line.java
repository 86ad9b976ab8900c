package dev.substation.conformance;

import dev.substation.dialect.Part;
import dev.substation.model.Action;
import dev.substation.model.Direction;

/**
 * One line of the report: a message, and what is special about it.
 *
 * @param name as {@link dev.substation.dialect.Specimens} names it, or {@code error NotSupported}
 */
record Line(Direction direction, Action action, Part part, String name) {

    /** The beginning of names of errors. */
    static final String ERROR = "error ";

    boolean isError() {
        return name.startsWith(ERROR);
    }

    /** The code of an error. */
    String error() {
        return name.substring(ERROR.length());
    }

    /** Whether the station says it; else the CSMS does. */
    boolean ofStation() {
        return direction == Direction.UP && part == Part.REQUEST
                || direction == Direction.DOWN && part == Part.RESPONSE;
    }

    String message() {
        return part == Part.REQUEST ? "request" : "answer";
    }

    @Override
    public String toString() {
        return direction.word() + " " + action + " " + message() + ": " + name;
    }
}
