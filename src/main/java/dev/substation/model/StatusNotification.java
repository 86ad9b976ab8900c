package dev.substation.model;

import java.util.Optional;

/** View of a StatusNotification. */
public record StatusNotification(Payload payload) {

    /** The field with the status. */
    public static final String STATUS = "status";

    /** The status of OCPP 1.5 for which OCPP 1.6 has several. */
    public static final String OCCUPIED = "Occupied";

    /** The connector, 0 for the station as a whole. */
    public Optional<Long> connectorId() {
        return payload.number("connectorId");
    }

    public Optional<String> status() {
        return payload.text(STATUS);
    }

    public boolean is(String status) {
        return status().filter(status::equals).isPresent();
    }

    public Optional<String> errorCode() {
        return payload.text("errorCode");
    }

    public Optional<String> vendorErrorCode() {
        return payload.text("vendorErrorCode");
    }

    /** The message with another status. */
    public Payload withStatus(String status) {
        return payload.with(STATUS, status);
    }
}
