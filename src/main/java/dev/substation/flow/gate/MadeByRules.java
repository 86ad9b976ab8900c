package dev.substation.flow.gate;

import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.EndedTransactions;
import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.Station;
import dev.substation.flow.down.HeldUpdates;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.relay.Relays;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.flow.up.Upward;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what rules have held and whose time has come, once a second; of transactions that are to be
 * stopped because their card was refused, the stop; and firmware updates whose date has come.
 */
final class MadeByRules {

    private static final Logger LOG = LoggerFactory.getLogger(MadeByRules.class);

    private static final Duration MADE_TICK = Duration.ofSeconds(1);
    private static final int MADE_AT_ONCE = 100;
    private static final Duration NOT_STORED_PAUSE = Duration.ofSeconds(30);

    private final Desk desk;
    private final Rules rules;
    private final Connections connections;
    private final Relays relays;
    private final EndedTransactions recall;
    private final RefusedCards refused;
    private final HeldUpdates updates;
    private final Upward upward;

    /** Stations whose message could not be stored, and until when they wait; others do not. */
    private final Map<StationId, Moment> pauses = new HashMap<>();

    private boolean stopping;

    MadeByRules(Rooms rooms) {
        desk = rooms.desk;
        rules = rooms.rules;
        connections = rooms.connections;
        relays = rooms.relays;
        recall = rooms.recall;
        refused = rooms.refused;
        updates = rooms.updates;
        upward = rooms.upward;
    }

    void start() {
        desk.after(MADE_TICK, this::makeDue);
    }

    void stop() {
        stopping = true;
    }

    /** Sends the held messages of rules that are due. */
    private void makeDue() {
        if (stopping) {
            return;
        }
        int made = 0;
        try {
            refused.stopDue();
            updates.sendDue();
            made = sendDue();
        } finally {
            if (made < MADE_AT_ONCE) {
                desk.after(MADE_TICK, this::makeDue);
            } else {
                desk.execute(this::makeDue); // others have their turn in between
            }
        }
    }

    private int sendDue() {
        Moment now = desk.moment();
        pauses.values().removeIf(until -> !now.isBefore(until));
        List<Rules.Made> due = rules.due(this::vendor, MADE_AT_ONCE);
        due.forEach(this::sendMade);
        return due.size();
    }

    private Optional<String> vendor(StationId id) {
        return connections
                .station(id)
                .filter(station -> !pauses.containsKey(id))
                .filter(station -> !relays.serves(station) || relays.isIdle(id))
                .map(station -> station.vendor());
    }

    private void sendMade(Rules.Made made) {
        Station station = connections.station(made.station()).orElseThrow();
        (relays.serves(station)
                        ? relays.made(made)
                        : recall.ofStation(
                                station.id(),
                                made.transactionId(),
                                transaction -> upward.made(station, made, transaction)))
                .whenCompleteAsync(
                        (stored, fault) -> {
                            if (fault != null) {
                                LOG.error(
                                        "station={} {}",
                                        station.id(),
                                        Problem.HELD_NOT_SENT.line(),
                                        fault);
                                rules.giveBack(made);
                            }
                            if (fault != null || !stored) {
                                pauses.put(station.id(), desk.moment().plus(NOT_STORED_PAUSE));
                            }
                        },
                        desk);
    }
}
