package dev.substation.routes.language;

import dev.substation.routes.rules.RuleBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads a folder of routes, and checks all that can be checked without Camel. Says everything at
 * once.
 */
public final class RouteReader {

    private RouteReader() {}

    /**
     * Reads a folder.
     *
     * @param findings takes what was found, in the order of the files
     */
    public static RoutePlan read(RouteFolder folder, RuleBook book, List<Finding> findings) {
        List<Finding> found = new ArrayList<>();
        for (String name : folder.passedBy()) {
            found.add(
                    new Place(name, 0)
                            .warning("is not read, because its name does not end in .yaml"));
        }
        RoutePlan plan = RouteGrammar.read(folder.files(), book, found);
        if (found.stream().noneMatch(Finding::isError)) {
            found.addAll(RouteWays.walk(plan));
        }
        found.sort(
                Comparator.comparing(Finding::file)
                        .thenComparing(Finding::line)
                        .thenComparing(Finding::sentence));
        found.stream().distinct().forEach(findings::add);
        return plan;
    }
}
