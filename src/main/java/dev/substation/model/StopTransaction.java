package dev.substation.model;

import java.util.Optional;

/** View of a StopTransaction. */
public record StopTransaction(Payload payload) {

    /** The field that says why the transaction ended; OCPP 1.5 has none. */
    public static final String REASON = "reason";

    public Optional<Long> transactionId() {
        return payload.number("transactionId");
    }

    public Optional<Long> meterStop() {
        return payload.number("meterStop");
    }

    public Optional<String> reason() {
        return payload.text(REASON);
    }

    /** Whether the field is there, whatever it holds. */
    public boolean hasReason() {
        return payload.containsKey(REASON);
    }

    /** The message with another reason. */
    public Payload withReason(String reason) {
        return payload.with(REASON, reason);
    }
}
