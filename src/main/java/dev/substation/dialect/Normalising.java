package dev.substation.dialect;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Action;
import dev.substation.model.Loss;
import dev.substation.model.MeterValue;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StatusNotification;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The normalising of one payload for a strict csms. Field reports behind the single repairs are in
 * the names of the tests.
 */
final class Normalising {

    /** What errata 3.18 of OCPP 1.6 has stations send when they know no id. */
    private static final Long NO_TRANSACTION = -1L;

    private static final String STATUS = "status";

    private static final Set<String> UNABLE =
            Set.of(
                    "notimplemented",
                    "notsupported",
                    "unsupported",
                    "unsupportedfeature",
                    "notavailable",
                    "unknownaction");

    private final Action action;
    private final Instant received;
    private final Notes notes = new Notes();
    private final SampleNormalising samples = new SampleNormalising(notes);
    private Set<Object> signedTimes = Set.of();

    /**
     * @param received stands in for times that cannot be read
     */
    Normalising(Action action, Instant received) {
        this.action = action;
        this.received = received;
    }

    List<Note> notes() {
        return notes.list();
    }

    Payload message(Shape shape, Payload payload) {
        Payload known = action.equals(Action.StatusNotification) ? status(shape, payload) : payload;
        return object(shape, known, FieldPath.TOP);
    }

    private Payload object(Shape shape, Payload payload, FieldPath path) {
        Map<String, Object> fields = new LinkedHashMap<>();
        payload.forEach(
                (name, value) -> {
                    Field field = shape.byName().get(name);
                    if (field == null) {
                        dropped(path.field(name), value, "the field does not exist in OCPP 1.6-J");
                    } else if (value == null) {
                        notes.add(Loss.RENAMED, path.field(name), "null", "", "null means absent");
                    } else {
                        boolean sealed =
                                name.equals(MeterValue.SAMPLED_VALUE)
                                        && value instanceof List<?>
                                        && Samples.isSealed(payload, signedTimes);
                        Object changed = sealed ? value : field(field, value, path);
                        if (changed != null) {
                            fields.put(name, changed);
                        }
                    }
                });
        for (Field field : shape.fields()) {
            if (field.required() && field.many() && !fields.containsKey(field.name())) {
                fields.put(field.name(), List.of());
                listed(notes, path.field(field.name()));
            }
        }
        return new Payload(fields);
    }

    static void listed(Notes notes, FieldPath path) {
        notes.add(
                Loss.APPROXIMATED,
                path,
                "",
                "[]",
                "OCPP 1.6-J requires the list, so an empty one is sent");
    }

    private Object field(Field field, Object value, FieldPath path) {
        if (!field.many()) {
            return value(field, value, path.field(field.name()));
        }
        if (!(value instanceof List<?> items)) {
            if ("".equals(value)) {
                dropped(path.field(field.name()), value, "empty text for an absent list");
                return null;
            }
            notes.add(
                    Loss.RENAMED, path.field(field.name()), "", "", "one object for a list of one");
            return field(field, List.of(value), path);
        }
        return field.name().equals(MeterValue.SAMPLED_VALUE)
                        && SampleNormalising.isSigned(field.shape(), items)
                ? value
                : items(field, items, path);
    }

