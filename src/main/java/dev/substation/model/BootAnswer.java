package dev.substation.model;

import java.util.Optional;

/** View of the answer to a BootNotification. */
public record BootAnswer(Payload payload) {

    public static final String ACCEPTED = "Accepted";
    public static final String PENDING = "Pending";
    public static final String REJECTED = "Rejected";

    public Optional<String> status() {
        return payload.text("status");
    }

    /** The heartbeat interval in seconds. */
    public Optional<Long> interval() {
        return payload.number("interval");
    }

    /** The same in the field of OCPP 1.5, in which some CSMS send it. */
    public Optional<Long> heartbeatInterval() {
        return payload.number("heartbeatInterval");
    }

    public Optional<String> currentTime() {
        return payload.text("currentTime");
    }
}
