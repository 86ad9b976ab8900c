package dev.substation.model;

import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The canonical body of a call or answer: the OCPP 1.6-J tree, ordered and immutable.
 *
 * <p>Values are {@code String}, {@code Long}, {@code BigDecimal} (its scale is the sender's: {@code
 * 16.0} stays {@code 16.0}), {@code Boolean}, {@code List} of these, {@code Payload}, or {@code
 * null} where a JSON peer sent one. Times are text. It is a {@code Map}, so that routes can write
 * {@code ${body[idTag]}}.
 */
public final class Payload implements Map<String, Object> {

    public static final Payload EMPTY = new Payload(Map.of());

    /** A longer text is written anew each time: it would double what a large message takes. */
    private static final int LONGEST_KEPT_TEXT = 65_536;

    private final Map<String, Object> fields;

    /** Made when it is first asked for; two threads that both make it make the same. */
    private String text;

    /** A copy of these fields, in their order. */
    public Payload(Map<String, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(name, canonical(name, value)));
        this.fields = copy;
    }

    private Payload(Builder built) {
        fields = Objects.requireNonNull(built.fields, "it has built its payload already");
    }

    /** Collects the fields of one payload, which takes them over without a copy. */
    public static final class Builder {

        private Map<String, Object> fields = new LinkedHashMap<>();

        /**
         * Sets a field; the last value of a name counts.
         *
         * @return the value before; null when there was none
         */
        public Object put(String name, Object value) {
            return fields.put(name, canonical(name, value));
        }

        /** The payload. Nothing can be put here any more. */
        public Payload build() {
            Payload built = new Payload(this);
            fields = null; // what is put here later has no place
            return built;
        }
    }

    /** A list that no one changes and that holds canonical values alone. */
    private static final class Items extends AbstractList<Object> implements RandomAccess {

        private final Object[] items;

        Items(Object[] items) {
            this.items = items;
        }

        @Override
        public Object get(int index) {
            return items[index];
        }

        @Override
        public int size() {
            return items.length;
        }
    }

    /**
     * Its text, which is written once: the same message goes to the ledger, to the message log and
     * over the wire.
     *
     * @param writer the one that writes payloads as JSON
     */
    public String written(Function<Payload, String> writer) {
        String made = text;
        if (made == null) {
            made = writer.apply(this);
            text = made.length() > LONGEST_KEPT_TEXT ? null : made;
        }
        return made;
    }

    /**
     * A payload of names and values in turn: {@code Payload.of("status", "Accepted", "interval",
     * 300L)}.
     */
    public static Payload of(Object... namesAndValues) {
        Builder fields = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields.build();
    }

    private static Object canonical(String name, Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof BigDecimal
                || value instanceof Boolean
                || value instanceof Payload
                || value instanceof Items) {
            return value;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Map<?, ?> map) {
            Builder inner = new Builder();
            map.forEach((key, child) -> inner.put((String) key, child));
            return inner.build();
        }
        if (value instanceof List<?> list) {
            Object[] items = list.toArray();
            for (int i = 0; i < items.length; i++) {
                items[i] = canonical(name, items[i]);
            }
            return new Items(items);
        }
        throw new IllegalArgumentException(
                "the field " + name + " has a value of type " + value.getClass().getName());
    }

    /** The text of a field; absent when there is none, or when it is no text. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name) instanceof String text ? text : null);
    }

    /**
     * The whole number of a field, also when it is written as {@code 7.0}; absent when there is
     * none, or when it is no whole number of 64 bits.
     */
    public Optional<Long> number(String name) {
        Object value = fields.get(name);
        return value instanceof BigDecimal decimal
                ? whole(decimal)
                : Optional.ofNullable(value instanceof Long number ? number : null);
    }

    private static Optional<Long> whole(BigDecimal decimal) {
        try {
            return Optional.of(decimal.longValueExact());
        } catch (ArithmeticException fractionOrTooLarge) {
            return Optional.empty();
        }
    }

    /** The object in a field; absent when there is none, or when it is no object. */
    public Optional<Payload> object(String name) {
        return Optional.ofNullable(fields.get(name) instanceof Payload object ? object : null);
    }

    /**
     * The objects of a list field, in order; empty when there is none. Members that are no objects
     * are passed over.
     */
    public List<Payload> objects(String name) {
        if (!(fields.get(name) instanceof List<?> list)) {
            return List.of();
        }
        return list.stream().filter(Payload.class::isInstance).map(Payload.class::cast).toList();
    }

    /** The same with one field set: in its place when it was there, else at the end. */
    public Payload with(String name, Object value) {
        Builder changed = changed();
        changed.put(name, value);
        return changed.build();
    }

    /** The same without one field. */
    public Payload without(String name) {
        if (!fields.containsKey(name)) {
            return this;
        }
        Builder changed = changed();
        changed.fields.remove(name);
        return changed.build();
    }

    private Builder changed() {
        Builder changed = new Builder();
        changed.fields.putAll(fields);
        return changed;
    }

    /** The same with one field under another name, in its place. */
    public Payload renamed(String name, String newName) {
        if (!fields.containsKey(name)) {
            return this;
        }
        Builder changed = new Builder();
        fields.forEach((key, value) -> changed.put(key.equals(name) ? newName : key, value));
        return changed.build();
    }

    /** The same with the object in one field changed; without that field it stays as it is. */
    public Payload changing(String name, UnaryOperator<Payload> change) {
        return object(name).map(object -> with(name, change.apply(object))).orElse(this);
    }

    /** The same with every object of a list field changed. */
    public Payload changingEach(String name, UnaryOperator<Payload> change) {
        if (!(fields.get(name) instanceof List<?> list)) {
            return this;
        }
        List<Object> items = new ArrayList<>(list.size());
        list.forEach(
                item -> items.add(item instanceof Payload object ? change.apply(object) : item));
        return with(name, items);
    }

    @Override
    public int size() {
        return fields.size();
    }

    @Override
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    @Override
    public boolean containsKey(Object key) {
        return fields.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return fields.containsValue(value);
    }

    @Override
    public Object get(Object key) {
        return fields.get(key);
    }

    /** Refused: a payload does not change; see {@link #with}. */
    @Override
    public Object put(String key, Object value) {
        throw new UnsupportedOperationException();
    }

    /** Refused: a payload does not change; see {@link #without}. */
    @Override
    public Object remove(Object key) {
        throw new UnsupportedOperationException();
    }

    /** Refused: a payload does not change. */
    @Override
    public void putAll(Map<? extends String, ?> more) {
        throw new UnsupportedOperationException();
    }

    /** Refused: a payload does not change. */
    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> keySet() {
        return Collections.unmodifiableSet(fields.keySet());
    }

    @Override
    public Collection<Object> values() {
        return Collections.unmodifiableCollection(fields.values());
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return Collections.unmodifiableMap(fields).entrySet();
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Object> action) {
        fields.forEach(action);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || fields.equals(other instanceof Payload that ? that.fields : other);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
