package dev.substation.routes.rules;

import dev.substation.dialect.Samples;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.MeterValue;
import dev.substation.model.MeterValues;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks or computes the meter of connector 0 as the sum of the meters of connectors 1 to n.
 *
 * <p>A KEBA P30 network reports clock-aligned MeterValues connector by connector, then connector 0
 * as their sum. The sum is taken only over registers ({@code Energy.Active.Import.Register}, all
 * phases, at the outlet) with the very timestamp of connector 0's; with one missing, nothing is
 * said and nothing is changed. Decimals are exact.
 *
 * <p>A meter value with a signed sample is passed over whole, on every connector, and so is every
 * other one in the message with the same timestamp: what stands beside a signature is neither
 * altered nor added up.
 */
public final class ConnectorZeroMeter implements SiteRule {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorZeroMeter.class);

    private static final String ID = "connector-zero-meter";
    private static final String COMPUTE = "compute";
    private static final String HIGHEST = "connectors";
    private static final long MOST_CONNECTORS = 100;
    private static final int KILO = 3;

    /**
     * @param compute whether connector 0's value is replaced
     * @param connectors how many there are; as many as were heard of when empty
     */
    private record Setting(boolean compute, Optional<Long> connectors) {}

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
        String mode = parameters.word("mode", "verify", List.of("verify", COMPUTE));
        Optional<Long> connectors = parameters.number("connectors", 1);
        if (connectors.filter(number -> number > MOST_CONNECTORS).isPresent()) {
            throw parameters.wrong("connectors", "is more than " + MOST_CONNECTORS);
        }
        Setting setting = new Setting(mode.equals(COMPUTE), connectors);
        return context -> look(context, setting);
    }

    private static Payload look(RuleContext context, Setting setting) {
        Call call = context.call();
        Optional<Long> connector = call.payload().number("connectorId");
        if (call.direction() != Direction.UP || connector.isEmpty()) {
            return call.payload();
        }
        long number = connector.get();
        heardOf(context, number);
        if (!call.action().equals(Action.MeterValues)) {
            return call.payload();
        }
        return number == 0 ? total(context, setting) : remembering(context, number);
    }

    /**
     * StatusNotification names every connector at boot, so the highest is known before any meter.
     */
    private static void heardOf(RuleContext context, long connector) {
        boolean higher = connector > highest(context) && connector <= MOST_CONNECTORS;
        if (higher) {
            context.remember(HIGHEST, Long.toString(connector));
        }
    }

    private static long highest(RuleContext context) {
        return context.remembered(HIGHEST).map(Long::valueOf).orElse(0L);
    }

    private static Payload remembering(RuleContext context, long connector) {
        Payload payload = context.call().payload();
        if (connector < 1 || connector > MOST_CONNECTORS) {
            return payload;
        }
        List<Payload> values = new MeterValues(payload).values();
        Set<Object> signed = Samples.signedTimes(values);
        for (Payload value : values) {
            if (Samples.isSealed(value, signed)) {
                continue;
            }
            Optional<String> timestamp =
                    new MeterValue(value).timestamp().filter(text -> text.length() < 40);
            Optional<BigDecimal> register = registers(value).stream().findFirst();
            if (timestamp.isPresent() && register.isPresent()) {
                String text = timestamp.get() + " " + register.get().toPlainString();
                context.remember("register." + connector, text);
            }
        }
        return payload;
    }

    private static List<BigDecimal> registers(Payload meterValue) {
        return new MeterValue(meterValue)
                .samples().stream().map(Samples::wattHours).flatMap(Optional::stream).toList();
    }

    private static Payload total(RuleContext context, Setting setting) {
        Payload payload = context.call().payload();
        List<Payload> values = new MeterValues(payload).values();
        Set<Object> signed = Samples.signedTimes(values);
        List<Payload> changed = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            Payload value = values.get(i);
            Optional<BigDecimal> sum =
                    Samples.isSealed(value, signed)
                            ? Optional.empty()
                            : sum(context, setting, value);
            String path = "meterValue[" + i + "]";
            changed.add(
                    sum.map(total -> compared(context, setting, value, total, path)).orElse(value));
        }
        return changed.equals(values) ? payload : payload.with(MeterValues.METER_VALUE, changed);
    }

    private static Optional<BigDecimal> sum(
            RuleContext context, Setting setting, Payload meterValue) {
        long connectors = setting.connectors().orElseGet(() -> highest(context));
        Optional<String> timestamp = new MeterValue(meterValue).timestamp();
        if (connectors == 0 || timestamp.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (long connector = 1; connector <= connectors; connector++) {
            Optional<String[]> last =
                    context.remembered("register." + connector).map(text -> text.split(" ", 2));
            if (last.isEmpty() || !last.get()[0].equals(timestamp.get())) {
                return Optional.empty();
            }
            sum = sum.add(new BigDecimal(last.get()[1]));
        }
        return Optional.of(sum);
    }

    private static Payload compared(
            RuleContext context, Setting setting, Payload meterValue, BigDecimal sum, String path) {
        List<Payload> samples = new MeterValue(meterValue).samples();
        List<Payload> changed = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            Payload sample = samples.get(i);
            Optional<BigDecimal> register = Samples.wattHours(sample);
            boolean same = register.isEmpty() || register.get().compareTo(sum) == 0;
            String where = path + ".sampledValue[" + i + "].value";
            changed.add(same ? sample : different(context, setting, sample, sum, where));
        }
        return changed.equals(samples)
                ? meterValue
                : meterValue.with(MeterValue.SAMPLED_VALUE, changed);
    }

    private static Payload different(
            RuleContext context, Setting setting, Payload sample, BigDecimal sum, String where) {
        Call call = context.call();
        String value = String.valueOf(sample.get("value"));
        boolean kilo = sample.text("unit").orElse("Wh").equals("kWh");
        String total = (kilo ? sum.scaleByPowerOfTen(-KILO) : sum).toPlainString();
        if (!setting.compute() && !context.isTrial()) {
            LOG.warn(
                    "station={} action={} id={} {}",
                    call.station(),
                    call.action(),
                    call.messageId(),
                    Problem.METER_SUM.line(value, total));
        }
        String result = setting.compute() ? total : value;
        String reason = "the connectors add up to " + total;
        context.note(Note.deduced(where, value, result, reason));
        return setting.compute() ? sample.with("value", total) : sample;
    }
}
