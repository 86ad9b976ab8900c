package dev.substation.flow.charging;

import dev.substation.flow.charging.Composite.Step;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.Actuator.Ability;
import dev.substation.flow.ports.Actuator.Order;
import dev.substation.flow.ports.Actuator.Outcome;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.time.Desk;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies limits in time: works out what each station may draw now, orders it, looks again when
 * that changes, and repeats what a station would forget. A station for which nothing counts, and
 * never did, gets no order.
 */
final class Limits {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

    /** The owner of which stations have got an order. */
    static final String OWNER = "limits";

    /** The wall clock may step; no edge is later than this. */
    private static final Duration LOOKED = Duration.ofMinutes(1);

    /** A timer may be early by the wall clock. */
    private static final Duration AT_LEAST = Duration.ofMillis(50);

    /** A station that has just called is given its answer first. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Desk desk;
    private final Store store;
    private final Connections connections;
    private final Carriers carriers;
    private final Function<Station, Composite> counting;
    private final Function<StationId, Optional<Long>> caps;
    private final Consumer<StationId> applied;
    private final Map<StationId, Map<Long, Limited>> limited = new HashMap<>();
    private final Map<StationId, Runnable> timers = new HashMap<>();

    Limits(
            Desk desk,
            Store store,
            Connections connections,
            Carriers carriers,
            Function<Station, Composite> counting,
            Function<StationId, Optional<Long>> caps,
            Consumer<StationId> applied,
            List<Memory> memories) {
        this.caps = caps;
        this.applied = applied;
        this.desk = desk;
        this.store = store;
        this.connections = connections;
        this.carriers = carriers;
        this.counting = counting;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER) && !memory.value().isEmpty())
                .forEach(
                        memory ->
                                of(memory.station(), Long.parseLong(memory.key())).orderedBefore());
    }

    private Limited of(StationId station, long connectorId) {
        return limited.computeIfAbsent(station, id -> new TreeMap<>())
                .computeIfAbsent(connectorId, id -> new Limited(station, id, desk));
    }

    /** The stations that have got an order. */
    Set<StationId> stations() {
        return Set.copyOf(limited.keySet());
    }

    void forget(StationId station) {
        limited.remove(station);
        carriers.forget(station);
        Optional.ofNullable(timers.remove(station)).ifPresent(Runnable::run);
    }

    /** Which limits are not applied, a sentence each. */
    List<String> reasons() {
        return limited.values().stream()
                .flatMap(each -> each.values().stream())
                .flatMap(each -> each.reason().stream())
                .sorted()
                .toList();
    }

    /** A station may have lost its limits. */
    void restarted(StationId station) {
        limited.getOrDefault(station, Map.of()).values().forEach(Limited::mayBeLost);
        lookSoon(station);
    }

    /** A station is ordered its limits once more. */
    void again(StationId station) {
        limited.getOrDefault(station, Map.of()).values().forEach(Limited::again);
        lookSoon(station);
    }

    /** Looks once the station has the answer to what it has just said. */
    void lookSoon(StationId station) {
        lookAfter(station, SOON);
    }

    /**
     * Looks what a station may draw now, and orders what is due. What cannot be worked out for one
     * station stops neither its later looks nor those at others.
     */
    void look(StationId id) {
        try {
            looked(id);
        } catch (RuntimeException fault) {
            LOG.warn("station={} {}", id, Problem.LIMIT_NOT_FOUND.line(fault), fault);
            lookAfter(id, LOOKED);
        }
    }

    private void looked(StationId id) {
        Optional.ofNullable(timers.remove(id)).ifPresent(Runnable::run);
        Optional<Station> known = connections.station(id);
        Optional<Actuator> actuator = known.flatMap(carriers::actuator);
        if (actuator.isEmpty()) {
            return;
        }
        Station station = known.get();
        Composite composite = counting.apply(station);
        Optional<Long> cap = caps.apply(id);
        boolean counts =
                cap.isPresent()
                        || carriers.of(station) != Carriers.Carried.NOTHING
                                && !composite.profiles().isEmpty();
        if (!counts && !limited.containsKey(id)) {
            return;
        }
        Duration next = LOOKED;
        if (carriers.isThere(station, actuator.get())) {
            Map<Long, Optional<Long>> wanted =
                    counts ? wanted(composite, cap, actuator.get().ability()) : Map.of();
            for (long connector : connectors(id, wanted)) {
                next =
                        least(
                                next,
                                order(
                                        station,
                                        actuator.get(),
                                        connector,
                                        wanted.getOrDefault(connector, Optional.empty())));
            }
        }
        Duration edge = counts ? nextEdge(composite) : LOOKED;
        if (limited.containsKey(id) || counts) {
            lookAfter(id, least(next, edge));
        }
    }

    private Set<Long> connectors(StationId id, Map<Long, Optional<Long>> wanted) {
        Map<Long, Boolean> all = new TreeMap<>();
        wanted.keySet().forEach(connector -> all.put(connector, true));
        limited.getOrDefault(id, Map.of()).keySet().forEach(connector -> all.put(connector, true));
        return all.keySet();
    }

