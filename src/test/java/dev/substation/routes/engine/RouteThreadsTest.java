package dev.substation.routes.engine;

import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.RuleClocks;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteThreadsTest {

    private static final int WARM_UP = 50_000;
    private static final int CALLS = 10_000;

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @Test
    void makesNoThreadWhenItStartsRunsOrStops() throws BadRoutes {
        Call call = up(Action.StartTransaction, "connectorId", 1, "idTag", "12345678_dummy1");
        Set<Thread> before = threads();
        Set<Thread> during;
        try (SiteRoutes routes =
                new SiteRoutes(Path.of("camel-routes"), List.of(), RuleClocks.real())) {
            for (int i = 0; i < WARM_UP; i++) {
                delivered(routes.apply(call, "keba"));
            }
            long begun = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                delivered(routes.apply(call, "keba"));
            }
            long each = (System.nanoTime() - begun) / CALLS;
            System.out.printf("routes as shipped, a KEBA call: %.1f microseconds%n", each / 1000.0);
            during = threads();
        }
        Set<Thread> after = threads();

        during.removeAll(before);
        after.removeAll(before);
        assertEquals(Set.of(), during);
        assertEquals(Set.of(), after);
    }
}
