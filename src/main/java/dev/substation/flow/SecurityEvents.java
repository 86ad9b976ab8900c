package dev.substation.flow;

import dev.substation.flow.Ledger.Change;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many security events wait for the csms at most: of each upstream station the latest {@value
 * #KEPT}. Their places go round, so that each takes that of the oldest, after a restart too.
 */
final class SecurityEvents {

    /** The owner of the last place that was taken. */
    static final String OWNER = "security-events";

    static final int KEPT = 1_000;

    private final Map<StationId, Integer> last = new HashMap<>();

    SecurityEvents(List<Memory> memories) {
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> memory.value().matches("\\d{1,4}"))
                .forEach(memory -> last.put(memory.station(), Integer.valueOf(memory.value())));
    }

    /** What the next event's row is coalesced by; takes a place. */
    String coalesce(StationId upstream) {
        return "event-" + last.merge(upstream, 0, (before, none) -> (before + 1) % KEPT);
    }

    /** What is to be stored with an event that has taken a place; empty for other calls. */
    Optional<Change> counted(Call call) {
        return Optional.of(call)
                .filter(it -> it.action().equals(Action.SecurityEventNotification))
                .map(it -> new Memory(OWNER, it.station(), "", "" + last.get(it.station())))
                .map(Change.Remembered::new);
    }

    /** A station that no setting names has gone for good. */
    void forget(StationId upstream) {
        last.remove(upstream);
    }
}
