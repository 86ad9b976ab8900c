package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import java.util.List;

/**
 * What each dialect has: actions, elements, order, cardinality, types, lengths. Read from {@code
 * wsdl/} once.
 */
public final class Dictionary {

    /** Reads the contracts from the class path. */
    public static Dictionary load() {
        throw new IllegalStateException("unbuilt");
    }

    /** Whether a dialect has an action in a direction. */
    public boolean knows(Dialect dialect, Direction direction, Action action) {
        throw new IllegalStateException("unbuilt");
    }

    /** All actions of a dialect in a direction, in alphabetical order. */
    public List<Action> actions(Dialect dialect, Direction direction) {
        throw new IllegalStateException("unbuilt");
    }
}
