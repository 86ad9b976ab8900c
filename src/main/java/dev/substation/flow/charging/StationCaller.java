package dev.substation.flow.charging;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Failures;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls by which the gateway limits stations. A limit is repeated every minute or so: the message
 * log has only what is new, and what failed.
 */
final class StationCaller {

    private final Desk desk;
    private final Store store;
    private final Connections connections;
    private final Map<StationId, Object> logged = new HashMap<>();

    StationCaller(Desk desk, Store store, Connections connections) {
        this.desk = desk;
        this.store = store;
        this.connections = connections;
    }

    String clockText() {
        return desk.clockText();
    }

    /** Completes on the desk, normally. */
    CompletableFuture<Answer> call(StationId id, Action action, Payload payload, String why) {
        Optional<Station> known = connections.station(id);
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Answer.failure(Cause.STATION_UNREACHABLE, id, "the gateway does not know it"));
        }
        Station station = known.get();
        Call call = GatewayCalls.down(station, action, payload, why);
        Moment since = desk.moment();
        return station.call(call)
                .handleAsync(
                        (answer, fault) -> {
                            Answer ended = fault == null ? answer : Failures.of(call, fault);
                            log(call, ended, since);
                            return ended;
                        },
                        desk);
    }

    private void log(Call call, Answer answer, Moment since) {
        Object content = timeless(call.payload());
        if (answer.isAccepted() && content.equals(logged.put(call.station(), content))) {
            return;
        }
        List<Change> lines = new ArrayList<>(store.logged(call, call.notes()));
        lines.addAll(store.ownEnded(call, answer, since));
        store.commit(lines);
    }

    /** A repeated profile begins at another time. */
    private static Payload timeless(Payload payload) {
        return payload.changing(
                "csChargingProfiles",
                profile ->
                        profile.changing(
                                "chargingSchedule", schedule -> schedule.without("startSchedule")));
    }
}
