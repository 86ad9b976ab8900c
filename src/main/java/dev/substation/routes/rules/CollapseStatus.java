package dev.substation.routes.rules;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sends only the lasting status of a connector that changes its status every few seconds: a loose
 * plug, a car that pauses and continues.
 *
 * <p>The rule holds a status for some seconds. If the connector returns within that time to the
 * status that the CSMS knows, nothing is sent. If it changes to a third status, that one is sent at
 * the end of the same time. A held status is stored before the station gets its answer.
 *
 * <p>Only some changes are held: between charging and its pauses, and to Available or Unavailable
 * from either of them, from Preparing or from a fault. Every other status goes at once: each fault,
 * each Preparing, and what begins or ends a transaction. So does everything for some time after
 * StartTransaction and StopTransaction, if these pass the rule.
 */
public final class CollapseStatus implements HoldingRule {

    private static final String ID = "collapse-status";
    private static final String TRANSACTION = "transaction";
    private static final long MOST_SECONDS = 300;
    private static final long MOST_CONNECTORS = 100;
    private static final int LONGEST_TEXT = 1_000;

    /** Statuses after a transaction has begun or ended belong to it. */
    private static final Duration AROUND_TRANSACTION = Duration.ofSeconds(30);

    private static final Set<String> CHARGING = Set.of("Charging", "SuspendedEV", "SuspendedEVSE");

    /** From which statuses that the CSMS knows a change to a status may wait. */
    private static final Map<String, Set<String>> MAY_WAIT =
            Map.of(
                    "Charging", CHARGING,
                    "SuspendedEV", CHARGING,
                    "SuspendedEVSE", CHARGING,
                    "Available", Set.of("Unavailable", "Preparing", "Faulted"),
                    "Unavailable", Set.of("Available", "Preparing", "Faulted"));

    /** What tells one status from another; the time does not. */
    private static final List<String> FIELDS =
            List.of(StatusNotification.STATUS, "errorCode", "info", "vendorId", "vendorErrorCode");

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String entry() {
        return "direct:status-settled";
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public boolean isTwoSided() {
        return false;
    }

    /** Of each connector the status that the CSMS knows. */
    @Override
    public boolean isKnownFrom(Action action, String key) {
        return action.equals(Action.StatusNotification) && !key.equals(TRANSACTION);
    }

    @Override
    public Use use(Parameters parameters) {
        long seconds = parameters.number("seconds", 1).orElse(10L);
        if (seconds > MOST_SECONDS) {
            throw parameters.wrong("seconds", "is more than " + MOST_SECONDS);
        }
        return context -> look(context, Duration.ofSeconds(seconds));
    }

    private static Payload look(RuleContext context, Duration wait) {
        Call call = context.call();
        Payload payload = call.payload();
        if (call.direction() != Direction.UP) {
            return payload;
        }
        if (Set.of(Action.StartTransaction, Action.StopTransaction).contains(call.action())) {
            context.remember(TRANSACTION, Long.toString(context.operated().millis()));
        }
        long connector = new StatusNotification(payload).connectorId().orElse(-1L);
        if (call.action().equals(Action.StatusNotification)
                && connector >= 0
                && connector <= MOST_CONNECTORS) {
            status(context, connector, wait);
        }
        return payload;
    }

    private static void status(RuleContext context, long connector, Duration wait) {
        Payload payload = context.call().payload();
        String name = "c" + connector;
        Optional<Memory> held =
                context.held().stream()
                        .filter(memory -> RuleMemory.about(memory.key()).equals(name))
                        .findFirst();
        Optional<Payload> known = context.remembered(name).map(CollapseStatus::read);
        Payload status = telling(payload);
        if (held.isPresent() && known.filter(status::equals).isPresent() && !isFault(payload)) {
            context.remember(held.get().key(), "");
            answer(context, "the CSMS already has this status");
        } else if (known.filter(before -> mayWait(context, before, payload)).isPresent()) {
            String text = text(context.call());
            held.ifPresentOrElse(
                    memory -> context.remember(memory.key(), text),
                    () -> context.hold(wait, name, text));
            answer(context, "held");
        } else {
            held.ifPresent(memory -> context.remember(memory.key(), ""));
            if (known.filter(status::equals).isEmpty()) {
                boolean keeps = HoldingRule.isPlain(status, LONGEST_TEXT);
                context.remember(name, keeps ? Json.write(status) : "");
            }
        }
    }

    private static void answer(RuleContext context, String what) {
        context.note(Note.approximated(StatusNotification.STATUS, "", "", what + ": " + ID));
        context.answer(Answer.result(Payload.EMPTY));
    }

    private static boolean mayWait(RuleContext context, Payload before, Payload payload) {
        String last = status(before);
        String now = status(payload);
        boolean settled =
                context.remembered(TRANSACTION)
                        .map(millis -> new OperatingTime(Long.parseLong(millis)))
                        .filter(
                                time ->
                                        time.until(context.operated()).compareTo(AROUND_TRANSACTION)
                                                < 0)
                        .isEmpty();
        return settled
                && !isFault(payload)
                && HoldingRule.isPlain(payload, LONGEST_TEXT)
                && !last.equals(now)
                && MAY_WAIT.getOrDefault(now, Set.of()).contains(last);
    }

    private static boolean isFault(Payload payload) {
        StatusNotification report = new StatusNotification(payload);
        return report.is("Faulted") || !report.errorCode().orElse("NoError").equals("NoError");
    }

    private static String status(Payload report) {
        return new StatusNotification(report).status().orElse("");
    }

    private static Payload telling(Payload payload) {
        Payload telling = Payload.EMPTY;
        for (String field : FIELDS) {
            Object value = payload.get(field);
            telling = value == null ? telling : telling.with(field, value);
        }
        return telling;
    }

    private static String text(Call call) {
        return Json.write(
                Payload.of(
                        "station",
                        call.station().value(),
                        "dialect",
                        call.dialect().name(),
                        "message",
                        call.payload()));
    }

    private static Payload read(String text) {
        try {
            return Json.read(text);
        } catch (BadMessage e) {
            throw new IllegalStateException("a stored status is no JSON object", e);
        }
    }

    @Override
    public Released release(Memory held, OperatingTime now) {
        Payload stored = read(held.value());
        Payload message = stored.object("message").orElseThrow();
        Note note =
                Note.whole(
                        Loss.APPROXIMATED,
                        "made by the gateway: " + ID + ", the status that remained");
        Call call =
                new Call(
                        UUID.randomUUID().toString(),
                        new StationId(stored.text("station").orElseThrow()),
                        Direction.UP,
                        Dialect.valueOf(stored.text("dialect").orElseThrow()),
                        Action.StatusNotification,
                        message,
                        List.of(note));
        String known = Json.write(telling(message));
        Memory remembered = new Memory(ID, held.station(), RuleMemory.about(held.key()), known);
        return new Released(call, List.of(remembered));
    }

    /** The CSMS shall see the status before the transaction that begins or ends with it. */
    @Override
    public boolean precedes(Memory held, Call call) {
        return call.action().equals(Action.StartTransaction)
                || call.action().equals(Action.StopTransaction);
    }
}
