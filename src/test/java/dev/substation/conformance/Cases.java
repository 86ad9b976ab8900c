package dev.substation.conformance;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Difference;
import dev.substation.dialect.Difference.Kind;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Json;
import dev.substation.dialect.Part;
import dev.substation.dialect.Specimens;
import dev.substation.dialect.Specimens.Specimen;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All lines of the report: from the contracts, from a file for the security extension where no
 * contract has it, and a few by hand for values that are treated specially.
 */
final class Cases {

    private static final Path SECURITY =
            Path.of("src/test/resources/samples/security-extension.tsv");

    /** A message that is not made from a contract. */
    private record Made(Line line, Payload payload) {}

    private final Dictionary dictionary;
    private final List<Made> made = new ArrayList<>();
    private final Set<Action> security = new TreeSet<>(Comparator.comparing(Action::name));

    Cases(Dictionary dictionary) throws Exception {
        this.dictionary = dictionary;
        for (String row : Files.readAllLines(SECURITY)) {
            if (!row.startsWith("#")) {
                String[] cells = row.split("\t");
                made(
                        Direction.valueOf(cells[0]),
                        new Action(cells[1]),
                        Part.valueOf(cells[2]),
                        cells[3],
                        Json.read(cells[4]));
            }
        }
        made.forEach(one -> security.add(one.line().action()));
        made.removeIf(one -> isInContract(one.line()));
        for (String key : List.of("HeartbeatInterval", "AuthorizationKey", "SecurityProfile")) {
            special(Action.ChangeConfiguration, "key = " + key, "key", key, "value", "60");
            special(Action.GetConfiguration, "key = " + key, "key", List.of(key));
        }
        special(
                Action.GetConfiguration,
                "key = SupportedFeatureProfiles",
                "key",
                List.of("SupportedFeatureProfiles"));
    }

    private boolean isInContract(Line line) {
        return dictionary.knows(Dialect.JSON_16, line.direction(), line.action());
    }

    private void special(Action action, String name, Object... payload) {
        made(Direction.DOWN, action, Part.REQUEST, name, Payload.of(payload));
    }

    private void made(Direction direction, Action action, Part part, String name, Payload payload) {
        made.add(new Made(new Line(direction, action, part, name), payload));
    }

    /** The actions of a direction that any dialect has. */
    Set<Action> actions(Direction direction) {
        Set<Action> actions = new TreeSet<>(Comparator.comparing(Action::name));
        for (Dialect dialect : Dialect.values()) {
            actions.addAll(dictionary.actions(dialect, direction));
        }
        made.stream()
                .filter(one -> one.line().direction() == direction)
                .forEach(one -> actions.add(one.line().action()));
        return actions;
    }

    /** Whether a dialect has an action. */
    boolean knows(Dialect dialect, Direction direction, Action action) {
        return dictionary.knows(dialect, direction, action)
                || !dialect.isSoap() && isMade(direction, action);
    }

    /** Whether an action is of the security extension, which no SOAP has. */
    boolean isOfSecurity(Action action) {
        return security.contains(action);
    }

