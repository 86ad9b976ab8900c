package dev.substation.admin;

import dev.substation.flow.desk.MeterKeys.Known;
import dev.substation.model.Payload;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/meter-keys}: the public keys of meters by station and connector
 * (docs/eichrecht.md). {@link LoopbackFilter} keeps it to this machine.
 */
public final class MeterKeysServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<List<Known>> all;

    public MeterKeysServlet(Supplier<List<Known>> all) {
        this.all = all;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String station = request.getParameter("station");
        List<Payload> rows =
                all.get().stream()
                        .filter(key -> station == null || key.station().value().equals(station))
                        .sorted(
                                Comparator.comparing((Known key) -> key.station().value())
                                        .thenComparing(Known::connectorId)
                                        .thenComparing(Known::since))
                        .map(MeterKeysServlet::row)
                        .toList();
        Page.json(response, HttpServletResponse.SC_OK, Payload.of("meterKeys", rows));
    }

    private static Payload row(Known key) {
        return Payload.of(
                "station", key.station().value(),
                "connectorId", key.connectorId(),
                "meterSerial", key.meterSerial(),
                "publicKey", key.publicKey(),
                "source", key.source(),
                "since", key.since());
    }
}
