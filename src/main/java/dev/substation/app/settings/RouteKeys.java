package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.time.Duration;
import java.util.List;

/** How changed routes go live: {@code routes}. */
final class RouteKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<Duration> QUIET =
            KEYS.add(
                    key("quiet", Types.DURATION, Effect.RESTART)
                            .usually("1s")
                            .in(
                                    Scope.ROUTES,
                                    "How long no file in `camel-routes/` may change before the gateway reads the folder; set it longer if files arrive slowly, one after the other"));

    static final Key<Boolean> REQUIRE_TESTS =
            KEYS.add(
                    key("require-tests", Types.FLAG, Effect.RESTART)
                            .usually("false")
                            .in(
                                    Scope.ROUTES,
                                    "`true`: a change goes live only if the cases in `tests/` and `rules/tests/` of `camel-routes/` pass (`gw routes test`). The start does not require it"));

    static final List<Key<?>> ALL = KEYS.all();

    private RouteKeys() {}
}
