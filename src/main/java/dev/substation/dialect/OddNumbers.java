package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Direction;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/**
 * Integers that may be something else, for what they stand in is worth money. A station's may be
 * any number: it repeats a refused one for ever, or forgets it (steve#740, #848, OCPP.Core#31). The
 * transaction ids of a CSMS may be any number or text; they are mapped before a station gets them.
 */
final class OddNumbers {

    private static final Map<Action, Set<String>> TAKEN =
            Map.of(
                    Action.StartTransaction, Set.of("meterStart", "reservationId"),
                    Action.StopTransaction, Set.of("meterStop", "transactionId"),
                    Action.MeterValues, Set.of("transactionId"));

    private static final String TRANSACTION_ID = "transactionId";

    private OddNumbers() {}

    /** Whether this field of this action's request may have a fraction or more than 64 bits. */
    static boolean isTaken(Action action, String field) {
        return TAKEN.getOrDefault(action, Set.of()).contains(field);
    }

    /** Whether this value is a transaction id in a message that the CSMS writes. */
    static boolean isOfCsms(Direction direction, Part part, String field, Object value) {
        boolean written = (direction == Direction.DOWN) == (part == Part.REQUEST);
        return written
                && field.equals(TRANSACTION_ID)
                && (value instanceof String || value instanceof BigDecimal);
    }
}
