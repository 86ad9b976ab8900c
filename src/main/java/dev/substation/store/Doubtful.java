package dev.substation.store;

import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.ports.Memory;
import dev.substation.model.Action;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Changes that were refused because the database went away under them: they may be in it all the
 * same. Used by the writer alone.
 */
final class Doubtful {

    private final List<Change> changes = new ArrayList<>();

    void add(List<Change> refused) {
        changes.addAll(refused);
    }

    void clear() {
        changes.clear();
    }

    /**
     * Removes what reached the database although it was reported as not stored: the station sends
     * it again, and the CSMS must get it once.
     */
    void forget(EntityManager manager) {
        of(changes, Change.Remembered.class)
                .map(Change.Remembered::memory)
                .filter(memory -> memory.owner().equals(Memory.REPEATS))
                .map(memory -> manager.find(StoredMemory.class, new StoredMemory.Place(memory)))
                .filter(Objects::nonNull)
                .distinct()
                .toList()
                .forEach(manager::remove);
        for (OutboxRow row : queued(changes).toList()) {
            StoredCall call = manager.find(StoredCall.class, row.sequence());
            if (call == null) {
                continue;
            }
            manager.remove(call);
            row.transaction()
                    .filter(key -> row.action().equals(Action.StartTransaction))
                    .map(key -> manager.find(StoredTransaction.class, key))
                    .ifPresent(manager::remove);
        }
        manager.flush(); // before what is written in its place
    }

    /** The rows of the outbox among some changes. */
    static Stream<OutboxRow> queued(List<Change> changes) {
        return of(changes, Change.Queued.class).map(Change.Queued::row);
    }

    private static <T extends Change> Stream<T> of(List<Change> changes, Class<T> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast);
    }
}
