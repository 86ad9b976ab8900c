package dev.substation.api;

import dev.substation.access.Visit;
import jakarta.servlet.ServletContext;

/** The cookies of the console, which no script reads. */
final class Cookies {

    /** The state of a login at the identity provider, until the browser comes back. */
    static final String SIGN_ON = "substation-sign-on";

    private Cookies() {}

    /** The cookie of a session: no page of another site can make a browser send it. */
    static String session(ServletContext context, String id, Visit visit, String more) {
        return cookie(Visit.COOKIE, id, context.getContextPath() + "/", "Strict", visit, more);
    }

    /**
     * The cookie of a login, which goes along when the identity provider sends the browser back.
     */
    static String signOn(ServletContext context, String state, Visit visit, int seconds) {
        return cookie(
                SIGN_ON,
                state,
                context.getContextPath() + SignOnResource.PATH,
                "Lax",
                visit,
                "; Max-Age=" + seconds);
    }

    private static String cookie(
            String name, String value, String path, String sites, Visit visit, String more) {
        return "%s=%s; Path=%s; HttpOnly; SameSite=%s%s%s"
                .formatted(name, value, path, sites, visit.secure() ? "; Secure" : "", more);
    }
}
