package dev.substation.admin;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the container shows for a request that nobody answered: the status in words, no more. */
public final class ErrorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Map<Integer, String> WORDS =
            Map.of(
                    400, "bad request",
                    401, "unauthorized",
                    403, "forbidden",
                    404, "there is no such page; stations connect at %s",
                    405, "method not allowed",
                    413, "too large",
                    500, "the gateway failed; its log says why",
                    503, "not ready");

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                        ? code
                        : HttpServletResponse.SC_NOT_FOUND;
        byte[] body =
                (status
                                + " "
                                + WORDS.getOrDefault(status, "failed")
                                        .formatted(Page.addresses(request))
                                + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
