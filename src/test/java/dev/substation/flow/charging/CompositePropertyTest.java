package dev.substation.flow.charging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.substation.flow.charging.ChargingProfile.Kind;
import dev.substation.flow.charging.ChargingProfile.Period;
import dev.substation.flow.charging.ChargingProfile.Purpose;
import dev.substation.flow.charging.Composite.Circuit;
import dev.substation.flow.charging.Composite.Running;
import dev.substation.flow.charging.Composite.Schedule;
import dev.substation.flow.charging.Composite.Step;
import dev.substation.flow.charging.Rate.Limit;
import dev.substation.flow.charging.Rate.Unit;
import dev.substation.testing.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random profiles, against an evaluator that looks at each second and knows nothing of edges. It
 * counts in whole numbers: tenths of A and W on the wire, thousandths where a power is divided.
 */
class CompositePropertyTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final int WINDOW = 5_400;
    private static final long VOLTS = 230;

    /** Around which the questions lie: both changes of the clocks, a midnight, an ordinary noon. */
    private static final List<Instant> TIMES =
            List.of(
                    Instant.parse("2026-03-29T01:00:00Z"),
                    Instant.parse("2026-10-25T01:00:00Z"),
                    Instant.parse("2026-06-14T22:00:00Z"),
                    Instant.parse("2026-02-03T12:00:00Z"));

    private record Case(Composite composite, Instant from) {}

    @Test
    void equalsAnEvaluationOfEachSecondAndIsNeverAboveAnyLimitThatCounts() {
        long seeds = Tier.choose(120L, 3_000L);
        for (long seed = 0; seed < seeds; seed++) {
            Case each = draw(new Random(seed));
            for (long connector : List.of(1L, 2L)) {
                Schedule schedule =
                        each.composite()
                                .schedule(
                                        connector,
                                        each.from(),
                                        Duration.ofSeconds(WINDOW),
                                        1_000_000);
                compare(seed, each, connector, schedule.steps());
            }
        }
    }

    private static void compare(long seed, Case each, long connector, List<Step> steps) {
        Seconds seconds = new Seconds(each.composite(), connector, each.from());
        int step = 0;
        for (int second = 0; second < WINDOW; second++) {
            while (step + 1 < steps.size() && steps.get(step + 1).start() <= second) {
                step++;
            }
            Rate rate = steps.get(step).rate();
            long[] expected = seconds.tenths(second);
            long[] found = {
                rate.in(Unit.A).movePointRight(1).longValueExact(),
                rate.in(Unit.W).movePointRight(1).longValueExact(),
                rate.phases()
            };
            if (!Arrays.equals(found, expected)) {
                assertArrayEquals(expected, found, "seed " + seed + ", second " + second);
            }
        }
    }

    private static Case draw(Random random) {
        Instant from =
                TIMES.get(random.nextInt(TIMES.size())).plusSeconds(random.nextInt(7_200) - 7_200);
        Map<Long, Running> charging = new HashMap<>();
        for (long connector = 1; connector <= 2; connector++) {
            if (random.nextInt(3) > 0) {
                charging.put(
                        connector,
                        new Running(connector, from.minusSeconds(random.nextInt(10_000))));
            }
        }
        List<ChargingProfile> profiles = new ArrayList<>();
        for (int i = random.nextInt(7); i >= 0; i--) {
            ChargingProfile profile = profile(random, i, from);
            boolean taken =
                    profiles.stream()
                            .anyMatch(
                                    it ->
                                            it.purpose() == profile.purpose()
                                                    && it.stackLevel() == profile.stackLevel()
                                                    && it.connectorId() == profile.connectorId());
            if (!taken) {
                profiles.add(profile);
            }
        }
        Circuit circuit =
                new Circuit(
                        BigDecimal.valueOf(random.nextBoolean() ? 32 : 16),
                        random.nextInt(4) == 0 ? 1 : 3,
                        BigDecimal.valueOf(VOLTS));
        return new Case(
                new Composite(profiles, charging, new TreeSet<>(List.of(1L, 2L)), BERLIN, circuit),
                from);
    }

    private static ChargingProfile profile(Random random, int id, Instant from) {
        Purpose purpose = Purpose.values()[random.nextInt(3)];
        long connector =
                switch (purpose) {
                    case ChargePointMaxProfile -> 0;
                    case TxDefaultProfile -> random.nextInt(3);
                    case TxProfile -> 1 + random.nextInt(2);
                };
        Unit unit = random.nextBoolean() ? Unit.A : Unit.W;
        List<Period> periods = new ArrayList<>();
        long start = random.nextInt(5) == 0 ? random.nextInt(900) : 0;
        for (int i = random.nextInt(4); i >= 0; i--) {
            long tenths = unit == Unit.A ? random.nextInt(400) : random.nextInt(250_000);
            periods.add(
                    new Period(
                            start,
                            new Limit(
                                    BigDecimal.valueOf(tenths, 1),
                                    unit,
                                    random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 3)));
            start += 1 + random.nextInt(random.nextBoolean() ? 1_800 : 40_000);
        }
        return new ChargingProfile(
                id,
                connector,
                purpose,
                Kind.values()[random.nextInt(4)],
                random.nextInt(3),
                purpose == Purpose.TxProfile ? Optional.of(connector) : Optional.empty(),
                from.minusSeconds(random.nextInt(900_000)),
                sometimes(random, from.plusSeconds(random.nextInt(8_000) - 4_000L)),
                sometimes(random, from.plusSeconds(4_001L + random.nextInt(4_000))),
                random.nextInt(4) > 0
                        ? Optional.of(from.plusSeconds(random.nextInt(1_600_000) - 1_597_000L))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(
                                random.nextInt(4) == 0
                                        ? 86_400L
                                        : (long)
                                                random.nextInt(
                                                        random.nextBoolean() ? 9_000 : 90_000))
                        : Optional.empty(),
                unit,
                periods,
                Optional.empty());
    }

    private static Optional<Instant> sometimes(Random random, Instant time) {
        return random.nextInt(3) == 0 ? Optional.of(time) : Optional.empty();
    }

    /** What counts at each second of a question. */
    private static final class Seconds {

        private final Composite composite;
        private final long connector;
        private final long from;
        private final Map<ChargingProfile, List<Long>> beginnings = new HashMap<>();

        Seconds(Composite composite, long connector, Instant from) {
            this.composite = composite;
            this.connector = connector;
            this.from = from.getEpochSecond();
            composite.profiles().forEach(it -> beginnings.put(it, beginnings(it)));
        }

        /** All times at which the schedule begins, up to the end of the question. */
        private List<Long> beginnings(ChargingProfile profile) {
            Running running = composite.charging().get(connector);
            Instant first;
            if (profile.start().isPresent() && profile.kind() != Kind.RELATIVE) {
                first = profile.start().get();
            } else if (profile.kind() == Kind.DAILY || profile.kind() == Kind.WEEKLY) {
                first =
                        profile.validFrom()
                                .orElse(running == null ? profile.received() : running.since());
            } else if (profile.purpose() == Purpose.ChargePointMaxProfile) {
                first = profile.received();
            } else {
                first = running == null ? Instant.ofEpochSecond(from) : running.since();
            }
            List<Long> found = new ArrayList<>(List.of(first.getEpochSecond()));
            int days = profile.kind() == Kind.DAILY ? 1 : profile.kind() == Kind.WEEKLY ? 7 : 0;
            ZoneOffset offset = BERLIN.getRules().getOffset(first);
            LocalDateTime clock = LocalDateTime.ofInstant(first, offset);
            while (days > 0 && found.get(found.size() - 1) < from + WINDOW) {
                clock = clock.plusDays(days);
                List<ZoneOffset> valid = BERLIN.getRules().getValidOffsets(clock);
                ZoneOffset of =
                        valid.isEmpty()
                                ? BERLIN.getRules().getTransition(clock).getOffsetBefore()
                                : valid.contains(offset) ? offset : valid.get(0);
                found.add(clock.toEpochSecond(of));
            }
            return found;
        }

        private Limit said(ChargingProfile profile, long second) {
            if (profile.validFrom().isPresent()
                    && second < profile.validFrom().get().getEpochSecond()) {
                return null;
            }
            if (profile.validTo().isPresent()
                    && second >= profile.validTo().get().getEpochSecond()) {
                return null;
            }
            long begin = Long.MIN_VALUE;
            for (long beginning : beginnings.get(profile)) {
                begin = beginning <= second ? beginning : begin;
            }
            if (begin == Long.MIN_VALUE) {
                return null;
            }
            long days = profile.kind() == Kind.DAILY ? 1 : profile.kind() == Kind.WEEKLY ? 7 : 0;
            long lasts = profile.duration().orElse(Long.MAX_VALUE);
            boolean allTheTime = days > 0 && lasts >= days * 86_400;
            if (!allTheTime && second - begin >= lasts) {
                return null;
            }
            Limit limit = null;
            for (Period period : profile.periods()) {
                limit = second - begin >= period.start() ? period.limit() : limit;
            }
            return limit;
        }

        private Limit prevailing(Purpose purpose, long second) {
            Limit limit = null;
            long rank = -1;
            for (ChargingProfile profile : composite.profiles()) {
                boolean counts =
                        profile.purpose() == purpose
                                && (profile.connectorId() == 0
                                        || profile.connectorId() == connector)
                                && (purpose != Purpose.TxProfile
                                        || composite.charging().containsKey(connector));
                long mine = profile.stackLevel() * 10 + profile.connectorId();
                if (counts && mine > rank) {
                    Limit said = said(profile, second);
                    limit = said == null ? limit : said;
                    rank = said == null ? rank : mine;
                }
            }
            return limit;
        }

        /** Amperes, watts, both in tenths, and phases. */
        long[] tenths(int offset) {
            long second = from + offset;
            Limit own = prevailing(Purpose.TxProfile, second);
            own = own == null ? prevailing(Purpose.TxDefaultProfile, second) : own;
            Circuit circuit = composite.circuit();
            List<Limit> limits = new ArrayList<>();
            limits.add(new Limit(circuit.amperes(), Unit.A, circuit.phases()));
            if (own != null) {
                limits.add(own);
            }
            Limit max = prevailing(Purpose.ChargePointMaxProfile, second);
            if (max != null) {
                limits.add(max);
            }
            long phases = 3;
            for (Limit limit : limits) {
                phases = Math.min(phases, limit.phases());
            }
            long amperes = Long.MAX_VALUE;
            long watts = Long.MAX_VALUE;
            for (Limit limit : limits) {
                long tenths = limit.value().movePointRight(1).longValueExact();
                boolean isCurrent = limit.unit() == Unit.A;
                amperes =
                        Math.min(
                                amperes,
                                isCurrent
                                        ? tenths
                                        : tenths
                                                / (VOLTS
                                                        * Math.min(
                                                                limit.phases(), circuit.phases())));
                watts = Math.min(watts, isCurrent ? tenths * VOLTS * phases : tenths);
            }
            return new long[] {amperes, watts, phases};
        }
    }
}
