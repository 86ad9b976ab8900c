package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reading of one payload as its sender means it, before it is checked: values in another type
 * or spelling, structures of another version, parts that are broken and can be left out. What is
 * worth money or holds a driver is not refused for those (docs/adr/0044-broken-parts.md). Samples
 * beside a signature are never changed.
 */
final class Reading {

    private final Action action;
    private final Direction direction;
    private final Part part;
    private final Tolerance tolerance;
    private final Notes notes = new Notes();
    private final Leaves leaves;
    private final FieldSpellings spellings;
    private Set<Object> signedTimes = Set.of();

    Reading(Direction direction, Action action, Part part) {
        this.action = action;
        this.direction = direction;
        this.part = part;
        tolerance = new Tolerance(direction, action, part);
        leaves = new Leaves(notes, tolerance, action.isOfSecurity());
        spellings = new FieldSpellings(action, part, notes);
    }

    List<Note> notes() {
        return notes.list();
    }

    Payload message(Shape shape, Payload payload) {
        boolean call = direction == Direction.UP && part == Part.REQUEST;
        boolean answer = direction == Direction.UP && part == Part.RESPONSE;
        Payload inOrder =
                call
                        ? MeterStructure.inOrder(action, payload, notes)
                        : answer
                                ? CardAnswers.inOrder(shape, payload, FieldPath.TOP, notes)
                                : payload;
        return object(shape, inOrder, FieldPath.TOP, tolerance.isExact()).payload();
    }

    /**
     * An object that was read.
     *
     * @param whole whether it has all that it cannot do without
     */
    private record Read(Payload payload, boolean whole) {}

    /**
     * @param exact whether nothing may be left out
     */
    private Read object(Shape shape, Payload payload, FieldPath path, boolean exact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<String, Object> unread = new LinkedHashMap<>(0);
        Payload known = spellings.known(shape, payload, path);
        boolean whole = true;
        for (Map.Entry<String, Object> entry : known.entrySet()) {
            String name = entry.getKey();
            Object value = entry.getValue();
            Field field = shape.byName().get(name);
            if (field == null || value == null || tolerance.isFree(name)) {
                fields.put(name, value);
                continue;
            }
            if (value.equals("") && isAbsent(field, exact)) {
                whole &= absent(field, fields, path);
                continue;
            }
            Optional<Object> read = field(field, value, path, payload, exact);
            if (read.isPresent() && (field.required() || !isEmptied(value, read.get()))) {
                fields.put(name, read.get());
            } else if (read.isPresent()) {
                continue; // each member has its note
            } else if (field.required() && !exact) {
                unread.put(name, value);
            } else if (exact || tolerance.isMeant(name) || isSample(path)) {
                fields.put(name, value); // the check of the shape names it
                whole = false;
            } else {
                unreadable(field, value, path);
            }
        }
        for (Field field : shape.fields()) {
            if (field.required() && !isThere(field, fields)) {
                whole &= supplied(field, unread.get(field.name()), fields, path);
            }
        }
        return new Read(isSame(known, fields) ? known : new Payload(fields), whole);
    }

    /**
     * Whether an empty text in a field says that there is none: in place of what has parts, and
     * within what goes on exactly. Elsewhere the check of the shape takes it for what it is.
     */
    private boolean isAbsent(Field field, boolean exact) {
        boolean parts = field.many() || field.kind() == Shape.Kind.OBJECT;
        return !field.required() && !tolerance.isExact() && (parts || exact);
    }

    /**
     * Whether an object is a sample of a meter. Without its measurand or its unit it would say
     * something else, so it is read whole or not at all.
     */
    private static boolean isSample(FieldPath path) {
        return path.name().equals(MeterValue.SAMPLED_VALUE);
    }

    private static boolean isThere(Field field, Map<String, Object> fields) {
        Object value = fields.get(field.name());
        return value != null && !(value.equals("") && field.collapses());
    }

    /**
     * Whether something stands for what is missing, or will when the gateway knows the time.
     *
     * @param unread what the field had and could not be read; null when it had nothing
     */
    private boolean supplied(
            Field field, Object unread, Map<String, Object> fields, FieldPath path) {
        boolean supplied = supplied(field, fields, path);
        if (unread != null && supplied) {
            unreadable(field, unread, path);
        } else if (unread != null) {
            fields.put(field.name(), unread); // the check of the shape names it
        }
        return supplied;
    }

    private boolean supplied(Field field, Map<String, Object> fields, FieldPath path) {
        if (ObviousValues.isTime(direction, action, part, field)) {
            return path == FieldPath.TOP
                    || fields.get(MeterValue.SAMPLED_VALUE) instanceof Payload
                    || fields.get(MeterValue.SAMPLED_VALUE) instanceof List<?> samples
                            && !samples.isEmpty();
        }
        Optional<Object> value = ObviousValues.of(action, part, field.name(), new Payload(fields));
        value.ifPresent(
                it -> {
                    fields.put(field.name(), it);
                    notes.add(
                            Loss.APPROXIMATED,
                            path.field(field.name()),
                            "",
                            it.toString(),
                            "missing; the gateway added the usual value");
                });
        return value.isPresent();
    }

