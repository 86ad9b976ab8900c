package dev.substation.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.substation.app.settings.Settings;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.time.Timers;
import dev.substation.front.Front;
import dev.substation.front.FrontLimits;
import dev.substation.front.Senders;
import dev.substation.model.Problem;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the front with what the site and the machine allow. */
final class FrontDoor {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    /** Files for the database, the links to the CSMS and the libraries. */
    private static final int OTHER_FILES = 1_000;

    private static final int FEWEST = 100;

    private FrontDoor() {}

    static Front of(
            Settings.Http http,
            Senders senders,
            DoorRefusals refusals,
            Timers timers,
            Executor workers) {
        int most = http.connections();
        long files = files() - OTHER_FILES;
        if (files < most) {
            most = (int) Math.max(FEWEST, files);
            LOG.warn(Problem.FEW_FILES.line(http.connections(), files(), most));
        }
        return new Front(
                FrontLimits.usual(
                        most, http.connectionsOfAddress(), Runtime.getRuntime().maxMemory()),
                http.accepted(),
                senders,
                refusals,
                timers,
                workers);
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** What a station is to do that speaks TLS to the plain port. */
    static String tlsAdvice(Settings.Http http) {
        return http.tls()
                .map(tls -> "set its URL to https or wss and the port " + tls.port())
                .orElse(
                        "set its URL to http or ws, or give the gateway a key store"
                                + " (http.tls-key-store in site.yaml)");
    }
}
