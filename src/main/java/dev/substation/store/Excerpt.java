package dev.substation.store;

import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of a payload as a payload: long texts lose their end, lists their last entries, so
 * that what is left can be read and masked like any other.
 */
final class Excerpt {

    /** What a number, a name's quotes or a bracket counts for, about. */
    private static final int SMALL = 8;

    private int left;

    private Excerpt(int characters) {
        this.left = characters;
    }

    static Payload of(Payload whole, int characters) {
        return new Excerpt(characters).object(whole);
    }

    private Payload object(Payload whole) {
        Map<String, Object> begun = new LinkedHashMap<>();
        for (Map.Entry<String, Object> field : whole.entrySet()) {
            if (left <= 0) {
                break;
            }
            left -= field.getKey().length() + SMALL;
            begun.put(field.getKey(), value(field.getValue()));
        }
        return new Payload(begun);
    }

    private Object value(Object whole) {
        if (whole instanceof Payload object) {
            return object(object);
        }
        if (whole instanceof List<?> list) {
            List<Object> begun = new ArrayList<>();
            for (Object one : list) {
                if (left <= 0) {
                    break;
                }
                begun.add(value(one));
            }
            return begun;
        }
        if (whole instanceof String text) {
            String begun = text.length() <= left ? text : text.substring(0, Math.max(left, 0));
            left -= text.length() + SMALL;
            return begun;
        }
        left -= whole instanceof BigDecimal number ? number.precision() : SMALL;
        return whole;
    }
}
