package dev.substation.flow.desk;

import dev.substation.flow.ports.MemoryFigure;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What was used last of something that the ledger has whole: up to a size, beyond which what was
 * not used for longest goes. The newest always stays.
 */
final class RecentlyUsed<K, V> {

    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private final ToLongFunction<V> weight;
    private final long most;
    private long size;
    private long evicted;

    /**
     * @param weight how much a value counts
     */
    RecentlyUsed(long most, ToLongFunction<V> weight) {
        this.most = most;
        this.weight = weight;
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    void put(K key, V value) {
        remove(key);
        values.put(key, value);
        size += weight.applyAsLong(value);
        Iterator<Map.Entry<K, V>> oldest = values.entrySet().iterator();
        while (size > most && values.size() > 1) {
            size -= weight.applyAsLong(oldest.next().getValue());
            oldest.remove();
            evicted++;
        }
    }

    void remove(K key) {
        V value = values.remove(key);
        if (value != null) {
            size -= weight.applyAsLong(value);
        }
    }

    void removeIf(Predicate<K> gone) {
        values.keySet().stream().filter(gone).toList().forEach(this::remove);
    }

    /** How it stands, for the metrics. */
    MemoryFigure kept(String kind) {
        return new MemoryFigure(kind, size, most, evicted);
    }
}
