package dev.substation.routes.engine;

import dev.substation.routes.language.Place;
import dev.substation.routes.language.RoutePlan;
import dev.substation.routes.language.RoutePlan.Branch;
import dev.substation.routes.language.RoutePlan.Route;
import dev.substation.routes.language.RoutePlan.Step;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * Where each of Camel's steps was written. Camel counts the lines of sections in braces one too
 * low, so the places are those of our own reading.
 */
final class StepPlaces {

    private final RoutePlan plan;
    private final Map<RouteDefinition, Map<NamedNode, Place>> known = new IdentityHashMap<>();

    StepPlaces(RoutePlan plan) {
        this.plan = plan;
    }

    /** The place of a step; Camel's own word for it in the form of a rule. */
    Place of(NamedNode node, RouteDefinition route) {
        return known.computeIfAbsent(route, this::read)
                .getOrDefault(
                        node, new Place(String.valueOf(node.getLocation()), node.getLineNumber()));
    }

    private Map<NamedNode, Place> read(RouteDefinition route) {
        Map<NamedNode, Place> places = new IdentityHashMap<>();
        Route written = plan.routes().get(route.getInput().getUri());
        if (written != null) {
            read(route.getOutputs(), written.steps(), places);
        }
        return places;
    }

    private static void read(
            List<ProcessorDefinition<?>> nodes, List<Step> steps, Map<NamedNode, Place> into) {
        List<ProcessorDefinition<?>> row = new ArrayList<>();
        nodes.forEach(node -> inARow(node, row));
        for (int i = 0; i < Math.min(row.size(), steps.size()); i++) {
            ProcessorDefinition<?> node = row.get(i);
            Step step = steps.get(i);
            into.put(node, step.place());
            if (step instanceof Step.Choice choice && node instanceof ChoiceDefinition ways) {
                for (int way = 0; way < choice.when().size(); way++) {
                    Branch branch = choice.when().get(way);
                    into.put(ways.getWhenClauses().get(way), branch.place());
                    read(ways.getWhenClauses().get(way).getOutputs(), branch.steps(), into);
                }
                choice.otherwise()
                        .ifPresent(
                                otherwise ->
                                        read(ways.getOtherwise().getOutputs(), otherwise, into));
            }
            if (step instanceof Step.Choice choice && node instanceof FilterDefinition filter) {
                read(filter.getOutputs(), choice.when().get(0).steps(), into);
            }
        }
    }

    /** Camel puts what stands behind a rule into it. */
    private static void inARow(ProcessorDefinition<?> node, List<ProcessorDefinition<?>> into) {
        into.add(node);
        if (node instanceof KameletDefinition rule) {
            rule.getOutputs().forEach(behind -> inARow(behind, into));
        }
    }
}
