package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last look at a payload for a strict CSMS, when {@link Normalising} has mended what can be
 * mended: a part that its schema still refuses is left out with a note, because the CSMS would
 * refuse the whole message for it. A message without a part that it must have is refused here
 * (docs/adr/0045-strict-csms.md).
 */
final class Fitting {

    private static final String FORMAT = "format";
    private static final String SIGNED_DATA = "SignedData";

    private final Action action;
    private final Notes notes = new Notes();

    Fitting(Action action) {
        this.action = action;
    }

    List<Note> notes() {
        return notes.list();
    }

    /**
     * What fits of a message.
     *
     * @throws BadMessage when a field that is required is not there, or cannot be sent
     */
    Payload message(Shape shape, Payload payload) throws BadMessage {
        return object(shape, payload, FieldPath.TOP);
    }

    private Payload object(Shape shape, Payload payload, FieldPath path) throws BadMessage {
        Map<String, Object> fitting = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : payload.entrySet()) {
            Field field = shape.byName().get(entry.getKey());
            FieldPath here = path.field(entry.getKey());
            if (field == null) {
                leftOut(here, entry.getValue(), "the field does not exist in OCPP 1.6-J");
                continue;
            }
            if (!field.required() && entry.getValue() instanceof List<?> items && items.isEmpty()) {
                notes.add(Loss.RENAMED, here, "[]", "", "an empty list for an absent one");
                continue; // some schemas ask for one item at least
            }
            try {
                fitting.put(entry.getKey(), value(field, entry.getValue(), path));
            } catch (BadMessage unfit) {
                if (field.required() || decides(field, payload, entry.getValue(), path)) {
                    throw unfit;
                }
                leftOut(here, entry.getValue(), unfit.failure().description());
            }
        }
        for (Field field : shape.fields()) {
            if (field.required() && !fitting.containsKey(field.name())) {
                throw new BadMessage(
                        Answer.failure(Cause.MISSING_FIELD, action, path.field(field.name())));
            }
        }
        return fitting.equals(payload) ? payload : new Payload(fitting);
    }

    private Object value(Field field, Object value, FieldPath path) throws BadMessage {
        FieldPath here = path.field(field.name());
        if (!field.many()) {
            return single(field, value, here);
        }
        if (!(value instanceof List<?> items)) {
            throw new BadMessage(Answer.failure(Cause.WRONG_TYPE, action, here, "a list"));
        }
        List<Object> fitting = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            FieldPath item = path.item(field.name(), i);
            try {
                fitting.add(single(field, items.get(i), item));
            } catch (BadMessage unfit) {
                leftOut(item, items.get(i), unfit.failure().description());
            }
        }
        if (fitting.isEmpty()
                && (!field.required() || field.name().equals(MeterValue.SAMPLED_VALUE))) {
            throw new BadMessage(
                    Answer.failure(Cause.MISSING_FIELD, action, path.item(field.name(), 0)));
        }
        return fitting;
    }

    private Object single(Field field, Object written, FieldPath path) throws BadMessage {
        Object value = field.kind() == Shape.Kind.TEXT ? text(written, path) : written;
        boolean fits =
                switch (field.kind()) {
                    case TEXT, URI -> value instanceof String;
                    case TIME -> value instanceof String text && Times.isStrict(text);
                    case INTEGER -> value instanceof Long;
                    case DECIMAL -> value instanceof Long || value instanceof BigDecimal;
                    case BOOLEAN -> value instanceof Boolean;
                    case OBJECT -> value instanceof Payload;
                };
        if (!fits) {
            throw new BadMessage(
                    Answer.failure(Cause.WRONG_TYPE, action, path, field.kind().words()));
        }
        if (value instanceof Payload object) {
            boolean sample = field.name().equals(MeterValue.SAMPLED_VALUE);
            Payload whole =
                    sample ? withFormat(object, field.shape().byName().get(FORMAT), path) : object;
            return object(field.shape(), whole, path);
        }
        if (value instanceof BigDecimal number && field.kind() == Shape.Kind.DECIMAL) {
            return rounded(field, number, path);
        }
        if (value instanceof String text) {
            String meant = meant(field, text, path);
            requireSayable(field, meant, path);
            return meant;
        }
        return value;
    }

    /**
     * A sample without such a field would say something else: kWh would be read as Wh. A signed
     * record says itself what it is, so only its format must stay.
     */
    private static boolean decides(Field field, Payload sample, Object value, FieldPath path) {
        boolean format = field.name().equals(FORMAT);
        return path.name().equals(MeterValue.SAMPLED_VALUE)
                && SampleNormalising.DECIDES.contains(field.name())
                && (format || !isRecord(sample))
                && value != null
                && !value.toString().isBlank();
    }

    private static boolean isRecord(Payload sample) {
        return Samples.isRecord(sample)
                || sample.text(FORMAT).filter(it -> Spellings.isLike(it, SIGNED_DATA)).isPresent();
    }

    /** A record of OCMF in the format of its name; the CSMS knows it as signed data. */
    private Payload withFormat(Payload sample, Field format, FieldPath path) {
        String named = sample.text(FORMAT).filter(it -> !it.isBlank()).orElse(SIGNED_DATA);
        if (!Samples.isRecord(sample) || format.word(named).isPresent()) {
            return sample;
        }
        notes.add(
                Loss.APPROXIMATED,
                path.field(FORMAT),
                named,
                SIGNED_DATA,
                "a signed record in a format that OCPP 1.6 does not have");
        return sample.with(FORMAT, SIGNED_DATA);
    }

    /** Samples beside a signature come here as the station wrote them, perhaps as numbers. */
    private Object text(Object value, FieldPath path) {
        if (!(value instanceof Number || value instanceof Boolean)) {
            return value;
        }
        String text = value instanceof BigDecimal number ? Numbers.text(number) : value.toString();
        notes.add(Loss.RENAMED, path, text, text, "a number where text belongs; now text");
        return text;
    }

    /** Samples beside a signature come here as the station wrote them, in any capitals. */
    private String meant(Field field, String text, FieldPath path) {
        if (field.words().isEmpty() || field.words().contains(text)) {
            return text;
        }
        Optional<String> word = field.word(text);
        word.ifPresent(it -> notes.add(Loss.APPROXIMATED, path, text, it, "spelling of OCPP 1.6"));
        return word.orElse(text);
    }

    private Object rounded(Field field, BigDecimal number, FieldPath path) {
        if (number.stripTrailingZeros().scale() <= field.fractionDigits()) {
            return number;
        }
        BigDecimal rounded = number.setScale(field.fractionDigits(), RoundingMode.HALF_UP);
        notes.add(
                Loss.APPROXIMATED,
                path,
                number.toString(),
                rounded.toString(),
                "rounded to the digits that OCPP 1.6 allows");
        return rounded;
    }

    /** An idTag is never judged here: the CSMS alone knows whether it takes a longer one. */
    private void requireSayable(Field field, String text, FieldPath path) throws BadMessage {
        int length = text.codePointCount(0, text.length());
        if (length > field.maxLength() && !FieldNames.ID_TAGS.contains(field.name())) {
            throw new BadMessage(
                    Answer.failure(
                            Cause.WRONG_VALUE,
                            action,
                            path + " has more than " + field.maxLength() + " characters"));
        }
        if (!field.words().isEmpty() && !field.words().contains(text)) {
            throw new BadMessage(
                    Answer.failure(
                            Cause.WRONG_VALUE,
                            action,
                            path + " is not a word of OCPP 1.6: " + printable(text)));
        }
    }

    private static String printable(String text) {
        String shown = text.length() <= 40 ? text : text.substring(0, 39) + "…";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    private void leftOut(FieldPath path, Object value, String reason) {
        notes.add(
                Loss.IMPOSSIBLE,
                path,
                value instanceof Payload || value instanceof List<?>
                        ? Json.text(value)
                        : String.valueOf(value),
                "",
                reason);
    }
}
