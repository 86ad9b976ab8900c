package dev.substation.flow.upstream;

import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stations of one CSMS whose first message gets no answer although their Heartbeats do. Where
 * that is one alone, its message is to blame; where there are several and nothing is delivered at
 * all, the CSMS is: its door answers and the house behind it does not.
 */
final class CsmsHealth {

    private final Map<StationId, Moment> since = new HashMap<>();
    private Optional<Moment> lastDelivery = Optional.empty();

    /** A station's message was left unanswered. */
    void failed(StationId upstream, Moment sent) {
        since.putIfAbsent(upstream, sent);
    }

    /** That message waits no more. */
    void over(StationId upstream) {
        since.remove(upstream);
    }

    /** A message of some station was answered. */
    void delivered(Moment now) {
        lastDelivery = Optional.of(now);
    }

    /** Whether a message that failed is the only one, or others are delivered meanwhile. */
    boolean isAlone(StationId upstream) {
        Moment failed = since.get(upstream);
        return since.size() == 1 || lastDelivery.filter(last -> last.isAfter(failed)).isPresent();
    }
}
