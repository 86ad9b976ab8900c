package dev.substation.app;

import dev.substation.access.AccessSettings;
import dev.substation.access.AdminListener;
import dev.substation.access.AuditLog;
import dev.substation.access.Credentials;
import dev.substation.access.DayBudget;
import dev.substation.access.LoginTrail;
import dev.substation.access.Logins;
import dev.substation.access.OidcSettings;
import dev.substation.access.Sessions;
import dev.substation.access.SignOns;
import dev.substation.access.SingleSignOn;
import dev.substation.admin.AccessFilter;
import dev.substation.admin.ListenerFilter;
import dev.substation.admin.WrongPaths;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.time.Timers;
import dev.substation.model.StationId;
import dev.substation.oidc.OpenIdLogin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The lock of the administration, put together. */
final class AdminLock implements AutoCloseable {

    /** The identity provider is asked on behalf of none. */
    private static final StationId NO_STATION = new StationId("-");

    private final AccessFilter filter;
    private final ListenerFilter ports;
    private final Logins logins;
    private final SignOns signOns;
    private final AuditLog audit;

    /**
     * @param data where users and tokens are
     * @param stations paths that are for stations
     * @param tls what connections to an identity provider are made with
     */
    AdminLock(
            Path data,
            SettingsInUse inUse,
            List<String> stations,
            Threads threads,
            TlsContexts tls,
            DoorRefusals refusals) {
        Timers time = threads.time();
        Supplier<AccessSettings> settings = () -> inUse.get().access();
        Credentials credentials = new Credentials(data, WallClock.utc());
        Sessions sessions = new Sessions(credentials, settings, time::moment);
        audit = new AuditLog(data, WallClock.utc(), settings.get().auditAge());
        LoginTrail trail = new LoginTrail(audit, time::moment);
        logins = new Logins(credentials, sessions, threads.logins(), time::moment, trail);
        signOns =
                new SignOns(
                        settings.get().oidc().map(one -> signOn(one, tls, time)),
                        sessions,
                        threads.signOns(),
                        time::moment,
                        trail);
        ports = new ListenerFilter(() -> settings.get().listener().map(AdminListener::port));
        filter =
                new AccessFilter(
                        stations,
                        settings,
                        credentials,
                        sessions,
                        audit,
                        new WrongPaths(time, inUse::hasSecrets, refusals),
                        refusals,
                        new DayBudget(time::moment));
    }

    private static SingleSignOn signOn(OidcSettings oidc, TlsContexts tls, Timers time) {
        return new OpenIdLogin(
                oidc, () -> tls.of(NO_STATION, oidc.tls()).getSocketFactory(), time::moment);
    }

    /** Stands before all pages. */
    AccessFilter filter() {
        return filter;
    }

    /** Stands before that, and before stations. */
    ListenerFilter ports() {
        return ports;
    }

    /** Who did what. */
    AuditLog audit() {
        return audit;
    }

    /** Logs users in and out. */
    Logins logins() {
        return logins;
    }

    /** Logs users of an identity provider in. */
    SignOns signOns() {
        return signOns;
    }

    @Override
    public void close() throws IOException {
        audit.close();
    }
}
