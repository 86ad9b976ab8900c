package dev.substation.routes.rules;

import dev.substation.dialect.Samples;
import dev.substation.dialect.Times;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.MeterValue;
import dev.substation.model.MeterValues;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StopTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Holds the periodic meter values of a connector for some time and then sends one message in their
 * place.
 *
 * <p>There is one window for each connector and transaction. What is in it is stored before the
 * station is answered, and leaves the store with the message that is made of it. A window closes by
 * the times of the values when a later one comes, so that a station that sends what it had queued
 * gets the windows of that time, and when none comes, after as long as the window had left.
 *
 * <p>Only what is periodic waits: MeterValues that hold anything else (another context, a
 * signature, something that the contract does not know) go up at once as they are, behind what was
 * held of their connector.
 */
abstract class WindowRule implements HoldingRule {

    static final String ENTRY = "direct:meter-window-closed";

    private static final String TRANSACTION_ID = "transactionId";
    private static final Set<String> PERIODIC = Set.of("", "Sample.Periodic");

    private static final int MOST_WINDOWS = 64;
    private static final int MOST_CLOSED_AT_ONCE = 100;
    private static final int MOST_SERIES = 64;
    private static final int LONGEST_TIMESTAMP = 40;
    private static final int LONGEST_TEXT = 500;

    /**
     * One use in a route.
     *
     * @param length of a window
     */
    record Setting(Duration length, Keep keep) {}

    /** What becomes of the windows of one connector by one message. */
    private record Course(List<Window> closed, Window open) {}

    private final String id;

    WindowRule(String id) {
        this.id = id;
    }

    /** Where the window begins that takes a value of this time, and where it ends. */
    abstract Instant begin(Instant time, Duration length);

    abstract boolean covers(Window window, Instant time);

    /** How long after its last moment a window stays open for values that are under way. */
    abstract Duration grace();

    /**
     * The meter values to send.
     *
     * @param whole whether the time of the window is over
     */
    abstract List<Payload> meterValues(Window window, boolean whole);

    @Override
    public String id() {
        return id;
    }

    @Override
    public String entry() {
        return ENTRY;
    }

    abstract Setting setting(Parameters parameters);

    static Keep keep(Parameters parameters) {
        return Keep.of(parameters.word("keep", Keep.LAST.word(), Keep.words()));
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
        Setting setting = setting(parameters);
        return context -> look(context, setting);
    }

    private Payload look(RuleContext context, Setting setting) {
        Call call = context.call();
        Payload payload = call.payload();
        if (call.direction() != Direction.UP || !call.action().equals(Action.MeterValues)) {
            return payload;
        }
        List<Memory> held = context.held();
        String name = name(payload);
        Optional<Memory> open =
                held.stream().filter(memory -> isOf(memory, name)).reduce((a, b) -> b);
        Optional<Course> course =
                isPeriodic(payload, setting.keep())
                                && (open.isPresent() || held.size() < MOST_WINDOWS)
                        ? course(context, setting, open.map(memory -> Window.of(memory.value())))
                        : Optional.empty();
        if (course.isEmpty()) {
            held.stream()
                    .filter(memory -> sharesConnector(memory, payload))
                    .forEach(context::release);
            return payload;
        }
        store(context, name, open, course.get());
        context.note(Note.approximated(MeterValues.METER_VALUE, "", "", "held by " + id));
        context.answer(Answer.result(Payload.EMPTY));
        return payload;
    }

    /** What windows are called: connector and transaction; a time follows. */
    private static String name(Payload payload) {
        MeterValues values = new MeterValues(payload);
        return "c"
                + values.connectorId().orElse(-1L)
                + " t"
                + values.transactionId().map(Object::toString).orElse("-")
                + " ";
    }

    private static boolean isOf(Memory memory, String name) {
        return RuleMemory.about(memory.key()).startsWith(name);
    }

    private static boolean sharesConnector(Memory memory, Payload payload) {
        String about = RuleMemory.about(memory.key());
        String name = name(payload);
        String transaction = name.substring(name.indexOf(' '));
        boolean sameTransaction = !transaction.equals(" t- ") && about.contains(transaction);
        return sameTransaction || about.startsWith(name.substring(0, name.indexOf(' ') + 1));
    }

