package dev.substation.udp;

import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Sends what a box would say if it had OCPP. */
final class Caller {

    private final StationId station;
    private final StationGate gate;
    private final Executor turn;
    private final Supplier<StationLink> link;

    /**
     * @param link over which the station is there now
     */
    Caller(StationId station, StationGate gate, Executor turn, Supplier<StationLink> link) {
        this.station = station;
        this.gate = gate;
        this.turn = turn;
        this.link = link;
    }

    StationId station() {
        return station;
    }

    /** Calls; completes on the turn, always normally. */
    CompletableFuture<Answer> call(Action action, Payload payload) {
        return gate.call(
                        link.get(),
                        new Call(
                                UUID.randomUUID().toString(),
                                station,
                                Direction.UP,
                                Dialect.JSON_16,
                                action,
                                payload,
                                List.of()))
                .thenApplyAsync(answer -> answer, turn);
    }
}
