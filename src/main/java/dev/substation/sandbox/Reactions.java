package dev.substation.sandbox;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;

/** What a simulated station does when the CSMS calls it. */
@FunctionalInterface
public interface Reactions {

    /**
     * The answer to a call. What follows from it (a transaction that starts) is done later, on the
     * station's worker: {@link SimulatedStation#later}.
     */
    Answer answer(SimulatedStation station, Action action, Payload payload);
}
