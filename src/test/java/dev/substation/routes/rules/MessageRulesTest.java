package dev.substation.routes.rules;

import static dev.substation.testing.Calls.answered;
import static dev.substation.testing.Calls.call;
import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.down;
import static dev.substation.testing.Calls.failure;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.LocalAnswers;
import dev.substation.flow.ports.Rules.Routed;
import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Calls;
import dev.substation.testing.OneRoute;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that answer messages, and the one that renames configuration keys, through Camel. */
class MessageRulesTest {

    private static final Payload KEYS =
            Payload.of(
                    "configurationKey",
                    List.of(
                            Payload.of(
                                    "key",
                                    "HeartbeatInterval",
                                    "readonly",
                                    false,
                                    "value",
                                    "300")));

    @TempDir Path folder;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final RuleBook book = RuleBook.shipped(new RuleMemory(List.of()));
    private SiteRoutes routes;

    @AfterEach
    void stop() {
        if (routes != null) {
            routes.close();
        }
    }

    /** Loads a folder whose one route uses these lines. */
    private void using(String... uses) throws BadRoutes {
        OneRoute.write(folder, List.of(uses));
        routes = new SiteRoutes(folder, book, RuleClocks.of(time));
    }

    private String refused(String use) {
        return assertThrows(BadRoutes.class, () -> using(use)).getMessage();
    }

    private Routed apply(Call call) {
        return routes.apply(call, "any");
    }

    private Answer told(Call call) {
        return answered(apply(call)).answer();
    }

    /** The peer gets a call and answers it; what the asker reads. */
    private Answer asked(Call call, Payload answer) {
        Delivered delivered = delivered(apply(call));
        return routes.unwind(delivered.undo(), Answer.result(answer));
    }

    // drop-message

    static Stream<LocalAnswers.Row> operationsWithAnAnswer() {
        return LocalAnswers.rows().stream();
    }

