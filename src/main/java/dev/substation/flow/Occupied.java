package dev.substation.flow;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import java.util.List;

/**
 * OCPP 1.5 knows one status {@code Occupied} where 1.6 tells Preparing, Charging and Finishing
 * apart. Which one it is follows from the connector's transactions.
 */
final class Occupied {

    private static final String OCCUPIED = "Occupied";

    private Occupied() {}

    /**
     * The same call, its {@code Occupied} replaced; and the station's memory of the connector kept
     * up.
     */
    static Call resolve(Call call, Station station, Transactions transactions) {
        if (!call.action().equals(Action.StatusNotification)) {
            return call;
        }
        long connectorId = call.payload().number("connectorId").orElse(0L);
        String status = call.payload().text("status").orElse("");
        if (!status.equals(OCCUPIED)) {
            station.cleared(connectorId);
            return call;
        }
        String deduced = deduce(connectorId, station, transactions);
        Note note =
                new Note(
                        Loss.DEDUCED,
                        "status",
                        OCCUPIED,
                        deduced,
                        "from the connector's transactions");
        return call.withPayload(call.payload().with("status", deduced)).noting(List.of(note));
    }

    private static String deduce(long connectorId, Station station, Transactions transactions) {
        if (connectorId == 0) {
            return "Available"; // 1.6 allows no more than Available, Unavailable and Faulted there
            // (section 4.9)
        }
        if (transactions.openOn(station.id(), connectorId).isPresent()) {
            return "Charging";
        }
        return station.hasJustStopped(connectorId) ? "Finishing" : "Preparing";
    }
}
