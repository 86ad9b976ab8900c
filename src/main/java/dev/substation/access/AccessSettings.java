package dev.substation.access;

import dev.substation.flow.settings.Networks;
import java.time.Duration;
import java.util.Optional;

/**
 * Whom the site lets use the administration.
 *
 * @param loopbackWithoutLogin whether requests from the gateway's own machine need no login
 * @param plainHttp whether others may log in without TLS
 * @param metricsLogin whether the figures need a login
 * @param sessionIdle after how long without a request a session ends
 * @param sessionMax after how long a session ends in any case
 * @param auditAge how long the audit log is kept
 * @param trustedProxies whose headers say where a request comes from
 * @param listener of the administration; it shares that of stations when empty
 * @param oidc where users log in beside the users of the gateway itself
 */
public record AccessSettings(
        boolean loopbackWithoutLogin,
        boolean plainHttp,
        boolean metricsLogin,
        Duration sessionIdle,
        Duration sessionMax,
        Duration auditAge,
        Networks trustedProxies,
        Optional<AdminListener> listener,
        Optional<OidcSettings> oidc) {}
