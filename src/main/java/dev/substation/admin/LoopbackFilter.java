package dev.substation.admin;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.settings.Networks;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps the console and the administration to this machine, for they have no lock yet. What is not
 * said to be open is closed, so that a page that comes later cannot be forgotten. A proxy on this
 * machine would make everybody local: what it has passed on is refused. So would a browser on it,
 * for a site that gives its own name the number of this machine: what is meant for another name is
 * refused, wherever the request says so.
 */
public final class LoopbackFilter implements Filter {

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

    private static final String API = "/api";

    /** What a browser says of requests of the page itself, and of its user. */
    private static final List<String> OWN_SITES = List.of("same-origin", "none");

    private final List<String> open;
    private final WrongPaths wrongPaths;
    private final DoorRefusals refusals;

    /**
     * @param open paths that everybody may ask who is let in at all, with what is below them:
     *     {@code /soap}, {@code /health}
     * @param wrongPaths logs what is posted to other paths
     */
    public LoopbackFilter(List<String> open, WrongPaths wrongPaths, DoorRefusals refusals) {
        this.refusals = refusals;
        this.open = List.copyOf(open);
        this.wrongPaths = wrongPaths;
    }

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        String path = path(request);
        if (isAt(path, open)) {
            chain.doFilter(request, response);
            return;
        }
        boolean posted = "POST".equals(request.getMethod()) && !isAt(path, List.of(API));
        if (isLocal(request) && isForThisMachine(request) && !isOfOtherPage(request)) {
            chain.doFilter(request, response);
            if (posted && isNotFound((HttpServletResponse) response)) {
                wrongPaths.posted(request, path);
            }
            return;
        }
        String why =
                "This page is only for requests from the gateway's own machine, to "
                        + "127.0.0.1. Stations connect at "
                        + Page.addresses(request);
        if (posted) {
            wrongPaths.posted(request, path);
        } else {
            refusals.add(
                    Door.HTTP,
                    RefusalReason.OTHER_MACHINE,
                    new Knock(request.getRemoteAddr(), wrongPaths.shown(request, path), why));
        }
        Page.refuse((HttpServletResponse) response, why);
    }

    /** As servlets are chosen by it: decoded, and without dots and parameters. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }

    private static boolean isNotFound(HttpServletResponse response) {
        return response.getStatus() == HttpServletResponse.SC_NOT_FOUND;
    }

    private static boolean isAt(String path, List<String> bases) {
        return bases.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
    }

    private static boolean isLocal(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                        .noneMatch(name -> FORWARDED.matcher(name).matches())
                && isLoopback(request.getRemoteAddr());
    }

    /**
     * Whether a page of somebody else, in a browser on this machine, asks. Browsers say so (Fetch
     * Metadata, RFC 6454); following a link to here is no question of a page.
     */
    private static boolean isOfOtherPage(HttpServletRequest request) {
        Optional<String> site = header(request, "Sec-Fetch-Site");
        boolean follows =
                request.getMethod().equals("GET")
                        && header(request, "Sec-Fetch-Mode").filter("navigate"::equals).isPresent()
                        && header(request, "Sec-Fetch-Dest").filter("document"::equals).isPresent();
        if (!follows && site.filter(name -> !OWN_SITES.contains(name)).isPresent()) {
            return true;
        }
        return header(request, "Origin")
                .map(origin -> origin.replaceFirst("^https?://", "").replaceFirst(":[0-9]*$", ""))
                .filter(host -> !isOurs(host))
                .isPresent();
    }

    private static Optional<String> header(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name)).stream().findFirst();
    }

    /**
     * Who leaves the header out is no browser. A request may name its host in its first line too,
     * which the container takes for the server's name, whatever the header says.
     */
    private static boolean isForThisMachine(HttpServletRequest request) {
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
