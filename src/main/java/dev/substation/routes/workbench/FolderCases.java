package dev.substation.routes.workbench;

import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.Place;
import dev.substation.routes.language.RouteFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tries a folder with all its cases, as {@code gw routes test} does. */
public final class FolderCases implements RouteCases {

    @Override
    public List<Finding> failing(RouteFolder folder) {
        List<Finding> failing = new ArrayList<>();
        try (RouteDryRun dryRun = new RouteDryRun(folder)) {
            for (RouteCase one : dryRun.cases()) {
                Verdict verdict = dryRun.run(one);
                if (!verdict.passed()) {
                    failing.add(failed(verdict));
                }
            }
        } catch (BadRoutes e) {
            failing.addAll(e.findings());
        }
        return failing;
    }

    private static Finding failed(Verdict verdict) {
        String differences =
                verdict.differences().stream()
                        .map(Verdict.Difference::toString)
                        .collect(Collectors.joining("; "));
        RouteCase of = verdict.of();
        return new Place(of.file(), of.line())
                .error(
                        "the case \"%s\" fails: %s; see gw routes test"
                                .formatted(of.name(), differences));
    }
}
