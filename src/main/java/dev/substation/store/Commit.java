package dev.substation.store;

import dev.substation.flow.ports.Ledger.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A commit that waits.
 *
 * @param stored completes when it is on disk
 */
record Commit(List<Change> changes, CompletableFuture<Void> stored) {

    static List<Change> changesOf(List<Commit> batch) {
        return batch.stream().flatMap(commit -> commit.changes().stream()).toList();
    }

    /**
     * Whether somebody waits for it; nobody does for a row that leaves the outbox, or for the line
     * that says how a call ended.
     */
    boolean isUrgent() {
        for (Change change : changes) {
            boolean waits =
                    change instanceof Change.Unqueued
                            || change instanceof Change.Logged line
                                    && line.row().outcome().isPresent();
            if (!waits) {
                return true;
            }
        }
        return changes.isEmpty();
    }
}
