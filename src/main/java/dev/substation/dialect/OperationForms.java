package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Locale;

/**
 * The operations of a CSMS with their fields, for whoever makes a form of them: {@code
 * {"action":"Reset","fields":[{"name":"type","kind":"text","required":true,"words":["Hard","Soft"]}]}}.
 */
public final class OperationForms {

    private final List<Payload> all;

    public OperationForms(Dictionary dictionary) {
        all =
                dictionary.actions(Dialect.CANONICAL, Direction.DOWN).stream()
                        .map(
                                action ->
                                        Payload.of(
                                                "action",
                                                action.name(),
                                                "fields",
                                                fields(shape(dictionary, action))))
                        .toList();
    }

    /** All operations, in alphabetical order. */
    public List<Payload> all() {
        return all;
    }

    private static Shape shape(Dictionary dictionary, Action action) {
        return dictionary
                .message(Dialect.CANONICAL, Direction.DOWN, action, Part.REQUEST)
                .orElseThrow()
                .shape();
    }

    private static List<Payload> fields(Shape shape) {
        return shape.fields().stream().map(OperationForms::field).toList();
    }

    private static Payload field(Shape.Field field) {
        Payload form =
                Payload.of(
                        "name", field.name(),
                        "kind", field.kind().name().toLowerCase(Locale.ROOT),
                        "required", field.required(),
                        "many", field.many());
        if (field.kind() == Shape.Kind.OBJECT) {
            return form.with("fields", fields(field.shape()));
        }
        if (!field.words().isEmpty()) {
            return form.with("words", List.copyOf(field.words()));
        }
        return field.maxLength() == Integer.MAX_VALUE
                ? form
                : form.with("maxLength", (long) field.maxLength());
    }
}
