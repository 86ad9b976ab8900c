package dev.substation.flow.desk;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.model.BootAnswer;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last answer of a CSMS to a boot where that is Pending or Rejected. An outage makes no
 * Accepted of it, also when the station had been accepted before the answer came. The answers are
 * memories of the ledger, so they outlive a restart.
 */
final class DeclinedBoots {

    /** The owner of the memories, by upstream station. */
    static final String OWNER = "boot-declined";

    private static final String BETWEEN = "\t";

    /** What a CSMS said; another CSMS of the same station has said nothing by that. */
    private record Answered(String status, String csms) {

        static Answered read(String text) {
            int end = text.indexOf(BETWEEN);
            return new Answered(text.substring(0, end), text.substring(end + 1));
        }

        String text() {
            return status + BETWEEN + csms;
        }
    }

    private final Map<StationId, Answered> declined = new HashMap<>();

    DeclinedBoots(List<Memory> memories) {
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .filter(memory -> memory.value().contains(BETWEEN))
                .forEach(memory -> declined.put(memory.station(), Answered.read(memory.value())));
    }

    /** A CSMS has answered a boot; what is to be stored. */
    List<Change> answered(StationId upstream, String csms, String status) {
        if (status.equals(BootAnswer.ACCEPTED)) {
            return moved(upstream);
        }
        Answered now = new Answered(status, csms);
        return now.equals(declined.put(upstream, now))
                ? List.of()
                : List.of(remembered(upstream, now.text()));
    }

    /** The station has another CSMS now, which has not answered yet; returns changes to store. */
    List<Change> moved(StationId upstream) {
        return declined.remove(upstream) == null ? List.of() : List.of(remembered(upstream, ""));
    }

    private static Change remembered(StationId upstream, String value) {
        return new Change.Remembered(new Memory(OWNER, upstream, "", value));
    }

    /** The status with which a CSMS has answered last; empty when it has accepted, or not asked. */
    Optional<String> status(StationId upstream, String csms) {
        return Optional.ofNullable(declined.get(upstream))
                .filter(answered -> answered.csms().equals(csms))
                .map(Answered::status);
    }

    /** How much is kept, for the metrics. */
    MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, declined.size());
    }

    /** A station that no setting names has gone for good. */
    void forget(StationId upstream) {
        declined.remove(upstream);
    }
}
