package dev.substation.flow.ports;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id by which the CSMS knows a transaction: opaque text that goes back to it as it came. OCPP
 * 1.6 has an integer there, yet some CSMS write it in quotes, count beyond 32 or 64 bits, or use a
 * UUID.
 *
 * @param text the id without quotes; {@code 007} is another one than {@code 7}
 * @param quoted whether the CSMS writes it as JSON text
 */
public record CsmsTransactionId(String text, boolean quoted) {

    /** How many characters an id can have; OCPP 2.0.1 allows 36. */
    public static final int MAX_LENGTH = 255;

    /** The id of a transaction whose start the CSMS never took (errata 3.18 of OCPP 1.6). */
    public static final CsmsTransactionId NEVER_NAMED = of(-1);

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    /** An id that is a number of 64 bits. */
    public static CsmsTransactionId of(long number) {
        return new CsmsTransactionId(Long.toString(number), false);
    }

    /**
     * The id in a field of a message of the CSMS; empty when it is none: neither a whole number nor
     * text, or empty, too long, or with control characters.
     */
    public static Optional<CsmsTransactionId> read(Object value) {
        if (value instanceof Long number) {
            return Optional.of(of(number));
        }
        if (value instanceof BigDecimal number) {
            BigDecimal bare = number.stripTrailingZeros();
            long digits = (long) bare.precision() - bare.scale();
            return bare.scale() <= 0 && digits <= MAX_LENGTH
                    ? Optional.of(new CsmsTransactionId(bare.toBigInteger().toString(), false))
                    : Optional.empty();
        }
        return value instanceof String text && isUsable(text)
                ? Optional.of(new CsmsTransactionId(text, true))
                : Optional.empty();
    }

    private static boolean isUsable(String text) {
        return !text.isBlank()
                && text.length() <= MAX_LENGTH
                && text.codePoints()
                        .noneMatch(
                                character ->
                                        Character.isISOControl(character)
                                                || Character.getType(character)
                                                        == Character.SURROGATE);
    }

    /** The value of a field, in the CSMS's own form. */
    Object value() {
        if (quoted) {
            return text;
        }
        Optional<Long> number = number();
        return number.isPresent() ? number.get() : new BigDecimal(text);
    }

    /** The whole number that it is, in quotes or not; empty when it is none of 64 bits. */
    public Optional<Long> number() {
        if (!INTEGER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException beyond64Bits) {
            return Optional.empty();
        }
    }

    /** As a column of the ledger has it: in quotes when the CSMS writes it so. */
    public String stored() {
        String storable = Storable.of(text);
        return quoted ? '"' + storable + '"' : storable;
    }

    /** Read back from the ledger. */
    public static CsmsTransactionId ofStored(String stored) {
        return stored.startsWith("\"")
                ? new CsmsTransactionId(stored.substring(1, stored.length() - 1), true)
                : new CsmsTransactionId(stored, false);
    }

    @Override
    public String toString() {
        return stored();
    }
}
