package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationOverview;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * How all stations stand. However many ask, the desk makes it at most once a second, and a part at
 * a time, so that messages have their turn in between.
 */
public final class StationBoard {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;

    private final Desk desk;
    private final Connections connections;
    private final Transactions transactions;
    private final LatestReports said;

    private CompletableFuture<List<StationOverview>> latest;
    private Moment made;

    StationBoard(Rooms rooms) {
        desk = rooms.desk;
        connections = rooms.connections;
        transactions = rooms.transactions;
        said = rooms.said;
    }

    /** All stations that were heard of, as they stood at most a second ago. From any thread. */
    public synchronized CompletableFuture<List<StationOverview>> stations() {
        if (latest == null || latest.isDone() && desk.moment().isAfter(made.plus(FRESH))) {
            CompletableFuture<List<StationOverview>> next = new CompletableFuture<>();
            latest = next;
            desk.execute(
                    () -> {
                        Queue<StationId> all = new ArrayDeque<>();
                        connections.stations().forEach(station -> all.add(station.id()));
                        made(all, new ArrayList<>(all.size()), next);
                    });
        }
        return latest.copy();
    }

    private void made(
            Queue<StationId> left,
            List<StationOverview> done,
            CompletableFuture<List<StationOverview>> all) {
        for (int i = 0; i < AT_ONCE && !left.isEmpty(); i++) {
            connections.station(left.poll()).map(this::overview).ifPresent(done::add);
        }
        if (left.isEmpty()) {
            finished(desk.moment());
            all.complete(List.copyOf(done));
        } else {
            desk.execute(() -> made(left, done, all));
        }
    }

    private synchronized void finished(Moment now) {
        made = now;
    }

    /** A station as it stands now; empty when nothing was heard of it. From any thread. */
    public CompletableFuture<Optional<StationOverview>> station(StationId id) {
        CompletableFuture<Optional<StationOverview>> found = new CompletableFuture<>();
        desk.execute(() -> found.complete(connections.station(id).map(this::overview)));
        return found;
    }

    private StationOverview overview(Station station) {
        return StationOverview.of(
                station, transactions, said, connections.linksOf(station.id()), desk.now());
    }
}
