package dev.substation.flow.desk;

import dev.substation.flow.ports.MemoryFigure;
import dev.substation.model.StationId;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * What is kept of stations: of all together up to a size. Beyond, the oldest entries of the station
 * go that was added to longest ago, but never an entry that is in use, nor the newest.
 *
 * @param <K> what a station has several of
 */
public final class RecentStations<K, V> {

    /** Whether an entry is in use, so that it must stay. */
    public interface InUse<K, V> {
        boolean test(StationId station, K key, V value);
    }

    /**
     * How many entries in use are passed over for one that is added, so that a site where all are
     * in use does not look through all of them each time. They are moved behind the others.
     */
    private static final int PASSED_OVER = 64;

    private final LinkedHashMap<StationId, LinkedHashMap<K, V>> stations = new LinkedHashMap<>();
    private final String kind;
    private final long most;
    private final ToLongFunction<V> weight;
    private final InUse<K, V> inUse;
    private final BiConsumer<StationId, K> gone;
    private long size;
    private long evicted;

    /**
     * @param kind as the metrics name it
     * @param weight how much an entry counts; it stays the same for as long as the entry is here
     * @param gone is called for each evicted entry
     */
    public RecentStations(
            String kind,
            long most,
            ToLongFunction<V> weight,
            InUse<K, V> inUse,
            BiConsumer<StationId, K> gone) {
        this.kind = kind;
        this.most = most;
        this.weight = weight;
        this.inUse = inUse;
        this.gone = gone;
    }

    /** Takes an entry in, as the newest; returns what was there under its key. */
    public Optional<V> put(StationId station, K key, V value) {
        Optional<V> before = remove(station, key);
        LinkedHashMap<K, V> own =
                Optional.ofNullable(stations.remove(station)).orElseGet(LinkedHashMap::new);
        stations.put(station, own);
        own.put(key, value);
        size += weight.applyAsLong(value);
        for (int passed = 0;
                size > most && passed < PASSED_OVER;
                passed += makeRoom(station, key) ? 0 : 1) {
            if (stations.size() == 1 && own.size() == 1) {
                break;
            }
        }
        return before;
    }

    /** Removes the first entry, or moves it behind the others when it has to stay. */
    private boolean makeRoom(StationId adding, K newest) {
        Map.Entry<StationId, LinkedHashMap<K, V>> quiet = stations.entrySet().iterator().next();
        StationId station = quiet.getKey();
        LinkedHashMap<K, V> own = quiet.getValue();
        Map.Entry<K, V> oldest = own.entrySet().iterator().next();
        K key = oldest.getKey();
        V value = oldest.getValue();
        boolean isNewest = station.equals(adding) && key.equals(newest);
        if (isNewest || inUse.test(station, key, value)) {
            own.remove(key);
            own.put(key, value);
            stations.remove(station);
            stations.put(station, own);
            return false;
        }
        remove(station, key);
        evicted++;
        gone.accept(station, key);
        return true;
    }

    public Optional<V> get(StationId station, K key) {
        return Optional.ofNullable(of(station).get(key));
    }

    /** What there is of a station, the oldest first; not to be changed, nor kept. */
    public Map<K, V> of(StationId station) {
        LinkedHashMap<K, V> own = stations.get(station);
        return own == null ? Map.of() : Collections.unmodifiableMap(own);
    }

    /** Changes entries of a station; they must not count otherwise by that. */
    void replaceAll(StationId station, BiFunction<K, V, V> change) {
        LinkedHashMap<K, V> own = stations.get(station);
        if (own != null) {
            own.replaceAll(change);
        }
    }

    public Optional<V> remove(StationId station, K key) {
        LinkedHashMap<K, V> own = stations.get(station);
        V value = own == null ? null : own.remove(key);
        if (value == null) {
            return Optional.empty();
        }
        size -= weight.applyAsLong(value);
        if (own.isEmpty()) {
            stations.remove(station);
        }
        return Optional.of(value);
    }

    /** Removes the oldest entries of a station beyond so many, those in use excepted. */
    public void keepOf(StationId station, int atMost) {
        LinkedHashMap<K, V> own = stations.get(station);
        int surplus = own == null ? 0 : own.size() - atMost;
        if (surplus <= 0) {
            return;
        }
        Iterator<Map.Entry<K, V>> oldest = own.entrySet().iterator();
        while (surplus > 0 && oldest.hasNext()) {
            Map.Entry<K, V> entry = oldest.next();
            K key = entry.getKey();
            if (!inUse.test(station, key, entry.getValue())) {
                size -= weight.applyAsLong(entry.getValue());
                oldest.remove();
                surplus--;
                gone.accept(station, key);
            }
        }
        if (own.isEmpty()) {
            stations.remove(station);
        }
    }

    public void forget(StationId station) {
        LinkedHashMap<K, V> own = stations.remove(station);
        if (own != null) {
            size -= own.values().stream().mapToLong(weight).sum();
        }
    }

    /** How it stands, for the metrics. */
    public MemoryFigure kept() {
        return new MemoryFigure(kind, size, most, evicted);
    }
}
