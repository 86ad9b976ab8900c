package dev.substation.flow.up;

import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.LatestReports.Saying;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.StatusNotification;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * OCPP 1.5 knows one status {@code Occupied} where 1.6 tells Preparing, Charging, SuspendedEVSE and
 * Finishing apart. Which one it is follows from the connector's transactions; when these change,
 * the station has nothing new to say, and the gateway says it instead.
 */
public final class Occupied {

    private static final String AVAILABLE = "Available";
    private static final String RESERVED = "Reserved";
    private static final String FINISHING = "Finishing";
    private static final Set<String> FOLLOWED_BY_FINISHING =
            Set.of("Charging", "SuspendedEVSE", FINISHING);

    private final Transactions transactions;
    private final LatestReports said;

    Occupied(Transactions transactions, LatestReports said) {
        this.transactions = transactions;
        this.said = said;
    }

    /**
     * The same call, its {@code Occupied} replaced; and the station's memory of the connector kept
     * up.
     */
    Call resolve(Call call, Station station) {
        if (!call.action().equals(Action.StatusNotification)) {
            return call;
        }
        StatusNotification report = new StatusNotification(call.payload());
        long connectorId = report.connectorId().orElse(0L);
        if (connectorId == 0 && call.dialect().isSoap() && report.is(RESERVED)) {
            // Between JSON and JSON a word that the contract has passes as it is.
            return call.withPayload(report.withStatus(AVAILABLE))
                    .noting(
                            Note.approximated(
                                    StatusNotification.STATUS,
                                    RESERVED,
                                    AVAILABLE,
                                    "a station as a whole cannot be reserved in OCPP" + " 1.6"));
        }
        if (!LatestReports.isOccupied(call)) {
            station.cleared(connectorId);
            return call;
        }
        String deduced = deduce(connectorId, station);
        return call.withPayload(report.withStatus(deduced))
                .noting(note(deduced, "derived from the transactions of the connector"));
    }

    /**
     * The connectors whose status differs from that at the CSMS, or was rejected by it, with that
     * status.
     */
    Map<Long, String> changed(Station station) {
        Map<Long, String> changed = new TreeMap<>();
        said.all(station.id(), Action.StatusNotification)
                .forEach(
                        (connectorId, last) -> {
                            String now = deduce(connectorId, station);
                            if (last.occupied() && (last.refused() || !now.equals(last.status()))) {
                                changed.put(connectorId, now);
                            }
                        });
        return changed;
    }

    /** The status of a connector for the CSMS now; empty if none is known. */
    Optional<String> now(Station station, long connectorId) {
        return said.of(station.id(), Action.StatusNotification, connectorId)
                .map(last -> last.occupied() ? deduce(connectorId, station) : last.status());
    }

    static Note note(String deduced, String reason) {
        return Note.deduced(
                StatusNotification.STATUS, StatusNotification.OCCUPIED, deduced, reason);
    }

    private String deduce(long connectorId, Station station) {
        if (connectorId == 0) {
            return AVAILABLE; // 1.6 allows no more than Available, Unavailable and Faulted there
            // (section 4.9)
        }
        Optional<TransactionRow> open = transactions.openOn(station.id(), connectorId);
        if (open.isPresent()) {
            // A card that was refused leaves the car plugged in without power (section 7.7).
            return isAllowed(open.get()) ? "Charging" : "SuspendedEVSE";
        }
        boolean hasCharged =
                said.of(station.id(), Action.StatusNotification, connectorId)
                        .filter(Saying::occupied)
                        .map(Saying::status)
                        .filter(FOLLOWED_BY_FINISHING::contains)
                        .isPresent();
        return hasCharged || station.hasJustStopped(connectorId) ? FINISHING : "Preparing";
    }

    private static boolean isAllowed(TransactionRow transaction) {
        return new IdTagInfo(transaction.idTagInfo()).refusal().isEmpty();
    }
}
