package dev.substation.dialect;

import java.util.Locale;
import java.util.Set;

/**
 * JSON as programs in C print it, written so that {@link Json#LENIENT} reads it: {@code nan} and
 * {@code inf} where a number belongs become text, and what stands behind the zero byte at the end
 * of a buffer goes.
 */
final class JsonMending {

    private static final Set<String> NO_NUMBERS = Set.of("nan", "inf", "infinity");

    private JsonMending() {}

    static String mended(String text) {
        String whole = withoutEnd(text);
        StringBuilder mended = new StringBuilder(whole.length() + 16);
        boolean quoted = false;
        int at = 0;
        while (at < whole.length()) {
            char one = whole.charAt(at);
            int end = quoted || one == '"' ? at : endOfWord(whole, at);
            if (end > at) {
                String word = whole.substring(at, end);
                mended.append(isNoNumber(word) ? '"' + word + '"' : word);
                at = end;
                continue;
            }
            mended.append(one);
            at++;
            if (quoted && one == '\\' && at < whole.length()) {
                mended.append(whole.charAt(at++));
            } else if (one == '"') {
                quoted = !quoted;
            }
        }
        return mended.toString();
    }

    /** The end of the letters that begin here, with the sign before them. */
    private static int endOfWord(String text, int from) {
        int at = from;
        if (text.charAt(at) == '-' || text.charAt(at) == '+') {
            at++;
        }
        int letters = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        return at == letters ? from : at;
    }

    private static boolean isNoNumber(String word) {
        boolean signed = word.charAt(0) == '-' || word.charAt(0) == '+';
        String letters = (signed ? word.substring(1) : word).toLowerCase(Locale.ROOT);
        return NO_NUMBERS.contains(letters);
    }

    /** Senders that take a buffer for a text send its end too, and what was there before. */
    private static String withoutEnd(String text) {
        int zero = text.indexOf('\0');
        String before = zero < 0 ? text : text.substring(0, zero).strip();
        return before.endsWith("]") ? before : text;
    }
}
