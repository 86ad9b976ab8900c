package dev.substation.flow;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.flow.Ledger.Change;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the csms was told of the connectors of joined stations: the station's own last status, and
 * whether the gateway has said since that the station is not there. It is kept in the ledger, for a
 * station may go before a restart and come back after it, and the other way round.
 */
final class JoinedStatus {

    /** The owner of the memories, by upstream station and connector. */
    static final String OWNER = "joined-status";

    private static final Logger LOG = LoggerFactory.getLogger(JoinedStatus.class);

    private static final String CONNECTOR = "connectorId";
    private static final String STATUS = "status";
    private static final String TIMESTAMP = "timestamp";
    private static final String NO_ERROR = "NoError";
    private static final String ERROR_CODE = "errorCode";

    private record Place(StationId upstream, long connectorId) {}

    private record Known(Optional<Payload> own, boolean away) {

        static final Known NOTHING = new Known(Optional.empty(), false);
    }

    /**
     * A StatusNotification for the csms.
     *
     * @param change to be stored with it
     * @param undo what to do when it could not be stored: it is to be told again
     */
    record Told(Payload status, Change change, Runnable undo) {}

    private final Map<Place, Known> known = new HashMap<>();

    JoinedStatus(List<Memory> memories) {
        memories.stream().filter(memory -> memory.owner().equals(OWNER)).forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            Payload value = Json.read(memory.value());
            known.put(
                    new Place(memory.station(), Long.parseLong(memory.key())),
                    new Known(value.object("own"), Boolean.TRUE.equals(value.get("away"))));
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn("station={} the status of a connector cannot be read again", memory.station());
        }
    }

    /** How much is kept, for the metrics. */
    Kept kept() {
        return Kept.ofEach(OWNER, known.size());
    }

    private Change keep(Place place, Known now) {
        known.put(place, now);
        Payload away = Payload.of("away", now.away());
        Payload value = now.own().map(own -> away.with("own", own)).orElse(away);
        return new Change.Remembered(
                new Memory(
                        OWNER,
                        place.upstream(),
                        Long.toString(place.connectorId()),
                        Json.write(value)));
    }

    /** A station tells a connector's status, by the csms' number of it; to be stored with that. */
    List<Change> status(UpstreamSettings upstream, Payload notification) {
        return notification
                .number(CONNECTOR)
                .filter(number -> upstream.plug(number).isPresent())
                .map(number -> new Place(upstream.identity(), number))
                .map(place -> List.of(keep(place, new Known(Optional.of(notification), false))))
                .orElse(List.of());
    }

    /**
     * What to tell the csms of a station behind an upstream one that has gone while others are
     * there, or has come back: a StatusNotification for each of its connectors of which the csms
     * was told otherwise.
     *
     * @param now the time to tell, as text
     * @param charging whether a transaction runs on a connector; what is there of which no status
     *     is known, is else available
     */
    List<Told> presence(
            UpstreamSettings upstream,
            StationId station,
            boolean alive,
            String now,
            LongPredicate charging) {
        List<Told> told = new ArrayList<>();
        for (Plug plug : upstream.plugs()) {
            Place place = new Place(upstream.identity(), plug.connectorId());
            Known before = known.getOrDefault(place, Known.NOTHING);
            if (!plug.station().equals(station) || before.away() != alive) {
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
            Change change = keep(place, new Known(before.own(), !alive));
            told.add(new Told(status, change, () -> known.put(place, before)));
        }
        return told;
    }

    private static Payload plain(Place place, String status, String now) {
        return Payload.of(
                CONNECTOR,
                place.connectorId(),
                ERROR_CODE,
                NO_ERROR,
                STATUS,
                status,
                TIMESTAMP,
                now);
    }
}
