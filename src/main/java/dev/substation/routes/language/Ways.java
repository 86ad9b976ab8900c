package dev.substation.routes.language;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ways that a call can have taken to one place, by what counts of them. */
final class Ways {

    /**
     * A way so far. Ways that are equal in what counts are gone once.
     *
     * @param delivered how often it came to {@code direct:deliver}, 2 for more
     * @param answered whether it met a rule that may answer
     * @param turn the last place where another turn would have ended otherwise
     */
    record Way(int delivered, boolean answered, Optional<Turn> turn) {

        /** What counts for what comes. */
        record State(int delivered, boolean answered) {}

        State state() {
            return new State(delivered, answered);
        }

        Way turning(Turn here) {
            return new Way(delivered, answered, Optional.of(here));
        }

        boolean isServed() {
            return delivered > 0 || answered;
        }
    }

    /**
     * A decision.
     *
     * @param who the call that took it: "a call for which this filter is false"
     * @param remedy what to write, when it was the wrong one
     */
    record Turn(Place place, String who, String remedy) {}

    private final Map<Way.State, Way> all = new LinkedHashMap<>();

    static Ways of(Way way) {
        Ways ways = new Ways();
        ways.add(way);
        return ways;
    }

    void add(Way way) {
        all.putIfAbsent(way.state(), way);
    }

    void add(Ways ways) {
        ways.all().forEach(this::add);
    }

    Collection<Way> all() {
        return all.values();
    }

    Set<Way.State> states() {
        return all.keySet();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }
}
