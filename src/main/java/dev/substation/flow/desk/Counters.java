package dev.substation.flow.desk;

import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.DeskLoad;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens, from the start on. Lives on the desk, but for {@link #answered}, which any
 * thread may call: a flood of refusals must not become a flood of tasks. What is read is a copy.
 */
public final class Counters {

    /** Stands for actions that OCPP does not know: a peer must not be able to make up names. */
    private static final String OTHER = "other";

    private final Map<Figures.CallKind, LongAdder> calls = new ConcurrentSkipListMap<>();
    private final Map<String, Long> offlineAuthorizations = new TreeMap<>();
    private final Map<Figures.LossKind, Long> losses = new TreeMap<>();
    private final Latencies latencies = new Latencies();
    private long delivered;
    private long resent;
    private long refused;
    private long givenUp;
    private long setAside;
    private long ruleFailures;
    private long signedChanged;

    public void answered(Direction direction, Action action, Answer answer) {
        String outcome = answer.fold(result -> "answered", failure -> failure.cause().number());
        calls.computeIfAbsent(
                        new Figures.CallKind(direction.word(), name(action), outcome),
                        kind -> new LongAdder())
                .increment();
    }

    /** A call has ended. */
    void took(Direction direction, Action action, Duration time) {
        latencies.of(direction, name(action)).took(time);
    }

    /** The CSMS has answered a message of the outbox. */
    void tookToDeliver(Action action, Duration time) {
        latencies.ofDelivery(name(action)).took(time);
    }

    private static String name(Action action) {
        return action.isKnown() ? action.name() : OTHER;
    }

    /** A message of the outbox was sent, for the first time in this run or again. */
    public void transmitted(boolean again) {
        resent += again ? 1 : 0;
    }

    /** The CSMS answered a message of the outbox with an error. */
    public void refused() {
        refused++;
    }

    /** A message left the outbox. */
    public void settled(Answer answer) {
        if (answer instanceof Answer.Result) {
            delivered++;
        } else {
            givenUp++;
        }
    }

    /** A message was kept aside, because the CSMS refuses it or never answers it. */
    public void setAside() {
        setAside++;
    }

    void authorizedOffline(String status) {
        offlineAuthorizations.merge(status, 1L, Long::sum);
    }

    /** A call went on with other signed meter values than it had come with. */
    void signedChanged() {
        signedChanged++;
    }

    public void ruleFailed() {
        ruleFailures++;
    }

    /** What did not cross exactly in a call of a station, or in its answer. */
    void noted(Call call, List<Note> notes) {
        for (Note note : notes) {
            losses.merge(
                    new Figures.LossKind(
                            call.dialect(),
                            call.direction().word(),
                            name(call.action()),
                            note.loss()),
                    1L,
                    Long::sum);
        }
    }

    public Figures figures(
            Census census,
            int stationsConnected,
            List<String> outages,
            List<StationFigure> stations,
            List<MemoryFigure> kept,
            IdentityConflicts standing,
            VendorFigures vendors,
            Acceptance acceptance,
            DeskLoad.Figures desk) {
        TreeMap<Figures.CallKind, Long> counted = new TreeMap<>();
        calls.forEach((kind, times) -> counted.put(kind, times.sum()));
        return new Figures(
                census,
                stationsConnected,
                outages,
                stations,
                latencies.readings(),
                standing,
                vendors,
                acceptance,
                counted,
                new TreeMap<>(offlineAuthorizations),
                new TreeMap<>(losses),
                delivered,
                resent,
                refused,
                givenUp,
                setAside,
                ruleFailures,
                signedChanged,
                kept,
                desk);
    }
}
