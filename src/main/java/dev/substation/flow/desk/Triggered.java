package dev.substation.flow.desk;

import dev.substation.dialect.Samples;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.MeterValue;
import dev.substation.model.MeterValues;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * The messages that CSMS have triggered at a station and not got yet. They go up though such a
 * message would not otherwise: a Heartbeat, a status that is nothing new, what a rule holds.
 *
 * <p>A message is awaited from the moment the call goes out, for a station may send it before its
 * answer; no longer when the station does not accept the call, and for {@link #EXPIRY} at most.
 */
public final class Triggered {

    private static final int MOST = 32; // more than there are operations to trigger
    private static final Duration EXPIRY = Duration.ofMinutes(5);
    private static final String CONTEXT = "context";
    private static final Set<String> REPEATABLE = Set.of("", "Sample.Periodic", "Sample.Clock");
    private static final String CONNECTOR = "connectorId";
    private static final Set<Action> OF_CONNECTORS =
            Set.of(Action.StatusNotification, Action.MeterValues);

    /** A call of a CSMS that several stations may get; a message about all of them is sent once. */
    public static final class Trigger {

        private final StationId upstream;
        private boolean reported;

        public Trigger(StationId upstream) {
            this.upstream = upstream;
        }

        /** True at the first call only. */
        public boolean tellOnce() {
            boolean first = !reported;
            reported = true;
            return first;
        }
    }

    /**
     * What a message of a station is.
     *
     * @param upstream whose CSMS has triggered it; empty when none did
     * @param covered whether another station has already sent the triggered message to its CSMS
     */
    public record Taken(Optional<StationId> upstream, boolean covered) {

        public static final Taken NONE = new Taken(Optional.empty(), false);

        public static Taken by(StationId upstream) {
            return new Taken(Optional.of(upstream), false);
        }
    }

    /**
     * Meter values with the reading context that says that they were asked for: rules that gather
     * periodic ones leave these alone. What is signed, or could be, stays as it is.
     */
    public static Payload asTriggered(Payload said) {
        boolean plain = new MeterValues(said).values().stream().noneMatch(Samples::isSigned);
        return plain
                ? said.changingEach(
                        MeterValues.METER_VALUE,
                        value ->
                                value.changingEach(
                                        MeterValue.SAMPLED_VALUE,
                                        sample ->
                                                REPEATABLE.contains(sample.text(CONTEXT).orElse(""))
                                                        ? sample.with(CONTEXT, "Trigger")
                                                        : sample))
                : said;
    }

    /** A message that the CSMS has triggered, so that no rule takes it for a periodic one. */
    public static Call shownToRules(Call call) {
        return call.action().equals(Action.MeterValues)
                ? call.withPayload(asTriggered(call.payload()))
                : call;
    }

    /** What rules have not changed goes on as the station said it. */
    public static Rules.Routed.Delivered asItCame(
            Call call, Call shown, Rules.Routed.Delivered delivered) {
        return delivered.call().payload().equals(shown.payload())
                ? new Rules.Routed.Delivered(
                        delivered.call().withPayload(call.payload()),
                        delivered.undo(),
                        delivered.remembered(),
                        delivered.first())
                : delivered;
    }

    private record Awaited(
            Trigger trigger,
            Set<Action> actions,
            Optional<Long> connector,
            Set<Long> seen,
            Moment until) {

        boolean is(Call call) {
            if (!actions.contains(call.action())) {
                return false;
            }
            long connectorId = call.payload().number(CONNECTOR).orElse(0L);
            return !OF_CONNECTORS.contains(call.action())
                    || connector.map(asked -> asked == connectorId).orElse(true)
                            && !seen.contains(connectorId);
        }
    }

    private final Desk desk;
    private final Deque<Awaited> awaited = new ArrayDeque<>();

    Triggered(Desk desk) {
        this.desk = desk;
    }

    /**
     * A call goes out to the station.
     *
     * @param actions what is asked for, by the names of the CSMS and of the station
     */
    public void await(Trigger trigger, Set<Action> actions, Optional<Long> connector) {
        if (awaited.size() >= MOST) {
            awaited.poll();
        }
        Moment until = desk.moment().plus(EXPIRY);
        awaited.add(new Awaited(trigger, actions, connector, new HashSet<>(), until));
    }

    /** The station has not accepted the call. */
    public void notAccepted(Trigger trigger) {
        awaited.removeIf(one -> one.trigger() == trigger);
    }

    /** A message of the station; the first one that fits is it. */
    public Taken take(Call received) {
        awaited.removeIf(one -> one.until().isBefore(desk.moment()));
        Iterator<Awaited> all = awaited.iterator();
        while (all.hasNext()) {
            Awaited one = all.next();
            if (!one.is(received)) {
                continue;
            }
            boolean ofConnector = OF_CONNECTORS.contains(received.action());
            if (ofConnector && one.connector().isEmpty()) {
                one.seen().add(received.payload().number(CONNECTOR).orElse(0L));
            } else {
                all.remove();
            }
            boolean once =
                    received.action().equals(Action.Heartbeat)
                            || received.action().equals(Action.BootNotification);
            return once && !one.trigger().tellOnce()
                    ? new Taken(Optional.empty(), true)
                    : Taken.by(one.trigger().upstream);
        }
        return Taken.NONE;
    }
}
