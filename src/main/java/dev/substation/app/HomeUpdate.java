package dev.substation.app;

import dev.substation.admin.Health;
import dev.substation.home.Home;
import dev.substation.model.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the first start of a newer version does in a home. If it fails, the version is not noted, so
 * that the next start tries again.
 */
final class HomeUpdate {

    private static final Logger LOG = LoggerFactory.getLogger(HomeUpdate.class);

    private final Home home;
    private final HomeVersion version;
    private final Clock clock;
    private Optional<String> failure = Optional.empty();

    HomeUpdate(Home home, Clock clock) {
        this.home = home;
        this.version = new HomeVersion(home.data());
        this.clock = clock;
    }

    /** Before the settings and routes are used. */
    void begin() {
        if (version.recorded().isEmpty()) {
            CopiedRules.Outcome outcome = new CopiedRules(home, clock).moveAside();
            outcome.done().forEach(LOG::info);
            outcome.failure().ifPresent(why -> LOG.warn(Problem.COPIED_RULES_STAY.line(why)));
            failure = outcome.failure();
        }
        version.newer().ifPresent(LOG::info);
    }

    /** When the gateway runs on the home. */
    void end() {
        if (failure.isEmpty()) {
            version.record();
        }
    }

    /** The health of the gateway, with what failed here. */
    Health of(Health gateway) {
        if (failure.isEmpty()) {
            return gateway;
        }
        List<String> reasons = new ArrayList<>(gateway.reasons());
        reasons.add(failure.get());
        return new Health(gateway.up(), reasons);
    }
}
