package dev.substation.flow;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Map;

/**
 * How a call of the csms is answered that no station gets: by the status that its operation has for
 * that, so that a csms shows what happened rather than an error.
 */
final class Declined {

    // spotless:off
    private static final Map<Action, Payload> ANSWERS = Map.ofEntries(
            Map.entry(Action.CancelReservation,      Payload.of("status", "Rejected")),
            Map.entry(Action.ChangeAvailability,     Payload.of("status", "Rejected")),
            Map.entry(Action.ChangeConfiguration,    Payload.of("status", "Rejected")),
            Map.entry(Action.ClearCache,             Payload.of("status", "Rejected")),
            Map.entry(Action.ClearChargingProfile,   Payload.of("status", "Unknown")),
            Map.entry(Action.DataTransfer,           Payload.of("status", "Rejected")),
            Map.entry(Action.GetCompositeSchedule,   Payload.of("status", "Rejected")),
            Map.entry(Action.GetDiagnostics,         Payload.EMPTY),
            Map.entry(Action.RemoteStartTransaction, Payload.of("status", "Rejected")),
            Map.entry(Action.RemoteStopTransaction,  Payload.of("status", "Rejected")),
            Map.entry(Action.ReserveNow,             Payload.of("status", "Rejected")),
            Map.entry(Action.Reset,                  Payload.of("status", "Rejected")),
            // What OCPP 1.6 has for a station without lists (section 5.10 and 7.43).
            Map.entry(Action.GetLocalListVersion,    Payload.of("listVersion", -1L)),
            Map.entry(Action.SendLocalList,          Payload.of("status", "NotSupported")),
            Map.entry(Action.SetChargingProfile,     Payload.of("status", "Rejected")),
            Map.entry(Action.TriggerMessage,         Payload.of("status", "Rejected")),
            Map.entry(Action.UnlockConnector,        Payload.of("status", "NotSupported")));
    // spotless:on

    private Declined() {}

    /** The answer to a call that concerns a whole station and does not go to it. */
    static Answer answer(Call call) {
        if (call.action().equals(Action.GetConfiguration)) {
            return Answer.result(noKeys(call.payload()));
        }
        Payload answer = ANSWERS.get(call.action());
        return answer == null
                ? Cause.NOT_FOR_PART.with(call.action(), call.station())
                : Answer.result(answer);
    }

    /** The answer to a call for a connector that there is not. */
    static Answer noConnector(Call call, long connectorId) {
        Payload answer = ANSWERS.get(call.action());
        return answer == null
                ? Cause.NO_SUCH_CONNECTOR.with(call.station(), connectorId)
                : Answer.result(answer);
    }

    private static Payload noKeys(Payload asked) {
        return asked.get("key") instanceof List<?> names && !names.isEmpty()
                ? Payload.of("unknownKey", names)
                : Payload.EMPTY;
    }
}
