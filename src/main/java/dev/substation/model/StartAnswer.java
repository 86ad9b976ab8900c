package dev.substation.model;

import java.util.Optional;

/** View of the answer to a StartTransaction. */
public record StartAnswer(Payload payload) {

    /** The id, where it is a whole number, as stations need it. */
    public Optional<Long> transactionId() {
        return payload.number("transactionId");
    }

    public Optional<IdTagInfo> idTagInfo() {
        return IdTagInfo.in(payload);
    }
}
