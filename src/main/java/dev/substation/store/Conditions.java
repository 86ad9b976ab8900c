package dev.substation.store;

import jakarta.persistence.TypedQuery;
import java.util.HashMap;
import java.util.Map;

/** Conditions that all count, with their parameters. */
final class Conditions {

    /** How long a question of an operator may keep the database busy. */
    private static final int MOST_MS = 10_000;

    private final StringBuilder text;
    private final Map<String, Object> values = new HashMap<>();

    Conditions(String first, String name, Object value) {
        text = new StringBuilder(first);
        values.put(name, value);
    }

    void and(String condition) {
        text.append(" AND ").append(condition);
    }

    void and(String condition, String name, Object value) {
        and(condition);
        with(name, value);
    }

    /** A parameter more of a condition; each has a name of its own. */
    void with(String name, Object value) {
        if (values.putIfAbsent(name, value) != null) {
            throw new IllegalStateException("the parameter " + name + " is there twice");
        }
    }

    <T> TypedQuery<T> in(TypedQuery<T> query) {
        values.forEach(query::setParameter);
        return query.setHint("jakarta.persistence.query.timeout", MOST_MS);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
