package dev.substation.admin;

import dev.substation.flow.keys.SetByCsms;
import dev.substation.model.Payload;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/set-by-csms}: of which stations a CSMS has set a password or security profile,
 * and when; never a password (docs/security.md). {@link LoopbackFilter} keeps it to this machine.
 */
public final class SetByCsmsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<List<SetByCsms>> all;

    public SetByCsmsServlet(Supplier<List<SetByCsms>> all) {
        this.all = all;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<Payload> rows =
                all.get().stream()
                        .sorted(Comparator.comparing(set -> set.station() + " " + set.what()))
                        .map(
                                set ->
                                        Payload.of(
                                                "station", set.station().value(),
                                                "what", set.what(),
                                                "since", set.since()))
                        .toList();
        Page.json(response, HttpServletResponse.SC_OK, Payload.of("setByCsms", rows));
    }
}
