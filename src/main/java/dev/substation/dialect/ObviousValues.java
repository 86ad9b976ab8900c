package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import dev.substation.model.StatusNotification;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What stands for a required field that is missing and whose value goes without saying
 * (docs/adr/0044-broken-parts.md). Connectors, meter readings, cards and transactions have no such
 * value.
 */
public final class ObviousValues {

    private static final String TIMESTAMP = MeterValue.TIMESTAMP;
    private static final String UNKNOWN = "unknown";

    private static final Set<Action> TIMED =
            Set.of(
                    Action.StartTransaction,
                    Action.StopTransaction,
                    Action.MeterValues,
                    Action.SecurityEventNotification);

    private ObviousValues() {}

    /** Whether a field is the time of what a station reports; the gateway knows when it came. */
    static boolean isTime(Direction direction, Action action, Part part, Field field) {
        return direction == Direction.UP
                && part == Part.REQUEST
                && TIMED.contains(action)
                && field.name().equals(TIMESTAMP);
    }

    /** The value of a field that is missing, if it goes without saying. */
    static Optional<Object> of(Action action, Part part, String field, Payload message) {
        boolean request = part == Part.REQUEST;
        return switch (action.name() + '.' + field) {
            case "BootNotification.chargePointVendor", "BootNotification.chargePointModel" ->
                    Optional.<Object>of(UNKNOWN).filter(it -> request);
            case "StatusNotification.errorCode" ->
                    Optional.of(
                            new StatusNotification(message).is("Faulted")
                                    ? "OtherError"
                                    : "NoError");
            case "GetConfiguration.readonly" -> Optional.of(false);
            case "MeterValues.meterValue" -> Optional.of(List.of());
            case "StopTransaction.meterStop" -> endOf(message).map(it -> it);
            default -> Optional.empty();
        };
    }

    /** What the register showed at the end, if the meter values of a stop say it once. */
    private static Optional<Long> endOf(Payload stop) {
        Set<Long> ends =
                Samples.values(stop, Samples.TRANSACTION_DATA).stream()
                        .flatMap(value -> new MeterValue(value).samples().stream())
                        .filter(Samples::isOfEnd)
                        .filter(sample -> !Samples.isSignature(sample))
                        .flatMap(sample -> Samples.wattHours(sample).stream())
                        .filter(reading -> reading.signum() >= 0) // -1: it could not be read
                        .flatMap(
                                reading ->
                                        Numbers.whole(reading.setScale(0, RoundingMode.HALF_DOWN))
                                                .stream())
                        .collect(Collectors.toSet());
        return ends.size() == 1 ? ends.stream().findFirst() : Optional.empty();
    }

    /**
     * A station's call with the times that it lacks. Meter values of a stop get the time of the
     * stop.
     *
     * @param clock says when the call came
     */
    public static Call timed(Call call, Supplier<String> clock) {
        if (!isUntimed(call)) {
            return call;
        }
        Notes notes = new Notes();
        Payload payload = call.payload();
        String now = clock.get();
        if (!call.action().equals(Action.MeterValues)) {
            payload = timed(payload, now, FieldPath.TOP, notes);
        }
        String ofValues = payload.text(TIMESTAMP).orElse(now);
        for (String field : Samples.field(call.action()).stream().toList()) {
            payload = values(payload, field, ofValues, notes);
        }
        return call.withPayload(payload).noting(notes.list());
    }

    /** Whether a station's call lacks a time that it must have. */
    public static boolean isUntimed(Call call) {
        Payload payload = call.payload();
        return TIMED.contains(call.action())
                && (!call.action().equals(Action.MeterValues) && lacksTime(payload)
                        || Samples.field(call.action()).stream()
                                .flatMap(field -> members(payload.get(field)).stream())
                                .anyMatch(
                                        value ->
                                                value instanceof Payload meterValue
                                                        && lacksTime(meterValue)));
    }

    private static List<?> members(Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    private static boolean lacksTime(Payload payload) {
        Object time = payload.get(TIMESTAMP);
        return time == null || time.equals("");
    }

    private static Payload values(Payload payload, String field, String time, Notes notes) {
        Object value = payload.get(field);
        if (value instanceof Payload one) {
            return payload.with(field, timed(one, time, FieldPath.TOP.field(field), notes));
        }
        if (!(value instanceof List<?> items)) {
            return payload;
        }
        List<Object> timed = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            FieldPath path = FieldPath.TOP.item(field, i);
            timed.add(
                    items.get(i) instanceof Payload one
                            ? timed(one, time, path, notes)
                            : items.get(i));
        }
        return payload.with(field, timed);
    }

    private static Payload timed(Payload payload, String time, FieldPath path, Notes notes) {
        if (!lacksTime(payload)) {
            return payload;
        }
        notes.add(
                Loss.APPROXIMATED,
                path.field(TIMESTAMP),
                "",
                time,
                "missing; replaced by the time of receipt");
        return payload.with(TIMESTAMP, time);
    }
}
