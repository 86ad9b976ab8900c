package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.MeterValue;
import dev.substation.model.MeterValues;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all that reads meter values agrees on about {@code sampledValue}: defaults (OCPP 1.6 §7.43),
 * numbers, and what is signed.
 */
public final class Samples {

    public static final String TRANSACTION_DATA = "transactionData";
    public static final String VALUE = "value";
    public static final String UNIT = "unit";
    public static final String REGISTER = "Energy.Active.Import.Register";
    private static final String END = "Transaction.End";
    private static final String OCMF = "OCMF";
    private static final String OUTLET = "Outlet";

    /** No number of a meter has as many characters; a signed record has hundreds. */
    private static final int LONGEST_RAW = 64;

    /** No exponents: 1E999999999 is a number of a gigabyte when written out. */
    private static final String DECIMAL = "-?\\d{1,18}(\\.\\d{1,9})?";

    private static final int KILO = 3;

    private static final Set<String> DESCRIPTION =
            Set.of("measurand", "phase", "location", "context", UNIT);

    private Samples() {}

    /** The measurand; what is left out is the energy register. */
    public static String measurand(Payload sample) {
        return said(sample, "measurand").orElse(REGISTER);
    }

    /** The unit; what is left out means Wh where the measurand is an active energy. */
    public static Optional<String> unit(Payload sample) {
        Optional<String> unit = said(sample, UNIT);
        return unit.isEmpty() && measurand(sample).startsWith("Energy.Active.")
                ? Optional.of("Wh")
                : unit;
    }

    /** What a sample says in a field; an empty text says nothing, as does its absence. */
    private static Optional<String> said(Payload sample, String field) {
        return sample.text(field).filter(text -> !text.isBlank());
    }

    /** Whether a sample was taken at the end of a transaction, however that is spelled. */
    static boolean isOfEnd(Payload sample) {
        return said(sample, "context").filter(it -> Spellings.isLike(it, END)).isPresent();
    }

    /**
     * The meter values of a message, of which one may stand as an object without its list.
     *
     * @param field that holds them
     */
    public static List<Payload> values(Payload message, String field) {
        return message.object(field).map(List::of).orElseGet(() -> message.objects(field));
    }

    /** The number that a sample holds, be it text or, as seen in the field, a JSON number. */
    public static Optional<BigDecimal> number(Payload sample) {
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
     * What a sample of the energy register says: of all phases, at the outlet. Empty when it is
     * another's, or no number; whether it is signed must be asked first.
     */
    public static Optional<BigDecimal> wattHours(Payload sample) {
        boolean register = Spellings.isLike(measurand(sample), REGISTER);
        boolean whole = said(sample, "phase").isEmpty();
        boolean outlet = Spellings.isLike(said(sample, "location").orElse(OUTLET), OUTLET);
        if (!register || !whole || !outlet || isDamaged(sample)) {
            return Optional.empty();
        }
        Optional<BigDecimal> value = number(sample);
        String unit = said(sample, UNIT).orElse("Wh");
        if (Spellings.isLike(unit, "Wh")) {
            return value;
        }
        return value.filter(it -> Spellings.isLike(unit, "kWh"))
                .map(kilo -> kilo.scaleByPowerOfTen(KILO));
    }

    /** Whether something stands where the text belongs that says what a sample is. */
    private static boolean isDamaged(Payload sample) {
        return DESCRIPTION.stream()
                .map(sample::get)
                .anyMatch(value -> value != null && !(value instanceof String));
    }

    /**
     * Whether meter values are what the contract says, down to the samples; what is not is left
     * alone, since a signature could be overlooked in it.
     */
    public static boolean isWellFormed(Payload payload, String field) {
        return payload.get(field) instanceof List<?> values
                && values.stream()
                        .allMatch(
                                value ->
                                        value instanceof Payload meterValue
                                                && hasPlainSamples(meterValue));
    }

    private static boolean hasPlainSamples(Payload meterValue) {
        return meterValue.get(MeterValue.SAMPLED_VALUE) instanceof List<?> samples
                && samples.stream().allMatch(Payload.class::isInstance);
    }

    /** Whether one of the samples of a meter value is a signature, or could be one. */
    public static boolean isSigned(Payload meterValue) {
        return new MeterValue(meterValue).samples().stream().anyMatch(Samples::isSignature);
    }

    /**
     * Whether a sample is a signature, or could be one: in a format that is not Raw, too long for a
     * number, or with the mark of a record of OCMF, which some stations send as Raw.
     */
    public static boolean isSignature(Payload sample) {
        Object format = sample.get("format");
        boolean raw = format == null || format.equals("") || format.equals("Raw");
        String value = String.valueOf(sample.get(VALUE));
        return !raw || value.length() > LONGEST_RAW || isRecord(sample);
    }

    /** Whether the value of a sample is a record of OCMF, whatever its format says. */
    static boolean isRecord(Payload sample) {
        return String.valueOf(sample.get(VALUE)).startsWith(OCMF);
    }

    /**
     * The timestamps of meter values that no rule may touch: those with a signature. A station may
     * put the plain value beside it into a meter value of its own, with the same timestamp.
     */
    public static Set<Object> signedTimes(List<Payload> meterValues) {
        return meterValues.stream()
                .filter(Samples::isSigned)
                .map(value -> value.getOrDefault(MeterValue.TIMESTAMP, ""))
                .collect(Collectors.toSet());
    }

    /** Whether no rule may touch a meter value. */
    public static boolean isSealed(Payload meterValue, Set<Object> signedTimes) {
        return signedTimes.contains(meterValue.getOrDefault(MeterValue.TIMESTAMP, ""));
    }

    /** What a call's meter values are called, by action. */
    public static Optional<String> field(Action action) {
        return Optional.ofNullable(FIELDS.get(action));
    }

    private static final Map<Action, String> FIELDS =
            Map.of(
                    Action.MeterValues,
                    MeterValues.METER_VALUE,
                    Action.StopTransaction,
                    TRANSACTION_DATA);
}
