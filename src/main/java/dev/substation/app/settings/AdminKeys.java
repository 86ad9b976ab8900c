package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import dev.substation.flow.settings.Networks;
import java.time.Duration;
import java.util.List;

/** Who may use the administration: {@code admin}. */
final class AdminKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<Boolean> LOOPBACK_WITHOUT_LOGIN =
            KEYS.add(
                    key("loopback-without-login", Types.FLAG, Effect.RESTART)
                            .usually("false")
                            .in(
                                    Scope.ADMIN,
                                    "Whether the console and the API need no login from the gateway's own machine, at `127.0.0.1`: then everybody who may use that machine may do everything"));

    static final Key<Boolean> PLAIN_HTTP =
            KEYS.add(
                    key("plain-http", Types.FLAG, Effect.RESTART)
                            .usually("false")
                            .in(
                                    Scope.ADMIN,
                                    "Whether other machines may log in without TLS, where others in the network can read passwords and tokens. Over HTTPS they always may"));

    static final Key<Boolean> METRICS_LOGIN =
            KEYS.add(
                    key("metrics-login", Types.FLAG, Effect.RESTART)
                            .usually("false")
                            .in(
                                    Scope.ADMIN,
                                    "Whether `/metrics` needs a token with the role `view`. If not, it answers everybody whom `http.accept-networks` accepts"));

    static final Key<Duration> SESSION_IDLE =
            KEYS.add(
                    key("session-idle", Types.DURATION, Effect.RESTART)
                            .usually("30m")
                            .in(
                                    Scope.ADMIN,
                                    "Time without a request after which a session of the console ends. An open page asks every few seconds while it is visible"));

    static final Key<Duration> SESSION_MAX =
            KEYS.add(
                    key("session-max", Types.DURATION, Effect.RESTART)
                            .usually("12h")
                            .in(
                                    Scope.ADMIN,
                                    "Time after which a session of the console ends in any case"));

    static final Key<Duration> AUDIT_AGE =
            KEYS.add(
                    key("audit-age", Types.DURATION, Effect.RESTART)
                            .usually("365d")
                            .in(
                                    Scope.ADMIN,
                                    "How long the audit log is kept, in whole days; see [security.md](security.md#the-audit-log)"));

    static final Key<Networks> TRUSTED_PROXIES =
            KEYS.add(
                    key("trusted-proxies", Types.NETWORKS, Effect.RESTART)
                            .in(
                                    Scope.ADMIN,
                                    "List of networks or addresses of proxies whose `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host` count for the administration. If unset, of none",
                                    "[10.0.0.5]"));

    static final Key<Integer> PORT =
            KEYS.add(
                    key("port", Types.PORT, Effect.RESTART)
                            .in(
                                    Scope.ADMIN,
                                    "A port of its own for the console and the API, which then no longer answer at the ports of stations. Health and metrics answer at both",
                                    "8081"));

    static final Key<String> ADDRESS =
            KEYS.add(
                    key("address", Types.ADDRESS, Effect.RESTART)
                            .usually("127.0.0.1")
                            .in(Scope.ADMIN, "Address of this port; `0.0.0.0` for all"));

    static final Key<Boolean> TLS =
            KEYS.add(
                    key("tls", Types.FLAG, Effect.RESTART)
                            .usually("false")
                            .in(
                                    Scope.ADMIN,
                                    "Whether this port speaks HTTPS, with `http.tls-key-store`"));

    static final List<Key<?>> ALL = KEYS.all();

    private AdminKeys() {}
}
