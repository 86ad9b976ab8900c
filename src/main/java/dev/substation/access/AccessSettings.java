package dev.substation.access;

/**
 * Whom the site lets use the administration.
 *
 * @param loopbackWithoutLogin whether requests from the gateway's own machine need no login
 * @param plainHttp whether others may log in without TLS
 * @param metricsLogin whether the figures need a login
 */
public record AccessSettings(
        boolean loopbackWithoutLogin, boolean plainHttp, boolean metricsLogin) {}
