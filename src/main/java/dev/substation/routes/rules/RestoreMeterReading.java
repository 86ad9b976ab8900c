package dev.substation.routes.rules;

import dev.substation.dialect.Samples;
import dev.substation.dialect.Times;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.MeterValue;
import dev.substation.model.MeterValues;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StartTransaction;
import dev.substation.model.StopTransaction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Replaces a reading below zero in StartTransaction and StopTransaction, which says that the meter
 * could not be read, by the last register that is known. What comes later than a start cannot
 * change it any more: then the stop says in a note where the transaction really began.
 */
public final class RestoreMeterReading implements SiteRule {

    private static final String START = "meterStart";
    private static final String STOP = "meterStop";
    private static final String CONNECTOR = "connector ";
    private static final String UNREAD = "unread ";
    private static final String TRANSACTION = "transaction ";
    private static final String STORED = "-?\\d{1,9} \\d{1,18} \\d{1,18} (true|false)";

    /**
     * The registers of a transaction, in Wh.
     *
     * @param connector -1 when no message has named it
     * @param unread whether its start was sent without a reading
     */
    private record Registers(long connector, long first, long last, boolean unread) {

        static Optional<Registers> of(String text) {
            if (!text.matches(STORED)) {
                return Optional.empty();
            }
            String[] parts = text.split(" ");
            return Optional.of(
                    new Registers(
                            Long.parseLong(parts[0]),
                            Long.parseLong(parts[1]),
                            Long.parseLong(parts[2]),
                            Boolean.parseBoolean(parts[3])));
        }

        String text() {
            return connector + " " + first + " " + last + " " + unread;
        }
    }

    /**
     * The last register of a connector, in Wh.
     *
     * @param time when it was read; empty when the station did not say so
     */
    private record Latest(long register, String time) {

        static Optional<Latest> of(String text) {
            String[] parts = text.split(" ", 2);
            return Optional.of(parts)
                    .filter(it -> it[0].matches("\\d{1,18}"))
                    .map(it -> new Latest(Long.parseLong(it[0]), it.length > 1 ? it[1] : ""));
        }

        String text() {
            return (register + " " + time).strip();
        }

        /** Whether the meter may have counted on since a start that comes late. */
        boolean isAfter(Payload start) {
            Optional<Instant> began = start.text(MeterValue.TIMESTAMP).flatMap(Times::parse);
            Optional<Instant> read = Times.parse(time);
            return began.isPresent() && read.filter(began.get()::isBefore).isPresent();
        }
    }

    @Override
    public String id() {
        return "restore-meter-reading";
    }

    @Override
    public boolean isTwoSided() {
        return false;
    }

    @Override
    public Use use(Parameters parameters) {
        return RestoreMeterReading::restore;
    }

    private static Payload restore(RuleContext context) {
        Call call = context.call();
        if (call.direction() != Direction.UP) {
            return call.payload();
        }
        if (call.action().equals(Action.StartTransaction)) {
            return started(context, call.payload());
        }
        if (call.action().equals(Action.StopTransaction)) {
            return stopped(context, call.payload());
        }
        if (call.action().equals(Action.MeterValues)) {
            learn(context, new MeterValues(call.payload()));
        }
        return call.payload();
    }

    private static Payload started(RuleContext context, Payload start) {
        long connector = new StartTransaction(start).connectorId().orElse(0L);
        Optional<Long> reading = start.number(START);
        if (reading.filter(wattHours -> wattHours >= 0).isPresent()) {
            remember(context, connector, reading.get(), start.text(MeterValue.TIMESTAMP));
            context.remember(UNREAD + connector, "");
            return start;
        }
        if (reading.isEmpty()) {
            return start;
        }
        Optional<Latest> known = context.remembered(CONNECTOR + connector).flatMap(Latest::of);
        Optional<Long> last = known.filter(it -> !it.isAfter(start)).map(Latest::register);
        if (last.isEmpty()) {
            context.remember(UNREAD + connector, "true");
            context.note(
                    Note.approximated(
                            START,
                            reading.get().toString(),
                            reading.get().toString(),
                            known.isPresent()
                                    ? "the meter could not be read, and the last register of the"
                                            + " connector is of a later time"
                                    : "the meter could not be read, and no register of the"
                                            + " connector is known"));
            return start;
        }
        context.remember(UNREAD + connector, "");
        return restored(context, start, START, last.get(), "the last register of the connector");
    }

