package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.List;

/** The shape check of one message; see {@link Checks#shape}. */
final class ShapeCheck {

    /** The standard says 20; KEBA's have 23 and more. */
    private static final int MAX_ID_TAG = 255;

    /**
     * What a DataTransfer carries is its maker's business: text in OCPP 1.6, an object of some
     * stations all the same.
     */
    private static final String FREE = "data";

    private static final int ALONE = -1;

    private final Direction direction;
    private final Action action;
    private final Part part;
    private final Tolerance tolerance;

    ShapeCheck(Direction direction, Action action, Part part) {
        this.direction = direction;
        this.action = action;
        this.part = part;
        tolerance = new Tolerance(direction, action, part);
    }

    void object(Shape shape, Payload payload, FieldPath path) throws BadMessage {
        for (Field field : shape.fields()) {
            Object value = payload.get(field.name());
            if (value == null) {
                if (field.required() && !ObviousValues.isTime(direction, action, part, field)) {
                    throw new BadMessage(
                            Answer.failure(Cause.MISSING_FIELD, action, path.field(field.name())));
                }
            } else if (field.many() && value instanceof List<?> items) {
                for (int i = 0; i < items.size(); i++) {
                    value(field, items.get(i), path, i);
                }
            } else {
                value(field, value, path, ALONE);
            }
        }
    }

    /**
     * @param index the place in a list, or {@link #ALONE}
     */
    private void value(Field field, Object value, FieldPath holder, int index) throws BadMessage {
        boolean odd =
                value instanceof BigDecimal && OddNumbers.isTaken(action, field.name())
                        || OddNumbers.isOfCsms(direction, part, field.name(), value);
        boolean free = action.equals(Action.DataTransfer) && field.name().equals(FREE);
        boolean meant = "".equals(value) && tolerance.isMeantEmpty(field.name());
        if (!odd && !free && (meant || !(fits(field, value) && isLegible(field, value)))) {
            throw new BadMessage(
                    Answer.failure(
                            Cause.WRONG_TYPE,
                            action,
                            holder.item(field.name(), index),
                            field.kind().words()));
        }
        if (value instanceof String text
                && FieldNames.ID_TAGS.contains(field.name())
                && text.length() > MAX_ID_TAG) {
            throw new BadMessage(
                    Answer.failure(
                            Cause.WRONG_VALUE,
                            action,
                            holder.item(field.name(), index)
                                    + " has more than "
                                    + MAX_ID_TAG
                                    + " characters"));
        }
        if (!free && value instanceof Payload object) {
            object(field.shape(), object, holder.item(field.name(), index));
        }
    }

    /** A station is not sent a time that cannot be read: until when would it reserve? */
    private boolean isLegible(Field field, Object value) {
        return field.kind() != Shape.Kind.TIME
                || direction == Direction.UP
                || part == Part.RESPONSE
                || "".equals(value) && !field.required()
                || Times.parse(value.toString()).isPresent();
    }

    private static boolean fits(Field field, Object value) {
        if (!field.required() && "".equals(value)) {
            return true;
        }
        return switch (field.kind()) {
            case TEXT, URI ->
                    value instanceof String
                            || value instanceof Long
                            || value instanceof BigDecimal
                            || value instanceof Boolean;
            case TIME -> value instanceof String;
            case INTEGER ->
                    value instanceof Long
                            || value instanceof BigDecimal number
                                    && Numbers.whole(number).isPresent();
            case DECIMAL -> value instanceof Long || value instanceof BigDecimal;
            case BOOLEAN -> value instanceof Boolean;
            case OBJECT -> value instanceof Payload;
        };
    }
}
