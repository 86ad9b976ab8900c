package dev.substation.access;

import java.util.Optional;

/** What an endpoint asks of whoever comes. */
public enum Need {
    /** Nothing: all whom the site accepts, stations and probes among them. */
    NOTHING,
    /** Nothing, or a login, as {@code admin.metrics-login} says. */
    METRICS,
    /** No login, for it is on the way to one; closed where the administration is closed. */
    NO_LOGIN,
    /** The role that sees. */
    VIEW(Role.VIEW),
    /** The role that sends. */
    OPERATE(Role.OPERATE),
    /** The role that changes. */
    CONFIGURE(Role.CONFIGURE);

    private final Optional<Role> role;

    Need() {
        role = Optional.empty();
    }

    Need(Role role) {
        this.role = Optional.of(role);
    }

    /** The role that it takes; empty when it takes no login. */
    public Optional<Role> role() {
        return role;
    }
}
