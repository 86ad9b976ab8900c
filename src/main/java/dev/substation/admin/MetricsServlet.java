package dev.substation.admin;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code GET /metrics}: the gateway's figures in Prometheus' text format 0.0.4. Answers 503 when
 * the gateway does not tell them within 5 seconds.
 */
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long DEADLINE_SECONDS = 5;
    private static final long CONTAINER_DEADLINE_MS = 10_000;

    private final transient Supplier<CompletableFuture<List<Metric>>> metrics;

    public MetricsServlet(Supplier<CompletableFuture<List<Metric>>> metrics) {
        this.metrics = metrics;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(CONTAINER_DEADLINE_MS);
        metrics.get()
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((figures, fault) -> finish(waiting, figures, fault));
    }

    private static void finish(AsyncContext waiting, List<Metric> figures, Throwable fault) {
        try {
            HttpServletResponse response = (HttpServletResponse) waiting.getResponse();
            if (fault != null) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                return;
            }
            byte[] body = text(figures).getBytes(StandardCharsets.UTF_8);
            response.setContentType("text/plain; version=0.0.4; charset=utf-8");
            response.setHeader("Cache-Control", "no-store");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waiting.complete();
        }
    }

    /** The figures as Prometheus reads them. */
    static String text(List<Metric> metrics) {
        StringBuilder text = new StringBuilder();
        for (Metric metric : metrics) {
            text.append("# HELP ")
                    .append(metric.name())
                    .append(' ')
                    .append(metric.help().replace("\\", "\\\\").replace("\n", "\\n"))
                    .append("\n# TYPE ")
                    .append(metric.name())
                    .append(' ')
                    .append(metric.kind().name().toLowerCase(Locale.ROOT))
                    .append('\n');
            for (Metric.Sample sample : metric.samples()) {
                text.append(metric.name())
                        .append(sample.suffix())
                        .append(labels(sample))
                        .append(' ')
                        .append(sample.value())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String labels(Metric.Sample sample) {
        return sample.labels().isEmpty()
                ? ""
                : sample.labels().entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
