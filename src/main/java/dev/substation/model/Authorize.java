package dev.substation.model;

import java.util.Optional;

/**
 * View of an Authorize. StartTransaction and StopTransaction name the card of the driver in the
 * same field.
 */
public record Authorize(Payload payload) {

    public Optional<String> idTag() {
        return payload.text("idTag");
    }
}
