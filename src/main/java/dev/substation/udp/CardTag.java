package dev.substation.udp;

import java.util.Locale;
import java.util.Optional;

/**
 * Cards as a box writes them, and as OCPP does.
 *
 * <p>The box writes up to 16 hexadecimal digits, the lowest first, so that {@code e3f76b8d00000000}
 * is the number D8B67F3E. OCPP gets this number with the highest digit first, in capital letters,
 * without the zeros in front, but with 8, 14 or 16 digits: cards have numbers of 4 or 7 bytes.
 */
final class CardTag {

    private static final int DIGITS = 16;
    private static final int SHORT = 8;
    private static final int LONG = 14;

    private CardTag() {}

    /** Whether a box names a card by this, and not none by zeros. */
    static boolean isCard(String tag) {
        return tag.matches("[0-9A-Fa-f]{1," + DIGITS + "}") && !tag.matches("0+");
    }

    /** The idTag of a card that a box names. */
    static String idTag(String tag) {
        String number = new StringBuilder(tag).reverse().toString().replaceFirst("^0+", "");
        int digits = number.length() <= SHORT ? SHORT : number.length() <= LONG ? LONG : DIGITS;
        return ("0".repeat(digits - number.length()) + number).toUpperCase(Locale.ROOT);
    }

    /** A card as the box takes it; empty for an idTag that is not the number of a card. */
    static Optional<String> tag(String idTag) {
        if (!isCard(idTag)) {
            return Optional.empty();
        }
        String number = "0".repeat(DIGITS - idTag.length()) + idTag.toLowerCase(Locale.ROOT);
        return Optional.of(new StringBuilder(number).reverse().toString());
    }

    /** Whether two texts of a box name the same card, though one has fewer zeros at its end. */
    static boolean isSame(String one, String other) {
        return idTag(one).equals(idTag(other));
    }
}
