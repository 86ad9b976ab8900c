package dev.substation.admin;

import jakarta.servlet.http.HttpServletResponse;

/**
 * What a browser may do with answers of the administration. The console loads from the gateway
 * alone, runs no script but its own files, and lies in no frame of another page: text of stations
 * is on its pages. Other answers are data, which no browser shows as a page or keeps.
 */
final class SecurityHeaders {

    private static final String CONSOLE =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final String DATA = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** For files of the console. */
    static void ofConsole(HttpServletResponse answer) {
        // Another version of the gateway has other files under the same names.
        set(answer, CONSOLE, "no-cache");
    }

    /** For all other answers. */
    static void ofData(HttpServletResponse answer) {
        set(answer, DATA, "no-store");
    }

    private static void set(HttpServletResponse answer, String policy, String cache) {
        answer.setHeader("Content-Security-Policy", policy);
        answer.setHeader("X-Content-Type-Options", "nosniff");
        answer.setHeader("X-Frame-Options", "DENY");
        answer.setHeader("Referrer-Policy", "no-referrer");
        answer.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        answer.setHeader("Cache-Control", cache);
    }
}
