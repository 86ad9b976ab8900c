package dev.substation.flow.charging;

import dev.substation.flow.charging.ChargingProfile.Period;
import dev.substation.flow.charging.ChargingProfile.Purpose;
import dev.substation.flow.charging.Rate.Limit;
import dev.substation.flow.charging.Rate.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What the profiles of a station add up to (OCPP 1.6 section 3.13): at each time, of each purpose
 * the profile with the highest stack level that says something then; a TxProfile in the place of
 * the TxDefaultProfile; and of what is left the least. A function of its arguments alone.
 *
 * @param profiles of the station
 * @param charging the transactions that run, by connector
 * @param connectors of the station, without 0
 * @param zone of the site
 * @param circuit what the station can anyhow
 */
public record Composite(
        List<ChargingProfile> profiles,
        Map<Long, Running> charging,
        SortedSet<Long> connectors,
        ZoneId zone,
        Circuit circuit) {

    /** So that nobody makes the gateway work out the next hundred years. */
    private static final int EDGES = 2_000;

    /**
     * A transaction that runs.
     *
     * @param key the gateway's
     */
    public record Running(long key, Instant since) {}

    /**
     * What a connector can without any profile.
     *
     * @param amperes per phase
     * @param volts between a phase and neutral
     */
    public record Circuit(BigDecimal amperes, int phases, BigDecimal volts) {

        private Limit limit() {
            return new Limit(amperes, Unit.A, phases);
        }
    }

    /**
     * A part of the composite schedule.
     *
     * @param start in seconds since the beginning
     * @param minimum the rate below which the car had better not charge; empty when nobody says
     */
    public record Step(long start, Rate rate, Optional<Rate> minimum) {}

    /**
     * The schedule of a connector, or of the whole station.
     *
     * @param from a whole second
     * @param most how many steps there may be at most; the schedule is shorter if there are more,
     *     or if it would have to look at more edges than {@value #EDGES}
     * @return at least one step
     */
    public Schedule schedule(long connectorId, Instant from, Duration duration, int most) {
        At at = new At(from);
        Instant end = from.plus(duration);
        List<Step> steps = new ArrayList<>();
        Optional<Instant> time = Optional.of(from);
        for (int edges = 0;
                time.isPresent() && (time.get().isBefore(end) || steps.isEmpty());
                edges++) {
            long offset = Duration.between(from, time.get()).toSeconds();
            if (edges == EDGES) {
                return new Schedule(steps, Duration.ofSeconds(offset));
            }
            Step step = at.step(connectorId, time.get());
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (last == null
                    || !last.rate().equals(step.rate())
                    || !last.minimum().equals(step.minimum())) {
                if (steps.size() == most) {
                    return new Schedule(steps, Duration.ofSeconds(offset));
                }
                steps.add(step);
            }
            time = at.nextAfter(connectorId, time.get());
        }
        return new Schedule(steps, duration);
    }

    /**
     * A composite schedule.
     *
     * @param covers how long it reaches
     */
    public record Schedule(List<Step> steps, Duration covers) {

        public Schedule {
            steps = List.copyOf(steps);
        }
    }

    /** What a connector, or the whole station, may draw at a time. */
    public Step at(long connectorId, Instant time) {
        return new At(time).step(connectorId, time);
    }

    /**
     * The first time after another one at which a connector, or the station, may draw otherwise.
     */
    public Optional<Instant> nextAfter(long connectorId, Instant time) {
        return new At(time).nextAfter(connectorId, time);
    }

    /** Whether all that counts for a connector is in watts. */
    public boolean isInWatts(long connectorId) {
        List<ChargingProfile> counting =
                profiles.stream().filter(it -> isFor(it, connectorId)).toList();
        return !counting.isEmpty() && counting.stream().allMatch(it -> it.unit() == Unit.W);
    }

    private boolean isFor(ChargingProfile profile, long connectorId) {
        return connectorId == 0
                || profile.connectorId() == 0
                || profile.connectorId() == connectorId;
    }

    /** A profile with its time on a connector. */
    private record Timed(ChargingProfile profile, Timeline timeline) {

        Optional<Said> at(Instant time) {
            return timeline.at(time).map(period -> new Said(profile, period));
        }
    }

    /** What a profile says at a time. */
    private record Said(ChargingProfile profile, Period period) {

        Optional<Limit> minimum() {
            return profile.minimum()
                    .map(least -> new Limit(least, profile.unit(), period.limit().phases()));
        }
    }

    /** As it looks from one time on. */
    private final class At {

        private final Instant from;
        private final Map<Long, List<Timed>> timed = new HashMap<>();

        At(Instant from) {
            this.from = from;
        }

        /** The profiles of a connector, each with its time on that connector. */
        private List<Timed> of(long connectorId) {
            return timed.computeIfAbsent(connectorId, this::timed);
        }

        private List<Timed> timed(long connectorId) {
            Optional<Instant> since =
                    Optional.ofNullable(charging.get(connectorId)).map(Running::since);
            return profiles.stream()
                    .filter(it -> it.connectorId() == 0 || it.connectorId() == connectorId)
                    .filter(it -> it.purpose() != Purpose.TxProfile || runs(connectorId, it))
                    .map(it -> new Timed(it, new Timeline(it, zone, since, from)))
                    .toList();
        }

        private boolean runs(long connectorId, ChargingProfile profile) {
            return Optional.ofNullable(charging.get(connectorId))
                    .filter(running -> profile.transaction().equals(Optional.of(running.key())))
                    .isPresent();
        }

        Step step(long connectorId, Instant time) {
            long offset = Duration.between(from, time).toSeconds();
            if (connectorId != 0) {
                Optional<Rate> minimum =
                        ofTransaction(connectorId, time).flatMap(Said::minimum).map(this::rate);
                return new Step(offset, rate(connectorId, time), minimum);
            }
            Rate sum =
                    connectors.stream().map(id -> rate(id, time)).reduce(Rate::plus).orElseThrow();
            Rate all =
                    highest(0, time, Purpose.ChargePointMaxProfile)
                            .map(max -> rate(max.period().limit()))
                            .map(sum::min)
                            .orElse(sum);
            return new Step(offset, all, Optional.empty());
        }

        private Rate rate(Limit alone) {
            return Rate.least(List.of(alone.within(circuit.phases())), circuit.volts());
        }

        private Rate rate(long connectorId, Instant time) {
            Stream<Said> said =
                    Stream.of(
                                    highest(connectorId, time, Purpose.ChargePointMaxProfile),
                                    ofTransaction(connectorId, time))
                            .flatMap(Optional::stream);
            List<Limit> limits =
                    Stream.concat(
                                    said.map(
                                            each -> each.period().limit().within(circuit.phases())),
                                    Stream.of(circuit.limit()))
                            .toList();
            return Rate.least(limits, circuit.volts());
        }

        /** What counts for the transaction of a connector, or for the next one. */
        private Optional<Said> ofTransaction(long connectorId, Instant time) {
            return highest(connectorId, time, Purpose.TxProfile)
                    .or(() -> highest(connectorId, time, Purpose.TxDefaultProfile));
        }

        /**
         * The profile with the highest stack level that says something; of two with the same level
         * that of the connector itself.
         */
        private Optional<Said> highest(long connectorId, Instant time, Purpose purpose) {
            return of(connectorId).stream()
                    .filter(each -> each.profile().purpose() == purpose)
                    .flatMap(each -> each.at(time).stream())
                    .max(
                            Comparator.comparingLong((Said each) -> each.profile().stackLevel())
                                    .thenComparingLong(each -> each.profile().connectorId()));
        }

        Optional<Instant> nextAfter(long connectorId, Instant time) {
            Stream<Long> counting =
                    connectorId == 0
                            ? Stream.concat(Stream.of(0L), connectors.stream())
                            : Stream.of(connectorId);
            return counting.flatMap(id -> of(id).stream())
                    .flatMap(each -> each.timeline().nextAfter(time).stream())
                    .min(Instant::compareTo);
        }
    }

    /** The least rate that a car should get, in a unit, rounded up. */
    static BigDecimal minimumIn(Rate minimum, Unit unit) {
        return (unit == Unit.A ? minimum.amperes() : minimum.watts())
                .setScale(1, RoundingMode.CEILING);
    }
}
