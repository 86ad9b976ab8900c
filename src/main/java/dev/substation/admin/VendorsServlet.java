package dev.substation.admin;

import dev.substation.flow.desk.StationVendor;
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
 * {@code GET /api/v1/vendors}: the vendor profile of each station, where it comes from, and what
 * the station says of itself (docs/operations.md). {@link LoopbackFilter} keeps it to this machine.
 */
public final class VendorsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int SECONDS = 5;
    private static final int CONTAINER_DEADLINE_MS = 10_000;

    private final transient Supplier<CompletableFuture<List<StationVendor>>> all;

    public VendorsServlet(Supplier<CompletableFuture<List<StationVendor>>> all) {
        this.all = all;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(CONTAINER_DEADLINE_MS);
        all.get()
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .whenComplete((known, fault) -> finish(waiting, known, fault));
    }

    private static void finish(AsyncContext waiting, List<StationVendor> known, Throwable fault) {
        try {
            HttpServletResponse response = (HttpServletResponse) waiting.getResponse();
            if (fault == null) {
                Page.json(response, HttpServletResponse.SC_OK, page(known));
            } else {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waiting.complete();
        }
    }

    static Payload page(List<StationVendor> known) {
        return Payload.of(
                "stations",
                known.stream()
                        .map(
                                one ->
                                        Payload.of(
                                                "station", one.station().value(),
                                                "vendor", one.vendor(),
                                                "origin", one.origin().word(),
                                                "boot", one.said()))
                        .toList());
    }
}
