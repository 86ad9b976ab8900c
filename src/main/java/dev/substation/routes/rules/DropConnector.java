package dev.substation.routes.rules;

import dev.substation.dialect.LocalAnswers;
import dev.substation.dialect.Samples;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.MeterValues;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.HashSet;
import java.util.Set;

/**
 * Hides connectors from the csms: one that is not built in, or not the CSMS's business. What the
 * station says of it is answered here, what the CSMS asks of it is refused here.
 *
 * <p>Charging is money: StartTransaction goes on all the same, and so do the meter values of its
 * transaction. StopTransaction names no connector.
 */
final class DropConnector implements SiteRule {

    private static final String FIELD = "connectorId";

    /** What the CSMS asks of one connector; the rest passes, whatever field it may carry. */
    private static final Set<Action> OF_CONNECTORS =
            Set.of(
                    Action.ChangeAvailability,
                    Action.ClearChargingProfile,
                    Action.GetCompositeSchedule,
                    Action.RemoteStartTransaction,
                    Action.ReserveNow,
                    Action.SetChargingProfile,
                    Action.TriggerMessage,
                    new Action("ExtendedTriggerMessage"),
                    Action.UnlockConnector);

    @Override
    public String id() {
        return "drop-connector";
    }

    @Override
    public Use use(Parameters parameters) {
        Set<Long> connectors = new HashSet<>();
        for (String connector : parameters.items("connectors")) {
            connectors.add(parameters.number("connectors", connector, 1));
        }
        return context -> {
            Payload payload = context.call().payload();
            if (payload.number(FIELD).filter(connectors::contains).isPresent()) {
                drop(context, payload);
            }
            return payload;
        };
    }

    private static void drop(RuleContext context, Payload payload) {
        Action action = context.call().action();
        if (context.call().direction() == Direction.DOWN) {
            if (OF_CONNECTORS.contains(action)) {
                LocalAnswers.declined(action, payload)
                        .ifPresent(status -> context.answer(Answer.result(status)));
            }
            return;
        }
        boolean ofTransaction = payload.number("transactionId").isPresent() || isSigned(payload);
        if (action.equals(Action.StatusNotification)
                || action.equals(Action.MeterValues) && !ofTransaction) {
            context.answer(Answer.result(Payload.EMPTY));
        } else {
            String connector = payload.number(FIELD).orElseThrow().toString();
            String reason = "the connector is hidden from the CSMS, but charging is not";
            context.note(Note.approximated(FIELD, connector, connector, reason));
        }
    }

    /** What is signed is evidence of a charge, whatever else it names. */
    private static boolean isSigned(Payload payload) {
        return new MeterValues(payload).values().stream().anyMatch(Samples::isSigned);
    }

    @Override
    public boolean answers() {
        return true;
    }
}
