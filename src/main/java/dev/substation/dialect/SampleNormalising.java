package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a strict CSMS takes of samples of a meter, and which of them may not be changed. */
final class SampleNormalising {

    /** Without these a sample would say something else: better none than a wrong one. */
    private static final Set<String> SAMPLE_DECIDES = Set.of("measurand", "phase", "format");

    /** What decides the meaning of a sample that stands beside a signature. */
    static final Set<String> DECIDES =
            Set.of("measurand", "unit", "phase", "format", "context", "location");

    /** The units of measurands that have none in 1.6 (errata 3.86). */
    private static final Set<String> UNITS_OF_FREQUENCY = Set.of("hz", "hertz");

    private final Notes notes;

    SampleNormalising(Notes notes) {
        this.notes = notes;
    }

    /**
     * A sample without a value, or meter values without a sample: seen as {@code []} and {@code
     * {}}.
     */
    static boolean isHollow(Field field, Payload object) {
        if (field.name().equals(MeterValue.SAMPLED_VALUE)) {
            return object.get("value") == null;
        }
        return field.shape().byName().containsKey(MeterValue.SAMPLED_VALUE)
                && object.get(MeterValue.SAMPLED_VALUE) instanceof List<?> samples
                && samples.isEmpty();
    }

    /**
     * Whether one of the samples is a signed record; then nothing beside it may change. One in a
     * format that OCPP 1.6 does not know is none: the CSMS would refuse the whole message for it.
     */
    static boolean isSigned(Shape sample, List<?> samples) {
        Field format = sample.byName().get("format");
        return samples.stream()
                .filter(Payload.class::isInstance)
                .map(Payload.class::cast)
                .anyMatch(
                        it ->
                                Samples.isRecord(it)
                                        || Samples.isSignature(it) && isKnown(format, it));
    }

    private static boolean isKnown(Field format, Payload sample) {
        Object text = sample.get(format.name());
        return text == null || format.word(text.toString()).isPresent();
    }

    /** When something was signed: a plain value may lie beside it in a meter value of its own. */
    static Set<Object> signedTimes(Shape sample, List<?> meterValues) {
        return meterValues.stream()
                .filter(Payload.class::isInstance)
                .map(Payload.class::cast)
                .filter(
                        value ->
                                value.get(MeterValue.SAMPLED_VALUE) instanceof List<?> samples
                                        && isSigned(sample, samples))
                .map(value -> value.getOrDefault(MeterValue.TIMESTAMP, ""))
                .collect(Collectors.toSet());
    }

    /**
     * A sample whose attributes are known, or none: what decides its meaning must not be left out,
     * what only describes it may. A unit may go where there is none to be had.
     */
    Optional<Payload> known(Shape shape, Payload sample, FieldPath path) {
        Payload kept = sample;
        for (Field field : shape.fields()) {
            Object value = sample.get(field.name());
            if (field.words().isEmpty() || value == null || "".equals(value)) {
                continue;
            }
            String word = value.toString();
            if (isUnderstood(field, word)) {
                continue;
            }
            boolean unitless = UNITS_OF_FREQUENCY.contains(word.toLowerCase(Locale.ROOT));
            boolean decides =
                    SAMPLE_DECIDES.contains(field.name())
                            || field.name().equals("unit") && !unitless;
            if (decides) {
                notes.add(
                        Loss.IMPOSSIBLE,
                        path,
                        String.valueOf(sample),
                        "",
                        field.name()
                                + " "
                                + word
                                + " is not an OCPP 1.6 value, and without it the sample says something else");
                return Optional.empty();
            }
            notes.add(
                    Loss.APPROXIMATED,
                    path.field(field.name()),
                    word,
                    "",
                    "not an OCPP 1.6 value; left out");
            kept = kept.without(field.name());
        }
        return Optional.of(kept);
    }

    private static boolean isUnderstood(Field field, String word) {
        return field.word(word).isPresent()
                || field.out().containsKey(word)
                || field.in().containsKey(word);
    }
}
