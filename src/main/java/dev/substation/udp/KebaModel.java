package dev.substation.udp;

import java.util.Locale;
import java.util.Set;

/** The models that have the interface, with what each can do (Programmers Guide V2.00). */
enum KebaModel {
    P20(Set.of(Feature.OUTPUT)),
    P30(
            Set.of(
                    Feature.SESSIONS,
                    Feature.TIMED_CURRENT,
                    Feature.ENERGY_LIMIT,
                    Feature.CARDS,
                    Feature.OUTPUT,
                    Feature.DISPLAY)),
    BMW(Set.of(Feature.SESSIONS, Feature.TIMED_CURRENT, Feature.ENERGY_LIMIT, Feature.CARDS));

    /** What not all of them can do. */
    enum Feature {
        /** {@code report 100} to {@code report 130}. */
        SESSIONS,
        /** {@code currtime}. */
        TIMED_CURRENT,
        /** {@code setenergy}. */
        ENERGY_LIMIT,
        /** {@code start} and {@code stop}. */
        CARDS,
        /** {@code output}. */
        OUTPUT,
        /** {@code display}; a box without a display confirms it and shows nothing. */
        DISPLAY
    }

    private final Set<Feature> features;

    KebaModel(Set<Feature> features) {
        this.features = features;
    }

    /** The model by what the box says of itself. */
    static KebaModel of(String product, String firmware) {
        String said = (product + " " + firmware).toUpperCase(Locale.ROOT);
        if (said.startsWith("BMW")) {
            return BMW;
        }
        return said.contains("P20") ? P20 : P30;
    }

    boolean can(Feature feature) {
        return features.contains(feature);
    }
}
