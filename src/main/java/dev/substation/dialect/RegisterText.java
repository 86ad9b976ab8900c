package dev.substation.dialect;

import dev.substation.model.Action;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reading of a meter that came as text in a field which OCPP has as a number of Wh. It is
 * billed, so a text that may mean two numbers is not read.
 */
final class RegisterText {

    private static final Map<Action, String> FIELDS =
            Map.of(
                    Action.StartTransaction, "meterStart",
                    Action.StopTransaction, "meterStop");

    private static final Pattern WITH_UNIT =
            Pattern.compile("(\\d{1,15}(?:[.,]\\d{1,9})?)\\s*([kKM]?)[wW][hH]");

    /** The powers of ten of what stands before Wh; a small m would be a thousandth. */
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 3, "K", 3, "M", 6);

    private RegisterText() {}

    /** Whether a field of this action's request is the reading of a meter. */
    static boolean isIn(Action action, String field) {
        return field.equals(FIELDS.get(action));
    }

    /** Whether the text names a unit. */
    static boolean hasUnit(String text) {
        return WITH_UNIT.matcher(text.strip()).matches();
    }

    /**
     * The Wh that a text means: a whole number if it is one; empty when it cannot be read, or may
     * mean another number. Kilowatt-hours and megawatt-hours have three decimals in every display,
     * so their point is one of a fraction.
     */
    static Optional<Object> wattHours(String text) {
        String bare = text.strip();
        Matcher unit = WITH_UNIT.matcher(bare);
        boolean named = unit.matches();
        int power = named ? POWERS.get(unit.group(2)) : 0;
        String number = named ? unit.group(1) : bare;
        boolean point = power > 0 && number.contains(".");
        if (!point && Numbers.isOpen(number)) {
            return Optional.empty();
        }
        Optional<BigDecimal> decimal =
                Numbers.decimal(Numbers.withPoint(number))
                        .map(it -> power > 0 ? shifted(it, power) : it);
        return decimal.flatMap(Numbers::whole).<Object>map(whole -> whole).or(() -> decimal);
    }

    private static BigDecimal shifted(BigDecimal number, int power) {
        BigDecimal wattHours = number.scaleByPowerOfTen(power);
        return wattHours.scale() < 0 ? wattHours.setScale(0) : wattHours;
    }
}
