package dev.substation.routes.rules;

import dev.substation.dialect.Samples;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.MeterValue;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns samples of MeterValues and of a StopTransaction's transactionData into the units that the
 * CSMS wants: Wh and kWh, W and kW, varh and kvarh, var and kvar, VA and kVA.
 *
 * <p>The decimal point moves by three places and no digit changes. Meter values with a signature,
 * and those with the same timestamp, stay as they are. meterStart and meterStop are whole Wh by the
 * standard and are not looked at.
 */
public final class ConvertMeterUnit implements SiteRule {

    private static final String ID = "convert-meter-unit";
    private static final String CSMS = "csms";
    private static final int KILO = 3;

    /** Each unit that is a thousand of another. */
    private static final Map<String, String> PLAIN =
            Map.of("kWh", "Wh", "kW", "W", "kvarh", "varh", "kvar", "var", "kVA", "VA");

    /**
     * What becomes of a unit.
     *
     * @param places how far the decimal point moves to the right
     */
    private record Conversion(String unit, int places) {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean isTwoSided() {
        return false;
    }

    @Override
    public Use use(Parameters parameters) {
        Map<String, Conversion> conversions = new HashMap<>();
        parameters.items(CSMS, "Wh").forEach(unit -> add(conversions, unit, parameters));
        return context -> convert(context, conversions);
    }

    private static void add(
            Map<String, Conversion> conversions, String unit, Parameters parameters) {
        boolean kilo = PLAIN.containsKey(unit);
        if (!kilo && !PLAIN.containsValue(unit)) {
            throw parameters.wrong(
                    CSMS,
                    "has \""
                            + unit
                            + "\"; write units with commas between, of Wh, kWh, W, kW, varh, kvarh,"
                            + " var, kvar, VA, kVA");
        }
        String other = kilo ? PLAIN.get(unit) : "k" + unit;
        conversions.put(other, new Conversion(unit, kilo ? -KILO : KILO));
        if (conversions.containsKey(unit)) {
            throw parameters.wrong(
                    CSMS, "has " + unit + " and " + other + "; write one of the two");
        }
    }

    private static Payload convert(RuleContext context, Map<String, Conversion> conversions) {
        Call call = context.call();
        Payload payload = call.payload();
        String field = Samples.field(call.action()).orElse("");
        if (call.direction() != Direction.UP || !Samples.isWellFormed(payload, field)) {
            return payload;
        }
        Set<Object> signed = Samples.signedTimes(payload.objects(field));
        Map<String, Integer> count = new TreeMap<>();
        Payload converted =
                payload.changingEach(
                        field,
                        value ->
                                Samples.isSealed(value, signed)
                                        ? value
                                        : value.changingEach(
                                                MeterValue.SAMPLED_VALUE,
                                                sample -> converted(sample, conversions, count)));
        count.forEach(
                (from, times) ->
                        context.note(
                                Note.renamed(
                                        field,
                                        from,
                                        conversions.get(from).unit(),
                                        times + " values in the unit that the CSMS wants")));
        return count.isEmpty() ? payload : converted;
    }

    private static Payload converted(
            Payload sample, Map<String, Conversion> conversions, Map<String, Integer> count) {
        Optional<String> unit = Samples.unit(sample).filter(conversions::containsKey);
        Optional<BigDecimal> number = Samples.number(sample);
        if (unit.isEmpty() || number.isEmpty()) {
            return sample;
        }
        Conversion conversion = conversions.get(unit.get());
        count.merge(unit.get(), 1, Integer::sum);
        BigDecimal moved = number.get().scaleByPowerOfTen(conversion.places());
        return sample.with(Samples.VALUE, moved.toPlainString())
                .with(Samples.UNIT, conversion.unit());
    }
}
