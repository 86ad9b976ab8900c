package dev.substation.app;

import dev.substation.access.AccessSettings;
import dev.substation.access.Credentials;
import dev.substation.access.Logins;
import dev.substation.access.Sessions;
import dev.substation.admin.AccessFilter;
import dev.substation.admin.WrongPaths;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.time.Timers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The lock of the administration, put together. */
final class AdminLock {

    private final AccessFilter filter;
    private final Logins logins;

    /**
     * @param data where users and tokens are
     * @param stations paths that are for stations
     */
    AdminLock(
            Path data,
            SettingsInUse inUse,
            List<String> stations,
            Threads threads,
            DoorRefusals refusals) {
        Timers time = threads.time();
        Supplier<AccessSettings> settings = () -> inUse.get().access();
        Credentials credentials = new Credentials(data, WallClock.utc());
        Sessions sessions = new Sessions(credentials, settings, time::moment);
        logins = new Logins(credentials, sessions, threads.logins(), time::moment);
        filter =
                new AccessFilter(
                        stations,
                        settings,
                        credentials,
                        sessions,
                        new WrongPaths(time, inUse::hasSecrets, refusals),
                        refusals);
    }

    /** Stands before all pages. */
    AccessFilter filter() {
        return filter;
    }

    /** Logs users in and out. */
    Logins logins() {
        return logins;
    }
}
