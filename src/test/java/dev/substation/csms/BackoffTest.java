package dev.substation.csms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    private static Backoff backoff(RandomGenerator random) {
        return new Backoff(LEAST, MOST, random);
    }

    private static void assertBetween(Duration from, Duration to, Duration wait) {
        assertTrue(
                wait.compareTo(from) >= 0 && wait.compareTo(to) <= 0,
                wait + " is not between " + from + " and " + to);
    }

    @Test
    void doublesItsBoundUpToTheMost() {
        RandomGenerator highest =
                new RandomGenerator() {
                    @Override
                    public long nextLong() {
                        return 0;
                    }

                    @Override
                    public long nextLong(long bound) {
                        return bound - 1;
                    }
                };
        Backoff backoff = backoff(highest);

        for (int seconds : new int[] {2, 4, 8, 16, 32, 60, 60}) {
            assertEquals(Duration.ofSeconds(seconds), backoff.next());
        }
        backoff.reset();
        assertEquals(Duration.ofSeconds(2), backoff.next());
    }

    @Test
    void staysWithinItsBoundsAndSpreads() {
        Random random = new Random(7);
        Set<Duration> first = new HashSet<>();

        for (int link = 0; link < 1000; link++) {
            Backoff backoff = backoff(random);
            Duration wait = backoff.next();
            assertBetween(LEAST, Duration.ofSeconds(2), wait);
            first.add(wait);
            for (int failure = 0; failure < 20; failure++) {
                assertBetween(LEAST, MOST, backoff.next());
            }
        }

        assertTrue(first.size() > 500, "a thousand links chose " + first.size() + " moments");
    }

    @Test
    void waitsLongAfterARefusal() {
        Backoff backoff = backoff(new Random(7));

        for (int i = 0; i < 100; i++) {
            assertBetween(MOST.dividedBy(2), MOST, backoff.slow());
        }
    }

    @Test
    void toleratesALeastAboveTheMost() {
        Backoff backoff = new Backoff(Duration.ofSeconds(9), Duration.ofSeconds(3), new Random(7));

        assertEquals(Duration.ofSeconds(9), backoff.next());
    }
}