    /** Whether an action is in no contract: it crosses from JSON to JSON unread. */
    boolean isMade(Direction direction, Action action) {
        return actions(direction).contains(action)
                && !dictionary.knows(Dialect.JSON_16, direction, action);
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Direction direction : List.of(Direction.UP, Direction.DOWN)) {
            for (Action action : actions(direction)) {
                for (Part part : Part.values()) {
                    names(direction, action, part)
                            .forEach(name -> lines.add(new Line(direction, action, part, name)));
                }
            }
        }
        return lines;
    }

    private Set<String> names(Direction direction, Action action, Part part) {
        Set<String> names = new LinkedHashSet<>();
        for (Dialect dialect : List.of(Dialect.JSON_16, Dialect.SOAP_16, Dialect.SOAP_15)) {
            Specimens.of(dialect, direction, action, part).stream()
                    .map(Specimen::name)
                    .filter(name -> of(dialect, direction, action, part))
                    .forEach(names::add);
        }
        made.stream()
                .map(Made::line)
                .filter(line -> line.direction() == direction && line.part() == part)
                .filter(line -> line.action().equals(action))
                .forEach(line -> names.add(line.name()));
        if (part == Part.RESPONSE) {
            for (ErrorCode code : ErrorCode.values()) {
                names.add(Line.ERROR + code);
            }
        }
        return names;
    }

    /** What only a dialect of stations has, a CSMS does not say in a request. */
    private static boolean of(Dialect dialect, Direction direction, Action action, Part part) {
        return !dialect.isSoap() || direction == Direction.UP || part == Part.RESPONSE;
    }

    /** The message of a line in the dialect of whoever says it; empty when it has no such one. */
    Optional<Payload> payload(Dialect sender, Line line) {
        return Specimens.of(sender, line.direction(), line.action(), line.part()).stream()
                .filter(specimen -> specimen.name().equals(line.name()))
                .map(Specimen::payload)
                .findFirst()
                .or(() -> sender.isSoap() ? Optional.empty() : made(line));
    }

    private Optional<Payload> made(Line line) {
        return made.stream().filter(one -> one.line().equals(line)).map(Made::payload).findFirst();
    }

    /** The shortest message of a kind. */
    Payload least(Dialect sender, Direction direction, Action action, Part part) {
        return payload(sender, new Line(direction, action, part, Specimens.LEAST)).orElseThrow();
    }

    /** Why a dialect has no message for a line, of an action that it has. */
    String whyNot(Dialect dialect, Line line) {
        int is = line.name().indexOf(Specimens.IS);
        if (is < 0) {
            String field =
                    line.name().startsWith(Specimens.WITHOUT)
                            ? line.name().substring(Specimens.WITHOUT.length())
                            : "";
            return lacking(dialect, line, field)
                    .orElse(
                            dialect.word()
                                    + (field.isEmpty()
                                            ? " has no optional field here"
                                            : " has no optional field " + field));
        }
        String field = line.name().substring(0, is);
        String word = line.name().substring(is + Specimens.IS.length());
        return lacking(dialect, line, field)
                .or(() -> ownWord(dialect, line, field, word))
                .or(() -> wordOfOthers(dialect, line, field, word))
                .orElse(dialect.word() + " has no word " + word + " for " + field);
    }

    private static List<Difference> rows(Line line) {
        return Differences.rows().stream()
                .filter(row -> row.action().equals(line.action()) && row.part() == line.part())
                .toList();
    }

    private static Optional<String> lacking(Dialect dialect, Line line, String field) {
        return rows(line).stream()
                .filter(row -> row.kind() == Kind.FIELD)
                .filter(row -> row.theirs().isEmpty() && row.dialect() == dialect)
                .filter(row -> row.ours().equals(field))
                .map(row -> dialect.word() + " has no " + field + ": " + row.source())
                .findFirst()
                .or(
                        () ->
                                rows(line).stream()
                                        .filter(row -> row.kind() == Kind.FIELD)
                                        .filter(row -> row.ours().isEmpty())
                                        .filter(row -> row.theirs().equals(field))
                                        .map(
                                                row ->
                                                        dialect.word()
                                                                + " has no "
                                                                + field
                                                                + ": "
                                                                + row.source())
                                        .findFirst());
    }

    private static Optional<String> ownWord(Dialect dialect, Line line, String field, String word) {
        return rows(line).stream()
                .filter(row -> row.dialect() == dialect && row.field().equals(field))
                .filter(row -> row.ours().equals(word))
                .filter(row -> !row.theirs().equals(word))
                .map(
                        row ->
                                row.theirs().isEmpty()
                                        ? dialect.word() + " has no word for it: " + row.source()
                                        : dialect.word() + " says " + row.theirs() + " for it")
                .findFirst();
    }

    private static Optional<String> wordOfOthers(
            Dialect dialect, Line line, String field, String word) {
        return rows(line).stream()
                .filter(row -> row.dialect() != dialect && row.field().equals(field))
                .filter(row -> row.theirs().equals(word))
                .map(row -> "a word of " + row.dialect().word() + "; " + row.source())
                .findFirst();
    }
}
