package dev.substation.routes.rules;

import dev.substation.flow.Memory;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rules remember of stations: loaded at start from the ledger, kept up to date in memory. Used
 * on the desk alone. It outlives every route set, so a reload forgets nothing.
 */
public final class RuleMemory {

    /** The longest key; a rule does not remember what has a longer one. */
    public static final int KEY_LENGTH = 100;

    /** The most that one rule keeps of one station; beyond, the oldest is forgotten. */
    static final int ENTRIES = 5_000;

    private record Shelf(String owner, StationId station) {}

    /**
     * The most that all rules keep of all stations; beyond, the oldest of that is forgotten which
     * was added to longest ago. A site that accepts any station must not fill up.
     */
    private static final int TOTAL = 200_000;

    private final int most;
    private final Map<Shelf, LinkedHashMap<String, String>> shelves = new LinkedHashMap<>();
    private int entries;

    /**
     * @param memories what the ledger kept, whoever remembers it
     */
    public RuleMemory(List<Memory> memories) {
        this(memories, TOTAL);
    }

    /** The same with another limit for all together. */
    RuleMemory(List<Memory> memories, int most) {
        this.most = most;
        memories.forEach(this::keep);
    }

    /** What a rule remembers of a station under a key. */
    public Optional<String> recall(String owner, StationId station, String key) {
        return Optional.ofNullable(
                shelves.getOrDefault(new Shelf(owner, station), new LinkedHashMap<>()).get(key));
    }

    /**
     * Keeps a memory.
     *
     * @return what the ledger must store: the memory, and the one that was forgotten to make room
     */
    public List<Memory> keep(Memory memory) {
        Shelf shelf = new Shelf(memory.owner(), memory.station());
        forget(shelf, memory.key());
        if (memory.value().isEmpty()) {
            return List.of(memory);
        }
        LinkedHashMap<String, String> kept =
                Optional.ofNullable(shelves.remove(shelf)).orElseGet(LinkedHashMap::new);
        shelves.put(shelf, kept);
        kept.put(memory.key(), memory.value());
        entries++;
        List<Memory> changes = new ArrayList<>(List.of(memory));
        if (kept.size() > ENTRIES) {
            changes.add(oldest(shelf));
        }
        if (entries > most) {
            changes.add(oldest(shelves.keySet().iterator().next()));
        }
        return changes;
    }

    private Memory oldest(Shelf shelf) {
        String key = shelves.get(shelf).keySet().iterator().next();
        forget(shelf, key);
        return new Memory(shelf.owner(), shelf.station(), key, "");
    }

    private void forget(Shelf shelf, String key) {
        LinkedHashMap<String, String> kept = shelves.get(shelf);
        if (kept == null || kept.remove(key) == null) {
            return;
        }
        entries--;
        if (kept.isEmpty()) {
            shelves.remove(shelf);
        }
    }
}
