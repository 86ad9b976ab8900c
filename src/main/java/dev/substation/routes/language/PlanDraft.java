package dev.substation.routes.language;

import dev.substation.model.Misspelt;
import dev.substation.routes.language.RoutePlan.Form;
import dev.substation.routes.language.RoutePlan.Route;
import dev.substation.routes.language.RouteYaml.Wrong;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan while the files are read: what stands in those before, and what is wrong so far. */
final class PlanDraft {

    /** A {@code direct:} address that some step goes to. */
    private record Target(String uri, Place place) {}

    /** Something that is read; what is wrong in it does not keep the rest from being read. */
    interface Reading {

        void read() throws Wrong;
    }

    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Form> forms = new LinkedHashMap<>();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<Finding> findings;
    private boolean incomplete;

    /**
     * @param findings takes everything that is wrong
     */
    PlanDraft(List<Finding> findings) {
        this.findings = findings;
    }

    void add(Finding finding) {
        findings.add(finding);
    }

    void noting(Reading reading) {
        try {
            reading.read();
        } catch (Wrong e) {
            findings.add(e.finding());
        }
    }

    /**
     * Notes that something could not be read at all, so that what it holds is missing elsewhere.
     */
    void lost(Wrong e) {
        incomplete = true;
        findings.add(e.finding());
    }

    /** Whether what seems not to be there may stand where nothing could be read. */
    boolean isIncomplete() {
        return incomplete;
    }

    /** Where an id is used already; else it is used here from now on. */
    Optional<Place> claimed(String id, Place place) {
        return Optional.ofNullable(places.putIfAbsent(id, place));
    }

    /** The route that begins with the same address already; else this one is taken. */
    Optional<Route> claimed(Route route) {
        return Optional.ofNullable(routes.putIfAbsent(route.from(), route));
    }

    void add(String id, Form form) {
        forms.put(id, form);
    }

    Map<String, Form> forms() {
        return forms;
    }

    /** Notes where a step goes, to be looked for when all files are read. */
    void goesTo(String uri, Place from) {
        targets.add(new Target(uri, from));
    }

    /** What was read. */
    RoutePlan plan() {
        if (!incomplete) {
            resolveTargets();
        }
        return new RoutePlan(
                Map.copyOf(places),
                Collections.unmodifiableMap(routes),
                Collections.unmodifiableMap(forms));
    }

    /** Camel finds out that a route is not there when the first call looks for it. */
    private void resolveTargets() {
        if (!routes.containsKey(RoutePlan.ENTRY)) {
            findings.add(
                    new Place("00-site.yaml", 0)
                            .error(
                                    "no route begins with direct:site; write one with"
                                            + " from: { uri: direct:site }"));
        }
        for (Target target : targets) {
            if (!target.uri().equals(RoutePlan.EXIT) && !routes.containsKey(target.uri())) {
                findings.add(
                        target.place()
                                .error(
                                        "no route begins with "
                                                + target.uri()
                                                + "; there are "
                                                + new Misspelt(target.uri())
                                                        .nearest(routes.keySet())));
            }
        }
    }
}
