package dev.substation.sandbox;

import dev.substation.model.Dialect;
import dev.substation.sandbox.SimulatedStation.Reactions;
import dev.substation.sandbox.SimulatedStation.Setup;
import java.util.function.Consumer;

/** Makes simulated stations of every dialect. */
public final class SimulatedStations {

    private SimulatedStations() {}

    /** A station of a dialect, switched on: a JSON station is connected, a SOAP station listens. */
    public static SimulatedStation on(
            Dialect dialect, Setup setup, Reactions reactions, Consumer<Message> witness) {
        return dialect.isSoap()
                ? new SoapStation(dialect, setup, reactions, witness)
                : new JsonStation(setup, reactions, witness);
    }
}