    private static Payload stopped(RuleContext context, Payload stop) {
        StopTransaction view = new StopTransaction(stop);
        String key = TRANSACTION + view.transactionId().orElse(0L);
        Optional<Registers> known = context.remembered(key).flatMap(Registers::of);
        List<BigDecimal> inData = registers(Samples.values(stop, Samples.TRANSACTION_DATA));
        Payload told = stop;
        if (view.meterStop().filter(wattHours -> wattHours < 0).isPresent()) {
            Optional<Long> last =
                    inData.isEmpty()
                            ? known.map(Registers::last)
                            : Optional.of(whole(inData.get(inData.size() - 1)));
            told =
                    last.map(
                                    wattHours ->
                                            restored(
                                                    context,
                                                    stop,
                                                    STOP,
                                                    wattHours,
                                                    "the last register of the transaction"))
                            .orElse(stop);
        }
        noteBeginning(context, known, inData);
        Optional<Long> end = told.number(STOP).filter(wattHours -> wattHours >= 0);
        known.filter(it -> it.connector() >= 0)
                .ifPresent(
                        it ->
                                end.ifPresent(
                                        wattHours ->
                                                remember(
                                                        context,
                                                        it.connector(),
                                                        wattHours,
                                                        stop.text(MeterValue.TIMESTAMP))));
        context.remember(key, "");
        return told;
    }

    /** The CSMS has no reading of the start; who bills can find it here. */
    private static void noteBeginning(
            RuleContext context, Optional<Registers> known, List<BigDecimal> inData) {
        if (known.filter(Registers::unread).isEmpty()) {
            return;
        }
        long first = inData.isEmpty() ? known.get().first() : whole(inData.get(0));
        context.note(
                Note.approximated(
                        START,
                        "",
                        Long.toString(Math.min(first, known.get().first())),
                        "the start of the transaction was sent without a reading; this is its"
                                + " first register, in Wh"));
    }

    private static Payload restored(
            RuleContext context, Payload payload, String field, long wattHours, String from) {
        context.note(
                Note.approximated(
                        field,
                        String.valueOf(payload.get(field)),
                        Long.toString(wattHours),
                        "the meter could not be read; " + from + " stands in its place"));
        return payload.with(field, wattHours);
    }

    private static void learn(RuleContext context, MeterValues values) {
        List<BigDecimal> registers = registers(values.values());
        if (registers.isEmpty()) {
            return;
        }
        long first = whole(registers.get(0));
        long last = whole(registers.get(registers.size() - 1));
        long connector = values.connectorId().orElse(-1L);
        if (connector >= 0) {
            remember(context, connector, last, lastTime(values));
        }
        values.transactionId()
                .ifPresent(
                        id -> {
                            Optional<Registers> before =
                                    context.remembered(TRANSACTION + id).flatMap(Registers::of);
                            boolean unread =
                                    before.map(Registers::unread)
                                            .orElseGet(
                                                    () ->
                                                            context.remembered(UNREAD + connector)
                                                                    .isPresent());
                            context.remember(
                                    TRANSACTION + id,
                                    new Registers(
                                                    connector,
                                                    before.map(Registers::first).orElse(first),
                                                    last,
                                                    unread)
                                            .text());
                        });
    }

    private static void remember(
            RuleContext context, long connector, long wattHours, Optional<String> time) {
        String read = time.flatMap(Times::parse).map(Times::millis).orElse("");
        context.remember(CONNECTOR + connector, new Latest(wattHours, read).text());
    }

    /** When the last meter value of a message with a register was taken. */
    private static Optional<String> lastTime(MeterValues values) {
        return values.values().stream()
                .filter(value -> !registers(List.of(value)).isEmpty())
                .reduce((earlier, later) -> later)
                .flatMap(value -> value.text(MeterValue.TIMESTAMP));
    }

    /** What the register showed, in the order of the message; signatures are not read. */
    private static List<BigDecimal> registers(List<Payload> meterValues) {
        return meterValues.stream()
                .flatMap(value -> new MeterValue(value).samples().stream())
                .filter(sample -> !Samples.isSignature(sample))
                .flatMap(sample -> Samples.wattHours(sample).stream())
                .filter(wattHours -> wattHours.signum() >= 0)
                .collect(Collectors.toList());
    }

    private static long whole(BigDecimal wattHours) {
        return wattHours.setScale(0, RoundingMode.HALF_UP).longValue();
    }
}
