package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Meter values in the structure of another version. OCPP 1.5 calls the list {@code values} and the
 * samples {@code value}, stations over JSON that come from 1.5 nest one {@code values} in another
 * or write the fields of a sample beside its time, and firmware mixes all of that with 1.6. What is
 * meant is plain: what has a time, or holds samples, is a meter value; what has a value is a
 * sample.
 */
final class MeterStructure {

    /** What the list of meter values is called, in small letters without separators. */
    private static final Set<String> LISTS =
            Set.of("values", "metervalue", "metervalues", "transactiondata");

    /** What the samples of a meter value are called. */
    private static final Set<String> SAMPLES =
            Set.of("sampledvalue", "sampledvalues", "value", "values");

    /** The fields of a sample, by their names in small letters. */
    private static final Map<String, String> FIELDS =
            Map.of(
                    "value", "value",
                    "context", "context",
                    "format", "format",
                    "measurand", "measurand",
                    "phase", "phase",
                    "location", "location",
                    "unit", "unit");

    private static final int LONGEST_INDEX = 4;

    /** A word of OCPP, or a number. */
    private static final int LONGEST_OF_ALL = 100;

    private static final String TIMESTAMP = MeterValue.TIMESTAMP;
    private static final String SAMPLED_VALUE = MeterValue.SAMPLED_VALUE;

    private MeterStructure() {}

    /** Whether a field or an element may hold the meter values of a message. */
    static boolean isList(String name) {
        return LISTS.contains(Spellings.letters(name));
    }

    /** Whether a name belongs to meter values in any structure. */
    static boolean isPart(String name) {
        String small = Spellings.letters(name);
        return LISTS.contains(small) || SAMPLES.contains(small) || FIELDS.containsKey(small);
    }

    /** Whether a name is that of a text in meter values which has no parts of its own. */
    static boolean isText(String name) {
        String small = Spellings.letters(name);
        return small.equals(TIMESTAMP) || FIELDS.containsKey(small) && !SAMPLES.contains(small);
    }

    /** A call of a station over JSON with its meter values as 1.6 has them. */
    static Payload inOrder(Action action, Payload call, Notes notes) {
        Optional<String> canonical = Samples.field(action);
        if (canonical.isEmpty()) {
            return call;
        }
        String field = canonical.get();
        boolean elsewhere =
                call.keySet().stream().anyMatch(name -> !name.equals(field) && isList(name))
                        || call.get(field) == null && holdsSamples(call);
        Object there = call.get(field);
        if (!elsewhere && (there == null || isRegular(there))) {
            return call;
        }
        Map<String, Object> rest = new LinkedHashMap<>();
        List<Object> entries = new ArrayList<>();
        Map<String, Object> flat = new LinkedHashMap<>();
        call.forEach(
                (name, value) -> {
                    String small = Spellings.letters(name);
                    if (isList(name)) {
                        add(value, entries);
                    } else if (SAMPLES.contains(small) || FIELDS.containsKey(small)) {
                        flat.put(name, value);
                    } else {
                        rest.put(name, value);
                    }
                });
        if (!flat.isEmpty()) {
            boolean ofMessage = action.equals(Action.StopTransaction);
            Object time = ofMessage ? rest.get(TIMESTAMP) : rest.remove(TIMESTAMP);
            Map<String, Object> entry = new LinkedHashMap<>();
            if (time != null) {
                entry.put(TIMESTAMP, time);
            }
            entry.putAll(flat);
            add(new Payload(entry), entries);
        }
        rest.put(field, entries);
        notes.add(
                Loss.RENAMED,
                FieldPath.TOP.field(field),
                String.join(", ", call.keySet()),
                field,
                "meter values in the structure of another version");
        return new Payload(rest);
    }

    private static boolean holdsSamples(Payload call) {
        return call.keySet().stream().map(Spellings::letters).anyMatch(SAMPLES::contains);
    }

    /**
     * The meter values in a tree of names and texts, in their order.
     *
     * @param node a list, an object, or what stands in its place
     */
    static List<Object> entries(Object node) {
        List<Object> entries = new ArrayList<>();
        add(node, entries);
        return entries;
    }

    private static void add(Object node, List<Object> entries) {
        if (node instanceof List<?> nodes) {
            nodes.forEach(each -> add(each, entries));
        } else if (node instanceof Payload object) {
            object(object, entries);
        } else {
            entries.add(node); // no meter value: who reads the list says so
        }
    }

    private static void object(Payload object, List<Object> entries) {
        Map<String, Object> entry = new LinkedHashMap<>();
        Map<String, Object> flat = new LinkedHashMap<>();
        List<Object> samples = new ArrayList<>();
        List<Object> inner = new ArrayList<>();
        for (Map.Entry<String, Object> part : object.entrySet()) {
            String small = Spellings.letters(part.getKey());
            Object value = part.getValue();
            boolean holds = value instanceof Payload || value instanceof List<?>;
            if (isIndex(part.getKey()) && holds || isList(small) && holdsEntries(value)) {
                add(value, inner);
            } else if (SAMPLES.contains(small) && (holds || !small.equals("value"))
                    || isList(small) && holds) {
                entry.putIfAbsent(SAMPLED_VALUE, samples);
                samples(value, samples);
            } else if (FIELDS.containsKey(small)) {
                if (small.equals("value")) {
                    entry.putIfAbsent(SAMPLED_VALUE, samples);
                }
                flat.put(FIELDS.get(small), value);
            } else {
                entry.put(small.equals(TIMESTAMP) ? TIMESTAMP : part.getKey(), value);
            }
        }
        if (flat.get("value") != null) {
            samples.add(new Payload(flat));
        } else if (samples.isEmpty()) {
            entry.putAll(flat);
        }
        if (samples.isEmpty()) {
            entry.remove(SAMPLED_VALUE);
        } else {
            entry.put(SAMPLED_VALUE, with(flat, samples));
        }
        if (inner.isEmpty() || !samples.isEmpty()) {
            entries.add(new Payload(entry));
        }
        entries.addAll(inner);
    }

