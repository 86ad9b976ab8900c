package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import dev.substation.store.TransactionRecords;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What health says of stations that stay with another CSMS than site.yaml's, as it is by now. */
final class PlacementReasons {

    private final Supplier<Settings> settings;
    private final Supplier<Map<StationId, CsmsSettings>> held;
    private final Supplier<TransactionRecords> ledger;
    private volatile List<String> reasons;

    /**
     * @param start what was so at the start
     * @param settings what site.yaml says now
     * @param held the stations that stay now
     * @param ledger opens the ledger; it is closed after use
     */
    PlacementReasons(
            List<String> start,
            Supplier<Settings> settings,
            Supplier<Map<StationId, CsmsSettings>> held,
            Supplier<TransactionRecords> ledger) {
        this.settings = settings;
        this.held = held;
        this.ledger = ledger;
        reasons = start;
    }

    /** A sentence each. */
    List<String> sentences() {
        return reasons;
    }

    /** Reads the ledger again, unless there is nothing to say. Blocks. */
    void look() {
        Map<StationId, CsmsSettings> now = held.get();
        if (now.isEmpty() && reasons.isEmpty()) {
            return;
        }
        try (TransactionRecords records = ledger.get()) {
            reasons = Placement.reasons(settings.get(), records, now);
        }
    }
}
