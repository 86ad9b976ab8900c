package dev.substation.admin;

import dev.substation.access.Endpoints;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the administration to the port that the site gave it, and stations away from there. Health
 * and figures answer at both.
 */
public final class ListenerFilter implements Filter {

    private final Supplier<Optional<Integer>> port;

    /**
     * @param port of the administration; empty if it shares the port of stations
     */
    public ListenerFilter(Supplier<Optional<Integer>> port) {
        this.port = port;
    }

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        Optional<Integer> own = port.get();
        if (own.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        String path = AdminRequest.path(request);
        if (Endpoints.isForEverybody(path)) {
            chain.doFilter(request, response);
            return;
        }
        boolean here = own.get() == request.getLocalPort();
        if (here == Endpoints.isOfAdministration(path)) {
            chain.doFilter(request, response);
        } else {
            Page.refuse(
                    (HttpServletResponse) response,
                    HttpServletResponse.SC_NOT_FOUND,
                    here
                            ? "Only the administration of the gateway answers at this port"
                            : "The administration of the gateway answers at the port " + own.get());
        }
    }
}