    private Optional<Object> field(
            Field field, Object value, FieldPath path, Payload holder, boolean exact) {
        boolean sealed =
                field.name().equals(MeterValue.SAMPLED_VALUE)
                        && Samples.isSealed(holder, signedTimes);
        if (sealed) {
            return Optional.of(withoutDamaged(field, value, path));
        }
        boolean strict = exact || tolerance.isExact(field.name());
        return field.many()
                ? list(field, value, path, strict)
                : value(field, value, path.field(field.name()), strict);
    }

    /**
     * Of samples beside a signature nothing changes but that those go which have no value, or which
     * nobody could read: the signed one must arrive.
     */
    private Object withoutDamaged(Field field, Object value, FieldPath path) {
        if (!(value instanceof List<?> items)) {
            return value;
        }
        List<Object> kept = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            FieldPath place = path.item(MeterValue.SAMPLED_VALUE, i);
            if (!(items.get(i) instanceof Payload sample) || sample.get(Samples.VALUE) == null) {
                leftOut(place, items.get(i), "it has no value");
            } else if (Samples.isSignature(sample) || !isDamaged(field, sample)) {
                kept.add(sample);
            } else {
                leftOut(place, sample, "a required part is missing or cannot be read");
            }
        }
        return kept;
    }

    private static boolean isDamaged(Field field, Payload sample) {
        return sample.entrySet().stream()
                .filter(part -> field.shape().byName().containsKey(part.getKey()))
                .map(Map.Entry::getValue)
                .anyMatch(part -> part instanceof Payload || part instanceof List<?>);
    }

    /**
     * An empty text in place of an optional part: most mean none, but a full list without cards is
     * one, and a profile without its transaction counts for whichever there is.
     *
     * @return whether the message can do without it
     */
    private boolean absent(Field field, Map<String, Object> fields, FieldPath path) {
        if (tolerance.isMeantEmpty(field.name())) {
            fields.put(field.name(), ""); // the check of the shape names it
            return false;
        }
        notes.add(
                Loss.RENAMED,
                path.field(field.name()),
                "\"\"",
                "",
                "an empty text in place of "
                        + (field.many() ? "a list" : "a value")
                        + "; left out");
        return true;
    }

    private Optional<Object> list(Field field, Object value, FieldPath path, boolean exact) {
        Object plain = listed(field, value, path.field(field.name()));
        if (field.shape().byName().containsKey(MeterValue.SAMPLED_VALUE)) {
            List<?> values = plain instanceof List<?> all ? all : List.of(plain);
            signedTimes = Samples.signedTimes(objects(values));
        }
        if (!(plain instanceof List<?> items)) {
            return value(field, plain, path.field(field.name()), exact);
        }
        List<Object> kept = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            FieldPath item = path.item(field.name(), i);
            Object member = items.get(i);
            Optional<Object> read =
                    member == null ? Optional.empty() : value(field, member, item, exact);
            if (read.isPresent()) {
                kept.add(read.get());
            } else if (exact) {
                kept.add(member); // the check of the shape names it
            } else {
                leftOut(item, member, "a required part is missing or cannot be read");
            }
        }
        if (isSame(items, kept)) {
            return Optional.of(plain);
        }
        boolean nested = field.required() && path != FieldPath.TOP;
        return isEmptied(items, kept) && (nested || tolerance.isMeant(field.name()))
                ? Optional.empty()
                : Optional.of(kept);
    }

    /** Whether nothing was changed, so that the parts need not be copied. */
    private static boolean isSame(List<?> before, List<?> after) {
        boolean same = before.size() == after.size();
        for (int i = 0; same && i < after.size(); i++) {
            same = before.get(i) == after.get(i);
        }
        return same;
    }

    private static boolean isSame(Payload before, Map<String, Object> after) {
        return before.size() == after.size()
                && before.entrySet().stream()
                        .allMatch(field -> after.get(field.getKey()) == field.getValue());
    }

    private static boolean isEmptied(Object before, Object after) {
        return after instanceof List<?> kept
                && kept.isEmpty()
                && before instanceof List<?> items
                && !items.isEmpty();
    }

    private static List<Payload> objects(List<?> items) {
        return items.stream().filter(Payload.class::isInstance).map(Payload.class::cast).toList();
    }

    /**
     * A list where PHP wrote an object: without members, or with numbers for names. What a CSMS
     * wrote alone is a list of one, for a station takes nothing else; stations are seen to do the
     * same, and only a strict CSMS minds.
     */
    private Object listed(Field field, Object value, FieldPath path) {
        Optional<List<Object>> named = NamedMembers.in(field, value);
        if (named.isPresent()) {
            notes.add(Loss.RENAMED, path, "", "", "an object by names in place of a list");
            return named.get();
        }
        if (tolerance.isOfCsms() && !(value instanceof Payload) && !(value instanceof List<?>)) {
            return alone(value, path);
        }
        boolean numbered =
                value instanceof Payload object
                        && object.keySet().stream().allMatch(MeterStructure::isIndex);
        if (!numbered) {
            return tolerance.isOfCsms() && value instanceof Payload ? alone(value, path) : value;
        }
        List<Object> items = new ArrayList<>(((Payload) value).values());
        boolean clears = items.isEmpty() && tolerance.isMeantEmpty(path.name());
        notes.add(
                clears ? Loss.APPROXIMATED : Loss.RENAMED,
                path,
                Json.text(value),
                items.isEmpty() ? "[]" : "[…]",
                clears
                        ? "an empty object in place of a list; taken as an empty list, which removes all entries with updateType Full"
                        : "an object in place of a list");
        return items;
    }

    private List<Object> alone(Object value, FieldPath path) {
        notes.add(Loss.RENAMED, path, "", "", "one value in place of a list");
        return List.of(value);
    }

    private Optional<Object> value(Field field, Object value, FieldPath path, boolean exact) {
        if (field.kind() != Shape.Kind.OBJECT) {
            return leaf(field, value, path);
        }
        Optional<Payload> object =
                object(value, path).map(it -> CardAnswers.inOrder(field.shape(), it, path, notes));
        Optional<Read> read = object.map(it -> object(field.shape(), it, path, exact));
        return read.filter(it -> exact || it.whole()).map(Read::payload);
    }

    private Optional<Object> leaf(Field field, Object wrapped, FieldPath path) {
        Object value = unwrapped(field, wrapped, path);
        if (value.equals("") && tolerance.isMeantEmpty(field.name())) {
            return Optional.empty();
        }
        if (value instanceof String text
                && part == Part.REQUEST
                && RegisterText.isIn(action, field.name())) {
            return register(text, path);
        }
        if (OddNumbers.isOfCsms(direction, part, field.name(), value)) {
            return Optional.of(value);
        }
        // A number where the text of a sample belongs has one meaning: only a strict CSMS minds.
        boolean number = value instanceof Number || value instanceof Boolean;
        boolean sample = path.parent().name().equals(MeterValue.SAMPLED_VALUE);
        return number && sample
                ? Optional.of(value)
                : leaves.read(field, value, path, OddNumbers.isTaken(action, field.name()));
    }

    /**
     * The one value in a list, or in an object where a sample of a meter has a text: converters
     * from XML write values so.
     */
    private Object unwrapped(Field field, Object value, FieldPath path) {
        Object one = value;
        if (value instanceof List<?> items && items.size() == 1) {
            one = items.get(0);
        } else if (isSample(path.parent())
                && value instanceof Payload object
                && object.size() == 1
                && isItsText(field, object.keySet().iterator().next())) {
            one = object.values().iterator().next();
        }
        if (one == null || one == value || one instanceof List<?> || one instanceof Payload) {
            return value;
        }
        notes.add(
                Loss.RENAMED,
                path,
                Json.text(value),
                Json.text(one),
                "a list or an object in place of one value");
        return one;
    }

    /** Whether a name may be that of a field's own text, and not that of another field. */
    private static boolean isItsText(Field field, String name) {
        return name.equals(Samples.VALUE)
                || name.equalsIgnoreCase(field.name())
                || !MeterStructure.isPart(name) && !name.equals(SoapLeaves.XML);
    }

    private Optional<Object> register(String text, FieldPath path) {
        Optional<Object> wattHours = RegisterText.wattHours(text);
        wattHours.ifPresent(
                it ->
                        notes.add(
                                Loss.RENAMED,
                                path,
                                Json.text(text),
                                it.toString(),
                                RegisterText.hasUnit(text)
                                        ? "a meter reading with its unit; written in Wh"
                                        : Leaves.OTHER_TYPE));
        return wattHours;
    }

    /** An object where PHP wrote a list: without fields, or with the object in it. */
    private Optional<Payload> object(Object value, FieldPath path) {
        if (value instanceof Payload object) {
            return Optional.of(object);
        }
        if (!(value instanceof List<?> items)
                || items.size() > 1
                || !items.stream().allMatch(Payload.class::isInstance)) {
            return Optional.empty();
        }
        Payload object = items.isEmpty() ? Payload.EMPTY : (Payload) items.get(0);
        notes.add(
                Loss.RENAMED,
                path,
                Json.text(value),
                Json.text(object),
                "a list in place of an object");
        return Optional.of(object);
    }

    private void unreadable(Field field, Object value, FieldPath path) {
        leftOut(path.field(field.name()), value, "it cannot be read as " + field.kind().words());
    }

    private void leftOut(FieldPath path, Object value, String why) {
        notes.add(Loss.IMPOSSIBLE, path, Json.text(value), "", "left out: " + why);
    }
}
