package dev.substation.routes.language;

import dev.substation.routes.rules.HoldingRule;
import dev.substation.routes.rules.SiteRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a folder of routes, as far as the check follows it.
 *
 * @param places where each route and each form was written, by its id
 * @param routes by the address that they begin with
 * @param forms the forms of rules, by their ids
 */
public record RoutePlan(
        Map<String, Place> places, Map<String, Route> routes, Map<String, Form> forms) {

    /** The entry of every call. */
    public static final String ENTRY = "direct:site";

    /** The exit of every call. */
    public static final String EXIT = "direct:deliver";

    /** What conditions and log lines can name. */
    static final Set<String> HEADERS =
            Set.of("action", "dialect", "direction", "origin", "station", "vendor");

    /** The routes of the folder at which messages of rules enter. */
    List<String> heldEntries() {
        return forms.values().stream()
                .flatMap(form -> form.rules().stream())
                .map(RuleStep::rule)
                .filter(HoldingRule.class::isInstance)
                .map(rule -> ((HoldingRule) rule).entry())
                .filter(routes::containsKey)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * A route.
     *
     * @param from the address that it begins with
     */
    public record Route(String from, List<Step> steps, Place place) {}

    /**
     * The form of a rule.
     *
     * @param form what a site engineer fills in
     * @param rules its {@code rule:} steps
     * @param steps all its steps
     */
    public record Form(RuleForm form, List<RuleStep> rules, List<Step> steps) {}

    /** One {@code rule:} step of a form, its parameters still with {@code {{name}}} in them. */
    public record RuleStep(SiteRule rule, Map<String, String> parameters) {}

    /** A step of a route or form. */
    public sealed interface Step {

        Place place();

        /** On to another route, and back. */
        record To(String uri, Place place) implements Step {}

        /** A use of a form. */
        record Use(String form, Place place) implements Step {}

        /** The Java class behind a form. */
        record Rule(SiteRule rule, Place place) implements Step {}

        /**
         * A choice, or a filter, which is one with a single branch.
         *
         * @param word {@code choice} or {@code filter}
         */
        record Choice(String word, List<Branch> when, Optional<List<Step>> otherwise, Place place)
                implements Step {}

        /** The end of the call's way. */
        record Stop(Place place) implements Step {}

        /** What neither leads anywhere nor changes anything. */
        record Remark(Place place) implements Step {}
    }

    /** The steps of a choice behind one condition. */
    public record Branch(Condition condition, List<Step> steps, Place place) {}
}
