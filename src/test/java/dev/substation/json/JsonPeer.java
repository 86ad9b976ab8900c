package dev.substation.json;

import dev.substation.dialect.Checks;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.time.Timers;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The JSON face's end of a WebSocket, without a socket: for tests that bring texts to it. */
public final class JsonPeer {

    private final JsonStation face;

    /**
     * @param turn runs one task at a time
     * @param sent takes what the face sends
     */
    public JsonPeer(
            StationId station,
            StationGate gate,
            Timers timers,
            Checks checks,
            Executor turn,
            Consumer<String> sent) {
        Wire wire =
                new Wire() {
                    @Override
                    public void send(String text) {
                        sent.accept(text);
                    }

                    @Override
                    public void ping() {}

                    @Override
                    public void close(int code, String reason) {}
                };
        face =
                new JsonStation(
                        new Admission(station, station, StationLocks.NONE, gate.settingsVersion()),
                        "127.0.0.1:40000",
                        gate,
                        timers,
                        checks,
                        TrafficBudget.ofHeap(1 << 30).account(),
                        turn,
                        wire);
        face.opened();
    }

    /** The station says something. */
    public void says(String text) {
        face.received(text);
    }

    public void close() {
        face.closed("the test is done");
    }
}
