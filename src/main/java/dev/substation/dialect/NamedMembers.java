package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists that a peer wrote as an object whose names are the keys of the members: {@code
 * {"HeartbeatInterval": "300"}} for {@code [{"key": "HeartbeatInterval", "value": "300"}]}, as
 * programs do that hold a configuration in a map.
 */
final class NamedMembers {

    private static final String LIST = "configurationKey";
    private static final String KEY = "key";
    private static final String VALUE = "value";

    private NamedMembers() {}

    /** The members, with their names in them; empty when it is no such object. */
    static Optional<List<Object>> in(Field field, Object value) {
        if (!field.name().equals(LIST)
                || !(value instanceof Payload object)
                || object.keySet().stream()
                        .anyMatch(
                                name -> name.equalsIgnoreCase(KEY) || MeterStructure.isIndex(name))
                || object.isEmpty()) {
            return Optional.empty();
        }
        List<Object> members = new ArrayList<>(object.size());
        for (Map.Entry<String, Object> named : object.entrySet()) {
            Object there = named.getValue();
            Payload member = Payload.of(KEY, named.getKey());
            if (there instanceof Payload parts && parts.containsKey(KEY)) {
                member = parts;
            } else if (there instanceof Payload parts) {
                for (Map.Entry<String, Object> part : parts.entrySet()) {
                    member = member.with(part.getKey(), part.getValue());
                }
            } else if (there != null) {
                member = member.with(VALUE, there);
            }
            members.add(member);
        }
        return Optional.of(members);
    }
}
