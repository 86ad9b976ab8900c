package dev.substation.model;

import java.util.Optional;

/**
 * The CALLERROR codes of OCPP-J 1.6 section 4.2.3, in the standard's own spelling, misprints
 * included.
 */
public enum ErrorCode {
    NotImplemented,
    NotSupported,
    InternalError,
    ProtocolError,
    SecurityError,
    FormationViolation,
    PropertyConstraintViolation,
    OccurenceConstraintViolation,
    TypeConstraintViolation,
    GenericError;

    /**
     * The code with this spelling on the wire; later spellings (OCPP 2.0.1) are understood too, and
     * other capitals or separators.
     */
    public static Optional<ErrorCode> of(String wire) {
        return switch (wire) {
            case "OccurrenceConstraintViolation" -> Optional.of(OccurenceConstraintViolation);
            case "FormatViolation" -> Optional.of(FormationViolation);
            case "RpcFrameworkError" -> Optional.of(ProtocolError);
            case "MessageTypeNotSupported" -> Optional.of(GenericError);
            default -> {
                String letters = wire.replaceAll("[^A-Za-z]", "");
                for (ErrorCode code : values()) {
                    if (code.name().equalsIgnoreCase(letters)) {
                        yield Optional.of(code);
                    }
                }
                yield Optional.empty();
            }
        };
    }
}
