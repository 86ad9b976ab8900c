package dev.substation.dialect;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks at the edges, from the dictionary. */
public final class Checks {

    /** What these lack a rule of the site can supply, so it is looked for after the rules. */
    private static final Map<Action, String> SUPPLIED =
            Map.of(Action.Authorize, "idTag", Action.StartTransaction, "idTag");

    private final Dictionary dictionary;

    public Checks(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * The shape check: known action, required fields, kinds of values, and idTags of a bearable
     * length, for they are remembered. Other lengths and enumerations are not looked at: what the
     * CSMS would refuse is normalised instead, after the rules. Unknown fields pass, and so does
     * what is seen in the field and repaired by {@link #forCsms}: numbers for text, one object for
     * a list of objects, empty text for an absent value, meter readings with a fraction. A call up
     * may lack what a rule can supply; see {@link #unsupplied}.
     *
     * @param payload canonical, whatever the dialect
     * @return UNKNOWN_ACTION, MISSING_FIELD, WRONG_TYPE or WRONG_VALUE, with the path of the first
     *     offence
     */
    public Optional<Answer.Failure> shape(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        Optional<Message> message = dictionary.message(dialect, direction, action, part);
        if (message.isEmpty()) {
            return Optional.of(Answer.failure(Cause.UNKNOWN_ACTION, action));
        }
        try {
            boolean call = direction == Direction.UP && part == Part.REQUEST;
            Payload whole = SecurityExtension.inThirdEdition(action, payload);
            new ShapeCheck(direction, action, part)
                    .object(message.get().shape(), supplied(action, whole, call), FieldPath.TOP);
            return Optional.empty();
        } catch (BadMessage e) {
            return Optional.of(e.failure());
        }
    }

    /**
     * A payload as its sender means it: numbers, booleans and times in another JSON type, words in
     * other capitals, structures of another version, lists where objects belong. A part that cannot
     * be read is left out, if it is optional or one of many, and the message says the same without
     * it; what is missing and goes without saying is added. Each change is noted. What is left is
     * for {@link #shape} to judge. An unknown action stays as it is.
     *
     * @param payload canonical, so it is read by what 1.6 has: stations of 1.5 have some of that
     */
    public Normalised read(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        Optional<Message> message =
                dictionary
                        .message(dialect, direction, action, part)
                        .flatMap(
                                known ->
                                        dictionary.message(
                                                Dialect.CANONICAL, direction, action, part));
        if (message.isEmpty()) {
            return new Normalised(payload, List.of());
        }
        Shape shape = message.get().shape();
        if (new Regular(new Tolerance(direction, action, part)).isRegular(shape, payload)) {
            return new Normalised(payload, List.of());
        }
        Reading reading = new Reading(direction, action, part);
        Payload meant = reading.message(shape, payload);
        List<Note> notes = reading.notes();
        return new Normalised(notes.isEmpty() ? payload : meant, notes);
    }

    private static Payload supplied(Action action, Payload payload, boolean call) {
        String field = SUPPLIED.get(action);
        return call && field != null && payload.get(field) == null
                ? payload.with(field, "")
                : payload;
    }

    /**
     * The check for what a rule can supply, of a call up when the rules are done with it.
     *
     * @return MISSING_FIELD when it lacks that still
     */
    public Optional<Answer.Failure> unsupplied(Action action, Payload payload) {
        return Optional.ofNullable(SUPPLIED.get(action))
                .filter(field -> payload.get(field) == null)
                .map(
                        field ->
                                Answer.failure(
                                        Cause.MISSING_FIELD, action, FieldPath.TOP.field(field)));
    }

    /**
     * The check of what must not be changed, and so cannot be made to fit: a certificate that is
     * cut is none. Lengths and enumerations of a message that has passed {@link #shape}.
     *
     * @return WRONG_VALUE with the path of the first offence
     */
    public Optional<Answer.Failure> exact(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        return dictionary
                .message(dialect, direction, action, part)
                .flatMap(message -> offence(message.shape(), payload, FieldPath.TOP))
                .map(offence -> Answer.failure(Cause.WRONG_VALUE, action, offence));
    }

    /**
     * The check of a call of the CSMS for words that the contract of the station lacks: what the
     * station would make of them is not known.
     *
     * @return WRONG_VALUE with the path of the first such word
     */
    public Optional<Answer.Failure> unsayable(Dialect dialect, Action action, Payload payload) {
        return dictionary
                .message(dialect, Direction.DOWN, action, Part.REQUEST)
                .flatMap(message -> Vocabulary.lacks(message.shape(), payload, FieldPath.TOP))
                .map(lacking -> Answer.failure(Cause.WRONG_VALUE, action, lacking));
    }

    private static Optional<String> offence(Shape shape, Payload payload, FieldPath path) {
        for (Field field : shape.fields()) {
            Object value = payload.get(field.name());
            FieldPath at = path.field(field.name());
            Optional<String> offence =
                    value instanceof Payload object
                            ? offence(field.shape(), object, at)
                            : value instanceof String text
                                    ? offence(field, text, at)
                                    : Optional.empty();
            if (offence.isPresent()) {
                return offence;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> offence(Field field, String text, FieldPath path) {
        int length = text.codePointCount(0, text.length());
        if (length > field.maxLength()) {
            return Optional.of(
                    "%s has %d characters, but at most %d are allowed"
                            .formatted(path, length, field.maxLength()));
        }
        return field.words().isEmpty() || field.words().contains(text)
                ? Optional.empty()
                : Optional.of(Vocabulary.isNoneOf(field, path));
    }

    /** A payload that a strict OCPP 1.6 CSMS accepts, and what was changed for it. */
    public record Normalised(Payload payload, List<Note> notes) {}

    /**
     * A payload with empty lists where the dialect of the CSMS requires one and the station's does
     * not: without it even a CSMS that is not strict could not read the message.
     */
    public Normalised withLists(
            Dialect dialect, Direction direction, Action action, Part part, Payload payload) {
        Notes notes = new Notes();
        Payload whole = payload;
        List<Field> fields =
                dictionary
                        .message(dialect, direction, action, part)
                        .map(message -> message.shape().fields())
                        .orElse(List.of());
        for (Field field : fields) {
            if (field.required() && field.many() && payload.get(field.name()) == null) {
                whole = whole.with(field.name(), List.of());
                Normalising.listed(notes, FieldPath.TOP.field(field.name()));
            }
        }
        return new Normalised(whole, notes.list());
    }

    /**
     * Makes a payload valid against the schemas of what a CSMS speaks: cuts over-long text, maps
     * unknown enumeration values, drops unknown fields; each change is noted. An unknown action
     * stays as it is. Meter values with a signature beside them are never touched, nor is an idTag
     * cut: the rest of it could be another card.
     *
     * @param dialect that the CSMS speaks
     * @param received when the message came; stands in for times in it that cannot be read
     */
    public Normalised forCsms(
            Dialect dialect,
            Direction direction,
            Action action,
            Part part,
            Payload payload,
            Instant received) {
        Optional<Message> message = dictionary.message(dialect, direction, action, part);
        if (message.isEmpty()) {
            return new Normalised(payload, List.of());
        }
        Normalising normalising = new Normalising(action, received);
        Payload changed = normalising.message(message.get().shape(), payload);
        return new Normalised(changed, normalising.notes());
    }

    /**
     * A payload that the schemas of a strict CSMS take, or why there is none.
     *
     * @param payload as far as it could be mended
     * @param offence what the CSMS would refuse it for; empty for most
     */
    public record Strict(Payload payload, List<Note> notes, Optional<Answer.Failure> offence) {}

    /**
     * The same as {@link #forCsms}, and the last word on it: what the schemas still refuse is left
     * out where it is optional or one of several, and is an offence where it is required. An idTag
     * that is too long passes.
     */
    public Strict strict(
            Dialect dialect,
            Direction direction,
            Action action,
            Part part,
            Payload payload,
            Instant received) {
        Normalised mended = forCsms(dialect, direction, action, part, payload, received);
        Optional<Message> message = dictionary.message(dialect, direction, action, part);
        if (message.isEmpty()) {
            return new Strict(mended.payload(), mended.notes(), Optional.empty());
        }
        Fitting fitting = new Fitting(action);
        try {
            Payload whole = fitting.message(message.get().shape(), mended.payload());
            return new Strict(whole, joined(mended.notes(), fitting.notes()), Optional.empty());
        } catch (BadMessage offence) {
            return new Strict(
                    mended.payload(),
                    joined(mended.notes(), fitting.notes()),
                    Optional.of(offence.failure()));
        }
    }

    private static List<Note> joined(List<Note> some, List<Note> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
