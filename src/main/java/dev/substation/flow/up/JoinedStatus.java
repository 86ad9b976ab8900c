package dev.substation.flow.up;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the CSMS knows about the connectors of joined stations: the station's own last status, and
 * whether the gateway has reported since that the station is offline. It is in the ledger, because
 * a station may go offline before a restart and return after it, and the other way round.
 */
final class JoinedStatus {

    /** The owner of the memories, by upstream station and connector. */
    static final String OWNER = "joined-status";

    private static final Logger LOG = LoggerFactory.getLogger(JoinedStatus.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final String TIMESTAMP = "timestamp";

    private record Place(StationId upstream, long connectorId) {}

    /**
     * What the CSMS knows of a connector.
     *
     * @param own the station's own last status
     * @param away whether the CSMS knows that the station is offline
     * @param row the row of the outbox by which the gateway said so, or the opposite; 0 for none
     */
    private record Known(Optional<Payload> own, boolean away, long row) {

        static final Known NOTHING = new Known(Optional.empty(), false, 0);
    }

    /** Statuses of a connector that the CSMS rejected, one after the other. */
    private record Refused(int times, Moment notBefore) {}

    /**
     * A StatusNotification for the CSMS.
     *
     * @param row the number of its row in the outbox
     * @param change to be stored with it
     * @param undo what to do if it could not be stored, so that it is sent again
     */
    record Report(long row, Payload status, Change change, Runnable undo) {}

    private final Desk desk;
    private final Map<Place, Known> known = new HashMap<>();
    private final Map<Place, Refused> refused = new HashMap<>();

    JoinedStatus(Desk desk, List<Memory> memories) {
        this.desk = desk;
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            Payload value = Json.read(memory.value());
            known.put(
                    new Place(memory.station(), Long.parseLong(memory.key())),
                    new Known(
                            value.object("own"),
                            Boolean.TRUE.equals(value.get("away")),
                            value.number("row").orElse(0L)));
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("status of a connector"));
        }
    }

    /** How much is kept, for the metrics. */
    MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, known.size());
    }

    private Change keep(Place place, Known now) {
        known.put(place, now);
        Payload away = Payload.of("away", now.away(), "row", now.row());
        Payload value = now.own().map(own -> away.with("own", own)).orElse(away);
        return new Change.Remembered(
                new Memory(
                        OWNER,
                        place.upstream(),
                        Long.toString(place.connectorId()),
                        Json.write(value)));
    }

    /** A station tells a connector's status, by the CSMS's number of it; to be stored with that. */
    List<Change> status(UpstreamSettings upstream, Payload notification) {
        return new StatusNotification(notification)
                .connectorId()
                .filter(number -> upstream.plug(number).isPresent())
                .map(number -> new Place(upstream.identity(), number))
                .map(place -> List.of(said(place, notification)))
                .orElse(List.of());
    }

    private Change said(Place place, Payload notification) {
        refused.remove(place);
        return keep(place, new Known(Optional.of(notification), false, 0));
    }

    /**
     * The CSMS did not accept a status: it answered an error, or never. A status of the gateway
     * counts as not reported, and is sent again after a pause that grows from {@link #FIRST_PAUSE}
     * to {@link #LONGEST_PAUSE}.
     *
     * @return to be stored
     */
    List<Change> refused(OutboxRow row) {
        long connectorId = new StatusNotification(row.payload()).connectorId().orElse(-1L);
        Place place = new Place(row.upstream(), connectorId);
        Known now = known.getOrDefault(place, Known.NOTHING);
        if (now.row() != row.sequence()) {
            return List.of(); // the station's own, or another one was sent since
        }
        int times = refused.containsKey(place) ? refused.get(place).times() : 0;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times, 10));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        refused.put(place, new Refused(times + 1, desk.moment().plus(bounded)));
        return List.of(keep(place, new Known(now.own(), !now.away(), 0)));
    }

    private boolean rests(Place place) {
        return refused.containsKey(place) && desk.moment().isBefore(refused.get(place).notBefore());
    }

    /** The stations have another CSMS now, which does not know that one of them is offline. */
    List<Change> moved(StationId upstream) {
        List<Change> changes = new ArrayList<>();
        Map.copyOf(known)
                .forEach(
                        (place, now) -> {
                            if (place.upstream().equals(upstream) && now.away()) {
                                changes.add(keep(place, new Known(now.own(), false, 0)));
                            }
                        });
        return changes;
    }

    /**
     * Reports for the CSMS about a joined station that went offline while others are connected, or
     * returned: a StatusNotification for each of its connectors with another status at the CSMS.
     *
     * @param rows gives the numbers of the rows
     * @param charging whether a transaction runs on a connector; what is there of which no status
     *     is known, is else available
     */
    List<Report> presence(
            UpstreamSettings upstream,
            StationId station,
            boolean alive,
            LongSupplier rows,
            LongPredicate charging) {
        String now = desk.clockText();
        List<Report> reports = new ArrayList<>();
        for (ConnectorMapping plug : upstream.plugs()) {
            Place place = new Place(upstream.identity(), plug.connectorId());
            Known before = known.getOrDefault(place, Known.NOTHING);
            if (!plug.station().equals(station) || before.away() != alive || rests(place)) {
                continue;
            }
            Payload status =
                    alive
                            ? before.own()
                                    .map(own -> own.with(TIMESTAMP, now))
                                    .orElseGet(
                                            () ->
                                                    plain(
                                                            place,
                                                            charging.test(place.connectorId())
                                                                    ? "Charging"
                                                                    : "Available",
                                                            now))
                            : plain(place, "Unavailable", now)
                                    .with("info", "the station is not connected");
            long row = rows.getAsLong();
            Change change = keep(place, new Known(before.own(), !alive, row));
            reports.add(new Report(row, status, change, () -> known.put(place, before)));
        }
        return reports;
    }

    private static Payload plain(Place place, String status, String now) {
        return Payload.of(
                "connectorId",
                place.connectorId(),
                "errorCode",
                "NoError",
                StatusNotification.STATUS,
                status,
                TIMESTAMP,
                now);
    }
}
