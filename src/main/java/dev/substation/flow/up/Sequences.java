package dev.substation.flow.up;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.TransactionMessages;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import dev.substation.model.StatusNotification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which messages of no transaction may replace earlier ones in the outbox, and which are kept in
 * their sequence (docs/answer-table.md).
 *
 * <p>Statuses are kept as they come while the CSMS takes them; while it is away, of each connector
 * the latest. Of reports on firmware, diagnostics and logs, of security events and of meter values
 * that name no transaction the latest {@value #KEPT} each of an upstream station are kept, whether
 * the CSMS is there or not: their places go round, so that each takes that of the oldest, after a
 * restart too.
 */
public final class Sequences {

    public static final int KEPT = 1_000;

    /** The owner of the last place that was taken. */
    static final String OWNER = "security-events";

    private static final Map<Action, String> RINGS =
            Map.of(
                    Action.SecurityEventNotification, "event-",
                    Action.FirmwareStatusNotification, "report-",
                    Action.SignedFirmwareStatusNotification, "report-",
                    Action.DiagnosticsStatusNotification, "report-",
                    Action.LogStatusNotification, "report-");

    /** How the last place of a ring is stored; that of meter values is seen in the outbox. */
    private static final Map<String, String> STORED_AS = Map.of("event-", "", "report-", "reports");

    private record Place(StationId upstream, String ring) {}

    private final Map<Place, Integer> last = new HashMap<>();
    private long lastRow;

    Sequences(Ledger.Snapshot snapshot) {
        lastRow = snapshot.lastSequence();
        snapshot.memories().stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> memory.value().matches("\\d{1,4}"))
                .forEach(
                        memory ->
                                STORED_AS.forEach(
                                        (ring, key) -> {
                                            if (memory.key().equals(key)) {
                                                last.put(
                                                        new Place(memory.station(), ring),
                                                        Integer.valueOf(memory.value()));
                                            }
                                        }));
        snapshot.latestMeters()
                .forEach(
                        (upstream, coalesce) ->
                                last.put(
                                        new Place(upstream, OutboxRow.METERS),
                                        Integer.parseInt(
                                                coalesce.substring(OutboxRow.METERS.length()))));
    }

    /** The place of the next row in the outbox. */
    long next() {
        return ++lastRow;
    }

    /** The place of the latest row. */
    long latest() {
        return lastRow;
    }

    /**
     * What a call's row is coalesced by; takes a place where places go round.
     *
     * @param call as it goes to the CSMS
     * @param taken whether the CSMS takes what comes
     */
    String coalesce(Call call, boolean taken) {
        if (TransactionMessages.isOne(call)) {
            return "";
        }
        if (call.action().equals(Action.StatusNotification)) {
            return taken
                    ? ""
                    : "status-" + new StatusNotification(call.payload()).connectorId().orElse(0L);
        }
        Place place = place(call);
        return place.ring() + last.merge(place, 0, (before, none) -> (before + 1) % KEPT);
    }

    private static Place place(Call call) {
        return new Place(call.station(), RINGS.getOrDefault(call.action(), OutboxRow.METERS));
    }

    /** What is to be stored with a call whose row has taken a place. */
    Optional<Change> counted(Call call) {
        Place place = place(call);
        return Optional.ofNullable(STORED_AS.get(place.ring()))
                .map(key -> new Memory(OWNER, call.station(), key, "" + last.get(place)))
                .map(Change.Remembered::new);
    }

    /** A station that no setting names has gone for good. */
    void forget(StationId upstream) {
        List.of("event-", "report-", OutboxRow.METERS)
                .forEach(ring -> last.remove(new Place(upstream, ring)));
    }
}
