package dev.substation.admin;

import dev.substation.model.Payload;
import dev.substation.model.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/log}: lines of the message log, newest first (docs/operations.md). {@link
 * LoopbackFilter} keeps it to this machine.
 */
public final class LogServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(LogServlet.class);

    private static final int USUAL = 20;
    private static final int MOST = 500;
    private static final long DEADLINE_SECONDS = 10;
    private static final long CONTAINER_DEADLINE_MS = 20_000;

    /**
     * What is asked for.
     *
     * @param part only calls, answers or deliveries
     * @param changed only what did not cross exactly
     * @param before only lines that are older than the one with this id
     */
    public record Question(
            Optional<String> station,
            Optional<String> action,
            Optional<String> part,
            boolean changed,
            long before,
            int most) {}

    private final transient Function<Question, CompletableFuture<List<Payload>>> log;

    /**
     * @param log reads it; no answer within 10 seconds is 503
     */
    public LogServlet(Function<Question, CompletableFuture<List<Payload>>> log) {
        this.log = log;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        CompletableFuture<List<Payload>> read;
        try {
            read = log.apply(question(request));
        } catch (IllegalArgumentException e) {
            Page.json(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    Payload.of(
                            "error",
                            "limit and before are whole numbers from 1 on, station is an"
                                    + " identity"));
            return;
        }
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(CONTAINER_DEADLINE_MS);
        read.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((lines, fault) -> finish(waiting, lines, fault));
    }

    private static Question question(HttpServletRequest request) {
        return new Question(
                text(request, "station"),
                text(request, "action"),
                text(request, "part"),
                text(request, "changed").filter("true"::equals).isPresent(),
                number(request, "before", Long.MAX_VALUE),
                (int) Math.min(MOST, number(request, "limit", USUAL)));
    }

    private static Optional<String> text(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(text -> !text.isEmpty());
    }

    private static long number(HttpServletRequest request, String name, long otherwise) {
        long number = text(request, name).map(Long::parseLong).orElse(otherwise);
        if (number < 1) {
            throw new IllegalArgumentException(name + " is " + number);
        }
        return number;
    }

    private static void finish(AsyncContext waiting, List<Payload> lines, Throwable fault) {
        try {
            HttpServletResponse response = (HttpServletResponse) waiting.getResponse();
            if (fault == null) {
                Page.json(response, HttpServletResponse.SC_OK, Payload.of("lines", lines));
            } else {
                LOG.warn(Problem.LEDGER_UNREADABLE.line("message log", fault));
                Page.json(
                        response,
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        Payload.of("error", "The message log cannot be read now; ask again"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waiting.complete();
        }
    }
}
