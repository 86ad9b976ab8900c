package dev.substation.routes.rules;

import dev.substation.flow.Memory;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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

    private final Map<Shelf, LinkedHashMap<String, String>> shelves = new HashMap<>();

    /**
     * @param memories what the ledger kept, whoever remembers it
     */
    public RuleMemory(List<Memory> memories) {
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
        LinkedHashMap<String, String> entries =
                shelves.computeIfAbsent(shelf, s -> new LinkedHashMap<>());
        entries.remove(memory.key());
        if (memory.value().isEmpty()) {
            return List.of(memory);
        }
        entries.put(memory.key(), memory.value());
        List<Memory> changes = new ArrayList<>(List.of(memory));
        if (entries.size() > ENTRIES) {
            Iterator<String> oldest = entries.keySet().iterator();
            changes.add(new Memory(memory.owner(), memory.station(), oldest.next(), ""));
            oldest.remove();
        }
        return changes;
    }
}
