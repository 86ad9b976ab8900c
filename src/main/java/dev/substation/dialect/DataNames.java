package dev.substation.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names in the data of a DataTransfer. The makers write them as JSON, as XML or as {@code
 * name=value}. Values are no names: a CSMS may tell a station anything about a server.
 */
final class DataNames {

    /**
     * A name in data.
     *
     * @param written whether the data sets it: the key of a key-value pair, or {@code name=value}
     */
    record Name(String text, boolean written) {}

    private static final Set<String> KEYS =
            Set.of("key", "name", "parameter", "param", "variable", "setting", "configurationkey");

    private static final Set<String> VALUES =
            Set.of("value", "val", "newvalue", "attributevalue", "parametervalue");

    private static final int MOST_SEARCHED = 20_000;
    private static final int DEEPEST = 3;

    private final List<Name> names = new ArrayList<>();

    /** Names that are texts of a key field; they count if there is a value field too. */
    private final List<String> keys = new ArrayList<>();

    private boolean hasValue;

    private DataNames() {}

    static List<Name> in(Object data) {
        String whole = data instanceof String text ? text : Json.text(data);
        DataNames found = new DataNames();
        found.search(whole.substring(0, Math.min(whole.length(), MOST_SEARCHED)), 0);
        if (found.hasValue) {
            found.keys.forEach(key -> found.names.add(new Name(key, true)));
        }
        return found.names;
    }

    private void search(String text, int depth) {
        String field = "";
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                int end = endOfQuoted(text, i + 1);
                String quoted = text.substring(i + 1, end);
                i = afterBlanks(text, end + 1);
                if (i < text.length() && text.charAt(i) == ':') {
                    field = quoted;
                    names.add(new Name(quoted, false));
                    hasValue |= VALUES.contains(quoted.toLowerCase(Locale.ROOT));
                } else {
                    value(field, quoted, depth);
                }
            } else if (isOfName(c)) {
                int end = i;
                while (end < text.length() && isOfName(text.charAt(end))) {
                    end++;
                }
                unquoted(text, i, end);
                i = end;
            } else {
                i++;
            }
        }
    }

    private void value(String field, String quoted, int depth) {
        if (KEYS.contains(field.toLowerCase(Locale.ROOT))) {
            keys.add(quoted);
        } else if (depth < DEEPEST) {
            search(quoted.replace("\\\"", "\"").replace("\\\\", "\\"), depth + 1);
        }
    }

    private void unquoted(String text, int begin, int end) {
        char before = begin == 0 ? ' ' : text.charAt(begin - 1);
        int next = afterBlanks(text, end);
        char after = next < text.length() ? text.charAt(next) : ' ';
        boolean isLink = before == '?' || before == '&' || before == ':' || before == '%';
        String name = text.substring(begin, end);
        if (after == '=' && !isLink) {
            names.add(new Name(name, true));
        } else if (after == ':' && !text.startsWith("://", next) && !isLink
                || before == '<' && after == '>') {
            names.add(new Name(name, false));
        }
    }

    private static int endOfQuoted(String text, int begin) {
        int i = begin;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, text.length());
    }

    private static int afterBlanks(String text, int begin) {
        int i = begin;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isOfName(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '_'
                || c == '.'
                || c == '/'
                || c == '-';
    }
}
