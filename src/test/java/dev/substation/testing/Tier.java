package dev.substation.testing;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * How much a test does that could do more: a little in every build, a lot with {@code -Plong}
 * (docs/testing.md).
 */
public enum Tier {
    FAST,
    LONG;

    /** The tag of tests that do more in the long tier, or run there alone. */
    public static final String MORE_WHEN_LONG = "long";

    /** The tier of this build. */
    public static Tier current() {
        return valueOf(System.getProperty("test.tier", "fast").toUpperCase(Locale.ROOT));
    }

    /** What a test takes in this build. */
    public static <T> T choose(T fast, T inLong) {
        return current() == LONG ? inLong : fast;
    }

    /**
     * The seed of a test with random input: another one each day, or what the system property says.
     * It is printed, so that a run that failed can be repeated.
     *
     * @param property such as {@code fuzz.seed}
     */
    public static long seed(String property) {
        long seed = Long.getLong(property, LocalDate.now(ZoneOffset.UTC).toEpochDay());
        System.out.println("-D" + property + "=" + seed + " repeats this run");
        return seed;
    }
}
