package dev.substation.admin;

import dev.substation.flow.Networks;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Keeps the console and the administration to this machine, for they have no lock yet. What is not
 * said to be open is closed, so that a page that comes later cannot be forgotten. A proxy on this
 * machine would make everybody local: what it has passed on is refused. So would a browser on it,
 * for a site that gives its own name the number of this machine: what is meant for another name is
 * refused.
 */
public final class LoopbackFilter implements Filter {

    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private static final String LOCALHOST = "localhost";

    private final List<String> open;

    /**
     * @param open paths that everybody may ask who is let in at all, with what is below them:
     *     {@code /soap}, {@code /health}
     */
    public LoopbackFilter(List<String> open) {
        this.open = List.copyOf(open);
    }

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        if (isOpen(path(request)) || isLocal(request) && isForThisMachine(request)) {
            chain.doFilter(request, response);
            return;
        }
        Page.refuse(
                (HttpServletResponse) response,
                "This is answered to the machine that the gateway runs on, and to no other; ask"
                        + " there, at 127.0.0.1. Stations come in at /soap and"
                        + " /ocpp/{chargeBoxIdentity}");
    }

    /** As servlets are chosen by it: decoded, and without dots and parameters. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }

    private boolean isOpen(String path) {
        return open.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
    }

    private static boolean isLocal(HttpServletRequest request) {
        return FORWARDED.stream().noneMatch(name -> request.getHeader(name) != null)
                && Networks.literal(request.getRemoteAddr())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }

    /** Who leaves the header out is no browser. */
    private static boolean isForThisMachine(HttpServletRequest request) {
        String host = request.getHeader("Host");
        String name = host == null ? LOCALHOST : host.strip().replaceFirst(":[0-9]*$", "");
        return name.equalsIgnoreCase(LOCALHOST)
                || Networks.literal(name).filter(InetAddress::isLoopbackAddress).isPresent();
    }
}