    private void lookAfter(StationId station, Duration wait) {
        Optional.ofNullable(timers.remove(station)).ifPresent(Runnable::run);
        timers.put(
                station,
                desk.after(wait.compareTo(AT_LEAST) < 0 ? AT_LEAST : wait, () -> look(station)));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration nextEdge(Composite composite) {
        Instant now = desk.now();
        return Stream.concat(Stream.of(0L), composite.connectors().stream())
                .flatMap(connector -> composite.nextAfter(connector, now).stream())
                .min(Instant::compareTo)
                .map(edge -> Duration.between(now, edge))
                .orElse(LOOKED);
    }

    /** What is to be ordered, by connector; empty for no limit. */
    private Map<Long, Optional<Long>> wanted(
            Composite composite, Optional<Long> cap, Ability ability) {
        Instant now = desk.now();
        if (!ability.perConnector()) {
            Step step = whole(composite);
            return Map.of(
                    0L, ordered(step, least(step.rate().milliamperes(), cap), composite, ability));
        }
        Map<Long, Long> own = new TreeMap<>();
        composite
                .connectors()
                .forEach(
                        connector ->
                                own.put(
                                        connector,
                                        composite.at(connector, now).rate().milliamperes()));
        Map<Long, Long> shared =
                Shares.within(
                        least(composite.at(0, now).rate().milliamperes(), cap),
                        own,
                        composite.charging().keySet());
        Map<Long, Optional<Long>> wanted = new TreeMap<>();
        shared.forEach(
                (connector, milliamperes) ->
                        wanted.put(
                                connector,
                                ordered(
                                        composite.at(connector, now),
                                        milliamperes,
                                        composite,
                                        ability)));
        return wanted;
    }

    private static long least(long milliamperes, Optional<Long> cap) {
        return Math.min(milliamperes, cap.orElse(Long.MAX_VALUE));
    }

    /**
     * The station as a whole. If a connector may draw less than its circuit can, the station gets
     * no more than that connector may: a single car could take all of it.
     */
    private Step whole(Composite composite) {
        Instant now = desk.now();
        Step lowest =
                composite.connectors().stream()
                        .map(connector -> composite.at(connector, now))
                        .min(Comparator.comparing(step -> step.rate().amperes()))
                        .orElseThrow();
        if (composite.connectors().size() == 1) {
            return lowest;
        }
        Step all = composite.at(0, now);
        boolean bounded = lowest.rate().amperes().compareTo(composite.circuit().amperes()) < 0;
        return bounded && lowest.rate().amperes().compareTo(all.rate().amperes()) < 0
                ? lowest
                : all;
    }

    /** What a station may draw by all but limits that it shares, in mA of a phase. */
    long own(Station station) {
        return whole(counting.apply(station)).rate().milliamperes();
    }

    /**
     * What a station may draw at present, for all that is known. Of one that is away, it is what it
     * falls to.
     */
    long inForce(Station station, long most) {
        long unknown =
                carriers.actuator(station).filter(it -> carriers.isThere(station, it)).isPresent()
                        ? most
                        : station.settings().charging().fallbackMilliamperes();
        return limited.getOrDefault(station.id(), Map.of()).values().stream()
                .mapToLong(each -> Math.min(most, each.inForce(unknown)))
                .max()
                .orElse(unknown);
    }

    private static Optional<Long> ordered(
            Step step, long milliamperes, Composite composite, Ability ability) {
        long free =
                composite.circuit().amperes().movePointRight(3).longValue()
                        * (ability.perConnector() ? 1 : composite.connectors().size());
        if (milliamperes >= free) {
            return Optional.empty();
        }
        long least = step.minimum().map(Rate::milliamperes).orElse(0L);
        return milliamperes < Math.max(least, ability.lowest())
                ? Optional.of(0L)
                : Optional.of(Math.min(milliamperes, ability.highest()));
    }

    /** Orders what is due; says when to look again. */
    private Duration order(
            Station station, Actuator actuator, long connector, Optional<Long> milliamperes) {
        Limited one = of(station.id(), connector);
        one.by(actuator);
        Order order =
                new Order(
                        connector,
                        milliamperes,
                        station.settings().charging().phases(),
                        station.settings().charging().fallbackMilliamperes());
        Duration wait = one.wait(order, station.settings().charging().pace(), actuator.ability());
        if (wait.isZero()) {
            send(station.id(), actuator, one, order);
            return LOOKED;
        }
        return wait;
    }

    private void send(StationId station, Actuator actuator, Limited one, Order order) {
        if (one.isFirst()) {
            remember(station, order.connectorId(), "ordered");
        }
        one.sending(order);
        actuator.apply(order)
                .exceptionally(fault -> new Outcome.Failed(fault.toString(), false))
                .thenAcceptAsync(
                        outcome -> {
                            one.ended(order, outcome);
                            if (one.isReleased()) {
                                release(station, order.connectorId());
                            }
                            look(station);
                            applied.accept(station);
                        },
                        desk);
    }

    /** No limit counts any more, and the station knows it: it is left alone. */
    private void release(StationId station, long connector) {
        remember(station, connector, "");
        Map<Long, Limited> all = limited.getOrDefault(station, Map.of());
        all.remove(connector);
        if (all.isEmpty()) {
            limited.remove(station);
        }
    }

    private void remember(StationId station, long connector, String value) {
        store.commit(
                new Change.Remembered(new Memory(OWNER, station, Long.toString(connector), value)));
    }
}