    private List<Object> items(Field field, List<?> items, FieldPath path) {
        Optional<Field> sampleField =
                Optional.ofNullable(field.shape())
                        .map(shape -> shape.byName().get(MeterValue.SAMPLED_VALUE));
        sampleField.ifPresent(it -> signedTimes = SampleNormalising.signedTimes(it.shape(), items));
        List<Object> kept = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            FieldPath item = path.item(field.name(), i);
            Object changed = items.get(i) == null ? null : value(field, items.get(i), item);
            if (changed instanceof Payload object && SampleNormalising.isHollow(field, object)) {
                dropped(item, object, "there is no value in it");
            } else if (changed != null) {
                kept.add(changed);
            }
        }
        return kept;
    }

    /** The value as a strict CSMS takes it, or null when it is left out. */
    private Object value(Field field, Object value, FieldPath path) {
        if ("".equals(value) && !field.required() && isAbsentWhenEmpty(field)) {
            dropped(path, value, "empty text for an absent value");
            return null;
        }
        return switch (field.kind()) {
            case TEXT, URI -> text(field, value, path);
            case TIME -> value instanceof String text ? time(text, path) : value;
            case INTEGER -> value instanceof BigDecimal number ? whole(number, path) : value;
            case DECIMAL, BOOLEAN -> value;
            case OBJECT ->
                    value instanceof Payload object
                            ? nested(field, object, path)
                            : unfitting(value, path);
        };
    }

    private static boolean isAbsentWhenEmpty(Field field) {
        return field.kind() != Shape.Kind.TEXT
                || !field.words().isEmpty()
                || FieldNames.ID_TAGS.contains(field.name())
                || field.name().endsWith("Id");
    }

    private Object nested(Field field, Payload object, FieldPath path) {
        if (!field.name().equals(MeterValue.SAMPLED_VALUE)) {
            return object(field.shape(), object, path);
        }
        Optional<Payload> sample = samples.known(field.shape(), object, path);
        return sample.map(kept -> (Object) object(field.shape(), kept, path)).orElse(null);
    }

    private Object unfitting(Object value, FieldPath path) {
        dropped(path, value, "an object belongs here");
        return null;
    }

    private Object whole(BigDecimal number, FieldPath path) {
        Optional<Long> whole = Numbers.whole(number);
        whole.ifPresent(
                it ->
                        notes.add(
                                Loss.RENAMED,
                                path,
                                number.toString(),
                                it.toString(),
                                "an integer, written without fraction"));
        return whole.<Object>map(it -> it).orElseGet(() -> odd(number, path));
    }

    /** A number where an integer belongs, as near as the CSMS can have it. */
    private Object odd(BigDecimal number, FieldPath path) {
        return switch (path.name()) {
            case "meterStart", "meterStop" -> rounded(number, path);
            case "transactionId" -> {
                notes.add(
                        Loss.APPROXIMATED,
                        path,
                        number.toString(),
                        "-1",
                        "no transaction has such a number; -1 means unknown");
                yield NO_TRANSACTION;
            }
            case "reservationId" -> {
                dropped(path, number, "no reservation has such a number");
                yield null;
            }
            default -> number;
        };
    }

    private Object rounded(BigDecimal number, FieldPath path) {
        Optional<Long> rounded = Numbers.whole(number.setScale(0, RoundingMode.HALF_DOWN));
        rounded.ifPresent(
                it ->
                        notes.add(
                                Loss.APPROXIMATED,
                                path,
                                number.toString(),
                                it.toString(),
                                "rounded to whole Wh"));
        return rounded.<Object>map(it -> it).orElse(number);
    }

    private Object text(Field field, Object value, FieldPath path) {
        if (value instanceof Payload || value instanceof List<?>) {
            String json = Json.text(value);
            notes.add(Loss.RENAMED, path, json, json, "not text; now the same as JSON text");
            return json;
        }
        String text = value instanceof BigDecimal number ? Numbers.text(number) : value.toString();
        if (!(value instanceof String)) {
            notes.add(Loss.RENAMED, path, text, text, "a number where text belongs; now text");
        }
        return field.words().isEmpty() ? cut(field, text, path) : enumerated(field, text, path);
    }

    private String cut(Field field, String text, FieldPath path) {
        if (text.codePointCount(0, text.length()) <= field.maxLength()) {
            return text;
        }
        boolean card = FieldNames.ID_TAGS.contains(field.name());
        if (card || FieldNames.OF_CERTIFICATES.contains(field.name())) {
            String otherwise = card ? "another card" : "no certificate any more";
            notes.add(
                    Loss.APPROXIMATED,
                    path,
                    text,
                    text,
                    "longer than " + field.maxLength() + ", but not cut: it would be " + otherwise);
            return text;
        }
        int end = field.maxLength();
        String cut =
                text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
        notes.add(
                Loss.APPROXIMATED,
                path,
                text,
                cut,
                "cut to the " + field.maxLength() + " characters that OCPP 1.6 allows");
        return cut;
    }

    private String enumerated(Field field, String text, FieldPath path) {
        Optional<String> known = known(field, text, path);
        if (known.isPresent()) {
            return known.get();
        }
        String unable = path.name().equals(STATUS) ? unable(field, text) : "";
        String fallback =
                unable.isEmpty() ? Differences.fallback(action, path.name()).orElse("") : unable;
        if (!fallback.isEmpty()) {
            notes.add(Loss.APPROXIMATED, path, text, fallback, "not an OCPP 1.6 value");
            return fallback;
        }
        if (field.required()) {
            notes.add(Loss.APPROXIMATED, path, text, text, "not an OCPP 1.6 value; unchanged");
            return text;
        }
        notes.add(Loss.APPROXIMATED, path, text, "", "not an OCPP 1.6 value; left out");
        return null;
    }

    /** The status for "cannot do that", which each answer of OCPP calls otherwise. */
    private static String unable(Field field, String text) {
        String letters = text.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        return UNABLE.contains(letters)
                ? Stream.of("NotSupported", "NotImplemented", "Rejected")
                        .filter(field.words()::contains)
                        .findFirst()
                        .orElse("")
                : "";
    }

    /** The word of 1.6 that is meant: itself, another version's, or one in other case. */
    private Optional<String> known(Field field, String text, FieldPath path) {
        Word renamed = field.in().get(text);
        Word written = field.out().get(text);
        if (written != null) {
            notes.add(written.loss(), path, text, written.text(), written.reason());
            return Optional.of(written.text());
        }
        if (field.words().contains(text)) {
            return Optional.of(text);
        }
        if (renamed != null && field.words().contains(renamed.text())) {
            notes.add(renamed.loss(), path, text, renamed.text(), renamed.reason());
            return Optional.of(renamed.text());
        }
        Optional<String> meant = field.word(text);
        meant.ifPresent(
                word -> notes.add(Loss.APPROXIMATED, path, text, word, "spelling of OCPP 1.6"));
        return meant;
    }

    private String time(String text, FieldPath path) {
        if (Times.isStrict(text)) {
            return text;
        }
        Optional<Instant> leading = Times.leading(text);
        if (leading.isPresent()) {
            String time = Times.millis(leading.get());
            notes.add(Loss.APPROXIMATED, path, text, time, "without the text after the time");
            return time;
        }
        if (Times.parse(text).isEmpty()) {
            String now = Times.millis(received);
            notes.add(
                    Loss.APPROXIMATED,
                    path,
                    text,
                    now,
                    "not a time; replaced by the time of receipt");
            return now;
        }
        if (Times.isZoneless(text)) {
            notes.add(Loss.DEDUCED, path, text, text + "Z", "without a time zone; taken as UTC");
            return text + "Z";
        }
        String strict = Times.millis(Times.parse(text).get());
        notes.add(Loss.APPROXIMATED, path, text, strict, "written in the form of RFC 3339");
        return strict;
    }

    /**
     * A StatusNotification without words that only 1.5 or one maker has: Occupied, which the flow
     * could not make more precise, and errors, whose own word is kept where there is room.
     */
    private Payload status(Shape shape, Payload payload) {
        StatusNotification report = new StatusNotification(payload);
        Payload changed = payload;
        if (report.is(StatusNotification.OCCUPIED)) {
            boolean whole = report.connectorId().filter(it -> it == 0).isPresent();
            String status = whole ? "Available" : "Preparing";
            notes.add(
                    Loss.DEDUCED,
                    FieldPath.TOP.field(StatusNotification.STATUS),
                    StatusNotification.OCCUPIED,
                    status,
                    "OCPP 1.5 does not say which kind of occupied");
            changed = report.withStatus(status);
        }
        Optional<String> error = report.errorCode();
        Field codes = shape.byName().get("errorCode");
        if (error.isPresent()
                && !error.get().isBlank()
                && !codes.in().containsKey(error.get())
                && codes.word(error.get()).isEmpty()
                && report.vendorErrorCode().filter(it -> !it.isBlank()).isEmpty()) {
            changed = changed.with("vendorErrorCode", error.get());
            notes.add(
                    Loss.RENAMED,
                    FieldPath.TOP.field("vendorErrorCode"),
                    "",
                    error.get(),
                    "the vendor's own error code");
        }
        return changed;
    }

    private void dropped(FieldPath path, Object value, String reason) {
        notes.add(Loss.IMPOSSIBLE, path, String.valueOf(value), "", reason);
    }
}
