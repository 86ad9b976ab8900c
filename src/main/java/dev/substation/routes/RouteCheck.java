package dev.substation.routes;

import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.nio.file.Path;
import java.util.List;

/** Whether a folder of routes can be used, and what in it was hardly meant so. */
public final class RouteCheck {

    private RouteCheck() {}

    /**
     * Reads and checks a folder, and lets Camel build what stands in it. Blocks; changes nothing.
     *
     * @return everything that was found, in the order of the files
     */
    public static List<Finding> of(Path folder) {
        try {
            RouteSet.load(folder, RuleBook.shipped(new RuleMemory(List.of())), "check").close();
            return List.of();
        } catch (BadRoutes e) {
            return List.of(
                    new Finding(
                            Finding.Severity.ERROR, e.file(), e.line().orElse(0), e.sentence()));
        }
    }
}
