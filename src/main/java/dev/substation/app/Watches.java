package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.flow.gate.Gateway;
import dev.substation.flow.ports.Events;
import dev.substation.flow.ports.Site;
import dev.substation.routes.live.RouteWatch;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.store.JpaLedger;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Makes what tells health and metrics, from the parts of the gateway that it looks after. */
final class Watches {

    private Watches() {}

    /**
     * The watch, not started.
     *
     * @param folder of the site's routes
     */
    static HealthWatch of(
            Supplier<Settings> settings,
            Site inUse,
            Path folder,
            Threads threads,
            JpaLedger ledger,
            Gateway gateway,
            CardFiles cards,
            SiteRoutes rules,
            Events events,
            PlacementReasons placement,
            ConnectionMetrics connections) {
        RouteWatch routes =
                new RouteWatch(
                                folder,
                                rules,
                                settings.get().routes().quiet(),
                                settings.get().routes().requireTests(),
                                threads.time()::moment)
                        .telling(events);
        return new HealthWatch(
                threads.time(),
                threads.readers(),
                threads.routes(),
                ledger,
                gateway,
                cards,
                routes,
                connections,
                placement,
                new SiteMetrics(settings, inUse),
                new Certificates(settings));
    }
}
