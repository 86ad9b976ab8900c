package dev.substation.access;

import java.io.IOException;
import java.util.Optional;

/**
 * A request to the administration, as its pages see it.
 *
 * @param operator who asks; empty where no login is needed and there was none
 * @param address where from, behind the proxies that the site trusts
 * @param host that the browser asks, with a port if it is not the usual one
 * @param secure whether it came over HTTPS
 * @param session the id of its session, whether that still counts or not
 * @param deed its entry in the audit log, if it changes anything
 */
public record Visit(
        Optional<Operator> operator,
        String address,
        String host,
        boolean secure,
        Optional<String> session,
        Optional<AuditLog.Deed> deed) {

    /** The attribute of a request that has it. */
    public static final String ATTRIBUTE = Visit.class.getName();

    /** The cookie with the id of a session. */
    public static final String COOKIE = "substation-session";

    /** The header that a page sends with each request of a session that changes something. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    /**
     * Adds to the entry in the audit log.
     *
     * @param text without cards and secrets
     * @throws IOException when it cannot be written, so that nothing should be done
     */
    public void audit(String text) throws IOException {
        if (deed.isPresent()) {
            deed.get().detail(text);
        }
    }
}
