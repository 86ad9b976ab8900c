package dev.substation.dialect;

import dev.substation.model.Action;
import java.util.Map;
import java.util.Set;

/**
 * Integers of a station that may be any number, for what they stand in is worth money: a station
 * repeats a refused one for ever, or forgets it (steve#740, #848, OCPP.Core#31).
 */
final class OddNumbers {

    private static final Map<Action, Set<String>> TAKEN =
            Map.of(
                    Action.StartTransaction, Set.of("meterStart", "reservationId"),
                    Action.StopTransaction, Set.of("meterStop", "transactionId"),
                    Action.MeterValues, Set.of("transactionId"));

    private OddNumbers() {}

    /** Whether this field of this action's request may have a fraction or more than 64 bits. */
    static boolean isTaken(Action action, String field) {
        return TAKEN.getOrDefault(action, Set.of()).contains(field);
    }
}
