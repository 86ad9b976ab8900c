package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;

/** Checks at the edges, from the dictionary. */
public final class Checks {

    public Checks(Dictionary dictionary) {
        throw new IllegalStateException("unbuilt " + dictionary);
    }

    /**
     * The shape check: known action, required fields, kinds of values. Lengths and enumerations are
     * not looked at: what the csms would refuse is normalised instead, after the rules. Unknown
     * fields pass.
     */
    public Optional<Answer.Failure> shape(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        throw new IllegalStateException("unbuilt");
    }

    /** A payload that a strict OCPP 1.6 csms accepts, and what was changed for it. */
    public record Normalised(Payload payload, List<Note> notes) {}

    /**
     * Makes a payload valid against the OCPP 1.6-J schemas: cuts over-long text, maps unknown
     * enumeration values.
     */
    public Normalised forCsms(Direction direction, Action action, Part part, Payload payload) {
        throw new IllegalStateException("unbuilt");
    }
}
