package dev.substation.routes.rules;

import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What rules remember of stations: loaded at start from the ledger, kept up to date in memory. Used
 * on the desk alone. It outlives every route set, so a reload forgets nothing.
 */
public final class RuleMemory {

    /** The longest key; a rule does not remember what has a longer one. */
    public static final int KEY_LENGTH = 100;

    /** The most that one rule keeps of one station; beyond, the oldest is forgotten. */
    static final int ENTRIES = 5_000;

    /** The longest text behind the time in a key of {@link #holding}. */
    public static final int ABOUT_LENGTH = 84;

    /** The operating time in seconds, so wide that keys sort by it. */
    private static final Pattern HELD = Pattern.compile("held (\\d{10}) .*");

    private static final Duration ALMOST_A_SECOND = Duration.ofMillis(999);

    private record Shelf(String owner, StationId station) {}

    /**
     * The most that all rules keep of all stations; beyond, the oldest of that is forgotten which
     * was added to longest ago. A site that accepts any station must not fill up.
     */
    private static final int TOTAL = 200_000;

    private record Slot(Shelf shelf, String key) {}

    private final int most;
    private Map<Shelf, LinkedHashMap<String, String>> shelves = new LinkedHashMap<>();
    private int entries;
    private long evicted;

    /** Held data is never evicted; the rules that hold it limit it. */
    private Map<Shelf, TreeMap<String, String>> held = new HashMap<>();

    private TreeMap<Long, LinkedHashSet<Slot>> due = new TreeMap<>();

    private boolean rehearsing;
    private Optional<Before> before = Optional.empty();

    /** What a rehearsal found; it works on copies of what it changes. */
    private final class Before {

        private final Map<Shelf, LinkedHashMap<String, String>> oldShelves = shelves;
        private final int oldEntries = entries;
        private final Map<Shelf, TreeMap<String, String>> oldHeld = held;
        private final TreeMap<Long, LinkedHashSet<Slot>> oldDue = due;
        private final Set<Shelf> copiedShelves = new HashSet<>();
        private final Set<Shelf> copiedHeld = new HashSet<>();
        private final Set<Long> copiedDue = new HashSet<>();

        Before() {
            shelves = new LinkedHashMap<>(oldShelves);
            held = new HashMap<>(oldHeld);
            due = new TreeMap<>(oldDue);
        }

        void changes(Shelf shelf) {
            if (copiedShelves.add(shelf)) {
                shelves.computeIfPresent(shelf, (s, kept) -> new LinkedHashMap<>(kept));
            }
        }

        void changes(Shelf shelf, long second) {
            if (copiedHeld.add(shelf)) {
                held.computeIfPresent(shelf, (s, of) -> new TreeMap<>(of));
            }
            if (copiedDue.add(second)) {
                due.computeIfPresent(second, (s, slots) -> new LinkedHashSet<>(slots));
            }
        }

        void again() {
            shelves = oldShelves;
            entries = oldEntries;
            held = oldHeld;
            due = oldDue;
        }
    }

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

    /** How much there is, for the metrics. */
    List<MemoryFigure> kept() {
        long holding = held.values().stream().mapToLong(Map::size).sum();
        return List.of(
                new MemoryFigure("rule-memory", entries, most, evicted),
                new MemoryFigure("rule-held", holding, 0, 0));
    }

    /** What a rule remembers of a station under a key. */
    public Optional<String> recall(String owner, StationId station, String key) {
        return Optional.ofNullable(
                shelves.getOrDefault(new Shelf(owner, station), new LinkedHashMap<>()).get(key));
    }

    /** Under which keys a rule remembers something of a station, except held data. */
    List<String> keys(String owner, StationId station) {
        return List.copyOf(
                shelves.getOrDefault(new Shelf(owner, station), new LinkedHashMap<>()).keySet());
    }

