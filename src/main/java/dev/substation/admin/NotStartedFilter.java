package dev.substation.admin;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Answers 503 in place of a gateway that did not start, to stations and everybody else; health goes
 * by and says why. A station tries again after 503, and does not take its address for a wrong one.
 */
public final class NotStartedFilter implements Filter {

    private static final String RETRY_AFTER = "60";

    private final List<String> open;

    /**
     * @param open the pages of health, with what is below them
     */
    public NotStartedFilter(String... open) {
        this.open = List.of(open);
    }

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (open.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"))) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader("Retry-After", RETRY_AFTER);
        Page.refuse(
                answer,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "The gateway did not start; the log of the server and "
                        + request.getContextPath()
                        + "/substation/health/ready say why");
    }
}
