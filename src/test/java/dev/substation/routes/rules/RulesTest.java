package dev.substation.routes.rules;

import static dev.substation.testing.Calls.STATION;
import static dev.substation.testing.Calls.call;
import static dev.substation.testing.Calls.delivered;
import static dev.substation.testing.Calls.down;
import static dev.substation.testing.Calls.payload;
import static dev.substation.testing.Calls.up;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Part;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Calls;
import dev.substation.testing.OneRoute;
import dev.substation.testing.RuleClocks;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each shipped rule, through Camel, both ways and back. */
class RulesTest {

    private static final String T1 = "2021-04-07T11:00:00.000Z";
    private static final String T2 = "2021-04-07T11:15:00.000Z";

    @TempDir Path folder;

    private SiteRoutes routes;

    @AfterEach
    void stop() {
        routes.close();
    }

    /** Loads a folder whose one route uses one rule. */
    private void using(String rule, String parameters, Memory... memories) throws BadRoutes {
        OneRoute.write(folder, rule, parameters);
        routes = new SiteRoutes(folder, List.of(memories), RuleClocks.real());
    }

    private Payload sent(Direction direction, Action action, Object... fields) {
        return payload(routes.apply(call(direction, action, Payload.of(fields)), "any"));
    }

    private void heard(String idTag) {
        routes.apply(up(Action.Authorize, "idTag", idTag), "any");
    }

    // strip-idtag-suffix

    static Stream<Action> actionsWithAnIdTagUp() {
        return Stream.of(Action.Authorize, Action.StartTransaction, Action.StopTransaction);
    }

    @ParameterizedTest
    @MethodSource("actionsWithAnIdTagUp")
    void stripsEveryCallUpAndRestoresTheParentInItsAnswer(Action action) throws Exception {
        using("strip-idtag-suffix", "");
        heard("PARENT_S2");

        Delivered delivered =
                delivered(routes.apply(up(action, "idTag", "04A1_S1_x", "more", 1), "any"));
        Answer answer =
                Answer.result(
                        Payload.of(
                                "idTagInfo",
                                Payload.of("status", "Accepted", "parentIdTag", "PARENT")));

        assertEquals(Payload.of("idTag", "04A1", "more", 1), delivered.call().payload());
        assertEquals(
                Answer.result(
                        Payload.of(
                                "idTagInfo",
                                Payload.of("status", "Accepted", "parentIdTag", "PARENT_S2"))),
                routes.unwind(delivered.undo(), answer));
        assertEquals(
                Answer.result(Payload.EMPTY),
                routes.unwind(delivered.undo(), Answer.result(Payload.EMPTY)));
    }

    @Test
    void restoresEveryFieldWithACardDown() throws Exception {
        using("strip-idtag-suffix", "separator: '_', restore: as-used");
        heard("CARD_S1");
        heard("GROUP_S2");

        assertEquals(
                Payload.of("idTag", "CARD_S1", "connectorId", 1),
                sent(
                        Direction.DOWN,
                        Action.RemoteStartTransaction,
                        "idTag",
                        "CARD",
                        "connectorId",
                        1));
        assertEquals(
                Payload.of("idTag", "CARD_S1", "parentIdTag", "GROUP_S2"),
                sent(Direction.DOWN, Action.ReserveNow, "idTag", "CARD", "parentIdTag", "GROUP"));
        Payload entry =
                Payload.of(
                        "idTag",
                        "CARD",
                        "idTagInfo",
                        Payload.of("status", "Accepted", "parentIdTag", "GROUP"));
        Payload unknown = Payload.of("idTag", "NEW");
        assertEquals(
                Payload.of(
                        "listVersion",
                        3,
                        "localAuthorizationList",
                        List.of(
                                Payload.of(
                                        "idTag",
                                        "CARD_S1",
                                        "idTagInfo",
                                        Payload.of(
                                                "status", "Accepted", "parentIdTag", "GROUP_S2")),
                                unknown)),
                sent(
                        Direction.DOWN,
                        Action.SendLocalList,
                        "listVersion",
                        3,
                        "localAuthorizationList",
                        List.of(entry, unknown)));
    }

