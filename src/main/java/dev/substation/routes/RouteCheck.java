package dev.substation.routes;

import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a folder of routes can be used, and what in it was hardly meant so. Says everything at
 * once: the start, a reload and {@code gw routes check} all ask here.
 */
public final class RouteCheck {

    private RouteCheck() {}

    /**
     * Reads and checks a folder, and lets Camel build what stands in it. Blocks; changes nothing.
     *
     * @return everything that was found, in the order of the files
     */
    public static List<Finding> of(Path folder) {
        RuleBook book = RuleBook.shipped(new RuleMemory(List.of()));
        try (RouteSet routes = RouteSet.load(folder, book, "check")) {
            return routes.warnings();
        } catch (BadRoutes e) {
            return e.findings();
        }
    }

    /**
     * The part of it that needs no Camel.
     *
     * @param findings takes what was found, in the order of the files
     */
    static RoutePlan read(RouteFolder folder, RuleBook book, List<Finding> findings) {
        List<Finding> found = new ArrayList<>();
        for (String name : folder.passedBy()) {
            found.add(
                    new RoutePlan.Place(name, 0)
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
