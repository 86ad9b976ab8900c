package dev.substation.routes.language;

import dev.substation.model.Direction;
import dev.substation.routes.language.RoutePlan.Branch;
import dev.substation.routes.language.RoutePlan.Form;
import dev.substation.routes.language.RoutePlan.Route;
import dev.substation.routes.language.RoutePlan.RuleStep;
import dev.substation.routes.language.RoutePlan.Step;
import dev.substation.routes.language.Ways.Turn;
import dev.substation.routes.language.Ways.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Goes all ways that a call can take from {@code direct:site}, once for each direction, and those
 * of what rules make from where it enters, without a call: every way must come to {@code
 * direct:deliver} once, or to a rule that answers. What a condition says of the direction is known;
 * any other condition may be true or false.
 */
final class RouteWays {

    /**
     * More steps than this are not followed: some routes call others so often that nobody could.
     */
    private static final int MOST_STEPS = 100_000;

    /** Where a call ended, and how. */
    private record End(Way way, Optional<Place> stop) {}

    /** How a use of a rule is met. */
    private static final class Meeting {

        private final Set<Direction> directions = EnumSet.noneOf(Direction.class);
        private boolean beforeDelivery;
    }

    private final RoutePlan plan;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Set<Place> met = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Map<Step.Use, Meeting> uses = new LinkedHashMap<>();
    private final Map<Direction, Set<Finding>> lost = new EnumMap<>(Direction.class);

    private Direction direction;
    private String from;
    private final Deque<String> inside = new ArrayDeque<>();
    private final List<End> stopped = new ArrayList<>();
    private int steps;

    private RouteWays(RoutePlan plan) {
        this.plan = plan;
    }

    /**
     * Goes all ways.
     *
     * @param plan of a folder in which nothing else is wrong
     * @return what was found, in no order
     */
    static List<Finding> walk(RoutePlan plan) {
        RouteWays ways = new RouteWays(plan);
        for (Direction direction : Direction.values()) {
            ways.walk(direction);
        }
        if (ways.steps > MOST_STEPS) {
            ways.findings.clear();
            ways.findings.add(
                    plan.routes()
                            .get(RoutePlan.ENTRY)
                            .place()
                            .error(
                                    "the routes call each other too often to be followed; let each"
                                            + " be called from one place"));
            return List.copyOf(ways.findings);
        }
        ways.tellLost();
        if (ways.findings.isEmpty()) {
            ways.tellUses();
            ways.tellUnmet();
        }
        return List.copyOf(ways.findings);
    }

    private void walk(Direction way) {
        direction = way;
        lost.put(way, new LinkedHashSet<>());
        walk(RoutePlan.ENTRY);
        if (way == Direction.UP) {
            plan.heldEntries().forEach(this::walk);
        }
    }

    private void walk(String entry) {
        from = entry;
        stopped.clear();
        Ways through = route(entry, Ways.of(new Way(0, false, Optional.empty())));
        through.all().forEach(end -> judge(new End(end, Optional.empty())));
        stopped.forEach(this::judge);
    }

    private void judge(End end) {
        if (end.way().isServed()) {
            return;
        }
        Optional<Turn> turn = end.way().turn();
        if (end.stop().isPresent()) {
            lost.get(direction)
                    .add(
                            end.stop()
                                    .get()
                                    .error(
                                            "a call ends here without direct:deliver and would be"
                                                    + " answered with an error; take the stop away,"
                                                    + " or put "
                                                    + answering()
                                                    + " before it"));
        } else if (turn.isPresent()) {
            lost.get(direction)
                    .add(
                            turn.get()
                                    .place()
                                    .error(
                                            turn.get().who()
                                                    + comesToTheEnd()
                                                    + "; "
                                                    + turn.get().remedy()));
        } else {
            lost.get(direction)
                    .add(
                            plan.routes()
                                    .get(from)
                                    .place()
                                    .error(
                                            "a call"
                                                    + comesToTheEnd()
                                                    + "; write - to: direct:deliver as its last"
                                                    + " step"));
        }
    }

    private String comesToTheEnd() {
        return " comes to the end of " + from + " without direct:deliver";
    }

    private String answering() {
        String rules =
                plan.forms().entrySet().stream()
                        .filter(form -> form.getValue().rules().stream().anyMatch(this::answers))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return "a rule that answers" + (rules.isEmpty() ? "" : " (" + rules + ")");
    }

