package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Loss;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * Values without parts, as their sender means them: numbers, booleans and times in another type of
 * JSON, and words of an enumeration in another spelling.
 */
final class Leaves {

    static final String OTHER_TYPE = "in another JSON type than OCPP has";

    private final Notes notes;
    private final boolean plainTimes;
    private final boolean trimmed;

    /**
     * @param tolerance says who writes the message: times for a station are written as RFC 3339,
     *     since it has to read them
     * @param exact whether texts go on as they are, such as certificates
     */
    Leaves(Notes notes, Tolerance tolerance, boolean exact) {
        this.notes = notes;
        plainTimes = tolerance.isOfCsms();
        trimmed = !exact;
    }

    /**
     * The value as it is meant; the same one when it is as OCPP has it or may be absent; empty when
     * it cannot be read.
     *
     * @param odd whether an integer may have a fraction or any size
     */
    Optional<Object> read(Field field, Object value, FieldPath path, boolean odd) {
        if ("".equals(value) && !field.required()) {
            return Optional.of(value);
        }
        return switch (field.kind()) {
            case TEXT, URI -> text(field, value, path);
            case TIME -> time(field, value, path);
            case INTEGER -> integer(value, path, odd);
            case DECIMAL -> decimal(value, path);
            case BOOLEAN -> bool(value, path);
            case OBJECT -> Optional.empty();
        };
    }

    private Optional<Object> text(Field field, Object value, FieldPath path) {
        if (value instanceof Long || value instanceof BigDecimal || value instanceof Boolean) {
            String text =
                    value instanceof BigDecimal number ? Numbers.text(number) : value.toString();
            other(path, value, text, OTHER_TYPE);
            return text(field, text, path);
        }
        if (!(value instanceof String written)) {
            return Optional.empty();
        }
        String text = trimmed(field, written, path);
        String word = field.spelled(text);
        if (!word.equals(text)) {
            notes.add(Loss.RENAMED, path, text, word, "spelling of OCPP");
        }
        Word of15 = field.words().contains(word) ? null : field.in().get(word);
        if (of15 == null || !field.words().contains(of15.text())) {
            return Optional.of(word);
        }
        notes.add(of15.loss(), path, word, of15.text(), of15.reason());
        return Optional.of(of15.text());
    }

    /**
     * A text without the control characters around it: the end of a line of a card reader, or the
     * line breaks of a SOAP message that was written for people. Blanks alone stay. What a CSMS
     * writes stays too, except cards.
     */
    private String trimmed(Field field, String text, FieldPath path) {
        boolean meant = trimmed && (!plainTimes || FieldNames.ID_TAGS.contains(field.name()));
        if (!meant || !isFramed(text) || text.chars().allMatch(one -> one <= ' ')) {
            return text;
        }
        int begin = 0;
        int end = text.length();
        while (text.charAt(begin) <= ' ') {
            begin++;
        }
        while (text.charAt(end - 1) <= ' ') {
            end--;
        }
        String bare = text.substring(begin, end);
        notes.add(Loss.RENAMED, path, Json.text(text), bare, "control characters around a text");
        return bare;
    }

    /** Whether a text begins or ends with a control character. */
    static boolean isFramed(String text) {
        return !text.isEmpty() && (text.charAt(0) < ' ' || text.charAt(text.length() - 1) < ' ');
    }

    private Optional<Object> integer(Object value, FieldPath path, boolean odd) {
        if (value instanceof Long) {
            return Optional.of(value);
        }
        if (value instanceof BigDecimal number) {
            Optional<Long> whole = Numbers.whole(number);
            if (plainTimes && whole.isPresent()) {
                other(path, number, whole.get(), OTHER_TYPE);
                return Optional.of(whole.get());
            }
            return odd || Numbers.whole(number).isPresent() ? Optional.of(value) : Optional.empty();
        }
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        Optional<BigDecimal> number = Numbers.decimal(text.strip());
        Optional<Object> meant =
                number.flatMap(Numbers::whole)
                        .<Object>map(whole -> whole)
                        .or(() -> number.filter(it -> odd));
        meant.ifPresent(it -> other(path, value, it, OTHER_TYPE));
        return meant;
    }

    private Optional<Object> decimal(Object value, FieldPath path) {
        if (value instanceof Long || value instanceof BigDecimal) {
            return Optional.of(value);
        }
        Optional<BigDecimal> number =
                value instanceof String text
                        ? Numbers.decimalAsMeant(text.strip())
                        : Optional.empty();
        number.ifPresent(it -> other(path, value, Numbers.text(it), OTHER_TYPE));
        return number.map(it -> it);
    }

    private Optional<Object> bool(Object value, FieldPath path) {
        if (value instanceof Boolean) {
            return Optional.of(value);
        }
        Optional<Boolean> meant =
                value instanceof Long || value instanceof String
                        ? truth(value.toString())
                        : Optional.empty();
        meant.ifPresent(it -> other(path, value, it, OTHER_TYPE));
        return meant.map(it -> it);
    }

    /** Whether a word says yes or no. */
    static Optional<Boolean> truth(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> Optional.of(true);
            case "false", "0", "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private Optional<Object> time(Field field, Object value, FieldPath path) {
        boolean number = value instanceof Long || value instanceof BigDecimal;
        if (!number && !(value instanceof String)) {
            return Optional.empty();
        }
        String text =
                value instanceof BigDecimal decimal ? Numbers.text(decimal) : value.toString();
        Optional<Object> since1970 = Times.sinceEpoch(text).map(Times::plain);
        since1970.ifPresent(it -> other(path, value, it, "a time as a number since 1970"));
        if (number || since1970.isPresent()) {
            return since1970;
        }
        if (!plainTimes || Times.isStrict(text)) {
            return Optional.of(text);
        }
        Optional<Object> plain = Times.parse(text).or(() -> Times.leading(text)).map(Times::plain);
        plain.ifPresent(
                it ->
                        notes.add(
                                Loss.APPROXIMATED,
                                path,
                                text,
                                it.toString(),
                                "written in the form of RFC 3339; a time without a zone is UTC"));
        return plain;
    }

    private void other(FieldPath path, Object before, Object after, String reason) {
        notes.add(Loss.RENAMED, path, Json.text(before), after.toString(), reason);
    }
}
