package dev.substation.routes.engine;

import dev.substation.routes.language.Place;
import dev.substation.routes.language.RouteFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NamedNode;
import org.apache.camel.Predicate;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WhenDefinition;

/**
 * A step of a route as an engineer knows it: where it was written and what it says. A choice has
 * ways, one of which is taken; a way and a filter have a condition.
 */
final class TracedStep {

    private static final String RULE = "kamelet:";

    private final CamelContext context;
    private final NamedNode node;
    private final RouteDefinition route;
    private final StepPlaces places;
    private final Place place;

    private TracedStep(
            CamelContext context, NamedNode node, RouteDefinition route, StepPlaces places) {
        this.context = context;
        this.node = node;
        this.route = route;
        this.places = places;
        this.place = places.of(node, route);
    }

    static TracedStep of(CamelContext context, NamedNode node, StepPlaces places) {
        return new TracedStep(context, node, ProcessorDefinitionHelper.getRoute(node), places);
    }

    /** Where it is, for the log. */
    String place() {
        return place + ", " + node.getShortName();
    }

    /** Whether it is part of a rule's form, which the engineer sees as one step. */
    boolean isInForm() {
        return file().startsWith(RouteFolder.RULES);
    }

    String file() {
        return place.file();
    }

    int line() {
        return place.line();
    }

    String route() {
        return route.getId();
    }

    /** Whether a rule runs in it. */
    boolean isRule() {
        return node instanceof KameletDefinition
                || node instanceof ToDefinition to && to.getUri().startsWith(RULE);
    }

    /** Whether it is what follows a rule, which Camel runs as a part of the rule. */
    boolean isBehind(TracedStep rule) {
        return rule.isRule() && node.getParent() == rule.node;
    }

    /** Whether all that it does is to write to the log. */
    boolean isLog() {
        return node instanceof LogDefinition
                || node instanceof ToDefinition to && to.getUri().startsWith("log:");
    }

    /** What it says, such as {@code to direct:deliver}. */
    String text(Exchange exchange) {
        if (node instanceof ToDefinition to) {
            return "to " + to.getUri();
        }
        if (node instanceof KameletDefinition kamelet) {
            return rule(kamelet.getName());
        }
        if (node instanceof LogDefinition log) {
            return "log \"" + evaluated(log.getMessage(), exchange) + "\"";
        }
        return node.getShortName();
    }

    /** From {@code rename-connector/use-1?map=1=2} to {@code rename-connector, map: 1=2}. */
    private static String rule(String name) {
        String[] both = name.split("\\?", 2);
        String id = both[0].replaceFirst("/.*", "");
        if (both.length == 1) {
            return id;
        }
        return id
                + Stream.of(both[1].split("&"))
                        .map(parameter -> parameter.replaceFirst("=", ": "))
                        .collect(Collectors.joining(", ", ", ", ""));
    }

    private String evaluated(String message, Exchange exchange) {
        Expression expression = context.resolveLanguage("simple").createExpression(message);
        expression.init(context);
        return expression.evaluate(exchange, String.class);
    }

    Optional<String> condition() {
        return node instanceof FilterDefinition || node instanceof WhenDefinition
                ? Optional.of(((HasExpressionType) node).getExpressionType().getExpression())
                : Optional.empty();
    }

    /** Whether its condition is true of a call; empty when it has none. */
    Optional<Boolean> taken(Exchange exchange) {
        return condition()
                .map(
                        text -> {
                            Predicate predicate =
                                    context.resolveLanguage("simple").createPredicate(text);
                            predicate.init(context);
                            return predicate.matches(exchange);
                        });
    }

    /** The ways of a choice, in the order in which they are tried. */
    List<TracedStep> ways() {
        List<TracedStep> ways = new ArrayList<>();
        if (node instanceof ChoiceDefinition choice) {
            choice.getWhenClauses().forEach(when -> ways.add(way(when)));
            if (choice.getOtherwise() != null) {
                ways.add(way(choice.getOtherwise()));
            }
        }
        return ways;
    }

    private TracedStep way(NamedNode way) {
        return new TracedStep(context, way, route, places);
    }
}
