package dev.substation.dialect;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads numbers of untrusted peers: an exponent of a few characters must not become megabytes of
 * digits.
 */
final class Numbers {

    static final int MAX_LENGTH = 100;
    private static final int MAX_SCALE = 400;
    private static final Pattern OPEN = Pattern.compile("[-+]?[1-9]\\d{0,2}[.,]\\d{3}");
    private static final Pattern WITH_COMMA = Pattern.compile("-?\\d{1,15},\\d{1,9}");
    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** A decimal of bearable size, with the scale that was written. */
    static Optional<BigDecimal> decimal(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) <= MAX_SCALE
                    ? Optional.of(number)
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The same, also with a comma where that can only be one of a fraction. */
    static Optional<BigDecimal> decimalAsMeant(String text) {
        return decimal(text).or(() -> isOpen(text) ? Optional.empty() : decimal(withPoint(text)));
    }

    /** Whether a separator may be one of thousands as well as one of a fraction. */
    static boolean isOpen(String text) {
        return OPEN.matcher(text).matches();
    }

    /** A number with a point for its comma; any other text as it is. */
    static String withPoint(String text) {
        return WITH_COMMA.matcher(text).matches() ? text.replace(',', '.') : text;
    }

    /** A whole number of 64 bits. */
    static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The whole number that a decimal is; empty when it has a fraction or more than 64 bits. */
    static Optional<Long> whole(BigDecimal number) {
        boolean fits = number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0;
        return fits && number.stripTrailingZeros().scale() <= 0
                ? Optional.of(number.longValue())
                : Optional.empty();
    }

    /** The digits of a decimal: without exponent where it has none of its own. */
    static String text(BigDecimal number) {
        return number.scale() >= 0 ? number.toPlainString() : number.toString();
    }
}
