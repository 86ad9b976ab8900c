package dev.substation.routes.rules;

import dev.substation.dialect.Json;
import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the rules for meter values agree on about {@code sampledValue}: defaults (OCPP 1.6 §7.43),
 * numbers, and what is signed.
 */
final class Samples {

    static final String METER_VALUE = "meterValue";
    static final String SAMPLED_VALUE = "sampledValue";
    static final String TRANSACTION_DATA = "transactionData";
    static final String TIMESTAMP = "timestamp";
    static final String VALUE = "value";
    static final String UNIT = "unit";
    static final String REGISTER = "Energy.Active.Import.Register";

    /** No number of a meter has as many characters; a signed record has hundreds. */
    private static final int LONGEST_RAW = 64;

    /** No exponents: 1E999999999 is a number of a gigabyte when written out. */
    private static final String DECIMAL = "-?\\d{1,18}(\\.\\d{1,9})?";

    private Samples() {}

    static String measurand(Payload sample) {
        return sample.text("measurand").orElse(REGISTER);
    }

    /** The unit; what is left out means Wh where the measurand is an active energy. */
    static Optional<String> unit(Payload sample) {
        Optional<String> unit = sample.text(UNIT).filter(text -> !text.isEmpty());
        return unit.isEmpty() && measurand(sample).startsWith("Energy.Active.")
                ? Optional.of("Wh")
                : unit;
    }

    /** The number that a sample holds, be it text or, as seen in the field, a JSON number. */
    static Optional<BigDecimal> number(Payload sample) {
        Object value = sample.get(VALUE);
        if (value instanceof String text) {
            return Optional.of(text.strip())
                    .filter(number -> number.matches(DECIMAL))
                    .map(BigDecimal::new);
        }
        if (value instanceof Long whole) {
            return Optional.of(BigDecimal.valueOf(whole));
        }
        return Optional.ofNullable(value instanceof BigDecimal number ? number : null)
                .filter(number -> number.scale() >= 0 && number.scale() <= 9)
                .filter(number -> number.precision() - number.scale() <= 18);
    }

    /**
     * Whether meter values are what the contract says, down to the samples; what is not is left
     * alone, since a signature could be overlooked in it.
     */
    static boolean isWellFormed(Payload payload, String field) {
        return payload.get(field) instanceof List<?> values
                && values.stream()
                        .allMatch(
                                value ->
                                        value instanceof Payload meterValue
                                                && hasPlainSamples(meterValue));
    }

    private static boolean hasPlainSamples(Payload meterValue) {
        return meterValue.get(SAMPLED_VALUE) instanceof List<?> samples
                && samples.stream().allMatch(Payload.class::isInstance);
    }

    /** Whether one of the samples of a meter value is a signature, or could be one. */
    static boolean isSigned(Payload meterValue) {
        return meterValue.objects(SAMPLED_VALUE).stream().anyMatch(Samples::isSignature);
    }

    private static boolean isSignature(Payload sample) {
        Object format = sample.get("format");
        boolean raw = format == null || format.equals("") || format.equals("Raw");
        String value = String.valueOf(sample.get(VALUE));
        return !raw || value.length() > LONGEST_RAW || value.startsWith("OCMF");
    }

    /**
     * The timestamps of meter values that no rule may touch: those with a signature. A station may
     * put the plain value beside it into a meter value of its own, with the same timestamp.
     */
    static Set<Object> signedTimes(List<Payload> meterValues) {
        return meterValues.stream()
                .filter(Samples::isSigned)
                .map(value -> value.getOrDefault(TIMESTAMP, ""))
                .collect(Collectors.toSet());
    }

    /** Whether no rule may touch a meter value. */
    static boolean isSealed(Payload meterValue, Set<Object> signedTimes) {
        return signedTimes.contains(meterValue.getOrDefault(TIMESTAMP, ""));
    }

    /**
     * Whether an object can be kept as text between calls: without objects in it, which could nest
     * too deep, and of a bearable length.
     */
    static boolean isPlain(Payload object, int longest) {
        return object.values().stream()
                        .noneMatch(value -> value instanceof Payload || value instanceof List<?>)
                && Json.write(object).length() <= longest;
    }

    /** What a call's meter values are called, by action. */
    static Optional<String> field(Action action) {
        return Optional.ofNullable(FIELDS.get(action));
    }

    private static final Map<Action, String> FIELDS =
            Map.of(
                    Action.MeterValues, METER_VALUE,
                    Action.StopTransaction, TRANSACTION_DATA);
}
