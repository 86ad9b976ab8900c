package dev.substation.access;

import java.util.Locale;
import java.util.Optional;

/**
 * Somebody who uses the administration.
 *
 * @param name of the user or of the token
 */
public record Operator(String name, Role role, Way way) {

    /** The name of who logs in with the admin token. */
    public static final String ADMIN = "admin";

    /** The name of whoever asks from this machine without a login. */
    public static final String LOCAL = "local";

    /** Somebody on the gateway's own machine, where the site lets them in without a login. */
    public static final Operator ON_THIS_MACHINE =
            new Operator(LOCAL, Role.CONFIGURE, Way.LOOPBACK);

    /** How somebody has shown who it is. */
    public enum Way {
        /** By a token with each request. */
        TOKEN,
        /** By the cookie of a session. */
        SESSION,
        /** By being on the gateway's own machine. */
        LOOPBACK;

        /** In a word, for answers and the audit log. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether somebody may do what a role may. */
    public static boolean may(Optional<Operator> somebody, Role role) {
        return somebody.filter(one -> one.role().covers(role)).isPresent();
    }
}
