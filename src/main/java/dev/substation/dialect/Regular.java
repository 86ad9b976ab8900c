package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.List;

/**
 * Tells messages that are just as OCPP 1.6 has them. Nearly all are, and {@link Reading} has
 * nothing to change in them, so it is spared for those.
 */
final class Regular {

    private static final int YEAR = 4;

    private final Tolerance tolerance;

    Regular(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Whether an object has known fields alone, each with a value of its kind and with a word of
     * its enumeration, and none too few.
     */
    boolean isRegular(Shape shape, Payload payload) {
        int known = 0;
        for (Field field : shape.fields()) {
            Object value = payload.get(field.name());
            if (value == null ? field.required() : !isRegular(field, value)) {
                return false;
            }
            known += value == null ? 0 : 1;
        }
        return known == payload.size();
    }

    private boolean isRegular(Field field, Object value) {
        if (tolerance.isFree(field.name())) {
            return true;
        }
        if (!field.many()) {
            return isOne(field, value);
        }
        if (!(value instanceof List<?> items) || items.isEmpty()) {
            return false;
        }
        for (Object item : items) {
            if (!isOne(field, item)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOne(Field field, Object value) {
        return switch (field.kind()) {
            case TEXT, URI ->
                    value instanceof String text
                            && !text.isEmpty()
                            && !Leaves.isFramed(text)
                            && (field.words().isEmpty() || field.words().contains(text));
            case TIME -> value instanceof String text && isTime(text);
            case INTEGER -> value instanceof Long;
            case DECIMAL -> value instanceof Long || value instanceof BigDecimal;
            case BOOLEAN -> value instanceof Boolean;
            case OBJECT -> value instanceof Payload object && isRegular(field.shape(), object);
        };
    }

    /** A date, and no number of seconds; how stations write it is no matter here. */
    private boolean isTime(String text) {
        return text.length() > YEAR
                && text.charAt(YEAR) == '-'
                && (!tolerance.isOfCsms() || Times.isStrict(text));
    }
}
