package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationOverview;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.upstream.LinkOverview;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How all stations stand. However many ask, the desk makes it at most once a second, and once more
 * after each second in which something has changed while operators look on; a part at a time, so
 * that messages have their turn in between.
 */
public final class StationBoard {

    private static final Logger LOG = LoggerFactory.getLogger(StationBoard.class);

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;

    private final Desk desk;
    private final Connections connections;
    private final Transactions transactions;
    private final LatestReports said;
    private final Relays relays;

    private CompletableFuture<List<StationOverview>> latest;
    private Moment made;
    private boolean outdated;

    StationBoard(Rooms rooms) {
        desk = rooms.desk;
        connections = rooms.connections;
        transactions = rooms.transactions;
        said = rooms.said;
        relays = rooms.relays;
    }

    /** All stations that were heard of, as they stood at most a second ago. From any thread. */
    public synchronized CompletableFuture<List<StationOverview>> stations() {
        if (latest == null
                || outdated
                || latest.isDone() && desk.moment().isAfter(made.plus(FRESH))) {
            outdated = false;
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

    /** Something has changed since: the next question gets a new one. From any thread. */
    synchronized void outdated() {
        outdated = true;
    }

    private void made(
            Queue<StationId> left,
            List<StationOverview> done,
            CompletableFuture<List<StationOverview>> all) {
        for (int i = 0; i < AT_ONCE && !left.isEmpty(); i++) {
            connections.station(left.poll()).flatMap(this::shown).ifPresent(done::add);
        }
        if (left.isEmpty()) {
            finished(desk.moment());
            all.complete(List.copyOf(done));
        } else {
            desk.execute(() -> made(left, done, all));
        }
    }

    /** One that cannot be shown must not hide the others, now and ever after. */
    private Optional<StationOverview> shown(Station station) {
        try {
            return Optional.of(overview(station));
        } catch (RuntimeException fault) {
            LOG.error("station={} {}", station.id(), Problem.DESK_TASK_FAILED.line(fault), fault);
            return Optional.empty();
        }
    }

    private synchronized void finished(Moment now) {
        made = now;
    }

    /** A station as it stands now; empty when nothing was heard of it. From any thread. */
    public CompletableFuture<Optional<StationOverview>> station(StationId id) {
        CompletableFuture<Optional<StationOverview>> found = new CompletableFuture<>();
        desk.execute(() -> found.complete(connections.station(id).flatMap(this::shown)));
        return found;
    }

    private StationOverview overview(Station station) {
        List<LinkOverview> links =
                relays.serves(station)
                        ? List.of(relays.overview(station))
                        : connections.linksOf(station.id()).stream()
                                .map(Upstream::overview)
                                .toList();
        return StationOverview.of(station, transactions, said, links, desk);
    }
}
