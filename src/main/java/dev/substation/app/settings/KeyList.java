package dev.substation.app.settings;

import java.util.ArrayList;
import java.util.List;

/** The keys of a class in the order in which it declares them. */
final class KeyList {

    private final List<Key<?>> keys = new ArrayList<>();

    /** Adds a key and returns it. */
    <T> Key<T> add(Key<T> key) {
        keys.add(key);
        return key;
    }

    List<Key<?>> all() {
        return List.copyOf(keys);
    }
}
