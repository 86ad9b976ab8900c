package dev.substation.soap;

import dev.substation.model.Note;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * XML as programs print it that put texts between tags as they are: with {@code &} and {@code <}
 * that are not escaped, and with control characters, which XML does not have. Both can only mean
 * one thing, and a parser refuses the whole message for them. Works on bytes of any encoding whose
 * first half is ASCII.
 */
final class XmlMending {

    /** Only the names that XML has are references; a reference to any other is refused later. */
    private static final Pattern REFERENCE =
            Pattern.compile("&(?:#(?:(\\d{1,7})|[xX]([0-9A-Fa-f]{1,6}))|[A-Za-z_][\\w.-]{0,63});");

    private static final int LONGEST_REFERENCE = 70;

    /** What is not looked at, by its beginning and its end. */
    private static final List<List<String>> VERBATIM =
            List.of(List.of("<![CDATA[", "]]>"), List.of("<!--", "-->"), List.of("<?", "?>"));

    private final byte[] text;
    private final ByteArrayOutputStream mended;
    private final Set<String> leftOut = new TreeSet<>();
    private int escaped;

    private XmlMending(byte[] text) {
        this.text = text;
        mended = new ByteArrayOutputStream(text.length + 64);
    }

    /** A text that a parser can read as far as these are concerned; the same one for most. */
    static byte[] mended(byte[] text, List<Note> notes) {
        return isPlain(text) ? text : new XmlMending(text).all(notes);
    }

    private static boolean isPlain(byte[] text) {
        for (int at = 0; at < text.length; at++) {
            byte one = text[at];
            boolean odd =
                    isControl(one)
                            || one == '&' && !isGood(reference(text, at))
                            || one == '<' && !isTag(text, at);
            if (odd) {
                return false;
            }
        }
        return true;
    }

    private byte[] all(List<Note> notes) {
        int at = 0;
        String end = "";
        while (at < text.length) {
            if (end.isEmpty()) {
                end = endOfVerbatim(at);
            } else if (begins(at, end)) {
                end = "";
            }
            at = end.isEmpty() ? next(at) : copied(at);
        }
        if (!leftOut.isEmpty()) {
            notes.add(Oddity.CONTROL.note("", String.join(" ", leftOut), ""));
        }
        if (escaped > 0) {
            notes.add(Oddity.BARE.note("", escaped + " characters", ""));
        }
        return mended.toByteArray();
    }

    private int copied(int at) {
        if (isControl(text[at])) {
            leftOut.add(hex(text[at]));
        } else {
            mended.write(text[at]);
        }
        return at + 1;
    }

    private int next(int at) {
        if (text[at] == '<' && !isTag(text, at)) {
            return escape("&lt;", at);
        }
        if (text[at] != '&') {
            return copied(at);
        }
        String reference = reference(text, at);
        if (reference.equals("&")) {
            return escape("&amp;", at);
        }
        if (reference.startsWith("&#") && !isCharacter(point(reference))) {
            leftOut.add(hex(point(reference)));
        } else {
            mended.writeBytes(reference.getBytes(StandardCharsets.US_ASCII));
        }
        return at + reference.length();
    }

    private int escape(String written, int at) {
        mended.writeBytes(written.getBytes(StandardCharsets.US_ASCII));
        escaped++;
        return at + 1;
    }

    private String endOfVerbatim(int at) {
        if (text[at] == '<') {
            for (List<String> one : VERBATIM) {
                if (begins(at, one.get(0))) {
                    return one.get(1);
                }
            }
        }
        return "";
    }

    private boolean begins(int at, String with) {
        return at + with.length() <= text.length
                && Arrays.equals(
                        text,
                        at,
                        at + with.length(),
                        with.getBytes(StandardCharsets.US_ASCII),
                        0,
                        with.length());
    }

    /** The reference that begins here; {@code &} alone if none does. */
    private static String reference(byte[] text, int at) {
        int length = Math.min(LONGEST_REFERENCE, text.length - at);
        Matcher found =
                REFERENCE.matcher(new String(text, at, length, StandardCharsets.ISO_8859_1));
        return found.lookingAt() ? found.group() : "&";
    }

    private static boolean isGood(String reference) {
        return reference.startsWith("&#") ? isCharacter(point(reference)) : reference.length() > 1;
    }

    private static int point(String reference) {
        Matcher number = REFERENCE.matcher(reference);
        boolean decimal = number.matches() && number.group(1) != null;
        return decimal ? Integer.parseInt(number.group(1)) : Integer.parseInt(number.group(2), 16);
    }

    /** A tag begins with a letter; so does no text that says "less than". */
    private static boolean isTag(byte[] text, int at) {
        if (at + 1 >= text.length) {
            return true; // a text that breaks off
        }
        byte next = text[at + 1];
        return next < 0 || Character.isLetter(next) || "_:/!?".indexOf(next) >= 0;
    }

    /** A control character that XML does not have, except the zero byte, which ends a buffer. */
    private static boolean isControl(byte one) {
        return one > 0 && one < ' ' && one != '\t' && one != '\n' && one != '\r';
    }

    /** XML 1.0, section 2.2. */
    private static boolean isCharacter(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || point >= ' ' && point <= 0xD7FF
                || point >= 0xE000 && point <= 0xFFFD
                || point >= 0x10000 && point <= Character.MAX_CODE_POINT;
    }

    private static String hex(int point) {
        return "U+%04X".formatted(point);
    }
}