    private boolean answers(RuleStep step) {
        return step.rule().answers();
    }

    /** The ways that come out at the end of a route; those that stop in it are put aside. */
    private Ways route(String uri, Ways in) {
        Route route = plan.routes().get(uri);
        used.add(uri);
        inside.addLast(uri);
        Ways out = steps(route.steps(), in);
        inside.removeLast();
        return out;
    }

    private Ways steps(List<Step> all, Ways in) {
        Ways ways = in;
        for (Step step : all) {
            if (ways.isEmpty() || ++steps > MOST_STEPS) {
                return ways;
            }
            met.add(step.place());
            ways = step(step, ways);
        }
        return ways;
    }

    private Ways step(Step step, Ways in) {
        if (step instanceof Step.To to) {
            return to(to, in);
        }
        if (step instanceof Step.Use use) {
            return use(use, in);
        }
        if (step instanceof Step.Rule rule && rule.rule().answers()) {
            Ways out = new Ways();
            in.all().forEach(way -> out.add(new Way(way.delivered(), true, way.turn())));
            return out;
        }
        if (step instanceof Step.Choice choice) {
            return choice(choice, in);
        }
        if (step instanceof Step.Stop stop) {
            in.all().forEach(way -> stopped.add(new End(way, Optional.of(stop.place()))));
            return new Ways();
        }
        return in;
    }

    private Ways to(Step.To to, Ways in) {
        if (to.uri().equals(RoutePlan.EXIT)) {
            return deliver(to, in);
        }
        if (inside.contains(to.uri())) {
            findings.add(
                    to.place()
                            .error(
                                    "the routes go in a circle: "
                                            + String.join(" > ", inside)
                                            + " > "
                                            + to.uri()
                                            + "; a step comes back by itself, so take this one"
                                            + " away"));
            return new Ways();
        }
        return route(to.uri(), in);
    }

    private Ways deliver(Step.To to, Ways in) {
        Ways out = new Ways();
        for (Way way : in.all()) {
            if (way.delivered() > 0) {
                findings.add(
                        to.place()
                                .error(
                                        "a call can come to direct:deliver a second time here,"
                                                + " which fails; deliver at one place, or in the"
                                                + " branches of one choice"));
            }
            out.add(new Way(Math.min(2, way.delivered() + 1), way.answered(), way.turn()));
        }
        return out;
    }

    private Ways use(Step.Use use, Ways in) {
        Meeting meeting = uses.computeIfAbsent(use, u -> new Meeting());
        meeting.directions.add(direction);
        meeting.beforeDelivery |= in.all().stream().anyMatch(way -> way.delivered() == 0);
        Form form = plan.forms().get(use.form());
        if (inside.contains(use.form())) {
            findings.add(use.place().error("the rule " + use.form() + " uses itself"));
            return in;
        }
        inside.addLast(use.form());
        Ways out = steps(form.steps(), in);
        inside.removeLast();
        return out;
    }

    private Ways choice(Step.Choice choice, Ways in) {
        Map<Turn, Ways> turns = new LinkedHashMap<>();
        boolean decided = false;
        boolean matters = false;
        for (Branch branch : choice.when()) {
            Optional<Boolean> is = branch.condition().under(direction);
            if (decided || is.equals(Optional.of(false))) {
                matters |= serves(branch.steps(), new HashSet<>());
                continue;
            }
            decided = is.isPresent();
            turns.put(
                    new Turn(
                            branch.place(),
                            "a call that goes into this " + branchWord(choice),
                            "write - to: direct:deliver in its steps or behind the "
                                    + choice.word()),
                    steps(branch.steps(), in));
        }
        if (!decided) {
            turns.put(elsewhere(choice), steps(choice.otherwise().orElse(List.of()), in));
        }
        matters |=
                turns.values().stream()
                                .filter(ways -> !ways.isEmpty())
                                .map(Ways::states)
                                .distinct()
                                .count()
                        > 1;
        Ways out = new Ways();
        for (Map.Entry<Turn, Ways> taken : turns.entrySet()) {
            Ways ways = taken.getValue();
            boolean turned = matters && ways.states().size() == 1;
            ways.all().forEach(way -> out.add(turned ? way.turning(taken.getKey()) : way));
        }
        return out;
    }

