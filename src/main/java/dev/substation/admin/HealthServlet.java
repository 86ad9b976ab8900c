package dev.substation.admin;

import dev.substation.model.Payload;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code GET /health/live}: whether the process should be left running. {@code GET /health/ready}:
 * whether stations may come; degraded is {@code UP} with reasons. Both answer {@code
 * {"status":"UP","reasons":[]}} with 200, or {@code DOWN} with 503.
 */
public final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long DEADLINE_SECONDS = 5;
    private static final long CONTAINER_DEADLINE_MS = 10_000;

    private final transient Supplier<CompletableFuture<Health>> ready;

    /**
     * @param ready asks the gateway; no answer within 5 seconds is {@code DOWN}
     */
    public HealthServlet(Supplier<CompletableFuture<Health>> ready) {
        this.ready = ready;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (path) {
            case "/live" -> write(response, Health.WELL);
            case "/ready" -> {
                AsyncContext waiting = request.startAsync();
                waiting.setTimeout(CONTAINER_DEADLINE_MS);
                ready.get()
                        .completeOnTimeout(
                                new Health(false, List.of("The gateway does not answer")),
                                DEADLINE_SECONDS,
                                TimeUnit.SECONDS)
                        .whenComplete((health, fault) -> finish(waiting, health, fault));
            }
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void finish(AsyncContext waiting, Health health, Throwable fault) {
        Health answer =
                fault == null ? health : new Health(false, List.of("The gateway failed: " + fault));
        try {
            write((HttpServletResponse) waiting.getResponse(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waiting.complete();
        }
    }

    private static void write(HttpServletResponse response, Health health) throws IOException {
        Page.json(
                response,
                health.up()
                        ? HttpServletResponse.SC_OK
                        : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                Payload.of("status", health.status(), "reasons", health.reasons()));
    }
}
