package dev.substation.app.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a section of {@code site.yaml} says, by key. */
final class Values {

    /** Of a section that says nothing. */
    static final Values NONE = new Values(Map.of());

    private final Map<Key<?>, Object> written;

    private Values(Map<Key<?>, Object> written) {
        this.written = written;
    }

    /** Values in the making. */
    static final class Builder {

        private final Map<Key<?>, Object> written = new HashMap<>();

        <T> void put(Key<T> key, T value) {
            written.put(key, value);
        }

        Values build() {
            return new Values(Map.copyOf(written));
        }
    }

    /** The value that is written for a key. */
    @SuppressWarnings("unchecked") // Builder.put takes values of the key's type alone
    <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) written.get(key));
    }

    /** The value that is written, otherwise the default, which the key must have. */
    <T> T get(Key<T> key) {
        return find(key).or(key::usual).orElseThrow();
    }

    /** The same with the default of each of some keys that is not written. */
    Values over(List<Key<?>> keys) {
        Map<Key<?>, Object> all = new HashMap<>(written);
        keys.forEach(key -> key.usual().ifPresent(usual -> all.putIfAbsent(key, usual)));
        return new Values(Map.copyOf(all));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    /** Never shows a value, which may be a secret. */
    @Override
    public String toString() {
        Set<Key<?>> keys = written.keySet();
        return keys.toString();
    }
}
