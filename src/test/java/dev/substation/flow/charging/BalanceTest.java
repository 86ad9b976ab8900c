package dev.substation.flow.charging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.charging.Balance.Member;
import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One limit for several stations. */
class BalanceTest {

    private static final Duration TURN = Duration.ofMinutes(5);
    private static final StationId A = new StationId("A");
    private static final StationId B = new StationId("B");
    private static final StationId C = new StationId("C");

    private final Balance balance = new Balance();

    private static Moment at(long second) {
        return new Moment(second * 1_000_000_000L);
    }

    private static Member charging(StationId station, long most, long weight, long inForce) {
        return new Member(station, true, 6_000, most, weight, inForce, true);
    }

    private Map<StationId, Long> settled(long limit, long second, Member... members) {
        return balance.shares(limit, List.of(members), TURN, at(second));
    }

    @Test
    void sharesEqually() {
        assertEquals(
                Map.of(A, 16_000L, B, 16_000L),
                settled(32_000, 0, charging(A, 32_000, 1, 0), charging(B, 32_000, 1, 0)));
    }

    @Test
    void leavesToOthersWhatOneMayNotTake() {
        assertEquals(
                Map.of(A, 10_000L, B, 22_000L),
                settled(32_000, 0, charging(A, 10_000, 1, 0), charging(B, 32_000, 1, 0)));
    }

    @Test
    void givesMoreToWhoHasMoreWeight() {
        assertEquals(
                Map.of(A, 12_000L, B, 18_000L),
                settled(30_000, 0, charging(A, 32_000, 1, 0), charging(B, 32_000, 2, 0)));
    }

    @Test
    void givesToOneOnceTheOtherDrawsLess() {
        Map<StationId, Long> first =
                settled(32_000, 0, charging(A, 32_000, 1, 32_000), charging(B, 32_000, 1, 6_000));
        Map<StationId, Long> then =
                settled(32_000, 2, charging(A, 32_000, 1, 16_000), charging(B, 32_000, 1, 6_000));

        assertEquals(Map.of(A, 16_000L, B, 6_000L), first);
        assertEquals(Map.of(A, 16_000L, B, 16_000L), then);
    }

    @Test
    void letsStationsChargeInTurnWhenTheLeastIsNotThereForAll() {
        Map<StationId, Long> first =
                settled(8_000, 0, charging(A, 32_000, 1, 0), charging(B, 32_000, 1, 0));
        Map<StationId, Long> early =
                settled(8_000, 299, charging(A, 32_000, 1, 8_000), charging(B, 32_000, 1, 0));
        Map<StationId, Long> due =
                settled(8_000, 301, charging(A, 32_000, 1, 8_000), charging(B, 32_000, 1, 0));
        Map<StationId, Long> later =
                settled(8_000, 303, charging(A, 32_000, 1, 0), charging(B, 32_000, 1, 0));

        assertEquals(Map.of(A, 8_000L, B, 0L), first);
        assertEquals(Map.of(A, 8_000L, B, 0L), early);
        assertEquals(Map.of(A, 0L, B, 0L), due);
        assertEquals(Map.of(A, 0L, B, 8_000L), later);
    }

    @Test
    void countsWhatItCannotLimit() {
        Member wild = new Member(C, true, 6_000, 20_000, 1, 20_000, false);

        assertEquals(Map.of(A, 12_000L), settled(32_000, 0, charging(A, 32_000, 1, 0), wild));
    }

    @Test
    void keepsTheLeastReadyForACarThatComes() {
        Member idle = new Member(B, false, 6_000, 32_000, 1, 6_000, true);

        assertEquals(
                Map.of(A, 32_000L, B, 6_000L), settled(32_000, 0, charging(A, 32_000, 1, 0), idle));
    }

    /** A station of the simulation: it takes an order some seconds later, or after some tries. */
    private static final class Simulated {
        private final StationId id;
        private final long most;
        private final long weight;
        private final boolean controlled;
        private boolean charges;
        private long leaves;
        private long limit;
        private long ordered = -1;
        private long takesAt;
        private long began;
        private long lastOn;
        private long pausedAt = Long.MIN_VALUE / 2;

        Simulated(int number, Random random) {
            id = new StationId("S" + number);
            most = List.of(16_000L, 20_000L, 32_000L).get(random.nextInt(3));
            weight = 1 + random.nextInt(2);
            controlled = number > 0;
            limit = controlled ? 6_000 : most;
        }

        Member member() {
            return new Member(
                    id,
                    charges,
                    6_000,
                    most,
                    weight,
                    ordered < 0 ? limit : Math.max(limit, ordered),
                    controlled);
        }

        long draws() {
            return charges ? limit : 0;
        }
    }

    @Test
    void keepsTheLimitThroughAThousandSessionsAndNobodyStarves() {
        Random random = new Random(17);
        List<Simulated> stations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            stations.add(new Simulated(i, random));
        }
        long limit = 63_000;
        long changed = 0;
        long limitFell = 0;
        int sessions = 0;
        long highest = 0;
        for (long second = 0; sessions < 1_000 || second % 100 != 0; second++) {
            for (Simulated one : stations) {
                if (!one.charges && random.nextInt(900) == 0) {
                    one.charges = true;
                    one.began = second;
                    one.lastOn = second;
                    one.leaves = second + 600 + random.nextInt(7_200);
                    sessions++;
                    changed = second;
                    limitFell = one.controlled ? limitFell : second;
                } else if (one.charges && second >= one.leaves) {
                    one.charges = false;
                    changed = second;
                }
            }
            if (random.nextInt(3_600) == 0) {
                long next = List.of(40_000L, 50_000L, 63_000L, 100_000L).get(random.nextInt(4));
                limitFell = next < limit ? second : limitFell;
                limit = next;
                changed = second;
            }
            if (second % 2 == 0) {
                order(stations, limit, second, limitFell, random);
            }
            long sum = 0;
            for (Simulated one : stations) {
                if (one.ordered >= 0 && second >= one.takesAt) {
                    one.limit = one.ordered;
                    one.ordered = -1;
                }
                sum += one.draws();
                if (one.draws() >= 6_000 || !one.charges) {
                    one.lastOn = second;
                }
                assertTrue(
                        second - one.lastOn < 8 * TURN.toSeconds(),
                        "second " + second + ": " + one.id + " starves");
            }
            highest = Math.max(highest, sum);
            if (second - changed > 10) {
                assertTrue(
                        sum <= limit, "second " + second + ": " + sum + " mA of " + limit + " mA");
            }
        }

        assertTrue(highest > 60_000, "the limit is used: " + highest);
    }

    private void order(
            List<Simulated> stations, long limit, long second, long limitFell, Random random) {
        Map<StationId, Long> shares =
                balance.shares(
                        limit, stations.stream().map(Simulated::member).toList(), TURN, at(second));
        Map<StationId, Simulated> byId = new HashMap<>();
        stations.forEach(one -> byId.put(one.id, one));
        shares.forEach(
                (id, share) -> {
                    Simulated one = byId.get(id);
                    long now = one.ordered >= 0 ? one.ordered : one.limit;
                    if (one.ordered >= 0 || share == now) {
                        return;
                    }
                    one.ordered = share;
                    one.takesAt = second + 1 + random.nextInt(3);
                    if (one.charges && share == 0 && now > 0) {
                        // What is free may fall, and a car that comes has had no turn yet.
                        assertTrue(
                                second - one.pausedAt >= TURN.toSeconds()
                                        || second - limitFell <= 10
                                        || second - one.began <= 10,
                                "second " + second + ": " + id + " is paused too often");
                        one.pausedAt = second;
                    }
                });
    }
}
