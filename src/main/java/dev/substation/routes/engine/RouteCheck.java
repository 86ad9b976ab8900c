package dev.substation.routes.engine;

import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.language.ShippedForms;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a folder of routes can be used, and what in it was hardly meant so. Says everything at
 * once, as the start and a reload do.
 */
public final class RouteCheck {

    private RouteCheck() {}

    /**
     * Reads and checks a folder, and lets Camel build what stands in it. Blocks; changes nothing.
     *
     * @return everything that was found, in the order of the files
     */
    public static List<Finding> of(Path folder) {
        try {
            return of(RouteFolder.read(folder));
        } catch (BadRoutes e) {
            return e.findings();
        }
    }

    /** The same for a folder that has been read, or is only thought of. */
    public static List<Finding> of(RouteFolder folder) {
        RuleBook book = RuleBook.shipped(new RuleMemory(List.of()));
        try (RouteSet routes = RouteSet.load(folder, book, "check")) {
            return routes.warnings();
        } catch (BadRoutes e) {
            return e.findings();
        }
    }

    /** Files of a folder that count in place of a shipped form; none if it cannot be read. */
    public static List<String> replacedForms(Path folder) {
        try {
            return ShippedForms.replaced(RouteFolder.read(folder));
        } catch (BadRoutes e) {
            return List.of(); // what is wrong is a finding
        }
    }
}
