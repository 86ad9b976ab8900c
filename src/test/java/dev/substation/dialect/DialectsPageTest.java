package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/dialects.md}: what each dialect says, and where it differs from OCPP-J 1.6. */
class DialectsPageTest {

    @Test
    void saysWhatTheTableSays() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Dialects

                        Made from the code (`dev.substation.dialect`) and the contracts in `wsdl/`; a test compares it.
                        Inside the gateway, every message has the form of OCPP-J 1.6. Each row below is a difference between a dialect and this
                        form. [losses.md](losses.md) lists what else can change in a message.

                        ## Classes of loss
                        Every note in the message log has one of these classes.

                        | class | meaning |
                        |---|---|
                        | renamed | another name or form; reversible |
                        | deduced | derived from what the gateway knows |
                        | approximated | information was added, cut or made less precise |
                        | impossible | the other side cannot express it; removed |

                        ## Differences
                        `—` means that this side has no such element. The arrow shows the direction in which the row applies.

                        | dialect | message | field | station | | gateway and CSMS | class | source |
                        |---|---|---|---|---|---|---|---|
                        """);
        Differences.rows().forEach(row -> page.append(line(row)));
        page.append(
                """

                ## Actions
                | action | direction | soap1.5 | soap1.6 | json1.6 |
                |---|---|---|---|---|
                """);
        for (Direction direction : Direction.values()) {
            for (Action action : Action.of(direction)) {
                page.append(actionLine(direction, action));
            }
        }

        GeneratedPage.compare("dialects.md", page.toString());
    }

    private static String actionLine(Direction direction, Action action) {
        List<String> cells =
                List.of(Dialect.values()).stream()
                        .map(it -> Soap.DICTIONARY.knows(it, direction, action) ? "yes" : "—")
                        .toList();
        return "| %s | %s | %s |\n".formatted(action, direction.word(), String.join(" | ", cells));
    }

    private static String line(Difference row) {
        String message = row.action() + "." + row.part().name().toLowerCase(Locale.ROOT);
        String loss = row.loss().name().toLowerCase(Locale.ROOT);
        String ours = row.ours();
        String theirs = row.theirs();
        String arrow =
                switch (row.kind()) {
                    case FIELD -> theirs.isEmpty() ? "←" : ours.isEmpty() ? "→" : "↔";
                    case WORD, WORD_MORE -> "↔";
                    case WORD_READ, WORD_OF_FAULT, FALLBACK -> "→";
                    case WORD_WRITTEN,
                            WHOLE,
                            REQUIRED,
                            STAND_IN,
                            EMULATED,
                            ASKED_AS,
                            REFUSED,
                            LINK_KEY,
                            VOUCHED_KEY ->
                            "←";
                };
        switch (row.kind()) {
            case WHOLE -> ours = "left out as a whole when a part of it cannot be said";
            case REQUIRED -> ours = "required";
            case WORD_OF_FAULT -> theirs = "fault " + theirs;
            case FALLBACK -> theirs = "any word that no version knows";
            case EMULATED -> ours = "sent by the gateway from what it knows: " + ours;
            case VOUCHED_KEY -> ours = "added by the gateway: " + ours;
            case LINK_KEY -> ours = "the gateway's, not sent to the station: " + ours;
            case ASKED_AS -> ours = "asked for by the gateway as on the left";
            case REFUSED -> {
                ours = (theirs.isEmpty() ? "any" : theirs) + ", answered by the gateway: " + ours;
                theirs = "";
            }
            case STAND_IN -> ours = "answered by the gateway: " + ours;
            default -> {}
        }
        return "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        row.dialect().word(),
                        message,
                        or(row.field()),
                        or(theirs),
                        arrow,
                        or(ours),
                        loss,
                        row.source());
    }

    private static String or(String cell) {
        return cell.isEmpty() ? "—" : cell;
    }

    /** A row that names a field or word that the contracts do not have would never be used. */
    @Test
    void everyRowNamesWhatTheContractsHave() {
        List<String> wrong =
                Differences.rows().stream()
                        .filter(row -> !isKnown(row))
                        .map(Difference::toString)
                        .collect(Collectors.toList());

        assertEquals(List.of(), wrong);
    }

    private static boolean isKnown(Difference row) {
        return switch (row.kind()) {
            case FIELD ->
                    row.ours().isEmpty()
                            ? shape(row).surplus().containsKey(row.theirs())
                            : row.theirs().isEmpty()
                                    ? field(Dialect.JSON_16, row, row.ours()).isPresent()
                                            && field(row.dialect(), row, row.ours()).isEmpty()
                                    : field(row.dialect(), row, row.ours())
                                            .filter(it -> isCalled(it, row.theirs()))
                                            .isPresent();
            case WORD, WORD_READ, WORD_WRITTEN, WORD_MORE ->
                    field(row.dialect(), row, row.field())
                            .filter(
                                    it ->
                                            row.theirs().isEmpty()
                                                    ? row.loss() == Loss.IMPOSSIBLE
                                                    : it.words().isEmpty()
                                                            || it.words().contains(row.theirs()))
                            .isPresent();
            case WORD_OF_FAULT ->
                    field(row.dialect(), row, row.field())
                            .filter(it -> !it.words().contains(row.ours()))
                            .isPresent();
            case WHOLE, REQUIRED, FALLBACK -> field(row.dialect(), row, row.field()).isPresent();
            case EMULATED ->
                    message(row.dialect(), row).isEmpty()
                            && field(Dialect.JSON_16, row, row.field())
                                    .filter(it -> it.words().contains(row.ours()))
                                    .isPresent();
            case ASKED_AS ->
                    message(row.dialect(), row).isEmpty()
                            && Soap.DICTIONARY.knows(
                                    row.dialect(), Direction.DOWN, new Action(row.theirs()));
            case REFUSED -> field(Dialect.JSON_16, row, row.field()).isPresent();
            case LINK_KEY, VOUCHED_KEY -> field(row.dialect(), row, row.field()).isPresent();
            case STAND_IN ->
                    field(Dialect.JSON_16, row, "status")
                            .orElseThrow()
                            .words()
                            .contains(row.ours());
        };
    }

    private static boolean isCalled(Field field, String wirePath) {
        String last = wirePath.substring(wirePath.lastIndexOf('.') + 1);
        return field.wire().equals(last) || field.inner().equals(last);
    }

    private static Shape shape(Difference row) {
        return message(row.dialect(), row).orElseThrow();
    }

    private static Optional<Shape> message(Dialect dialect, Difference row) {
        return List.of(Direction.values()).stream()
                .flatMap(
                        it ->
                                Soap.DICTIONARY
                                        .message(dialect, it, row.action(), row.part())
                                        .stream())
                .map(Dictionary.Message::shape)
                .findFirst();
    }

    private static Optional<Field> field(Dialect dialect, Difference row, String path) {
        Optional<Shape> shape = message(dialect, row);
        Optional<Field> field = Optional.empty();
        for (String name : path.split("\\.")) {
            field = shape.map(it -> it.byName().get(name));
            shape = field.map(Field::shape);
        }
        return field;
    }
}
