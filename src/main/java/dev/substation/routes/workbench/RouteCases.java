package dev.substation.routes.workbench;

import dev.substation.routes.language.Finding;
import dev.substation.routes.language.RouteFolder;
import java.util.List;

/** Tries a folder of routes with the cases that lie beside them, before it goes live. */
@FunctionalInterface
public interface RouteCases {

    /** For sites that do not ask for it. */
    RouteCases NONE = folder -> List.of();

    /**
     * Runs the folder's cases, none of which touches what the gateway remembers. Blocks.
     *
     * @return an error for each case that failed, naming its file and line
     */
    List<Finding> failing(RouteFolder folder);
}
