package dev.substation.dialect;

import dev.substation.model.Payload;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cards as those may see them who look after the gateway, but need not know whose they are. */
public final class Masking {

    private static final int SHOWN = 2;
    private static final String HIDDEN = "***";

    /** Makers' own text, often JSON. */
    private static final String DATA = "data";

    /** In a whole object that was left out, or became JSON text, as a note has it. */
    private static final Pattern IN_OBJECTS =
            Pattern.compile("((?:parentI|\\bi)dTag(?:=|\"\\s*:\\s*\"?))[^,}\\]\"]*");

    /** What a reader quotes of a text that it cannot read: a word with a digit may be a card. */
    private static final Pattern QUOTED =
            Pattern.compile("(?<=['\"(])(?=[^'\")]*\\d)([^'\")\\s]{5,})(?=['\")])");

    private Masking() {}

    /** A payload with all of its idTags masked, however deep they lie. */
    public static Payload masked(Payload payload) {
        Payload masked = payload;
        for (var field : payload.entrySet()) {
            masked = masked.with(field.getKey(), value(field.getKey(), field.getValue()));
        }
        return masked;
    }

    private static Object value(String name, Object value) {
        if (value instanceof Payload object) {
            return masked(object);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> value(name, item)).toList();
        }
        if (value != null && FieldNames.ID_TAGS.contains(name)) {
            return tag(value.toString());
        }
        return name.equals(DATA) && value instanceof String text ? inObjects(text) : value;
    }

    /** A value that stands at a path, masked when that is an idTag's. */
    public static String masked(String path, String value) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return FieldNames.ID_TAGS.contains(name) ? tag(value) : inObjects(value);
    }

    /** Why a text cannot be read, without the cards that the reader quotes. */
    public static String reason(String why) {
        return QUOTED.matcher(why)
                .replaceAll(quoted -> Matcher.quoteReplacement(tag(quoted.group())));
    }

    private static String inObjects(String text) {
        return IN_OBJECTS.matcher(text).replaceAll("$1" + HIDDEN);
    }

    private static String tag(String tag) {
        return tag.isEmpty() ? "" : tag.substring(0, Math.min(SHOWN, tag.length() / 2)) + HIDDEN;
    }
}
