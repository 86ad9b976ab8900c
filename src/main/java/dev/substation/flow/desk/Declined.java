package dev.substation.flow.desk;

import dev.substation.dialect.LocalAnswers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import java.util.Optional;

/**
 * How a call of the CSMS is answered that no station gets: by the status that its operation has for
 * that, so that a CSMS shows what happened rather than an error. Operations that OCPP 1.6 and its
 * security extension do not have are answered by the error, which says what to do.
 */
final class Declined {

    private Declined() {}

    /** The answer to a call that concerns a whole station and does not go to it. */
    static Answer answer(Call call) {
        return status(call)
                .orElseGet(() -> Answer.failure(Cause.NOT_FOR_PART, call.action(), call.station()));
    }

    /** The answer to a call for a connector that there is not. */
    static Answer noConnector(Call call, long connectorId) {
        return status(call)
                .orElseGet(
                        () -> Answer.failure(Cause.NO_SUCH_CONNECTOR, call.station(), connectorId));
    }

    private static Optional<Answer> status(Call call) {
        return LocalAnswers.declined(call.action(), call.payload())
                .filter(status -> Action.of(Direction.DOWN).contains(call.action()))
                .map(Answer::result);
    }
}
