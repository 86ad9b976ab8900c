package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import java.util.Optional;

/** The one table of differences between OCPP 1.6 and the other dialects. */
public final class Differences {

    private Differences() {}

    /**
     * What to answer the csms for an action that the station's dialect does not have, where a
     * status can say it.
     */
    public static Optional<Payload> standIn(Dialect dialect, Action action) {
        throw new IllegalStateException("unbuilt");
    }
}
