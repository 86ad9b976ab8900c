package dev.substation.dialect;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads numbers of untrusted peers: an exponent of a few characters must not become megabytes of
 * digits.
 */
final class Numbers {

    static final int MAX_LENGTH = 100;
    private static final int MAX_SCALE = 400;
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
