package dev.substation.testing;

import dev.substation.flow.ports.Rules.Routed;
import dev.substation.flow.ports.Rules.Routed.Answered;
import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.List;
import java.util.stream.Stream;

/** Calls for the tests of this package, and what became of them. */
public final class Calls {

    public static final StationId STATION = new StationId("KEBA-HOF-7");

    private Calls() {}

    /** Whose calls name a connector. */
    public static Stream<Action> actionsWithAConnector() {
        return Stream.of(
                Action.MeterValues,
                Action.StartTransaction,
                Action.StatusNotification,
                Action.ChangeAvailability,
                Action.ClearChargingProfile,
                Action.GetCompositeSchedule,
                Action.RemoteStartTransaction,
                Action.ReserveNow,
                Action.SetChargingProfile,
                Action.TriggerMessage,
                Action.UnlockConnector,
                new Action("ExtendedTriggerMessage"));
    }

    public static Call up(Action action, Object... fields) {
        return call(Direction.UP, action, Payload.of(fields));
    }

    public static Call down(Action action, Object... fields) {
        return call(Direction.DOWN, action, Payload.of(fields));
    }

    public static Call call(Direction direction, Action action, Payload payload) {
        return new Call("m-1", STATION, direction, Dialect.SOAP_15, action, payload, List.of());
    }

    public static Delivered delivered(Routed routed) {
        return routed.fold(
                delivered -> delivered,
                answered -> {
                    throw new AssertionError("not delivered but " + answered);
                });
    }

    public static Payload payload(Routed routed) {
        return delivered(routed).call().payload();
    }

    public static Answered answered(Routed routed) {
        return routed.fold(
                delivered -> {
                    throw new AssertionError("not answered but " + delivered);
                },
                answered -> answered);
    }

    public static Failure failure(Routed routed) {
        return answered(routed)
                .answer()
                .fold(
                        result -> {
                            throw new AssertionError("no failure but " + result);
                        },
                        failure -> failure);
    }
}
