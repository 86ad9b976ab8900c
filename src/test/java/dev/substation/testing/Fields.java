package dev.substation.testing;

import dev.substation.model.Payload;
import java.util.List;

/**
 * The fields of messages that many tests send, as names and values in turn: what {@link Payload#of}
 * takes, and the methods that call it.
 */
public final class Fields {

    private Fields() {}

    /** Of a StartTransaction. */
    public static Object[] start(
            Object connector, String idTag, Object meterStart, String timestamp) {
        return new Object[] {
            "connectorId", connector,
            "idTag", idTag,
            "meterStart", meterStart,
            "timestamp", timestamp
        };
    }

    /** Of a StopTransaction. */
    public static Object[] stop(Object transaction, Object meterStop, String timestamp) {
        return new Object[] {
            "transactionId", transaction, "meterStop", meterStop, "timestamp", timestamp
        };
    }

    /** Of a StatusNotification without an error. */
    public static Object[] status(Object connector, String status) {
        return new Object[] {"connectorId", connector, "errorCode", "NoError", "status", status};
    }

    /** Of MeterValues outside a transaction. */
    public static Object[] values(Object connector, String timestamp, Object value) {
        return new Object[] {"connectorId", connector, "meterValue", reading(timestamp, value)};
    }

    /** Of MeterValues in a transaction. */
    public static Object[] values(
            Object connector, Object transaction, String timestamp, Object value) {
        return new Object[] {
            "connectorId", connector,
            "transactionId", transaction,
            "meterValue", reading(timestamp, value)
        };
    }

    /** The field {@code meterValue} with one value. */
    public static List<Payload> reading(String timestamp, Object value) {
        return List.of(
                Payload.of(
                        "timestamp",
                        timestamp,
                        "sampledValue",
                        List.of(Payload.of("value", value))));
    }
}