    /**
     * Samples with what stands beside them. What a sample can have is said of all of them; the rest
     * goes with the first, for a peer's own fields, or a long text, times the samples would fill
     * the memory.
     */
    private static List<Object> with(Map<String, Object> beside, List<Object> samples) {
        Map<String, Object> ofAll = new LinkedHashMap<>();
        beside.forEach(
                (name, value) -> {
                    if (FIELDS.containsValue(name) && isShort(value)) {
                        ofAll.put(name, value);
                    }
                });
        List<Object> all = new ArrayList<>(samples.size());
        for (Object sample : samples) {
            all.add(with(all.isEmpty() ? beside : ofAll, sample));
        }
        return all;
    }

    private static boolean isShort(Object value) {
        Object one = value instanceof List<?> items && items.size() == 1 ? items.get(0) : value;
        return one instanceof String text
                ? text.length() <= LONGEST_OF_ALL
                : !(one instanceof Payload || one instanceof List<?>);
    }

    private static Object with(Map<String, Object> beside, Object sample) {
        if (!(sample instanceof Payload own) || beside.isEmpty()) {
            return sample;
        }
        Map<String, Object> all = new LinkedHashMap<>(own);
        beside.forEach(all::putIfAbsent);
        return new Payload(all);
    }

    private static void samples(Object node, List<Object> samples) {
        if (node instanceof List<?> nodes) {
            nodes.forEach(each -> samples(each, samples));
        } else if (node instanceof Payload object) {
            sample(object, samples);
        } else if (node == null) {
            samples.add(null);
        } else if (!node.equals("")) {
            samples.add(Payload.of("value", node));
        }
    }

    /** A sample, or what holds some. */
    private static void sample(Payload object, List<Object> samples) {
        Map<String, Object> sample = new LinkedHashMap<>();
        List<Object> inner = new ArrayList<>();
        object.forEach(
                (name, value) -> {
                    String small = Spellings.letters(name);
                    if ((SAMPLES.contains(small) || isIndex(name)) && holdsObjects(value)) {
                        samples(value, inner);
                    } else if (SAMPLES.contains(small)) {
                        sample.put("value", value);
                    } else {
                        sample.put(FIELDS.getOrDefault(small, name), value);
                    }
                });
        samples.addAll(inner.isEmpty() ? List.of(new Payload(sample)) : with(sample, inner));
    }

    private static boolean holdsObjects(Object value) {
        return value instanceof Payload
                || value instanceof List<?> items
                        && items.stream().anyMatch(Payload.class::isInstance);
    }

    /** Whether the parts of a list are meter values and not samples. */
    private static boolean holdsEntries(Object value) {
        if (value instanceof List<?> items) {
            return items.stream().anyMatch(MeterStructure::holdsEntries);
        }
        return value instanceof Payload object
                && object.entrySet().stream()
                        .anyMatch(
                                part -> {
                                    String small = Spellings.letters(part.getKey());
                                    boolean holds =
                                            part.getValue() instanceof Payload
                                                    || part.getValue() instanceof List<?>;
                                    return small.equals(TIMESTAMP)
                                            || isIndex(part.getKey()) && holds
                                            || (isList(small) || SAMPLES.contains(small)) && holds;
                                });
    }

    /** PHP writes a list with gaps as an object with numbers for names. */
    static boolean isIndex(String name) {
        boolean digits = !name.isEmpty() && name.length() <= LONGEST_INDEX;
        for (int i = 0; digits && i < name.length(); i++) {
            digits = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return digits;
    }

    /** Whether meter values have the structure of 1.6; what is broken in them is not looked at. */
    private static boolean isRegular(Object node) {
        if (node instanceof List<?> items) {
            return items.stream().noneMatch(List.class::isInstance)
                    && items.stream().allMatch(MeterStructure::isRegular);
        }
        return !(node instanceof Payload entry)
                || entry.entrySet().stream()
                        .allMatch(
                                part ->
                                        part.getKey().equals(SAMPLED_VALUE)
                                                ? isRegularSamples(part.getValue())
                                                : part.getKey().equals(TIMESTAMP)
                                                        || !isNamed(part.getKey()));
    }

    private static boolean isNamed(String name) {
        return isPart(name) || name.equalsIgnoreCase(TIMESTAMP) || isIndex(name);
    }

    private static boolean isRegularSamples(Object node) {
        if (node instanceof List<?> items) {
            return items.stream()
                    .allMatch(item -> item == null || item instanceof Payload && isSample(item));
        }
        return node == null || node instanceof Payload && isSample(node);
    }

    private static boolean isSample(Object node) {
        return node instanceof Payload sample
                && sample.entrySet().stream()
                        .allMatch(
                                part ->
                                        FIELDS.containsKey(part.getKey()) && !holdsValue(part)
                                                || !isNamed(part.getKey()));
    }

    /** Whether the value of a sample is a sample itself. */
    private static boolean holdsValue(Map.Entry<String, Object> part) {
        return part.getKey().equals("value") && part.getValue() instanceof Payload;
    }
}
