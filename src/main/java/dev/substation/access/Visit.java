package dev.substation.access;

import java.util.Optional;

/**
 * A request to the administration, as its pages see it.
 *
 * @param operator who asks; empty where no login is needed and there was none
 * @param address where from, behind the proxies that the site trusts
 * @param secure whether it came over HTTPS
 * @param session the id of its session, whether that still counts or not
 */
public record Visit(
        Optional<Operator> operator, String address, boolean secure, Optional<String> session) {

    /** The attribute of a request that has it. */
    public static final String ATTRIBUTE = Visit.class.getName();

    /** The cookie with the id of a session. */
    public static final String COOKIE = "substation-session";

    /** The header that a page sends with each request of a session that changes something. */
    public static final String CSRF_HEADER = "X-CSRF-Token";
}
