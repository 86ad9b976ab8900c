package dev.substation.flow.up;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Part;
import dev.substation.dialect.Remarks;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import dev.substation.model.StartAnswer;
import java.util.Map;
import java.util.Optional;

/**
 * What the CSMS answers, read by its contract. An answer that lacks what the contract requires is
 * an error of the csms: a station could not read it, and a SOAP station must never get it.
 */
public final class CsmsAnswers {

    private static final String TRANSACTION_ID = "transactionId";

    private final Checks checks;
    private final Registration registration;

    public CsmsAnswers(Checks checks, Registration registration) {
        this.checks = checks;
        this.registration = registration;
    }

    /**
     * The answer to a call, or a failure when fields are missing in it or of a wrong kind.
     *
     * @param csms what the CSMS speaks
     */
    public Answer sound(Dialect csms, Action action, Answer answer) {
        if (!(answer instanceof Result result)) {
            return answer;
        }
        if (action.equals(Action.StartTransaction)) {
            return started(csms, result);
        }
        Result whole =
                action.equals(Action.BootNotification) ? registration.completed(result) : result;
        return wrong(csms, action, whole.payload()).<Answer>map(failure -> failure).orElse(whole);
    }

    private Optional<Failure> wrong(Dialect csms, Action action, Payload conf) {
        return checks.shape(csms, Direction.UP, action, Part.RESPONSE, conf)
                .filter(wrong -> wrong.cause() != Cause.UNKNOWN_ACTION)
                .map(wrong -> garbled(action, wrong.description()));
    }

    private static Failure garbled(Action action, String why) {
        return Answer.failure(Cause.CSMS_GARBLED, action, why);
    }

    /**
     * The answer to a start. Its id may be any text; what nobody needs of the idTagInfo and cannot
     * be read is left out, for the transaction matters more.
     */
    private Answer started(Dialect csms, Result result) {
        Payload conf = result.payload();
        if (idIn(conf).isEmpty()) {
            return garbled(
                    Action.StartTransaction,
                    conf.get(TRANSACTION_ID) == null
                            ? "it has no transactionId"
                            : "its transactionId is neither a whole number nor a text of 1 to "
                                    + CsmsTransactionId.MAX_LENGTH
                                    + " characters");
        }
        if (new StartAnswer(conf)
                .idTagInfo()
                .flatMap(IdTagInfo::status)
                .filter(status -> !status.isBlank())
                .isEmpty()) {
            return garbled(Action.StartTransaction, "it has no idTagInfo with a status");
        }
        Payload readable = conf.changing(IdTagInfo.FIELD, info -> readable(csms, info));
        return result.withPayload(readable)
                .noting(Remarks.on(conf, readable, Loss.IMPOSSIBLE, "it cannot be read"));
    }

    private Payload readable(Dialect csms, Payload idTagInfo) {
        Payload readable = idTagInfo;
        for (Map.Entry<String, Object> field : idTagInfo.entrySet()) {
            Payload alone =
                    Payload.of("status", idTagInfo.get("status"), field.getKey(), field.getValue());
            if (wrong(csms, Action.Authorize, Payload.of(IdTagInfo.FIELD, alone)).isPresent()) {
                readable = readable.without(field.getKey());
            }
        }
        return readable;
    }

    /** The id in an answer to a start, whatever else may be wrong with it. */
    static Optional<CsmsTransactionId> idIn(Payload conf) {
        return CsmsTransactionId.read(conf.get(TRANSACTION_ID));
    }
}
