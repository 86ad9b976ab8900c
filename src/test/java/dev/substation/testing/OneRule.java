package dev.substation.testing;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Rules.Made;
import dev.substation.flow.ports.Rules.Routed;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder whose one route uses one shipped rule, with a clock and a ledger of its own. */
public final class OneRule implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-01-01T08:00:00Z");

    private final Path folder;
    private final SteppedTimers time = new SteppedTimers(START);
    private final Map<String, Memory> ledger = new LinkedHashMap<>();
    private SiteRoutes routes;

    public OneRule(Path folder, String rule, String parameters) throws BadRoutes {
        this.folder = folder;
        OneRoute.write(folder, rule, parameters);
        restart();
    }

    /** Forgets all but what a ledger would have kept. */
    public void restart() throws BadRoutes {
        close();
        routes = new SiteRoutes(folder, List.copyOf(ledger.values()), RuleClocks.of(time));
    }

    public Routed apply(Call call) {
        Routed routed = routes.apply(call, "any");
        routed.first().forEach(made -> store(made.routed()));
        store(routed);
        return routed;
    }

    public Routed up(Action action, Object... fields) {
        return apply(Calls.up(action, fields));
    }

    public Routed up(Action action, Payload payload) {
        return apply(Calls.up(action).withPayload(payload));
    }

    private void store(Routed routed) {
        for (Memory memory : routed.remembered()) {
            String place = memory.owner() + memory.station() + memory.key();
            ledger.remove(place);
            if (!memory.value().isEmpty()) {
                ledger.put(place, memory);
            }
        }
    }

    /** What rules remember in the ledger now. */
    public List<Memory> remembered() {
        return List.copyOf(ledger.values());
    }

    /** What rules send by themselves while time passes, second by second. */
    public List<Payload> made(Duration wait) {
        List<Payload> sent = new ArrayList<>();
        for (long second = 0; second < wait.toSeconds(); second++) {
            time.pass(Duration.ofSeconds(1));
            for (Made made : routes.due(id -> Optional.of("any"), 100)) {
                store(made.routed());
                sent.add(Calls.payload(made.routed()));
            }
        }
        return sent;
    }

    /** Steps the wall clock; no time passes. */
    public void stepWallClock(Duration step) {
        time.stepWallClock(step);
    }

    /** What goes ahead of a call. */
    public static List<Payload> ahead(Routed routed) {
        return routed.first().stream().map(made -> Calls.payload(made.routed())).toList();
    }

    @Override
    public void close() {
        if (routes != null) {
            routes.close();
        }
    }
}
