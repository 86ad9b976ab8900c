package dev.substation.routes.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a window makes of the values of one measurand. */
enum Keep {
    LAST,
    MEAN,
    MIN,
    MAX,
    SUM;

    /** As it is written in routes. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Keep of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Keep::word).toList();
    }

    /**
     * What can be done with a measurand whatever was asked: the sum or mean of meter readings is no
     * reading, and of the energies of intervals only the sum is the energy of them all.
     */
    Keep forMeasurand(String measurand) {
        if (measurand.startsWith("Energy.") && measurand.endsWith(".Register")) {
            return LAST;
        }
        return measurand.startsWith("Energy.") && measurand.endsWith(".Interval") ? SUM : this;
    }
}
