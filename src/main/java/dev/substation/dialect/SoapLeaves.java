package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of one SOAP body as values. What cannot be read is refused where the message cannot do
 * without it; elsewhere it stays as it came, for {@link Checks#read} to leave out.
 */
final class SoapLeaves {

    /** The field of an object that stands for a text with elements in it. */
    static final String XML = "xml";

    private final Action action;
    private final Tolerance tolerance;
    private final Notes notes;

    SoapLeaves(Action action, Tolerance tolerance, Notes notes) {
        this.action = action;
        this.tolerance = tolerance;
        this.notes = notes;
    }

    /** The value of a text, or null when it is as good as absent. */
    Object leaf(Field field, String text, FieldPath path) throws BadMessage {
        if (!field.collapses()) {
            return translated(field, text, path);
        }
        String word = collapsed(text);
        if (word.isEmpty() && !(field.required() && cannotDoWithout(field, path))) {
            return field.kind() == Shape.Kind.TIME && field.required() ? word : null;
        }
        return switch (field.kind()) {
            case TEXT, URI, TIME -> translated(field, word, path);
            case INTEGER -> typed(integer(word, field), field, word, path);
            case DECIMAL -> typed(Numbers.decimalAsMeant(word), field, word, path);
            case BOOLEAN -> typed(Leaves.truth(word), field, word, path);
            case OBJECT -> throw new IllegalStateException("an object is no leaf: " + path);
        };
    }

    private Optional<?> integer(String word, Field field) {
        Optional<Long> whole =
                Numbers.whole(word).or(() -> Numbers.decimal(word).flatMap(Numbers::whole));
        return whole.isEmpty() && OddNumbers.isTaken(action, field.name())
                ? Numbers.decimal(word)
                : whole;
    }

    private String translated(Field field, String text, FieldPath path) {
        String spelled = field.spelled(text);
        if (!spelled.equals(text)) {
            notes.add(Loss.RENAMED, path, text, spelled, "spelling of OCPP");
        }
        Word word = field.in().get(spelled);
        if (word == null) {
            return spelled;
        }
        notes.add(word.loss(), path, spelled, word.text(), word.reason());
        return word.text();
    }

    private Object typed(Optional<?> value, Field field, String word, FieldPath path)
            throws BadMessage {
        if (value.isPresent()) {
            return value.get();
        }
        if (cannotDoWithout(field, path)) {
            throw wrongType(field, path);
        }
        return word;
    }

    /** A text with elements inside it, as its XML. */
    Object mixed(Field field, String xml, FieldPath path) throws BadMessage {
        if (tolerance.isFree(field.name())) {
            notes.add(Loss.RENAMED, path, xml, xml, "XML in place of text; passed on as text");
            return xml;
        }
        if (cannotDoWithout(field, path)) {
            throw wrongType(field, path);
        }
        return Payload.of(XML, xml);
    }

    /** The same in an element that only a later version has. */
    void mixed(String name, String xml, FieldPath path) {
        notes.add(Loss.IMPOSSIBLE, path.field(name), xml, "", "left out: elements inside text");
    }

    private boolean cannotDoWithout(Field field, FieldPath path) {
        if (path.parent() == FieldPath.TOP) {
            boolean register = RegisterText.isIn(action, field.name()); // Checks.read judges it
            return !register && (field.required() || tolerance.isMeant(field.name()));
        }
        FieldPath above = path.parent();
        while (above != FieldPath.TOP) {
            if (tolerance.isExact(above.name())) {
                return true;
            }
            above = above.parent();
        }
        return false;
    }

    private BadMessage wrongType(Field field, FieldPath path) {
        return new BadMessage(Answer.failure(Cause.WRONG_TYPE, action, path, field.kind().words()));
    }

    /** An element that the message does not have. */
    void unknown(Shape shape, String name, FieldPath path) {
        String why = shape.surplus().getOrDefault(name, "the element is not known here");
        notes.add(Loss.IMPOSSIBLE, path.field(name), "", "", why);
    }

    /** Text where the contract has elements alone. */
    void between(String text, FieldPath path) {
        if (!text.isEmpty()) {
            notes.add(Loss.IMPOSSIBLE, path, text, "", "left out: text between elements");
        }
    }

    /** A field that is an attribute. */
    void attribute(String name, String text, FieldPath path) {
        notes.add(
                Loss.RENAMED, path.field(name), text, text, "an attribute in place of an element");
    }

    /** An attribute of an element that is a text alone, such as the ids of some SOAP stacks. */
    void surplus(String name, String text, FieldPath path) {
        notes.add(
                Loss.IMPOSSIBLE,
                path.field(name),
                text,
                "",
                "left out: the element has no such attribute");
    }

    /** A text that only a later version has. */
    void later(String name, String text, Map<String, Object> fields, FieldPath path) {
        fields.putIfAbsent(name, text);
        notes.add(
                Loss.RENAMED, path.field(name), text, text, "a field of OCPP 1.6 in a 1.5 message");
    }

    /** A value, unless the field has one. */
    void putFirst(String name, Object value, Map<String, Object> fields, FieldPath path) {
        if (fields.putIfAbsent(name, value) != null) {
            notes.add(
                    Loss.IMPOSSIBLE,
                    path.field(name),
                    String.valueOf(value),
                    "",
                    "the element occurs more than once; the first one counts");
        }
    }

    /** White space collapsed as XML Schema does it for everything but strings. */
    private static String collapsed(String text) {
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); i++) {
            if (Character.isWhitespace(stripped.charAt(i))) {
                return stripped.replaceAll("\\s+", " ");
            }
        }
        return stripped;
    }
}
