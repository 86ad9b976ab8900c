package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.StationId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which transactions run, by their keys: one on a connector. Found by the station and by what the
 * CSMS takes it for, because that is asked of each station every few seconds.
 */
final class OpenTransactions {

    private record Connector(StationId station, long connectorId) {}

    private record Running(long key, StationId upstream) {}

    private final Map<Connector, Running> onConnectors = new HashMap<>();
    private final Map<StationId, Set<Long>> ofStations = new HashMap<>();
    private final Map<StationId, Set<Long>> ofUpstreams = new HashMap<>();

    private static Connector connector(TransactionRow row) {
        return new Connector(row.station(), row.connectorId());
    }

    /** A transaction runs on its connector, in place of the one before. */
    void put(TransactionRow row) {
        Running before = onConnectors.put(connector(row), new Running(row.key(), row.upstream()));
        if (before != null) {
            leave(row.station(), before);
        }
        ofStations.computeIfAbsent(row.station(), id -> new HashSet<>()).add(row.key());
        ofUpstreams.computeIfAbsent(row.upstream(), id -> new HashSet<>()).add(row.key());
    }

    /** A transaction runs no more, if it did. */
    void remove(TransactionRow row) {
        Running running = onConnectors.get(connector(row));
        if (running != null && running.key() == row.key()) {
            onConnectors.remove(connector(row));
            leave(row.station(), running);
        }
    }

    private void leave(StationId station, Running running) {
        leave(ofStations, station, running.key());
        leave(ofUpstreams, running.upstream(), running.key());
    }

    private static void leave(Map<StationId, Set<Long>> keys, StationId id, long key) {
        keys.computeIfPresent(
                id,
                (same, of) -> {
                    of.remove(key);
                    return of.isEmpty() ? null : of;
                });
    }

    /** The one on a connector. */
    Optional<Long> on(StationId station, long connectorId) {
        return Optional.ofNullable(onConnectors.get(new Connector(station, connectorId)))
                .map(Running::key);
    }

    boolean any(StationId station) {
        return ofStations.containsKey(station);
    }

    /** Those of a station. */
    Set<Long> ofStation(StationId station) {
        return ofStations.getOrDefault(station, Set.of());
    }

    /** Those that the CSMS knows under an upstream station. */
    Set<Long> of(StationId upstream) {
        return ofUpstreams.getOrDefault(upstream, Set.of());
    }

    /** All of them, in no order. */
    Collection<Long> keys() {
        return List.copyOf(onConnectors.values()).stream().map(Running::key).toList();
    }
}
