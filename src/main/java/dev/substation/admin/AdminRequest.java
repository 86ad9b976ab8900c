package dev.substation.admin;

import dev.substation.access.Endpoints;
import dev.substation.access.Visit;
import dev.substation.flow.settings.Networks;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request to the administration comes from, as far as it can be believed. A proxy on this
 * machine would make everybody local: what it has passed on is not. Nor is what a browser on it
 * asks for a site that gives its own name the number of this machine: what is meant for another
 * name, wherever the request says so.
 */
final class AdminRequest {

    /**
     * What proxies, load balancers and content networks add to requests. Nobody who asks from this
     * machine sends any of them, so a name too many does no harm.
     */
    private static final Pattern FORWARDED =
            Pattern.compile(
                    "via|forwarded.*|x-forwarded.*|x-original-.*|x-rewrite-url|cf-.*|cdn-.*"
                            + "|cloudfront-.*|x-amz.*|x-azure-.*|x-appengine-.*|x-envoy-.*|x-arr-.*"
                            + "|x-proxy.*|proxy-.*|fastly-.*|fly-.*|akamai-.*|x-akamai-.*|x-host"
                            + "|x-scheme|x-(?:remote|originating|cluster|coming|client|true|real).*"
                            + "|.*(?:client|real|remote)-?(?:ip|addr|host).*|max-forwards",
                    Pattern.CASE_INSENSITIVE);

    private static final String LOCALHOST = "localhost";

    /** What a browser says of requests of the page itself, and of its user. */
    private static final List<String> OWN_SITES = List.of("same-origin", "none");

    private static final String BEARER = "bearer ";

    private final HttpServletRequest request;
    private final boolean ofProxy;
    private final Networks proxies;

    /**
     * @param proxies whose headers count
     */
    AdminRequest(HttpServletRequest request, Networks proxies) {
        this.request = request;
        this.proxies = proxies;
        ofProxy = isProxy(request.getRemoteAddr());
    }

    private boolean isProxy(String address) {
        return Networks.literal(address).filter(proxies::contains).isPresent();
    }

    /** Who asks, behind the proxies that the site trusts: the last one that is none of them. */
    String address() {
        String[] way = ofProxy ? all("X-Forwarded-For").split(",") : new String[0];
        for (int i = way.length - 1; i >= 0; i--) {
            String address = way[i].strip();
            if (Networks.literal(address).isEmpty()) {
                break;
            }
            if (!isProxy(address)) {
                return address;
            }
        }
        return request.getRemoteAddr();
    }

    private String all(String header) {
        return String.join(",", Collections.list(request.getHeaders(header)));
    }

    /** Whether the browser speaks HTTPS, perhaps to a proxy. */
    boolean isSecure() {
        return request.isSecure()
                || ofProxy && all("X-Forwarded-Proto").strip().equalsIgnoreCase("https");
    }

    /** As servlets are chosen by it: decoded, and without dots and parameters. */
    static String path(HttpServletRequest request) {
        String path =
                request.getServletPath()
                        + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return path.isEmpty() ? "/" : path;
    }

    /** The path of this one. */
    String path() {
        return path(request);
    }

    /** Whether this machine asks, for itself and by its own name. */
    boolean isLocal() {
        return !isPassedOn() && isLoopback(request.getRemoteAddr()) && isForThisMachine();
    }

    /** Whether nobody between sender and gateway can read it. */
    boolean isPrivate() {
        return isSecure() || !isPassedOn() && isOfThisMachine();
    }

    /** A connection that begins and ends at one address does not leave the machine. */
    private boolean isOfThisMachine() {
        return isLoopback(request.getRemoteAddr())
                || request.getRemoteAddr().equals(request.getLocalAddr());
    }

    private boolean isPassedOn() {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> FORWARDED.matcher(name).matches());
    }

    /**
     * Whether a page of somebody else asks, in the browser of an operator. Browsers say so (Fetch
     * Metadata, RFC 6454); following a link to here is no question of a page.
     */
    boolean isOfOtherPage() {
        Optional<String> site = header("Sec-Fetch-Site");
        boolean follows =
                request.getMethod().equals("GET")
                        && header("Sec-Fetch-Mode").filter("navigate"::equals).isPresent()
                        && header("Sec-Fetch-Dest").filter("document"::equals).isPresent();
        if (!follows && site.filter(name -> !OWN_SITES.contains(name)).isPresent()) {
            return true;
        }
        return header("Origin")
                .map(origin -> origin.replaceFirst("^https?://", ""))
                .filter(host -> !host.equalsIgnoreCase(host()))
                .isPresent();
    }

    /** The host that the browser asks, perhaps of a proxy. */
    String host() {
        return Optional.of("X-Forwarded-Host")
                .filter(any -> ofProxy)
                .flatMap(this::header)
                .or(() -> header("Host"))
                .orElse("");
    }

    /** Whether it asks alone: such a request never changes anything. */
    boolean isRead() {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    /** What it asks for, in a line. */
    String line() {
        return request.getMethod() + " " + path();
    }

    /** Whether it logs somebody in. */
    boolean isLogin() {
        return request.getMethod().equals("POST") && path().equals(Endpoints.SESSION);
    }

    /** The id of the session that it belongs to. */
    Optional<String> session() {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(Visit.COOKIE))
                .map(Cookie::getValue)
                .findFirst();
    }

    /** What shows that a page of the console sends it. */
    String csrf() {
        return header(Visit.CSRF_HEADER).orElse("");
    }

    /** The token that it shows. */
    Optional<String> token() {
        return header("Authorization")
                .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(text -> text.substring(BEARER.length()).strip());
    }

    private Optional<String> header(String name) {
        return Collections.list(request.getHeaders(name)).stream().findFirst();
    }

    /**
     * Who leaves the header out is no browser. A request may name its host in its first line too,
     * which the container takes for the server's name, whatever the header says.
     */
    private boolean isForThisMachine() {
        List<String> hosts = Collections.list(request.getHeaders("Host"));
        if (hosts.isEmpty()) {
            return isOurs(request.getServerName())
                    || request.getServerName().equalsIgnoreCase(request.getLocalName());
        }
        return hosts.size() == 1
                && isOurs(hosts.get(0).strip().replaceFirst(":[0-9]*$", ""))
                && isOurs(request.getServerName());
    }

    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase(LOCALHOST) || isLoopback(name);
    }

    private static boolean isLoopback(String address) {
        return Networks.literal(address).filter(InetAddress::isLoopbackAddress).isPresent();
    }
}
