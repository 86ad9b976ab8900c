package dev.substation.app;

import dev.substation.store.TransactionRecords;
import java.util.List;
import java.util.function.Supplier;

/** What health says of stations that stay with another CSMS than site.yaml's, as it is by now. */
final class PlacementReasons {

    private final Placement placement;
    private final Supplier<TransactionRecords> ledger;
    private volatile List<String> reasons;

    /**
     * @param ledger opens the ledger; it is closed after use
     */
    PlacementReasons(Placement placement, Supplier<TransactionRecords> ledger) {
        this.placement = placement;
        this.ledger = ledger;
        reasons = placement.reasons();
    }

    /** A sentence each. */
    List<String> sentences() {
        return reasons;
    }

    /** Reads the ledger again, unless there was nothing to say at the start. Blocks. */
    void look() {
        if (placement.reasons().isEmpty()) {
            return;
        }
        try (TransactionRecords records = ledger.get()) {
            reasons = placement.reasons(records.unfinished());
        }
    }
}
