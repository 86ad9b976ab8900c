package dev.substation.model;

import java.util.List;
import java.util.Optional;

/** View of a MeterValues. */
public record MeterValues(Payload payload) {

    /** The field with the values. */
    public static final String METER_VALUE = "meterValue";

    /** The connector, 0 for the meter of the station as a whole. */
    public Optional<Long> connectorId() {
        return payload.number("connectorId");
    }

    public Optional<Long> transactionId() {
        return payload.number("transactionId");
    }

    /** The values in order, each of them as {@link MeterValue} reads it. */
    public List<Payload> values() {
        return payload.objects(METER_VALUE);
    }
}
