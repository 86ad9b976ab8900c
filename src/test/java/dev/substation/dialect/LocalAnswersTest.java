package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.LocalAnswers.Row;
import dev.substation.dialect.Shape.Field;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers in a peer's place are what the contracts allow. */
class LocalAnswersTest {

    private static final Checks CHECKS = new Checks(Soap.DICTIONARY);

    static Stream<Row> rows() {
        return LocalAnswers.rows().stream();
    }

    static Stream<Row> rowsOfTheStandard() {
        return rows().filter(row -> Action.of(row.direction()).contains(row.action()));
    }

    @ParameterizedTest
    @MethodSource("rowsOfTheStandard")
    void aStatusHasTheWordsOfItsContract(Row row) {
        Optional<Field> status = status(row);

        assertEquals(row.hasStatus(), status.isPresent());
        assertEquals(
                status.map(Field::words).orElse(Set.of()), Set.copyOf(row.words()), row.source());
    }

    private static Optional<Field> status(Row row) {
        Shape shape =
                Soap.DICTIONARY
                        .message(Dialect.JSON_16, row.direction(), row.action(), Part.RESPONSE)
                        .orElseThrow()
                        .shape();
        return row.field().startsWith("idTagInfo.")
                ? Optional.of(shape.byName().get("idTagInfo").shape().byName().get("status"))
                : Optional.ofNullable(shape.byName().get("status"));
    }

    @ParameterizedTest
    @MethodSource("rowsOfTheStandard")
    void everyAnswerIsValid(Row row) {
        Payload request = Payload.of("key", List.of("A"));
        List<String> statuses = row.hasStatus() ? row.words() : List.of("");

        for (String status : statuses) {
            Payload answer = row.with(status, request);

            assertEquals(
                    Optional.empty(),
                    CHECKS.shape(
                            Dialect.JSON_16, row.direction(), row.action(), Part.RESPONSE, answer));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsUsualIsOneOfTheWords(Row row) {
        Stream.of(row.usual(), row.refused(), row.declined())
                .filter(word -> !word.isEmpty())
                .forEach(word -> assertTrue(row.words().contains(word), word));
    }

    @Test
    void everyOperationOfTheCsmsHasARowAndThoseThatMustReachItHaveNone() {
        Set<String> without =
                Stream.of(Direction.values())
                        .flatMap(
                                direction ->
                                        Action.of(direction).stream()
                                                .filter(
                                                        action ->
                                                                LocalAnswers.row(direction, action)
                                                                        .isEmpty()))
                        .map(Action::name)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(
                Set.of("BootNotification", "Heartbeat", "StartTransaction", "StopTransaction"),
                without);
    }

    @Test
    void saysWhatTheDialectsSayOfWhatTheyLack() {
        for (Action action : Action.DOWN) {
            Differences.standIn(Dialect.SOAP_15, action)
                    .ifPresent(
                            answer ->
                                    assertEquals(
                                            Optional.of(answer), LocalAnswers.refused(action)));
        }
    }

    @Test
    void noListIsNoListAndOthersWithoutAStatusAreAnError() {
        assertEquals(
                Optional.of(Payload.of("listVersion", -1)),
                LocalAnswers.refused(Action.GetLocalListVersion));
        assertEquals(Optional.empty(), LocalAnswers.refused(Action.GetConfiguration));
        assertEquals(Optional.empty(), LocalAnswers.refused(Action.UpdateFirmware));
        assertEquals(Optional.empty(), LocalAnswers.refused(new Action("SelfDestruct")));
    }

    @Test
    void declinesWithoutDenyingTheOperation() {
        for (Action action : List.of(Action.SetChargingProfile, Action.TriggerMessage)) {
            assertEquals(
                    Optional.of(Payload.of("status", "Rejected")),
                    LocalAnswers.declined(action, Payload.EMPTY),
                    "NotSupported and NotImplemented would be a lie");
        }
        assertEquals(
                Optional.of(Payload.of("status", "NotSupported")),
                LocalAnswers.declined(Action.UnlockConnector, Payload.EMPTY));
        assertEquals(
                Optional.of(Payload.of("unknownKey", List.of("A"))),
                LocalAnswers.declined(Action.GetConfiguration, Payload.of("key", List.of("A"))));
        assertEquals(Optional.empty(), LocalAnswers.declined(Action.UpdateFirmware, Payload.EMPTY));
    }
}
