package dev.substation.udp;

import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes MeterValues of what a box measures. */
final class BoxMeter {

    private static final String ENERGY = "Energy.Active.Import.Register";
    private static final String POWER = "Power.Active.Import";
    private static final String CURRENT = "Current.Import";
    private static final String VOLTAGE = "Voltage";
    private static final String FACTOR = "Power.Factor";
    private static final int THOUSANDTHS = 3;

    /** What a box measures. */
    static final Set<String> MEASURANDS = Set.of(ENERGY, POWER, CURRENT, VOLTAGE, FACTOR);

    private BoxMeter() {}

    /**
     * One reading.
     *
     * @param register in 0.1 Wh
     * @param transaction the one that runs
     * @param context {@code Sample.Periodic}, {@code Sample.Clock} or {@code Trigger}
     */
    static Payload values(
            Instant at,
            MeterReport meter,
            long register,
            Optional<Long> transaction,
            String context,
            List<String> measurands) {
        List<Payload> samples = new ArrayList<>();
        for (String measurand : measurands) {
            switch (measurand) {
                case ENERGY ->
                        samples.add(
                                sample(measurand, context, BigDecimal.valueOf(register, 1), "Wh"));
                case POWER ->
                        meter.milliwatts()
                                .ifPresent(
                                        power ->
                                                samples.add(
                                                        sample(
                                                                measurand,
                                                                context,
                                                                thousandths(power),
                                                                "W")));
                case FACTOR ->
                        meter.powerFactor()
                                .ifPresent(
                                        factor ->
                                                samples.add(
                                                        plain(
                                                                measurand,
                                                                context,
                                                                thousandths(factor))));
                case CURRENT -> phases(samples, measurand, context, meter.milliamperes(), "A");
                case VOLTAGE -> phases(samples, measurand, context, meter.volts(), "V");
                default -> {} // not measured
            }
        }
        Payload values =
                Payload.of(
                        "connectorId",
                        1L,
                        "meterValue",
                        List.of(Payload.of("timestamp", at.toString(), "sampledValue", samples)));
        return transaction.map(id -> values.with("transactionId", id)).orElse(values);
    }

    private static void phases(
            List<Payload> samples,
            String measurand,
            String context,
            List<Optional<Long>> values,
            String unit) {
        for (int phase = 0; phase < values.size(); phase++) {
            String name = "L" + (phase + 1) + (measurand.equals(VOLTAGE) ? "-N" : "");
            values.get(phase)
                    .map(value -> unit.equals("A") ? thousandths(value) : BigDecimal.valueOf(value))
                    .ifPresent(
                            value ->
                                    samples.add(
                                            sample(measurand, context, value, unit)
                                                    .with("phase", name)));
        }
    }

    private static BigDecimal thousandths(long value) {
        return BigDecimal.valueOf(value, THOUSANDTHS);
    }

    private static Payload sample(String measurand, String context, BigDecimal value, String unit) {
        return plain(measurand, context, value).with("unit", unit);
    }

    private static Payload plain(String measurand, String context, BigDecimal value) {
        return Payload.of(
                "value", value.toPlainString(), "context", context, "measurand", measurand);
    }
}
