package dev.substation.soap;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.ErrorCode;
import java.util.Optional;

/**
 * A message that is answered with a fault. Unchecked, because it travels through CXF's interceptor
 * chain to {@link FaultOut}.
 */
final class Refusal extends RuntimeException {

    /** Who is at fault, in SOAP's own words. */
    enum Blame {
        SENDER,
        RECEIVER,
        MUST_UNDERSTAND,
        VERSION_MISMATCH
    }

    private static final long serialVersionUID = 1L;

    private final transient Answer.Failure failure;
    private final Blame blame;
    private final String subCode;

    private Refusal(String reason, Answer.Failure failure, Blame blame, String subCode) {
        super(reason, null, false, false);
        this.failure = failure;
        this.blame = blame;
        this.subCode = subCode;
    }

    /** The fault for a failure; the second table of docs/errors.md. */
    static Refusal of(Answer.Failure failure) {
        String subCode = subCode(failure.code());
        Blame blame =
                subCode.equals("SecurityError") || subCode.equals("ProtocolError")
                        ? Blame.SENDER
                        : Blame.RECEIVER;
        return new Refusal(failure.description(), failure, blame, subCode);
    }

    /** A message that cannot be read; the reason continues "The message cannot be read: ". */
    static Refusal malformed(String reason) {
        return new Refusal(
                reason, Answer.failure(Cause.MALFORMED, reason), Blame.SENDER, "ProtocolError");
    }

    static Refusal wrongSoap(String reason) {
        return new Refusal(
                reason,
                Answer.failure(Cause.MALFORMED, reason),
                Blame.VERSION_MISMATCH,
                "ProtocolError");
    }

    static Refusal notUnderstood(String header) {
        String reason = "the header " + header + " has mustUnderstand and is not understood";
        return new Refusal(
                reason,
                Answer.failure(Cause.MALFORMED, reason),
                Blame.MUST_UNDERSTAND,
                "ProtocolError");
    }

    static Refusal twoIdentities(String one, String other) {
        String reason = "the header chargeBoxIdentity names two stations, " + one + " and " + other;
        return new Refusal(
                reason,
                Answer.failure(Cause.MALFORMED, ErrorCode.SecurityError, reason),
                Blame.SENDER,
                "IdentityMismatch");
    }

    private static String subCode(ErrorCode code) {
        return switch (code) {
            case SecurityError -> "SecurityError";
            case NotImplemented, NotSupported -> "NotSupported";
            case ProtocolError,
                    FormationViolation,
                    OccurenceConstraintViolation,
                    PropertyConstraintViolation,
                    TypeConstraintViolation ->
                    "ProtocolError";
            case InternalError, GenericError -> "InternalError";
        };
    }

    /** The refusal in a chain of causes. */
    static Optional<Refusal> in(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof Refusal refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    Answer.Failure failure() {
        return failure;
    }

    Blame blame() {
        return blame;
    }

    /** The local name of the sub-code, one of OCPP-S' five. */
    String subCode() {
        return subCode;
    }
}
