package dev.substation.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** The throws for one input: the same for the same seed and number. */
final class Dice {

    private final SplittableRandom random;

    Dice(long seed, int number) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    }

    /** From 0 to one less than the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
