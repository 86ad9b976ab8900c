package dev.substation.routes.rules;

import dev.substation.dialect.Samples;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.MeterValue;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Leaves out samples of MeterValues and of a StopTransaction's transactionData by their measurand.
 *
 * <p>A meter value that is left without samples is left out; MeterValues that are left without
 * meter values are answered here. Meter values with a signature, and those with the same timestamp,
 * stay as they are.
 */
public final class FilterMeasurands implements SiteRule {

    private static final String ID = "filter-measurands";
    private static final String KEEP = "keep";
    private static final String DROP = "drop";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public boolean isTwoSided() {
        return false;
    }

    @Override
    public Use use(Parameters parameters) {
        Predicate<String> wanted = wanted(parameters);
        return context -> filter(context, wanted);
    }

    private static Predicate<String> wanted(Parameters parameters) {
        boolean keeps = parameters.text(KEEP).isPresent();
        if (keeps == parameters.text(DROP).isPresent()) {
            throw parameters.wrong(KEEP, "and drop have the same purpose; write one of the two");
        }
        String name = keeps ? KEEP : DROP;
        List<Predicate<String>> patterns = new ArrayList<>();
        parameters.items(name).forEach(word -> patterns.add(pattern(name, word, parameters)));
        Predicate<String> listed =
                measurand -> patterns.stream().anyMatch(pattern -> pattern.test(measurand));
        return keeps ? listed : listed.negate();
    }

    private static Predicate<String> pattern(String name, String word, Parameters parameters) {
        if (!word.matches("[\\w.]+\\*?")) {
            throw parameters.wrong(
                    name,
                    "has \""
                            + word
                            + "\"; write measurands with commas between, such as Voltage,"
                            + " Energy.Active.*");
        }
        if (!word.endsWith("*")) {
            return word::equals;
        }
        String start = word.substring(0, word.length() - 1);
        return measurand -> measurand.startsWith(start);
    }

    private static Payload filter(RuleContext context, Predicate<String> wanted) {
        Call call = context.call();
        Payload payload = call.payload();
        String field = Samples.field(call.action()).orElse("");
        if (call.direction() != Direction.UP || !Samples.isWellFormed(payload, field)) {
            return payload;
        }
        List<Payload> values = payload.objects(field);
        Set<Object> signed = Samples.signedTimes(values);
        Set<String> dropped = new TreeSet<>();
        List<Payload> kept = new ArrayList<>();
        for (Payload value : values) {
            Payload filtered =
                    Samples.isSealed(value, signed) ? value : filtered(value, wanted, dropped);
            if (filtered == value || !new MeterValue(filtered).samples().isEmpty()) {
                kept.add(filtered);
            }
        }
        if (dropped.isEmpty()) {
            return payload;
        }
        context.note(
                Note.approximated(
                        field,
                        String.join(", ", dropped),
                        "",
                        "measurands that the CSMS does not want"));
        if (!kept.isEmpty()) {
            return payload.with(field, kept);
        }
        if (call.action().equals(Action.MeterValues)) {
            context.answer(Answer.result(Payload.EMPTY));
        }
        return payload.without(field);
    }

    private static Payload filtered(
            Payload meterValue, Predicate<String> wanted, Set<String> dropped) {
        List<Payload> samples = new MeterValue(meterValue).samples();
        List<Payload> kept = new ArrayList<>();
        for (Payload sample : samples) {
            if (wanted.test(Samples.measurand(sample))) {
                kept.add(sample);
            } else {
                dropped.add(Samples.measurand(sample));
            }
        }
        return kept.size() == samples.size()
                ? meterValue
                : meterValue.with(MeterValue.SAMPLED_VALUE, kept);
    }
}
