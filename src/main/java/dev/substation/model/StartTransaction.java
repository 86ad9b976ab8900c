package dev.substation.model;

import java.util.Optional;

/** View of a StartTransaction. */
public record StartTransaction(Payload payload) {

    public Optional<Long> connectorId() {
        return payload.number("connectorId");
    }
}
