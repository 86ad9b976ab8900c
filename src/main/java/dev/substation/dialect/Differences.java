package dev.substation.dialect;

import static dev.substation.dialect.Part.REQUEST;
import static dev.substation.dialect.Part.RESPONSE;
import static dev.substation.model.Action.ChangeConfiguration;
import static dev.substation.model.Action.GetConfiguration;

import dev.substation.dialect.Difference.Kind;
import dev.substation.dialect.Shape.Word;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers questions from the table of differences between OCPP 1.6 and the other dialects. */
public final class Differences {

    private static final Set<String> SOURCES =
            DifferenceTable.ROWS.stream()
                    .map(Difference::source)
                    .collect(Collectors.toUnmodifiableSet());

    /** Each message asks for rows of one kind or another. */
    private static final Map<Kind, List<Difference>> BY_KIND =
            DifferenceTable.ROWS.stream()
                    .collect(
                            Collectors.groupingBy(
                                    Difference::kind,
                                    () -> new EnumMap<>(Kind.class),
                                    Collectors.toUnmodifiableList()));

    private Differences() {}

    /** Whether a note says no more than what two versions call otherwise. */
    public static boolean explain(Note note) {
        return SOURCES.contains(note.reason());
    }

    /** The whole table, for those who print it. */
    public static List<Difference> rows() {
        return DifferenceTable.ROWS;
    }

    /**
     * What to answer the CSMS for an action that the station's dialect does not have, where a
     * status can say it.
     */
    public static Optional<Payload> standIn(Dialect dialect, Action action) {
        return of(Kind.STAND_IN)
                .filter(row -> row.dialect() == dialect && row.action().equals(action))
                .findFirst()
                .map(row -> Payload.of("status", row.ours()));
    }

    /** Whether the gateway does some of what an action asks for, in the place of its stations. */
    public static boolean isEmulated(Dialect dialect, Action action) {
        return !rows(Kind.EMULATED, dialect, action, REQUEST).isEmpty();
    }

    /** Whether the gateway sends a message in the place of stations that cannot be asked for it. */
    public static boolean isEmulated(Dialect dialect, Action action, String requestedMessage) {
        return rows(Kind.EMULATED, dialect, action, REQUEST).stream()
                .anyMatch(row -> row.ours().equals(requestedMessage));
    }

    /** The action by which stations of a dialect can be asked for what theirs lacks. */
    public static Optional<Action> askedAs(Dialect dialect, Action action) {
        return rows(Kind.ASKED_AS, dialect, action, REQUEST).stream()
                .findFirst()
                .map(row -> new Action(row.theirs()));
    }

    /** The row of what must not be sent in a call to a station; empty when it can be sent. */
    public static Optional<Difference> refused(Dialect dialect, Action action, Payload payload) {
        return rows(Kind.REFUSED, dialect, action, REQUEST).stream()
                .filter(row -> payload.get(row.field()) != null)
                .filter(
                        row ->
                                row.theirs().isEmpty()
                                        || row.theirs().equals(payload.get(row.field()).toString()))
                .findFirst();
    }

    /** The other spelling of a configuration key that not all stations spell alike. */
    public static Optional<String> otherSpelling(String key) {
        return of(Kind.WORD)
                .filter(row -> row.action().equals(ChangeConfiguration))
                .filter(
                        row ->
                                row.ours().equalsIgnoreCase(key)
                                        || row.theirs().equalsIgnoreCase(key))
                .findFirst()
                .map(row -> row.ours().equals(key) ? row.theirs() : row.ours());
    }

    /** Whether the requests of a dialect cannot carry a field of the canonical tree. */
    public static boolean lacks(Dialect dialect, Action action, String field) {
        return rows(Kind.FIELD, dialect, action, REQUEST).stream()
                .anyMatch(row -> row.theirs().isEmpty() && row.ours().equals(field));
    }

    /**
     * What a station's fault says in a dialect that has no word for it, of an action whose answer
     * has one in 1.6.
     *
     * @param subCode of the fault, without prefix
     */
    public static Optional<Answer.Result> ofFault(Dialect dialect, Action action, String subCode) {
        return rows(Kind.WORD_OF_FAULT, dialect, action, RESPONSE).stream()
                .filter(row -> row.theirs().equals(subCode))
                .findFirst()
                .map(
                        row ->
                                new Answer.Result(
                                        Payload.of(row.field(), row.ours()),
                                        List.of(
                                                new Note(
                                                        row.loss(),
                                                        row.field(),
                                                        "fault " + row.theirs(),
                                                        row.ours(),
                                                        row.source()))));
    }

    /**
     * Whether a configuration key is of the link to the CSMS, which is the gateway's and not the
     * station's. Capitals do not count.
     */
    public static boolean isOfLink(Dialect dialect, String key) {
        return rows(Kind.LINK_KEY, dialect, ChangeConfiguration, REQUEST).stream()
                .anyMatch(row -> row.ours().equalsIgnoreCase(key));
    }

    /** The read-only keys that the gateway knows of stations that have no words for them. */
    public static List<String> vouched(Dialect dialect) {
        return rows(Kind.VOUCHED_KEY, dialect, GetConfiguration, RESPONSE).stream()
                .map(Difference::ours)
                .toList();
    }

    /** The word of 1.6 for one that no version knows, where there is one that fits them all. */
    static Optional<String> fallback(Action action, String field) {
        return of(Kind.FALLBACK)
                .filter(row -> row.action().equals(action) && row.field().equals(field))
                .findFirst()
                .map(Difference::ours);
    }

    /** The rows of one kind for one message of one dialect. */
    static List<Difference> rows(Kind kind, Dialect dialect, Action action, Part part) {
        return of(kind).filter(row -> row.dialect() == dialect && row.part() == part)
                .filter(row -> row.action().equals(action))
                .toList();
    }

    private static Stream<Difference> of(Kind kind) {
        return BY_KIND.getOrDefault(kind, List.of()).stream();
    }

    /** The words of a field, on the wire and in the canonical tree, of which rows speak. */
    static Set<String> words(Dialect dialect, Action action, Part part, String field) {
        return Stream.of(Kind.WORD, Kind.WORD_READ, Kind.WORD_WRITTEN, Kind.WORD_MORE)
                .flatMap(kind -> rows(kind, dialect, action, part).stream())
                .filter(row -> row.field().equals(field))
                .flatMap(row -> Stream.of(row.ours(), row.theirs()))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What wire words of a field are called in the canonical tree. */
    static Map<String, Word> read(Dialect dialect, Action action, Part part, String field) {
        return words(
                dialect, action, part, field, Kind.WORD_READ, Difference::theirs, Difference::ours);
    }

    /** What canonical words of a field are called on the wire. */
    static Map<String, Word> written(Dialect dialect, Action action, Part part, String field) {
        return words(
                dialect,
                action,
                part,
                field,
                Kind.WORD_WRITTEN,
                Difference::ours,
                Difference::theirs);
    }

    private static Map<String, Word> words(
            Dialect dialect,
            Action action,
            Part part,
            String field,
            Kind oneWay,
            Function<Difference, String> from,
            Function<Difference, String> to) {
        Map<String, Word> words = new LinkedHashMap<>();
        for (Kind kind : List.of(Kind.WORD, oneWay)) {
            for (Difference row : rows(kind, dialect, action, part)) {
                if (row.field().equals(field)) {
                    words.put(from.apply(row), new Word(to.apply(row), row.loss(), row.source()));
                }
            }
        }
        return Map.copyOf(words);
    }
}