    private static boolean isPeriodic(Payload payload, Keep keep) {
        Object transaction = payload.get(TRANSACTION_ID);
        if (new MeterValues(payload).connectorId().isEmpty()
                || !(transaction == null || transaction instanceof Long)
                || !Samples.isWellFormed(payload, MeterValues.METER_VALUE)
                || !HoldingRule.isPlain(payload.without(MeterValues.METER_VALUE), LONGEST_TEXT)) {
            return false;
        }
        List<Payload> values = new MeterValues(payload).values();
        return !values.isEmpty() && values.stream().allMatch(value -> isPlain(value, keep));
    }

    private static boolean isPlain(Payload meterValue, Keep keep) {
        List<Payload> samples = new MeterValue(meterValue).samples();
        boolean timed =
                meterValue.size() == 2
                        && new MeterValue(meterValue)
                                .timestamp()
                                .filter(text -> text.length() <= LONGEST_TIMESTAMP)
                                .isPresent();
        if (!timed || samples.isEmpty() || Samples.isSigned(meterValue)) {
            return false;
        }
        Set<List<String>> keys = new HashSet<>();
        return samples.stream()
                .allMatch(
                        sample ->
                                PERIODIC.contains(sample.text("context").orElse(""))
                                        && keys.add(Series.key(keep, sample))
                                        && HoldingRule.isPlain(sample, LONGEST_TEXT));
    }

    private Optional<Course> course(RuleContext context, Setting setting, Optional<Window> open) {
        Payload payload = context.call().payload();
        Payload message = payload.without(MeterValues.METER_VALUE);
        List<Window> closed = new ArrayList<>();
        Window window = open.orElse(null);
        for (Payload meterValue : new MeterValues(payload).values()) {
            Instant time =
                    new MeterValue(meterValue)
                            .timestamp()
                            .flatMap(Times::parse)
                            .orElseGet(context::now);
            if (window != null && !covers(window, time)) {
                closed.add(time.isBefore(window.end()) ? window : window.asWhole());
                window = null;
            }
            if (window == null) {
                window = fresh(context, setting, message, time);
            }
            window = window.with(message, meterValue);
            if (window.series().size() > MOST_SERIES || closed.size() > MOST_CLOSED_AT_ONCE) {
                return Optional.empty();
            }
        }
        return Optional.of(new Course(closed, window));
    }

    private Window fresh(RuleContext context, Setting setting, Payload message, Instant time) {
        Instant begin = begin(time, setting.length());
        return new Window(
                context.call().station(),
                context.call().dialect(),
                message,
                begin,
                begin.plus(setting.length()),
                setting.keep(),
                false,
                0,
                List.of());
    }

    /** The first of the course's windows is the one that was open, if one was. */
    private void store(RuleContext context, String name, Optional<Memory> open, Course course) {
        List<Window> all = new ArrayList<>(course.closed());
        all.add(course.open());
        for (int i = 0; i < all.size(); i++) {
            Window window = all.get(i);
            Memory held;
            if (i == 0 && open.isPresent()) {
                String key = open.get().key();
                held = new Memory(id, open.get().station(), key, window.text());
                context.remember(key, held.value());
            } else {
                Instant time = latest(window).orElseGet(context::now);
                Duration left = Duration.between(time, window.end()).plus(grace());
                held = context.hold(left, name + time, window.text());
            }
            if (window != course.open()) {
                context.release(held);
            }
        }
    }

    private static Optional<Instant> latest(Window window) {
        return window.series().stream()
                .flatMap(series -> Times.parse(series.latest()).stream())
                .max(Comparator.naturalOrder());
    }

    @Override
    public Released release(Memory held, OperatingTime now) {
        Window window = Window.of(held.value());
        boolean whole = window.whole() || !now.isBefore(RuleMemory.until(held.key()));
        Note note =
                Note.approximated(
                        MeterValues.METER_VALUE,
                        window.count() + " meter values",
                        "",
                        "made by the gateway: " + id + ", " + window.keep().word());
        return new Released(
                new Call(
                        UUID.randomUUID().toString(),
                        window.station(),
                        Direction.UP,
                        window.dialect(),
                        Action.MeterValues,
                        window.message().with(MeterValues.METER_VALUE, meterValues(window, whole)),
                        List.of(note)),
                List.of());
    }

    /** The values of a transaction must be there before its end, and those before it before it. */
    @Override
    public boolean precedes(Memory held, Call call) {
        boolean start = call.action().equals(Action.StartTransaction);
        boolean stop = call.action().equals(Action.StopTransaction);
        String about = RuleMemory.about(held.key());
        String stopped =
                " t" + new StopTransaction(call.payload()).transactionId().orElse(-1L) + " ";
        return (start || stop) && about.contains(" t- ") || stop && about.contains(stopped);
    }
}
