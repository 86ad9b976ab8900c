package dev.substation.flow.desk;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.List;
import java.util.UUID;

/** Calls that the gateway itself makes. */
public final class GatewayCalls {

    private static final String CLOSED_BY_OPERATOR = "an operator closed the transaction";

    private GatewayCalls() {}

    /** A message id that no call had before. */
    public static String messageId() {
        return UUID.randomUUID().toString();
    }

    /** A call to the CSMS, such as a Heartbeat. */
    public static Call up(StationId upstream, Dialect dialect, Action action, Payload payload) {
        return new Call(messageId(), upstream, Direction.UP, dialect, action, payload, List.of());
    }

    /**
     * A call to the CSMS in the place of a station.
     *
     * @param why what the gateway concludes it from, as the end of a sentence
     */
    public static Call up(Station station, Action action, Payload payload, String why) {
        return up(station.id(), station.dialect(), action, payload).noting(Note.made(why));
    }

    /**
     * A call to a station.
     *
     * @param why what makes the gateway call, as the end of a sentence
     */
    public static Call down(Station station, Action action, Payload payload, String why) {
        return new Call(
                messageId(),
                station.id(),
                Direction.DOWN,
                station.dialect(),
                action,
                payload,
                List.of(Note.made(why)));
    }

    /** The end of a transaction that an operator closes, in the place of its station. */
    public static Call closing(Station station, Payload payload) {
        return up(station, Action.StopTransaction, payload, CLOSED_BY_OPERATOR);
    }

    /** Whether a call is such a one. */
    public static boolean isClosing(Call call) {
        return call.notes().stream().anyMatch(note -> note.reason().contains(CLOSED_BY_OPERATOR));
    }

    /** A call that an operator sends, as if it came from the CSMS. */
    public static Call ofOperator(StationId upstream, Action action, Payload payload) {
        return new Call(
                messageId(),
                upstream,
                Direction.DOWN,
                Dialect.CANONICAL,
                action,
                payload,
                List.of(Note.made("an operator has sent it")));
    }
}
