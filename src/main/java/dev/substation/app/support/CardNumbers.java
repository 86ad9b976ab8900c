package dev.substation.app.support;

import java.util.regex.Pattern;

/**
 * Hides card numbers in a text. They are personal data, and whoever has one can charge with it. A
 * number is known by the name of its field, or by its form: the UID of a card has 4, 7 or 10 bytes
 * (ISO 14443), rarely 5 or 8, and KEBA adds the serial number of the box. A number of 10 or 16
 * digits without a letter is rather a time or a count.
 */
public final class CardNumbers {

    private static final String HIDDEN = "(card)";

    private static final Pattern NAMED =
            Pattern.compile(
                    "((?:parent)?id_?tag\"?\\s{0,3}[:=>]\\s{0,3}\"?)([^\"\\s,;}<>\\]]{1,255})",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern UID =
            Pattern.compile(
                    "(?<![\\w.:-])(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{14}|[0-9A-Fa-f]{20}"
                            + "|(?=[0-9]*[A-Fa-f])(?:[0-9A-Fa-f]{10}|[0-9A-Fa-f]{16}))(?![\\w.:-])");

    private static final Pattern UID_IN_PARTS =
            Pattern.compile("(?<![\\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){3,9}(?![\\w:-])");

    private static final Pattern WITH_SERIAL =
            Pattern.compile("(?<![\\w-])[0-9A-Za-z]{4,20}_[0-9]{6,12}(?![\\w-])");

    private CardNumbers() {}

    /** The text without them. */
    public static String hiddenIn(String text) {
        String named = NAMED.matcher(text).replaceAll("$1" + HIDDEN);
        String uids = UID.matcher(named).replaceAll(HIDDEN);
        String parts = UID_IN_PARTS.matcher(uids).replaceAll(HIDDEN);
        return WITH_SERIAL.matcher(parts).replaceAll(HIDDEN);
    }
}
