package dev.substation.access;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table of all pages of the gateway that are not for stations, with what each asks of whoever
 * comes. A page without a row is closed, and fails the build ({@code EndpointsTest}): a new page
 * gets a line here.
 */
public final class Endpoints {

    /** Where somebody logs in and out. */
    public static final String SESSION = "/api/v1/session";

    // spotless:off
    private static final List<Endpoint> ALL = List.of(
            row("*",      "/health/**",                         Need.NOTHING),
            row("*",      "/substation/health/**",              Need.NOTHING),
            row("GET",    "/metrics",                           Need.METRICS),
            row("GET",    "/substation/metrics",                Need.METRICS),
            // the console: files without secrets, which show a login
            row("GET",    "/",                                  Need.NO_LOGIN),
            row("GET",    "/index.html",                        Need.NO_LOGIN),
            row("GET",    "/console/**",                        Need.NO_LOGIN),
            row("GET",    "/api/v1/session",                    Need.NO_LOGIN),
            row("POST",   "/api/v1/session",                    Need.NO_LOGIN),
            row("DELETE", "/api/v1/session",                    Need.NO_LOGIN),
            row("GET",    "/api/v1/session/oidc",               Need.NO_LOGIN),
            row("GET",    "/api/v1/session/oidc/callback",      Need.NO_LOGIN),
            // resources of api
            row("GET",    "/api/v1/openapi.yaml",               Need.VIEW),
            row("GET",    "/api/v1/audit",                      Need.CONFIGURE),
            row("GET",    "/api/v1/audit.jsonl",                Need.CONFIGURE),
            row("GET",    "/api/v1/audit.csv",                  Need.CONFIGURE),
            row("GET",    "/api/v1/stations",                   Need.VIEW),
            row("GET",    "/api/v1/stations/{station}",         Need.VIEW),
            row("POST",   "/api/v1/stations/{station}/calls",   Need.OPERATE),
            row("GET",    "/api/v1/operations",                 Need.VIEW),
            row("GET",    "/api/v1/csms",                       Need.VIEW),
            row("POST",   "/api/v1/csms/{csms}/retry",          Need.OPERATE),
            row("GET",    "/api/v1/transactions",               Need.VIEW),
            row("GET",    "/api/v1/transactions.csv",           Need.VIEW),
            row("POST",   "/api/v1/transactions/{key}/close",   Need.OPERATE),
            row("GET",    "/api/v1/messages",                   Need.VIEW),
            row("GET",    "/api/v1/messages/{id}",              Need.VIEW),
            row("GET",    "/api/v1/messages.jsonl",             Need.VIEW),
            row("GET",    "/api/v1/events",                     Need.VIEW),
            row("GET",    "/api/v1/system",                     Need.VIEW),
            row("GET",    "/api/v1/settings",                   Need.OPERATE),
            row("GET",    "/api/v1/rules",                      Need.OPERATE), // may name cards
            row("GET",    "/api/v1/rules/files",                Need.OPERATE),
            row("PUT",    "/api/v1/rules/files",                Need.CONFIGURE),
            row("POST",   "/api/v1/rules/check",                Need.CONFIGURE),
            row("POST",   "/api/v1/rules/cases",                Need.CONFIGURE),
            row("POST",   "/api/v1/rules/replay",               Need.CONFIGURE),
            row("POST",   "/api/v1/routes/explain",             Need.OPERATE), // shows cards
            row("POST",   "/api/v1/rules/diff",                 Need.CONFIGURE),
            row("GET",    "/api/v1/rules/edits",                Need.OPERATE),
            row("GET",    "/api/v1/rules/edits/{id}",           Need.OPERATE),
            row("POST",   "/api/v1/rules/edits/{id}/undo",      Need.CONFIGURE),
            row("GET",    "/api/v1/settings/file",              Need.CONFIGURE),
            row("PUT",    "/api/v1/settings/file",              Need.CONFIGURE),
            row("POST",   "/api/v1/settings/check",             Need.CONFIGURE),
            row("POST",   "/api/v1/settings/diff",              Need.CONFIGURE),
            row("GET",    "/api/v1/settings/edits",             Need.CONFIGURE),
            row("GET",    "/api/v1/settings/edits/{id}",        Need.CONFIGURE),
            row("POST",   "/api/v1/settings/edits/{id}/undo",   Need.CONFIGURE),
            row("GET",    "/api/v1/recent-lines",               Need.OPERATE),
            row("GET",    "/api/v1/recent-lines.txt",           Need.OPERATE),
            row("GET",    "/api/v1/cards",                      Need.VIEW),
            row("PUT",    "/api/v1/cards",                      Need.CONFIGURE),
            row("GET",    "/api/v1/parked",                     Need.VIEW),
            row("POST",   "/api/v1/parked/{sequence}/requeue",  Need.OPERATE),
            row("DELETE", "/api/v1/parked/{sequence}",          Need.OPERATE),
            row("GET",    "/api/v1/refused",                    Need.VIEW),
            row("DELETE", "/api/v1/refused",                    Need.OPERATE),
            row("DELETE", "/api/v1/refused/{number}",           Need.OPERATE),
            row("POST",   "/api/v1/refused/{number}/station",   Need.CONFIGURE),
            row("GET",    "/api/v1/setup",                      Need.VIEW),
            row("POST",   "/api/v1/setup/trial",                Need.CONFIGURE),
            row("POST",   "/api/v1/setup/csms",                 Need.CONFIGURE),
            // servlets of admin
            row("GET",    "/api/v1/log",                        Need.OPERATE), // what makers send
            row("GET",    "/api/v1/vendors",                    Need.VIEW),
            row("GET",    "/api/v1/meter-keys",                 Need.VIEW),
            row("GET",    "/api/v1/set-by-csms",                Need.VIEW),
            row("GET",    "/api/v1/threads",                    Need.CONFIGURE),
            row("POST",   "/api/v1/doctor",                     Need.OPERATE));
    // spotless:on

    private Endpoints() {}

    private static Endpoint row(String method, String path, Need need) {
        return new Endpoint(method, path, need);
    }

    /** All rows. */
    public static List<Endpoint> all() {
        return ALL;
    }

    /** The one that a request is for. */
    public static Optional<Endpoint> of(String method, String path) {
        return ALL.stream().filter(one -> one.isBy(method) && one.isAt(path)).findFirst();
    }

    /** Whether a path is for everybody whom the site accepts, such as health. */
    public static boolean isForEverybody(String path) {
        return ALL.stream()
                .filter(one -> one.isAt(path))
                .anyMatch(one -> one.need() == Need.NOTHING || one.need() == Need.METRICS);
    }

    /** Whether a path is for operators. */
    public static boolean isOfAdministration(String path) {
        return path.equals("/api")
                || path.startsWith("/api/")
                || !isForEverybody(path) && ALL.stream().anyMatch(one -> one.isAt(path));
    }

    /** The methods of a page, as in the header {@code Allow}; empty for no page. */
    public static String methods(String path) {
        return ALL.stream()
                .filter(one -> one.isAt(path))
                .map(Endpoint::method)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