    @Test
    void notesALongListOnce() throws Exception {
        using("strip-idtag-suffix", "");
        List<Payload> list = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            heard(i + "_S");
            list.add(Payload.of("idTag", "" + i));
        }

        List<Note> notes =
                delivered(
                                routes.apply(
                                        down(Action.SendLocalList, "localAuthorizationList", list),
                                        "any"))
                        .call()
                        .notes();

        assertEquals(1, notes.size());
        assertEquals(
                "1000 cards are in the form that the station recognises", notes.get(0).reason());
    }

    @Test
    void restoresTheFormThatWasUsedLastWhateverItsCapitals() throws Exception {
        using("strip-idtag-suffix", "");
        heard("04aB_S1");
        heard("04aB_S2");

        assertEquals(
                Payload.of("idTag", "04aB_S2"),
                sent(Direction.DOWN, Action.RemoteStartTransaction, "idTag", "04AB"));
    }

    @Test
    void forgetsASuffixWhenTheStationUsesNoneAnyMore() throws Exception {
        using("strip-idtag-suffix", "");
        heard("CARD_S1");

        Delivered plain = delivered(routes.apply(up(Action.Authorize, "idTag", "CARD"), "any"));

        assertEquals(
                List.of(new Memory("strip-idtag-suffix", STATION, "card", "")), plain.remembered());
        assertEquals(
                Payload.of("idTag", "CARD"),
                sent(Direction.DOWN, Action.RemoteStartTransaction, "idTag", "CARD"));
    }

    @Test
    void remembersNothingWhenNothingIsNew() throws Exception {
        using("strip-idtag-suffix", "");
        heard("CARD_S1");

        assertEquals(
                List.of(),
                delivered(routes.apply(up(Action.Authorize, "idTag", "CARD_S1"), "any"))
                        .remembered());
        assertEquals(
                List.of(),
                delivered(routes.apply(up(Action.Authorize, "idTag", "PLAIN"), "any"))
                        .remembered());
    }

    @Test
    void keepsTheCardsOfStationsApart() throws Exception {
        using(
                "strip-idtag-suffix",
                "",
                new Memory("strip-idtag-suffix", new StationId("OTHER"), "card", "CARD_S9"),
                new Memory("somebody-else", STATION, "card", "CARD_S8"));

        assertEquals(
                Payload.of("idTag", "CARD"),
                sent(Direction.DOWN, Action.RemoteStartTransaction, "idTag", "CARD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_17101357", "_", "", "PLAIN"})
    void leavesATagWithoutACardInFront(String tag) throws Exception {
        using("strip-idtag-suffix", "");

        assertEquals(Payload.of("idTag", tag), sent(Direction.UP, Action.Authorize, "idTag", tag));
    }

    @Test
    void takesOverlongTagsAndForgetsOnlyAbsurdOnes() throws Exception {
        using("strip-idtag-suffix", "");
        String absurd = "A".repeat(500);

        Delivered keba =
                delivered(
                        routes.apply(
                                up(Action.Authorize, "idTag", "04A1B2C3D4E5F6_17101357"), "any"));
        Delivered flood =
                delivered(routes.apply(up(Action.Authorize, "idTag", absurd + "_1"), "any"));

        assertEquals(Payload.of("idTag", "04A1B2C3D4E5F6"), keba.call().payload());
        assertEquals("04a1b2c3d4e5f6", keba.remembered().get(0).key());
        assertEquals(Payload.of("idTag", absurd), flood.call().payload());
        assertEquals(List.of(), flood.remembered());
    }

    @Test
    void forgetsTheOldestOfTooManyCards() throws Exception {
        using("strip-idtag-suffix", "");
        for (int i = 0; i < 5_000; i++) {
            heard(i + "_S");
        }

        List<Memory> changes =
                delivered(routes.apply(up(Action.Authorize, "idTag", "5000_S"), "any"))
                        .remembered();

        assertEquals(
                List.of(
                        new Memory("strip-idtag-suffix", STATION, "5000", "5000_S"),
                        new Memory("strip-idtag-suffix", STATION, "1", ""),
                        new Memory("strip-idtag-suffix", STATION, "SERIALS", "S")),
                changes);
    }

    @Test
    void restoresNothingWhenToldSo() throws Exception {
        using("strip-idtag-suffix", "restore: plain");
        heard("CARD_S1");

        Delivered up = delivered(routes.apply(up(Action.Authorize, "idTag", "CARD_S1"), "any"));

        assertEquals(Payload.of("idTag", "CARD"), up.call().payload());
        assertEquals(List.of(), up.undo());
        assertEquals(
                Payload.of("idTag", "CARD"),
                sent(Direction.DOWN, Action.RemoteStartTransaction, "idTag", "CARD"));
    }

    @Test
    void whatTheStationSaidComesBackAsItSaidIt() throws Exception {
        using("strip-idtag-suffix", "");
        for (String card : List.of("A_1", "B", "C__", "d-e_f", "ÄÖ_ü")) {
            Payload up = sent(Direction.UP, Action.StartTransaction, "idTag", card);

            assertEquals(
                    Payload.of("idTag", card),
                    sent(
                            Direction.DOWN,
                            Action.RemoteStartTransaction,
                            "idTag",
                            up.text("idTag").orElseThrow()));
        }
    }

    @Test
    void keepsTheSerialAsAHintAtTheConnector() throws Exception {
        using("strip-idtag-suffix", "serials: '17101357=1, 17101358=2, 17101359'");

        for (List<String> hint :
                List.of(
                        List.of("A_17101358", ": shown at 17101358, connector 2"),
                        List.of("A_17101359", ": shown at 17101359"),
                        List.of("A_", ""))) {
            Delivered up =
                    delivered(routes.apply(up(Action.Authorize, "idTag", hint.get(0)), "any"));

            assertEquals(
                    List.of(
                            new Note(
                                    Loss.RENAMED,
                                    "idTag",
                                    hint.get(0),
                                    "A",
                                    "the suffix is the station's own" + hint.get(1))),
                    up.call().notes());
        }
    }

    private List<String> listed(String updateType, Payload... entries) {
        return sent(
                        Direction.DOWN,
                        Action.SendLocalList,
                        "listVersion",
                        1,
                        "updateType",
                        updateType,
                        "localAuthorizationList",
                        List.of(entries))
                .objects("localAuthorizationList")
                .stream()
                .map(
                        entry ->
                                entry.text("idTag").orElseThrow()
                                        + entry.object("idTagInfo")
                                                .flatMap(info -> info.text("parentIdTag"))
                                                .map(parent -> " of " + parent)
                                                .orElse(""))
                .toList();
    }

    private static Payload entry(String idTag, String status) {
        return Payload.of("idTag", idTag, "idTagInfo", Payload.of("status", status));
    }

    @Test
    void expandsAListToEveryBoxThatWasHeardOf() throws Exception {
        using("strip-idtag-suffix", "restore: expanded");
        assertEquals(List.of("aa"), listed("Full", entry("aa", "Accepted")));
        heard("AA_S1");
        heard("FAM_S2");
        Payload withParent =
                Payload.of(
                        "idTag",
                        "aa",
                        "idTagInfo",
                        Payload.of("status", "Accepted", "parentIdTag", "FAM"));

        assertEquals(
                List.of("AA_S1 of FAM_S2", "AA_S2 of FAM_S2", "BB_S1", "BB_S2"),
                listed("Full", withParent, entry("BB", "Accepted")));
        assertEquals(
                Payload.of("idTag", "AA_S1"),
                sent(Direction.DOWN, Action.RemoteStartTransaction, "idTag", "aa"));
    }

    @Test
    void doesNotExpandWhatTheCsmsNamesWithASuffixItself() throws Exception {
        using("strip-idtag-suffix", "restore: expanded, serials: 'S1,S2'");

        assertEquals(
                List.of("AA_S2", "AA_S1"),
                listed("Full", entry("AA", "Accepted"), entry("AA_S1", "Blocked")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"as-used", "expanded"})
    void takesARightAwayInEveryFormThatTheStationMayHold(String restore) throws Exception {
        using("strip-idtag-suffix", "restore: " + restore);
        heard("AA_S1");
        heard("AA_S2");

        assertEquals(
                List.of("AA_S1", "AA_S2", "aa", "BB_S1", "BB_S2", "BB"),
                listed("Differential", Payload.of("idTag", "aa"), entry("BB", "Blocked")));
        // A full list replaces all that there was.
        assertEquals(
                restore.equals("as-used") ? List.of("BB") : List.of("BB_S1", "BB_S2"),
                listed("Full", entry("BB", "Blocked")));
    }

    @Test
    void knowsTheBoxesAfterARestartAndABoundedNumberOfThem() throws Exception {
        using("strip-idtag-suffix", "restore: expanded");
        List<Memory> kept = new ArrayList<>();
        for (int serial = 0; serial < 40; serial++) {
            kept.addAll(
                    delivered(routes.apply(up(Action.Authorize, "idTag", "A_S" + serial), "any"))
                            .remembered());
        }
        routes.close();
        using("strip-idtag-suffix", "restore: expanded", kept.toArray(Memory[]::new));

        List<String> list = listed("Full", entry("B", "Accepted"));

        assertEquals(32, list.size());
        assertEquals(List.of("B_S8", "B_S39"), List.of(list.get(0), list.get(31)));
    }

    @Test
    void leavesOddEntriesOfAListAlone() throws Exception {
        using("strip-idtag-suffix", "restore: expanded, serials: 'S1,S2'");
        List<Object> odd = new ArrayList<>(List.of("text", 1L, Payload.of("x", "y")));

        assertEquals(
                Payload.of("localAuthorizationList", odd),
                sent(Direction.DOWN, Action.SendLocalList, "localAuthorizationList", odd));
    }

    // default-idtag

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void givesCallsWithoutACardOne(String none) throws Exception {
        using("default-idtag", "tag: FREE");

        assertEquals(
                Payload.of("idTag", "FREE"), sent(Direction.UP, Action.Authorize, "idTag", none));
        assertEquals(
                Payload.of("connectorId", 1, "idTag", "FREE"),
                sent(Direction.UP, Action.StartTransaction, "connectorId", 1));
        assertEquals(Payload.EMPTY, sent(Direction.UP, Action.StopTransaction));
        assertEquals(Payload.EMPTY, sent(Direction.DOWN, Action.RemoteStartTransaction));
    }

    // fit-idtag

    @ParameterizedTest
    @CsvSource({
        "'csms: 14',                          04A1B2C3,       04A1B2C3000000",
        "'csms: 14, at: start',               04A1B2C3,       00000004A1B2C3",
        "'csms: 14, fill: F',                 04A1B2C3,       04A1B2C3FFFFFF",
        "'csms: 8',                           04A1B2C3000000, 04A1B2C3",
        "'csms: 8, at: start',                00000004A1B2C3, 04A1B2C3",
        "'csms: 8',                           04A1B2C3000001, 04A1B2C3000001",
        "'csms: 8, cut: any',                 04A1B2C3000001, 04A1B2C3",
        "'csms: 14, station: 8',              FLEET,          FLEET",
        "'csms: 14',                          04A1B2C3D4E5F6, 04A1B2C3D4E5F6",
    })
    void padsAndCutsToTheLengthThatTheCsmsKnows(String parameters, String tag, String csms)
            throws Exception {
        using("fit-idtag", parameters);

        assertEquals(Payload.of("idTag", csms), sent(Direction.UP, Action.Authorize, "idTag", tag));
        assertEquals(
                Payload.of("idTag", tag),
                sent(Direction.DOWN, Action.RemoteStartTransaction, "idTag", csms));
    }

    // name-connector, drop-connector

    @Test
    void namesAConnectorInTheMessageLogAndRemembersTheName() throws Exception {
        using("name-connector", "names: '0=The hall, 2=Garage: right'");

        Delivered status =
                delivered(routes.apply(up(Action.StatusNotification, "connectorId", 2), "any"));

        assertEquals(Payload.of("connectorId", 2), status.call().payload());
        assertEquals(
                List.of(
                        new Note(
                                Loss.RENAMED,
                                "connectorId",
                                "2",
                                "2",
                                "connector 2 is called Garage: right")),
                status.call().notes());
        assertEquals(
                List.of(new Memory("name-connector", STATION, "2", "Garage: right")),
                status.remembered());
        assertEquals(
                List.of(),
                delivered(routes.apply(up(Action.MeterValues, "connectorId", 2), "any"))
                        .call()
                        .notes());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(Action.ChangeAvailability, "Rejected"),
                Arguments.of(Action.ClearChargingProfile, "Unknown"),
                Arguments.of(Action.GetCompositeSchedule, "Rejected"),
                Arguments.of(Action.RemoteStartTransaction, "Rejected"),
                Arguments.of(Action.ReserveNow, "Rejected"),
                Arguments.of(Action.SetChargingProfile, "Rejected"),
                Arguments.of(Action.TriggerMessage, "Rejected"),
                Arguments.of(new Action("ExtendedTriggerMessage"), "Rejected"),
                Arguments.of(Action.UnlockConnector, "NotSupported"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatTheCsmsAsksOfAHiddenConnector(Action action, String status) throws Exception {
        using("drop-connector", "connectors: '3, 4'");

        assertEquals(
                Answer.result(Payload.of("status", status)),
                Calls.answered(routes.apply(down(action, "connectorId", 4), "any")).answer());
        assertEquals(Payload.of("connectorId", 1), sent(Direction.DOWN, action, "connectorId", 1));
        assertEquals(Payload.EMPTY, sent(Direction.DOWN, action));
    }

    @Test
    void refusesWithAnAnswerThatTheCsmsCanRead() throws Exception {
        using("drop-connector", "connectors: '3'");
        Checks checks = new Checks(Dictionary.load());

        for (Action action : Action.DOWN) {
            routes.apply(down(action, "connectorId", 3), "any")
                    .fold(
                            delivered -> null,
                            answered -> {
                                Payload answer = ((Answer.Result) answered.answer()).payload();
                                assertEquals(
                                        new Checks.Normalised(answer, List.of()),
                                        checks.forCsms(
                                                Dialect.JSON_16,
                                                Direction.DOWN,
                                                action,
                                                Part.RESPONSE,
                                                answer,
                                                Instant.EPOCH));
                                return null;
                            });
        }
    }

    @Test
    void hidesAConnectorButNotItsCharging() throws Exception {
        using("drop-connector", "connectors: '3'");

        for (Action action : List.of(Action.StatusNotification, Action.MeterValues)) {
            assertEquals(
                    Answer.result(Payload.EMPTY),
                    Calls.answered(routes.apply(up(action, "connectorId", 3), "any")).answer());
            assertEquals(
                    Payload.of("connectorId", 2), sent(Direction.UP, action, "connectorId", 2));
        }
        assertEquals(
                Payload.of("connectorId", 3, "transactionId", 1),
                sent(Direction.UP, Action.MeterValues, "connectorId", 3, "transactionId", 1));
        Delivered start =
                delivered(routes.apply(up(Action.StartTransaction, "connectorId", 3), "any"));
        assertEquals(Loss.APPROXIMATED, start.call().notes().get(0).loss());
    }

    // rename-connector

    @ParameterizedTest
    @MethodSource("dev.substation.testing.Calls#actionsWithAConnector")
    void renamesBothWaysAndBackInAnswers(Action action) throws Exception {
        using("rename-connector", "station: 3, csms: 1");
        boolean up = Action.UP.contains(action);
        long from = up ? 3 : 1;
        long to = up ? 1 : 3;

        Delivered delivered =
                delivered(
                        routes.apply(
                                call(
                                        up ? Direction.UP : Direction.DOWN,
                                        action,
                                        Payload.of("x", "y", "connectorId", from, "z", 1)),
                                "any"));

        assertEquals(Payload.of("x", "y", "connectorId", to, "z", 1), delivered.call().payload());
        assertEquals(
                Answer.result(Payload.of("status", "Accepted", "connectorId", from)),
                routes.unwind(
                        delivered.undo(),
                        Answer.result(Payload.of("status", "Accepted", "connectorId", to))));
        assertEquals(
                List.of(
                        new Note(
                                Loss.RENAMED,
                                "connectorId",
                                "" + from,
                                "" + to,
                                "the site's number for it")),
                delivered.call().notes());
    }

    @Test
    void leavesOtherConnectorsTheWholeStationAndFailuresAlone() throws Exception {
        using("rename-connector", "map: '1=2,2=1'");

        for (long connector : new long[] {0, 3}) {
            Delivered delivered =
                    delivered(
                            routes.apply(
                                    up(Action.StatusNotification, "connectorId", connector),
                                    "any"));
            assertEquals(Payload.of("connectorId", connector), delivered.call().payload());
            assertEquals(List.of(), delivered.undo());
        }
        Delivered delivered =
                delivered(routes.apply(down(Action.UnlockConnector, "connectorId", 1), "any"));
        Answer failure =
                Answer.failure(Cause.STATION_TIMED_OUT, STATION, Action.UnlockConnector, 30);
        assertEquals(failure, routes.unwind(delivered.undo(), failure));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void aMapIsUndoneByItselfOnTheOtherWay(long connector) throws Exception {
        using("rename-connector", "map: '1=2, 2=3, 3=1'");

        Payload up = sent(Direction.UP, Action.StatusNotification, "connectorId", connector);

        assertEquals(
                Payload.of("connectorId", connector),
                sent(
                        Direction.DOWN,
                        Action.UnlockConnector,
                        "connectorId",
                        up.number("connectorId").orElseThrow()));
    }

    // connector-zero-meter

    private static Payload sample(String value, String... namesAndValues) {
        Payload sample = Payload.of("value", value, "context", "Sample.Clock");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            sample = sample.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return sample;
    }

    private Delivered meter(long connector, String timestamp, Payload... samples) {
        Payload value = Payload.of("timestamp", timestamp, "sampledValue", List.of(samples));
        return delivered(
                routes.apply(
                        up(
                                Action.MeterValues,
                                "connectorId",
                                connector,
                                "meterValue",
                                List.of(value)),
                        "any"));
    }

    private static Payload first(Delivered delivered) {
        Payload value = delivered.call().payload().objects("meterValue").get(0);
        return value.objects("sampledValue").get(0);
    }

    /** Connectors 1 to 4 of the recorded KEBA frames. */
    private void fourConnectors() {
        String[] values = {"236.1", "162.3", "171.7", "164.5"};
        for (int i = 0; i < values.length; i++) {
            meter(i + 1, T1, sample(values[i], "unit", "Wh", "location", "Outlet"));
        }
    }

    @Test
    void agreesWithTheRecordedNetwork() throws Exception {
        using("connector-zero-meter", "mode: verify, connectors: 4");
        fourConnectors();

        Delivered zero = meter(0, T1, sample("734.6", "unit", "Wh"));

        assertEquals(List.of(), zero.call().notes());
    }

    @Test
    void notesADifferenceAndLeavesTheValue() throws Exception {
        using("connector-zero-meter", "mode: verify, connectors: 4");
        fourConnectors();

        Delivered zero = meter(0, T1, sample("700.0", "unit", "Wh"));

        assertEquals(sample("700.0", "unit", "Wh"), first(zero));
        assertEquals(
                List.of(
                        new Note(
                                Loss.DEDUCED,
                                "meterValue[0].sampledValue[0].value",
                                "700.0",
                                "700.0",
                                "the connectors add up to 734.6")),
                zero.call().notes());
    }

    @Test
    void computesTheSumExactlyInTheUnitOfConnectorZero() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 4");
        fourConnectors();

        assertEquals(sample("734.6", "unit", "Wh"), first(meter(0, T1, sample("0", "unit", "Wh"))));
        assertEquals(
                sample("0.7346", "unit", "kWh"), first(meter(0, T1, sample("0", "unit", "kWh"))));
    }

    @Test
    void addsKilowattHoursToWattHours() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 2");
        meter(1, T1, sample("268.978", "unit", "kWh"));
        meter(2, T1, sample("22"));

        assertEquals(sample("269000"), first(meter(0, T1, sample("0"))));
    }

    @Test
    void computesNothingWhileAConnectorIsMissingOrOfAnotherTime() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 2");
        meter(1, T1, sample("1"));

        assertEquals(sample("9"), first(meter(0, T1, sample("9"))));
        meter(2, T2, sample("2"));
        assertEquals(sample("9"), first(meter(0, T1, sample("9"))));
        meter(1, T2, sample("1"));
        assertEquals(sample("3"), first(meter(0, T2, sample("9"))));
    }

    @Test
    void countsTheConnectorsThatItHearsOf() throws Exception {
        using("connector-zero-meter", "mode: compute");
        routes.apply(up(Action.StatusNotification, "connectorId", 2), "any");
        meter(1, T1, sample("1"));

        assertEquals(sample("9"), first(meter(0, T1, sample("9"))));
        meter(2, T1, sample("2"));
        assertEquals(sample("3"), first(meter(0, T1, sample("9"))));
    }

    @Test
    void touchesNothingBesideASignatureAndAddsNoSignedValueUp() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 1");
        Payload signed = sample("4f434d46", "format", "SignedData");
        meter(1, T1, sample("1"));

        assertEquals(sample("9"), first(meter(0, T1, sample("9"), signed)));
        meter(1, T2, sample("5"), signed);
        assertEquals(sample("9"), first(meter(0, T2, sample("9"))));
    }

    @Test
    void looksAtTheEnergyRegisterAlone() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 1");
        meter(1, T1, sample("1"));
        List<Payload> others =
                List.of(
                        sample("9", "measurand", "Power.Active.Import", "unit", "W"),
                        sample("9", "phase", "L1"),
                        sample("9", "location", "Inlet"),
                        sample("9", "unit", "varh"),
                        sample("1E999999999"),
                        sample("x"));

        Delivered zero = meter(0, T1, others.toArray(Payload[]::new));

        assertEquals(
                others, zero.call().payload().objects("meterValue").get(0).objects("sampledValue"));
    }

    @Test
    void remembersRegistersOverARestart() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 1");
        List<Memory> kept = meter(1, T1, sample("7.50")).remembered();
        routes.close();

        using("connector-zero-meter", "mode: compute, connectors: 1", kept.toArray(Memory[]::new));

        assertEquals(sample("7.50"), first(meter(0, T1, sample("9"))));
    }

    @Test
    void sumsEveryMeterValueOfAMessageByItself() throws Exception {
        using("connector-zero-meter", "mode: compute, connectors: 1");
        meter(1, T2, sample("5"));
        Payload one = Payload.of("timestamp", T1, "sampledValue", List.of(sample("9")));
        Payload two = Payload.of("timestamp", T2, "sampledValue", List.of(sample("9")));

        Payload sent =
                sent(
                        Direction.UP,
                        Action.MeterValues,
                        "connectorId",
                        0,
                        "meterValue",
                        List.of(one, two));

        assertEquals(
                List.of(one, two.with("sampledValue", List.of(sample("5")))),
                sent.objects("meterValue"));
    }
}
