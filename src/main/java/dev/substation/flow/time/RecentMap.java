package dev.substation.flow.time;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets what was not used for longest once it holds too much: for what peers can make
 * up without end. Not for several threads at once.
 */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    /**
     * @param most entries that it holds
     */
    public RecentMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