    @ParameterizedTest
    @MethodSource("operationsWithAnAnswer")
    void dropsWhatCanBeAnsweredHere(LocalAnswers.Row row) throws Exception {
        boolean saysNothing = row.hasStatus() && row.usual().isEmpty();
        String status = saysNothing ? ", status: " + row.words().get(0) : "";
        using("{ name: drop-message, parameters: { action: " + row.action() + status + " } }");

        Routed.Answered dropped =
                answered(apply(call(row.direction(), row.action(), Payload.of("any", "thing"))));

        String expected = saysNothing ? row.words().get(0) : row.usual();
        assertEquals(Answer.result(row.with(expected, Payload.EMPTY)), dropped.answer());
        assertEquals(1, dropped.notes().size());
        assertEquals(Loss.IMPOSSIBLE, dropped.notes().get(0).loss());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "action: StartTransaction | the parameter action of the rule drop-message is "
                        + "StartTransaction, but it is needed for billing and must reach the CSMS; "
                        + "write one of",
                "action: StopTransaction | it is needed for billing and must reach the CSMS",
                "action: BootNotification | from a station before its boot",
                "action: Heartbeat | the gateway answers it itself",
                "action: Rset | is Rset; write one of AllowNothing",
                "action: Authorize | is missing, and for Authorize none goes without saying; write one of"
                        + " Accepted, Blocked, Expired, Invalid, ConcurrentTx",
                "action: MeterValues, status: Accepted | is Accepted, but MeterValues has none; leave it out",
                "action: Reset, status: Scheduled | is Scheduled, but Reset is answered one of Accepted,"
                        + " Rejected"
            })
    void saysAtLoadWhatCannotBeDropped(String parameters, String sentence) {
        String found = refused("{ name: drop-message, parameters: { " + parameters + " } }");

        String expected = sentence.replace("AllowNothing", "Authorize");
        assertTrue(found.contains(expected), found);
        assertTrue(found.startsWith("00-site.yaml, line 6: "), found);
    }

    @Test
    void dropsAnOperationOfBothSidesBothWays() throws Exception {
        using("{ name: drop-message, parameters: { action: DataTransfer } }");

        assertEquals(
                Answer.result(Payload.of("status", "Accepted")),
                told(up(Action.DataTransfer, "vendorId", "ABL")));
        assertEquals(
                Answer.result(Payload.of("status", "Rejected")),
                told(down(Action.DataTransfer, "vendorId", "ABL")));
    }

    @Test
    void whatIsDroppedIsUnwoundThroughEarlierRules() throws Exception {
        using(
                "{ name: rename-connector, parameters: { station: 3, csms: 1 } }",
                "{ name: drop-message, parameters: { action: GetCompositeSchedule } }");

        assertEquals(
                Answer.result(Payload.of("status", "Rejected")),
                told(down(Action.GetCompositeSchedule, "connectorId", 1, "duration", 60)));
    }

    // answer-from-cache

    @Test
    void asksOncePerTimeAndQuestion() throws Exception {
        using("{ name: answer-from-cache, parameters: { seconds: 60 } }");
        asked(down(Action.GetConfiguration), KEYS);
        time.pass(Duration.ofSeconds(59));

        Routed.Answered again = answered(apply(down(Action.GetConfiguration)));

        assertEquals(Answer.result(KEYS), again.answer());
        assertEquals("answered as at 2026-01-01T08:00:00Z", again.notes().get(0).reason());
        delivered(apply(down(Action.GetConfiguration, "key", List.of("A"))));
        delivered(apply(down(Action.GetConfiguration).withStation(new StationId("ANOTHER"))));
        time.pass(Duration.ofSeconds(1));
        delivered(apply(down(Action.GetConfiguration)));
    }

    @ParameterizedTest
    @CsvSource({
        "GetConfiguration,     ChangeConfiguration",
        "GetLocalListVersion,  SendLocalList",
        "GetCompositeSchedule, SetChargingProfile",
        "GetCompositeSchedule, ClearChargingProfile",
        "GetCompositeSchedule, StartTransaction",
        "GetConfiguration,     Reset",
        "GetConfiguration,     BootNotification"
    })
    void forgetsWhatAnotherOperationMakesOld(String question, String change) throws Exception {
        using("{ name: answer-from-cache, parameters: { action: " + question + " } }");
        Call asking = down(new Action(question));
        asked(asking, Payload.EMPTY);
        answered(apply(asking));
        Call ofAnother = down(new Action(change)).withStation(new StationId("ANOTHER"));
        delivered(apply(ofAnother));
        answered(apply(asking));
        Direction way = Action.UP.contains(new Action(change)) ? Direction.UP : Direction.DOWN;

        delivered(apply(call(way, new Action(change), Payload.EMPTY)));

        delivered(apply(asking));
    }

    @Test
    void keepsNoAnswerThatAChangeOvertook() throws Exception {
        using("{ name: answer-from-cache }");
        Delivered question = delivered(apply(down(Action.GetConfiguration)));
        delivered(apply(down(Action.ChangeConfiguration)));

        routes.unwind(question.undo(), Answer.result(KEYS));

        delivered(apply(down(Action.GetConfiguration)));
    }

    @Test
    void keepsNoAnswerThatSaysNoNorAFailure() throws Exception {
        using("{ name: answer-from-cache, parameters: { action: GetCompositeSchedule } }");
        Call asking = down(Action.GetCompositeSchedule, "connectorId", 1);
        asked(asking, Payload.of("status", "Rejected"));
        Delivered second = delivered(apply(asking));

        routes.unwind(second.undo(), Answer.failure(Cause.STATION_TIMED_OUT, "KEBA", "it", 30));

        delivered(apply(asking));
    }

    @Test
    void acceptsACardAgainUntilItExpires() throws Exception {
        using("{ name: answer-from-cache, parameters: { action: Authorize, seconds: 3600 } }");
        Payload info = Payload.of("status", "Accepted", "expiryDate", "2026-01-01T08:10:00Z");
        asked(up(Action.Authorize, "idTag", "A"), Payload.of("idTagInfo", info));
        asked(
                up(Action.Authorize, "idTag", "B"),
                Payload.of("idTagInfo", Payload.of("status", "Invalid")));

        assertEquals(
                Answer.result(Payload.of("idTagInfo", info)),
                told(up(Action.Authorize, "idTag", "A")));
        delivered(apply(up(Action.Authorize, "idTag", "B")));
        time.pass(Duration.ofMinutes(10));
        delivered(apply(up(Action.Authorize, "idTag", "A")));
    }

    @Test
    void answersInTheFormOfItsPlaceInTheRoutes() throws Exception {
        using(
                "{ name: rename-connector, parameters: { station: 3, csms: 1 } }",
                "{ name: answer-from-cache, parameters: { action: GetCompositeSchedule } }");
        Call asking = down(Action.GetCompositeSchedule, "connectorId", 1, "duration", 60);
        Payload ofStation = Payload.of("status", "Accepted", "connectorId", 3);
        Answer first = asked(asking, ofStation);

        Answer second = told(asking);

        assertEquals(first, second);
        assertEquals(Answer.result(ofStation.with("connectorId", 1)), second);
    }

    @Test
    void forgetsTheOldestOfTooMuchAndKeepsNothingHuge() throws Exception {
        using("{ name: answer-from-cache }");
        String big = "x".repeat(150_000);
        for (int i = 0; i < 40; i++) {
            asked(
                    down(Action.GetConfiguration, "key", List.of("K" + i)),
                    Payload.of("unknownKey", List.of(big)));
        }
        Call huge = down(Action.GetConfiguration, "key", List.of("HUGE"));
        asked(huge, Payload.of("unknownKey", List.of(big + big)));

        List<Integer> known = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Routed routed = apply(down(Action.GetConfiguration, "key", List.of("K" + i)));
            if (routed instanceof Routed.Answered) {
                known.add(i);
            }
        }
        assertEquals(26, known.size());
        assertEquals(14, known.get(0));
        delivered(apply(huge));
    }

    // rate-limit-message

    private static Call trigger() {
        return down(Action.TriggerMessage, "requestedMessage", "Heartbeat");
    }

    @Test
    void letsSoManyPassInAnySpanOfTheTime() throws Exception {
        using(
                "{ name: rate-limit-message, parameters: { action: TriggerMessage, messages: 2,"
                        + " seconds: 60 } }");
        delivered(apply(trigger()));
        time.pass(Duration.ofSeconds(50));
        delivered(apply(trigger()));
        time.pass(Duration.ofSeconds(9));

        Routed.Answered third = answered(apply(trigger()));

        assertEquals(Answer.result(Payload.of("status", "NotImplemented")), third.answer());
        assertEquals("more than 2 in 60 s", third.notes().get(0).reason());
        time.pass(Duration.ofSeconds(1));
        delivered(apply(trigger()));
        answered(apply(trigger()));
        time.pass(Duration.ofSeconds(49));
        answered(apply(trigger()));
        time.pass(Duration.ofSeconds(1));
        delivered(apply(trigger()));
    }

    @Test
    void countsEachStationByItself() throws Exception {
        using("{ name: rate-limit-message, parameters: { action: TriggerMessage } }");
        delivered(apply(trigger()));

        answered(apply(trigger()));
        delivered(apply(trigger().withStation(new StationId("ANOTHER"))));
    }

    @Test
    void tellsAnErrorWhereNoStatusSaysIt() throws Exception {
        using(
                "{ name: rate-limit-message, parameters: { action: GetConfiguration, messages: 1 } }");
        delivered(apply(down(Action.GetConfiguration)));

        Answer.Failure failure = failure(apply(down(Action.GetConfiguration)));

        assertEquals(Cause.RULE_REFUSED, failure.cause());
        assertEquals(ErrorCode.GenericError, failure.code());
        assertEquals(
                "A site rule refuses GetConfiguration: more than 1 in 60 s", failure.description());
    }

    @Test
    void neverHoldsBackWhatBelongsToATransactionOrIsSigned() throws Exception {
        using("{ name: rate-limit-message, parameters: { action: MeterValues } }");
        Payload signed =
                Payload.of(
                        "connectorId",
                        1,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00Z",
                                        "sampledValue",
                                        List.of(
                                                Payload.of(
                                                        "value", "4f", "format", "SignedData")))));
        Call plain = up(Action.MeterValues, "connectorId", 1, "meterValue", List.of());
        Call ofTransaction = plain.withPayload(plain.payload().with("transactionId", 7));

        for (int i = 0; i < 3; i++) {
            delivered(apply(ofTransaction));
            delivered(apply(call(Direction.UP, Action.MeterValues, signed)));
        }

        delivered(apply(plain));
        assertEquals(Answer.result(Payload.EMPTY), told(plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {"StartTransaction", "StopTransaction", "BootNotification", "Heartbeat"})
    void limitsNothingThatMustReachTheCsms(String action) {
        String found =
                refused("{ name: rate-limit-message, parameters: { action: " + action + " } }");

        assertTrue(found.contains("is " + action + ", but "), found);
    }

    @Test
    void whatIsOnlyRehearsedLeavesNoTrace() throws Exception {
        using(
                "{ name: rate-limit-message, parameters: { action: TriggerMessage, messages: 2 } }",
                "{ name: answer-from-cache }");
        delivered(apply(trigger()));
        asked(down(Action.GetConfiguration), KEYS);

        Runnable back = book.bookmark();
        delivered(apply(trigger()));
        answered(apply(trigger()));
        delivered(apply(down(Action.ChangeConfiguration)));
        asked(down(Action.GetConfiguration), Payload.EMPTY);
        back.run();

        delivered(apply(trigger()));
        answered(apply(trigger()));
        assertEquals(Answer.result(KEYS), told(down(Action.GetConfiguration)));
    }

    // rename-configuration-key

    @Test
    void renamesKeysBothWaysAndBackInAnswers() throws Exception {
        using(
                "{ name: rename-configuration-key, parameters: { map:"
                        + " \"/hw/meter/key=MeterKey,Own=Standard\" } }");
        Payload answer =
                Payload.of(
                        "configurationKey",
                        List.of(
                                Payload.of(
                                        "key", "/hw/meter/key", "readonly", true, "value", "Own"),
                                Payload.of("key", "Other", "readonly", true)),
                        "unknownKey",
                        List.of("own"));

        Delivered delivered =
                delivered(
                        apply(
                                down(
                                        Action.GetConfiguration,
                                        "key",
                                        List.of("MeterKey", "STANDARD", "Other"))));

        assertEquals(
                Payload.of("key", List.of("/hw/meter/key", "Own", "Other")),
                delivered.call().payload());
        assertEquals(2, delivered.call().notes().size());
        assertEquals(
                Answer.result(
                        Payload.of(
                                "configurationKey",
                                List.of(
                                        Payload.of(
                                                "key",
                                                "MeterKey",
                                                "readonly",
                                                true,
                                                "value",
                                                "Own"),
                                        Payload.of("key", "Other", "readonly", true)),
                                "unknownKey",
                                List.of("Standard"))),
                routes.unwind(delivered.undo(), Answer.result(answer)));
        assertEquals(
                Payload.of("key", "Own", "value", "MeterKey"),
                Calls.payload(
                        apply(
                                down(
                                        Action.ChangeConfiguration,
                                        "key",
                                        "Standard",
                                        "value",
                                        "MeterKey"))));
    }

    @Test
    void whatTheCsmsReadsAsksForTheSameKeyAgain() throws Exception {
        using("{ name: rename-configuration-key, parameters: { map: \"A=B,B=C,C=A\" } }");
        for (String key : List.of("A", "B", "C", "D")) {
            Payload entry = Payload.of("key", key, "readonly", false);
            Answer read =
                    asked(
                            down(Action.GetConfiguration),
                            Payload.of("configurationKey", List.of(entry)));
            String name =
                    ((Answer.Result) read)
                            .payload()
                            .objects("configurationKey")
                            .get(0)
                            .text("key")
                            .orElseThrow();

            assertEquals(
                    Payload.of("key", List.of(key)),
                    Calls.payload(apply(down(Action.GetConfiguration, "key", List.of(name)))));
        }
    }

    @Test
    void doesNotCopyWhatNamesNoSuchKey() throws Exception {
        using("{ name: rename-configuration-key, parameters: { station: A, csms: B } }");
        Call call = down(Action.GetConfiguration, "key", List.of("X"));

        assertSame(call.payload(), Calls.payload(apply(call)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "station: A | have the same purpose",
                "map: \"A=B,A=C\" | names a key twice on one side, at A=C",
                "map: \"A=B,C=b\" | names a key twice on one side, at C=b",
                "map: \"A\" | has A; write station=csms, such as HeartBeatInterval=HeartbeatInterval"
            })
    void saysAtLoadWhichKeysCannotBeRenamed(String parameters, String sentence) {
        String found =
                refused("{ name: rename-configuration-key, parameters: { " + parameters + " } }");

        assertTrue(found.contains(sentence), found);
    }

    // allow-csms-operations

    @Test
    void answersEveryOtherOperationAsItAllows() throws Exception {
        using("{ name: allow-csms-operations, parameters: { operations: \"Reset, ClearCache\" } }");
        for (Action action : Action.DOWN) {
            Routed routed = apply(down(action, "connectorId", 1));
            if (List.of(Action.Reset, Action.ClearCache).contains(action)) {
                delivered(routed);
                continue;
            }
            Answer answer = answered(routed).answer();
            Answer expected =
                    LocalAnswers.refused(action)
                            .<Answer>map(Answer::result)
                            .orElseGet(
                                    () ->
                                            Answer.failure(
                                                    Cause.RULE_REFUSED,
                                                    action,
                                                    "it is not allowed at this site"));
            assertEquals(expected, answer, action.name());
            assertEquals(1, answered(routed).notes().size());
        }
        delivered(apply(up(Action.StartTransaction, "connectorId", 1)));
        assertEquals(ErrorCode.NotSupported, failure(apply(down(Action.UpdateFirmware))).code());
        assertEquals(
                ErrorCode.NotSupported, failure(apply(down(new Action("SelfDestruct")))).code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operations: Reste | has Reste; the operations of a CSMS are CancelReservation,",
                "operations: \"Reset,\" | has nothing between two commas",
                "operations: Authorize | has Authorize; the operations of a CSMS are"
            })
    void saysAtLoadWhichOperationsThereAre(String parameters, String sentence) {
        String found =
                refused("{ name: allow-csms-operations, parameters: { " + parameters + " } }");

        assertTrue(found.contains(sentence), found);
    }
}
