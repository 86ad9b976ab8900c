package dev.substation.access;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Logs users in at the identity provider of the site. All methods may block. */
public interface SingleSignOn {

    /**
     * Where a browser goes to log in.
     *
     * @param state what only this browser gets, in a cookie, and shows when it comes back
     */
    record Begun(URI to, String state) {}

    /**
     * Who has logged in.
     *
     * @param name as the provider shows it, which others may have too
     * @param subject what the provider calls this user alone
     * @param role empty if the provider names none of the gateway's
     */
    record Known(String name, String subject, Optional<Role> role) {}

    /** The address of the console in browsers, if the site says it. */
    Optional<URI> console();

    /**
     * Begins a login.
     *
     * @param back where the browser comes back to
     * @throws IOException when the provider does not answer as it should, with a sentence
     */
    Begun begin(URI back) throws IOException;

    /**
     * Ends a login.
     *
     * @param answer the address at which the browser came back, with its query
     * @param state of the browser's cookie
     * @throws IOException when it cannot be known who it is, with a sentence for the log
     */
    Known end(URI answer, String state) throws IOException;
}