    /** Whether a call that goes through some steps may be delivered or answered there. */
    private boolean serves(List<Step> all, Set<String> seen) {
        for (Step step : all) {
            List<Step> inner = new ArrayList<>();
            if (step instanceof Step.To to) {
                if (to.uri().equals(RoutePlan.EXIT)) {
                    return true;
                }
                if (seen.add(to.uri())) {
                    inner.addAll(plan.routes().get(to.uri()).steps());
                }
            } else if (step instanceof Step.Use use && seen.add(use.form())) {
                inner.addAll(plan.forms().get(use.form()).steps());
            } else if (step instanceof Step.Rule rule && rule.rule().answers()) {
                return true;
            } else if (step instanceof Step.Choice choice) {
                choice.when().forEach(branch -> inner.addAll(branch.steps()));
                choice.otherwise().ifPresent(inner::addAll);
            }
            if (serves(inner, seen)) {
                return true;
            }
        }
        return false;
    }

    private static String branchWord(Step.Choice choice) {
        return choice.word().equals("filter") ? "filter" : "when";
    }

    private static Turn elsewhere(Step.Choice choice) {
        if (choice.word().equals("filter")) {
            return new Turn(
                    choice.place(),
                    "a call for which this filter is false",
                    "write - to: direct:deliver behind the filter instead, or a choice with"
                            + " otherwise:");
        }
        return choice.otherwise().isPresent()
                ? new Turn(
                        choice.place(),
                        "a call that goes into otherwise:",
                        "write - to: direct:deliver in its steps or behind the choice")
                : new Turn(
                        choice.place(),
                        "a call for which no when: is true",
                        "write otherwise: with - to: direct:deliver, or - to: direct:deliver"
                                + " behind the choice");
    }

    private void tellLost() {
        Set<Finding> up = lost.get(Direction.UP);
        Set<Finding> down = lost.get(Direction.DOWN);
        for (Direction way : Direction.values()) {
            for (Finding finding : lost.get(way)) {
                findings.add(
                        up.contains(finding) && down.contains(finding)
                                ? finding
                                : going(finding, way));
            }
        }
    }

    private static Finding going(Finding finding, Direction way) {
        return new Finding(
                finding.severity(),
                finding.file(),
                finding.line(),
                finding.sentence().replaceFirst("a call", "a call going " + way.word()));
    }

    private void tellUses() {
        uses.forEach(
                (use, meeting) -> {
                    if (!meeting.beforeDelivery) {
                        findings.add(
                                use.place()
                                        .warning(
                                                "the rule "
                                                        + use.form()
                                                        + " stands behind direct:deliver, where it"
                                                        + " changes nothing; write it before"));
                    }
                    if (meeting.directions.size() == 1 && isTwoSided(use.form())) {
                        Direction only = meeting.directions.iterator().next();
                        findings.add(
                                use.place()
                                        .warning(
                                                ("the rule %s meets calls going %s alone, and"
                                                                + " changes back nothing that goes %s;"
                                                                + " write it where both come by")
                                                        .formatted(
                                                                use.form(),
                                                                only.word(),
                                                                only == Direction.UP
                                                                        ? "down"
                                                                        : "up")));
                    }
                });
    }

    private boolean isTwoSided(String form) {
        return plan.forms().get(form).rules().stream().anyMatch(step -> step.rule().isTwoSided());
    }

    private void tellUnmet() {
        plan.routes()
                .forEach(
                        (uri, route) -> {
                            if (used.contains(uri)) {
                                tellUnmet(route.steps());
                            } else {
                                findings.add(
                                        route.place()
                                                .warning(
                                                        ("no call comes to %s; write - to: %s where"
                                                                        + " it should, or take the route"
                                                                        + " away")
                                                                .formatted(uri, uri)));
                            }
                        });
    }

    /** The first step of a list that nothing comes to; what follows it needs no word of its own. */
    private void tellUnmet(List<Step> all) {
        for (Step step : all) {
            if (!met.contains(step.place())) {
                findings.add(
                        step.place()
                                .warning(
                                        "no call comes to this step; every call has ended before,"
                                                + " or takes another way"));
                return;
            }
            if (step instanceof Step.Choice choice) {
                choice.when().forEach(branch -> tellUnmet(branch.steps()));
                choice.otherwise().ifPresent(this::tellUnmet);
            }
        }
    }
}