    /**
     * Does something that is not to be remembered: within it everything is kept as usual, and
     * afterwards it is as if nothing had been.
     */
    public <T> T rehearse(Supplier<T> work) {
        if (rehearsing) {
            throw new IllegalStateException("a rehearsal within a rehearsal");
        }
        rehearsing = true;
        try {
            return work.get();
        } finally {
            before.ifPresent(Before::again);
            before = Optional.empty();
            rehearsing = false;
        }
    }

    /** To be asked before anything changes. */
    private Optional<Before> rehearsed() {
        if (rehearsing && before.isEmpty()) {
            before = Optional.of(new Before());
        }
        return before;
    }

    /** The key of data that is held until a time. */
    public static String holding(OperatingTime until, String about) {
        if (about.length() > ABOUT_LENGTH) {
            throw new IllegalArgumentException("what is held has too long a name");
        }
        long second = Math.max(0, until.plus(ALMOST_A_SECOND).seconds());
        return String.format(Locale.ROOT, "held %010d %s", second, about);
    }

    /** The time in a key of {@link #holding}. */
    public static OperatingTime until(String key) {
        Matcher time = HELD.matcher(key);
        if (!time.matches()) {
            throw new IllegalArgumentException("nothing is held under " + key);
        }
        return OperatingTime.ZERO.plus(Duration.ofSeconds(Long.parseLong(time.group(1))));
    }

    /** What stands behind the time in a key of {@link #holding}. */
    public static String about(String key) {
        return key.substring("held 0000000000 ".length());
    }

    /** Whether a key is one of {@link #holding}. */
    public static boolean isHeld(String key) {
        return HELD.matcher(key).matches();
    }

    /** Held data that is due, the most overdue first. Cheap if there is none. */
    public List<Memory> due(OperatingTime now) {
        List<Memory> memories = new ArrayList<>();
        due.headMap(now.seconds(), true)
                .values()
                .forEach(slots -> slots.forEach(slot -> memories.add(memory(slot))));
        return memories;
    }

    /** Held data of a rule for a station, the earliest due first. */
    public List<Memory> held(String owner, StationId station) {
        Shelf shelf = new Shelf(owner, station);
        return held.getOrDefault(shelf, new TreeMap<>()).keySet().stream()
                .map(key -> memory(new Slot(shelf, key)))
                .toList();
    }

    private Memory memory(Slot slot) {
        Shelf shelf = slot.shelf();
        return new Memory(
                shelf.owner(), shelf.station(), slot.key(), held.get(shelf).get(slot.key()));
    }

    private void keepHeld(Shelf shelf, Memory memory) {
        long second = until(memory.key()).seconds();
        rehearsed().ifPresent(copies -> copies.changes(shelf, second));
        Slot slot = new Slot(shelf, memory.key());
        if (memory.value().isEmpty()) {
            held.computeIfPresent(shelf, (s, of) -> without(of, memory.key()));
            due.computeIfPresent(second, (s, slots) -> without(slots, slot));
        } else {
            held.computeIfAbsent(shelf, s -> new TreeMap<>()).put(memory.key(), memory.value());
            due.computeIfAbsent(second, s -> new LinkedHashSet<>()).add(slot);
        }
    }

    private static TreeMap<String, String> without(TreeMap<String, String> of, String key) {
        of.remove(key);
        return of.isEmpty() ? null : of;
    }

    private static LinkedHashSet<Slot> without(LinkedHashSet<Slot> slots, Slot slot) {
        slots.remove(slot);
        return slots.isEmpty() ? null : slots;
    }

    /**
     * Keeps a memory.
     *
     * @return what the ledger must store: the memory, and the one that was forgotten to make room
     */
    public List<Memory> keep(Memory memory) {
        Shelf shelf = new Shelf(memory.owner(), memory.station());
        if (isHeld(memory.key())) {
            keepHeld(shelf, memory);
            return List.of(memory);
        }
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
        evicted += rehearsing ? 0 : 1;
        return new Memory(shelf.owner(), shelf.station(), key, "");
    }

    private void forget(Shelf shelf, String key) {
        rehearsed().ifPresent(copies -> copies.changes(shelf));
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
