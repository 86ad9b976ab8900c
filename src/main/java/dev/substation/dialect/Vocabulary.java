package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds words that a dialect has no word for. */
final class Vocabulary {

    private Vocabulary() {}

    /** What is wrong with the first of them, with its path; empty when all can be said. */
    static Optional<String> lacks(Shape shape, Payload payload, FieldPath path) {
        for (Field field : shape.fields()) {
            Object value = payload.get(field.name());
            List<?> items =
                    value instanceof List<?> list
                            ? list
                            : value == null ? List.of() : List.of(value);
            for (int i = 0; i < items.size(); i++) {
                FieldPath at =
                        value instanceof List<?>
                                ? path.item(field.name(), i)
                                : path.field(field.name());
                Optional<String> lacking = lacks(field, items.get(i), at);
                if (lacking.isPresent()) {
                    return lacking;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> lacks(Field field, Object value, FieldPath path) {
        if (value instanceof Payload object) {
            return lacks(field.shape(), object, path);
        }
        if (field.words().isEmpty() || !(value instanceof String text)) {
            return Optional.empty();
        }
        Word word = field.out().get(text);
        boolean said = field.words().contains(word == null ? text : word.text());
        boolean absent = text.isEmpty() && !field.required();
        return said || absent ? Optional.empty() : Optional.of(isNoneOf(field, path));
    }

    /** The sentence about a word that a field cannot have. */
    static String isNoneOf(Field field, FieldPath path) {
        return "%s is none of %s".formatted(path, String.join(", ", new TreeSet<>(field.words())));
    }
}
