package dev.substation.flow.desk;

import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Ledger.Outcome;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;

/** What operators that look on learn of a message whose end is known: not what is in it. */
final class EndedMessage {

    private EndedMessage() {}

    /** A call has ended. */
    static Event event(Call call, Outcome outcome) {
        return event(
                call.station(),
                "answer",
                call.direction(),
                call.action(),
                call.messageId(),
                outcome.word(),
                outcome.took());
    }

    /** A CSMS has answered a message of the outbox, or never will. */
    static Event event(OutboxRow row, String outcome, Optional<Duration> took) {
        return event(
                row.station(),
                "delivery",
                Direction.UP,
                row.action(),
                row.messageId(),
                outcome,
                took);
    }

    private static Event event(
            StationId station,
            String part,
            Direction direction,
            Action action,
            String messageId,
            String outcome,
            Optional<Duration> took) {
        Payload details =
                Payload.of(
                        "part", part,
                        "direction", direction.word(),
                        "action", action.name(),
                        "messageId", messageId,
                        "outcome", outcome);
        return new Event(
                EventKind.MESSAGE,
                Optional.of(station),
                took.map(time -> details.with("ms", time.toMillis())).orElse(details));
    }
}
