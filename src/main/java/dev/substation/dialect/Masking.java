package dev.substation.dialect;

import dev.substation.model.Payload;
import java.util.List;
import java.util.regex.Pattern;

/** Cards as those may see them who look after the gateway, but need not know whose they are. */
public final class Masking {

    private static final int SHOWN = 2;
    private static final String HIDDEN = "***";

    /** In a whole object that was left out, as a note has it. */
    private static final Pattern IN_OBJECTS = Pattern.compile("((?:parentI|\\bi)dTag=)[^,}\\]]*");

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
        return value != null && Checks.ID_TAGS.contains(name) ? tag(value.toString()) : value;
    }

    /** A value that stands at a path, masked when that is an idTag's. */
    public static String masked(String path, String value) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return Checks.ID_TAGS.contains(name)
                ? tag(value)
                : IN_OBJECTS.matcher(value).replaceAll("$1" + HIDDEN);
    }

    private static String tag(String tag) {
        return tag.isEmpty() ? "" : tag.substring(0, Math.min(SHOWN, tag.length() / 2)) + HIDDEN;
    }
}
