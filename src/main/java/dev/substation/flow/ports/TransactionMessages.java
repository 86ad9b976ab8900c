package dev.substation.flow.ports;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Payload;

/**
 * Which messages are of a transaction (OCPP 1.6 section 3.7.1): they are sent again after an error,
 * in order, and none is left out. It does not matter whether the gateway knows the transaction: it
 * may have begun before the gateway was there.
 */
public final class TransactionMessages {

    private TransactionMessages() {}

    public static boolean isOne(Call call) {
        return isOne(call.action(), call.payload());
    }

    public static boolean isOne(Action action, Payload payload) {
        return action.equals(Action.StartTransaction)
                || action.equals(Action.StopTransaction)
                || action.equals(Action.MeterValues) && payload.get("transactionId") != null;
    }
}
