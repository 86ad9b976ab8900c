package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last status of each connector of stations that are split or joined, as the rules leave it: a
 * CSMS that names no connector means one that can do what it asks for. It outlives a restart.
 */
public final class ConnectorStatuses {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "connector-status";

    private static final int CONNECTORS = 64; // of a station; what others say is not kept

    private static final String AVAILABLE = "Available";
    private static final String PREPARING = "Preparing";
    private static final String UNKNOWN = "";

    /** A cable is plugged in there: somebody waits for the start. */
    private static final List<String> TO_START =
            List.of(PREPARING, AVAILABLE, UNKNOWN, "Finishing", "SuspendedEV", "SuspendedEVSE");

    private static final List<String> TO_RESERVE = List.of(AVAILABLE, UNKNOWN, "Finishing");

    private static final List<String> LAST = List.of("Unavailable", "Faulted");

    private final Site site;
    private final Map<StationId, Map<Long, String>> statuses = new HashMap<>();

    ConnectorStatuses(Site site, List<Memory> memories) {
        this.site = site;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> memory.key().matches("\\d{1,18}"))
                .forEach(
                        memory ->
                                of(memory.station())
                                        .put(Long.valueOf(memory.key()), memory.value()));
    }

    private Map<Long, String> of(StationId station) {
        return statuses.computeIfAbsent(station, id -> new HashMap<>());
    }

    /**
     * Takes in what a station says.
     *
     * @return to be stored with it
     */
    public Optional<Change> learn(Call call) {
        StatusNotification report = new StatusNotification(call.payload());
        Optional<Long> connector = report.connectorId().filter(id -> id >= 0);
        Optional<String> status = report.status();
        if (!call.action().equals(Action.StatusNotification)
                || connector.isEmpty()
                || status.isEmpty()
                || !isWired(call.station())) {
            return Optional.empty();
        }
        Map<Long, String> all = of(call.station());
        boolean kept = all.size() < CONNECTORS || all.containsKey(connector.get());
        if (!kept || status.get().equals(all.put(connector.get(), status.get()))) {
            return Optional.empty();
        }
        return Optional.of(
                new Change.Remembered(
                        new Memory(
                                OWNER, call.station(), connector.get().toString(), status.get())));
    }

    private boolean isWired(StationId station) {
        return site.upstreams(station).stream()
                .anyMatch(upstream -> upstream.shape() != UpstreamSettings.Shape.PLAIN);
    }

    /** How well a connector can do what is asked for; 0 is best. */
    int rank(Action action, ConnectorMapping plug) {
        Map<Long, String> all = statuses.getOrDefault(plug.station(), Map.of());
        String own = all.getOrDefault(plug.stationConnectorId(), UNKNOWN);
        // A station that is out of order as a whole does nothing on any connector.
        String whole = all.getOrDefault(0L, UNKNOWN);
        String status = LAST.contains(whole) ? whole : own;
        List<String> best = action.equals(Action.ReserveNow) ? TO_RESERVE : TO_START;
        int place = best.indexOf(status);
        if (place >= 0) {
            return place;
        }
        return best.size() + 1 + LAST.indexOf(status);
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, statuses.values().stream().mapToLong(Map::size).sum());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        statuses.remove(station);
    }
}
