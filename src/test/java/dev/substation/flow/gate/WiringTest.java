package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.flow.down.CombinedAnswers;
import dev.substation.flow.down.Triggers;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stations that are split, joined and renamed, by the settings that a site would write. */
class WiringTest extends SteppedSite {

    private static final String CSMS = "csms: { main: { url: \"ws://127.0.0.1/{station}\" } }\n";
    private static final String SPLIT =
            CSMS
                    + """
                    stations:
                      NET: { vendor: keba, split: { "1": NET-A, "2": NET-B, "3": NET-C } }
                    """;
    private static final String JOINED =
            CSMS
                    + """
                    stations: { BOX-A: {}, BOX-B: {}, BOX-C: {} }
                    upstream:
                      HOF: { join: { "1": BOX-A, "2": BOX-B, "3": BOX-C/2 } }
                    """;

    WiringTest() {
        super(Dialect.SOAP_16);
    }

    /** Connector 1 is what the CSMS calls 2, and 2 is 1. */
    private static final class Swap implements Rules {

        @Override
        public Routed apply(Call call, String vendor) {
            Payload payload = call.payload();
            return new Routed.Delivered(
                    payload.number("connectorId")
                            .filter(id -> id > 0)
                            .map(id -> call.withPayload(payload.with("connectorId", 3 - id)))
                            .orElse(call),
                    List.of(),
                    List.of());
        }

        @Override
        public Answer unwind(List<Undo> undo, Answer answer) {
            return answer;
        }
    }

    @BeforeEach
    void answerStarts() {
        csms.answering(csms::start);
    }

    /** A gateway with these settings on the same ledger, as after a kill. */
    private void run(String siteYaml) throws Exception {
        Settings settings = settings(siteYaml);
        csms.links.clear();
        start(settings);
    }

    private void connect() {
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    private Payload boot(String station) {
        if (!dialect.isSoap()) {
            gateway.opened(station(station));
            time.settle();
        }
        CompletableFuture<Answer> answer =
                send(
                        station,
                        Action.BootNotification,
                        "chargePointVendor",
                        "KEBA",
                        "chargePointModel",
                        station);
        connect();
        return resultOf(answer);
    }

    private long start(String station, long connector) {
        return (Long)
                resultOf(
                                send(
                                        station,
                                        Action.StartTransaction,
                                        Fields.start(
                                                connector, "04A1B2C3", 5, "2026-01-01T08:00:00Z")))
                        .get("transactionId");
    }

    private void meter(String station, long connector, long transaction) {
        resultOf(
                send(
                        station,
                        Action.MeterValues,
                        Fields.values(connector, transaction, "2026-01-01T08:10:00Z", "10")));
    }

    private void stop(String station, long transaction) {
        resultOf(
                send(
                        station,
                        Action.StopTransaction,
                        Fields.stop(transaction, 900, "2026-01-01T09:00:00Z")));
    }

    private void status(String station, long connector, String status) {
        resultOf(send(station, Action.StatusNotification, Fields.status(connector, status)));
    }

    /** What the CSMS got of an action, as {@code identity/connector}. */
    private List<String> got(Action action) {
        return csms.received(action).stream()
                .map(call -> call.station() + "/" + call.payload().get("connectorId"))
                .toList();
    }

    private Payload call(String identity, Action action, Object... payload) {
        CompletableFuture<Answer> answer = calling(identity, action, payload);
        return resultOf(answer);
    }

    private CompletableFuture<Answer> calling(String identity, Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                csms.link(identity).callStation(action, Payload.of(payload));
        time.settle();
        return answer;
    }

    // ---- split

    @Test
    void whatOccupiedMeansIsSaidByThePartWhereItIs() throws Exception {
        dialect = Dialect.SOAP_15;
        run(SPLIT);
        boot("NET");

        status("NET", 2, "Occupied");
        status("NET", 3, "Occupied");
        stop("NET", start("NET", 2));

        assertEquals(
                List.of(
                        "NET-B/1 Preparing",
                        "NET-C/1 Preparing",
                        "NET-B/1 Charging",
                        "NET-B/1 Finishing"),
                statuses());
    }

    @Test
    void aTriggeredPartSaysWhatIsKnownOfItsConnector() throws Exception {
        dialect = Dialect.SOAP_15;
        run(SPLIT);
        boot("NET");
        status("NET", 1, "Available");
        status("NET", 3, "Faulted");

        assertEquals(
                "Accepted",
                call("NET-C", Action.TriggerMessage, "requestedMessage", "StatusNotification")
                        .get("status"));
        assertEquals(
                "Rejected",
                call("NET-B", Action.TriggerMessage, "requestedMessage", "StatusNotification")
                        .get("status"));
        time.pass(Triggers.PAUSE);
        assertEquals(
                List.of("NET-A/1 Available", "NET-C/1 Faulted", "NET-C/1 Faulted"), statuses());

        assertEquals(
                "Accepted",
                call("NET-B", Action.TriggerMessage, "requestedMessage", "BootNotification")
                        .get("status"));
        int boots = got(Action.BootNotification).size();
        time.pass(Triggers.PAUSE);
        assertEquals(
                List.of("NET-B/null"),
                got(Action.BootNotification).subList(boots, got(Action.BootNotification).size()));
        assertEquals(List.of(), station("NET").calls);
    }

    @Test
    void aTriggeredReportGoesToThePartThatAskedForIt() throws Exception {
        dialect = Dialect.SOAP_15;
        run(SPLIT);
        boot("NET");

        call("NET-C", Action.TriggerMessage, "requestedMessage", "FirmwareStatusNotification");
        time.pass(Triggers.PAUSE);

        assertEquals(List.of("NET-C/null"), got(Action.FirmwareStatusNotification));
    }

    @Test
    void aLogIsToldToThePartThatAskedForItAfterARestartToo() throws Exception {
        dialect = Dialect.SOAP_15;
        run(SPLIT);
        boot("NET");
        station("NET").answering(call -> Answer.result(Payload.of("fileName", "log.zip")));
        Payload log = Payload.of("remoteLocation", "ftp://logs.example");

        call("NET-C", Action.GetLog, "logType", "DiagnosticsLog", "requestId", 42, "log", log);
        run(SPLIT);
        send("NET", Action.DiagnosticsStatusNotification, "status", "Uploaded");
        connect();

        assertEquals(List.of("NET-C/null"), got(Action.LogStatusNotification));
    }

    @Test
    void whatOccupiedMeansIsSaidOfTheConnectorOfJoinedStations() throws Exception {
        dialect = Dialect.SOAP_15;
        run(JOINED);
        boot("BOX-A");
        boot("BOX-B");

        status("BOX-B", 1, "Occupied");
        start("BOX-B", 1);

        assertEquals(List.of("HOF/2 Preparing", "HOF/2 Charging"), statuses());
    }

    @Test
    void eachConnectorOfASplitStationBootsAsAStationOfItsOwn() throws Exception {
        run(SPLIT);

        Payload conf = boot("NET");

        assertEquals("Accepted", conf.get("status"));
        assertEquals(
                List.of("NET-A", "NET-B", "NET-C"),
                csms.received(Action.BootNotification).stream()
                        .map(call -> call.station().value())
                        .sorted()
                        .toList());
    }

    @Test
    void aSplitStationIsAcceptedWhenOneOfItsPartsIs() throws Exception {
        run(SPLIT);
        csms.answering(
                call ->
                        call.station().value().equals("NET-B")
                                ? ScriptedCsms.accept(call)
                                : ScriptedCsms.booted("Pending", 60));

        assertEquals("Accepted", boot("NET").get("status"));
        status("NET", 1, "Available");
        status("NET", 2, "Available");

        assertEquals(
                List.of("NET-B/1"),
                got(Action.StatusNotification),
                "a pending part sends nothing but boots");
    }

    @Test
    void aPartThatIsNotAcceptedYetBootsAgainThoughTheStationDoesNot() throws Exception {
        run(SPLIT);
        Map<String, Answer> notYet = new HashMap<>();
        notYet.put("NET-A", ScriptedCsms.booted("Pending", 60));
        notYet.put("NET-C", Answer.failure(Cause.CSMS_REFUSED, "not today"));
        csms.answering(
                call -> notYet.getOrDefault(call.station().value(), ScriptedCsms.accept(call)));
        assertEquals("Accepted", boot("NET").get("status"));
        status("NET", 1, "Available");
        status("NET", 3, "Available");
        assertEquals(List.of(), got(Action.StatusNotification));

        notYet.clear();
        time.pass(Duration.ofSeconds(59));
        assertEquals(3, csms.received(Action.BootNotification).size(), "not before its time");
        time.pass(Duration.ofSeconds(2));

        assertEquals(
                List.of("NET-A/1", "NET-C/1"),
                got(Action.StatusNotification).stream().sorted().toList());
        assertEquals(5, csms.received(Action.BootNotification).size());
    }

    @Test
    void anIntervalThatNoClockCanAddStopsNobodysHeartbeats() throws Exception {
        run(SPLIT);
        csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? Answer.result(
                                        Payload.of(
                                                "status",
                                                "Accepted",
                                                "currentTime",
                                                "2026-01-01T08:00:00Z",
                                                "interval",
                                                call.station().value().equals("NET-A")
                                                        ? Long.MAX_VALUE
                                                        : 60L))
                                : ScriptedCsms.accept(call));
        boot("NET");

        time.pass(Duration.ofSeconds(70));

        assertEquals(
                List.of("NET-B", "NET-C"),
                csms.received(Action.Heartbeat).stream()
                        .map(call -> call.station().value())
                        .sorted()
                        .toList());
    }

    @Test
    void aCardThatOnePartKnowsIsKnownToAll() throws Exception {
        run(
                SPLIT.replace(
                        "vendor: keba,",
                        "vendor: keba, offline-authorization: OfflineLocalAuthorization,"));
        boot("NET");
        resultOf(send("NET", Action.Authorize, "idTag", "04A1B2C3"));
        csms.links.values().forEach(ScriptedCsms.Link::cut);
        time.settle();

        start("NET", 2);

        assertEquals(
                Optional.of("Accepted"),
                ledger.load().transactions().get(0).idTagInfo().text("status"));
    }

    @Test
    void twoSocketsChargeAtOnceAsTwoStations() throws Exception {
        run(SPLIT);
        boot("NET");

        long first = start("NET", 1);
        long second = start("NET", 2);
        meter("NET", 1, first);
        meter("NET", 2, second);
        stop("NET", second);
        stop("NET", first);

        assertNotEquals(first, second);
        assertEquals(List.of("NET-A/1", "NET-B/1"), got(Action.StartTransaction));
        assertEquals(List.of("NET-A/1", "NET-B/1"), got(Action.MeterValues));
        assertEquals(List.of("NET-B/null", "NET-A/null"), got(Action.StopTransaction));
    }

    @Test
    void twoPartsMayHaveTheSameTransactionIdAtTheirCsms() throws Exception {
        run(SPLIT);
        csms.startingAll(7, "Accepted");
        boot("NET");

        long first = start("NET", 1);
        long second = start("NET", 2);
        call("NET-B", Action.RemoteStopTransaction, "transactionId", 7);

        assertEquals(7, first);
        assertNotEquals(7, second);
        assertEquals(
                second,
                station("NET").last(Action.RemoteStopTransaction).payload().get("transactionId"));
    }

    @Test
    void lateMeterValuesOfOnePartAreNotThoseOfAnotherThatGotTheSameId() throws Exception {
        run(SPLIT);
        csms.startingAll(7, "Accepted");
        boot("NET");
        long first = start("NET", 1);
        stop("NET", first);

        long second = start("NET", 2);
        meter("NET", 1, first);

        assertNotEquals(first, second);
        assertEquals(List.of("NET-A/1"), got(Action.MeterValues));
    }

    @Test
    void aCallForConnectorOneOfAPartReachesTheRightConnector() throws Exception {
        run(SPLIT);
        boot("NET");

        call("NET-C", Action.UnlockConnector, "connectorId", 1);
        call("NET-B", Action.RemoteStartTransaction, "idTag", "04A1B2C3");
        call("NET-B", Action.ChangeAvailability, "connectorId", 0, "type", "Inoperative");
        Payload none = call("NET-A", Action.ReserveNow, "connectorId", 2, "reservationId", 1);

        assertEquals(3L, station("NET").last(Action.UnlockConnector).payload().get("connectorId"));
        assertEquals(
                2L,
                station("NET").last(Action.RemoteStartTransaction).payload().get("connectorId"));
        assertEquals(
                2L,
                station("NET").last(Action.ChangeAvailability).payload().get("connectorId"),
                "the neighbours stay available");
        assertEquals("Rejected", none.get("status"), "a part has no connector 2");
        assertTrue(
                station("NET").calls.stream()
                        .noneMatch(call -> call.action().equals(Action.ReserveNow)));
    }

    @Test
    void aRemoteStartWithoutConnectorTakesAFreeOneThoughRulesRenumberThem() throws Exception {
        rules = new Swap();
        run(CSMS + "stations: { NET: { split: { \"1\": NET-A, \"2\": NET-A } } }");
        boot("NET");
        start("NET", 1);

        call("NET-A", Action.RemoteStartTransaction, "idTag", "04A1B2C3");

        assertEquals(List.of("NET-A/2"), got(Action.StartTransaction));
        assertEquals(
                2L,
                station("NET").last(Action.RemoteStartTransaction).payload().get("connectorId"));
    }

    @Test
    void onlyTheFirstPartResetsTheWholeStation() throws Exception {
        run(SPLIT);
        boot("NET");

        assertEquals("Rejected", call("NET-B", Action.Reset, "type", "Soft").get("status"));
        assertTrue(station("NET").calls.isEmpty(), "nothing reached the station");
        assertEquals("Accepted", call("NET-A", Action.Reset, "type", "Soft").get("status"));
        assertEquals(1, station("NET").calls.size());
    }

    @Test
    void aPartHasNoListOfItsOwnAndSaysSo() throws Exception {
        run(SPLIT);
        boot("NET");

        assertEquals(
                "NotSupported",
                call("NET-B", Action.SendLocalList, "listVersion", 1, "updateType", "Full")
                        .get("status"));
        assertEquals(-1L, call("NET-B", Action.GetLocalListVersion).get("listVersion"));
        assertEquals(
                "NotSupported",
                failureOf(calling("NET-C", Action.UpdateFirmware, "location", "ftp://x"))
                        .code()
                        .name());
    }

    @Test
    void whatConcernsTheWholeStationGoesAsTheSiteSays() throws Exception {
        run(
                CSMS
                        + """
                        stations:
                          NET:
                            split: { "1": NET-A, "2": NET-B }
                            whole-station: { Reset: each, StatusNotification: first, MeterValues: each }
                        """);
        boot("NET");

        assertEquals("Accepted", call("NET-B", Action.Reset, "type", "Soft").get("status"));
        status("NET", 0, "Unavailable");
        meterOfWhole();

        assertEquals(List.of("NET-A/0"), got(Action.StatusNotification));
        assertEquals(
                List.of("NET-A/0", "NET-B/0"), got(Action.MeterValues).stream().sorted().toList());
    }

    private void meterOfWhole() {
        resultOf(send("NET", Action.MeterValues, Fields.values(0, "2026-01-01T08:10:00Z", "10")));
    }

    @Test
    void usuallyAFaultOfTheWholeIsEachPartsAndItsMeterNobodys() throws Exception {
        run(SPLIT);
        boot("NET");

        status("NET", 0, "Faulted");
        meterOfWhole();

        assertEquals(
                List.of("NET-A/0", "NET-B/0", "NET-C/0"),
                got(Action.StatusNotification).stream().sorted().toList());
        assertEquals(List.of(), got(Action.MeterValues));
    }

    @Test
    void anIdentityForTheWholeGetsWhatConcernsTheWhole() throws Exception {
        run(
                CSMS
                        + """
                        stations:
                          NET: { split: { "0": NET, "1": NET-A, "2": NET-B } }
                        """);
        boot("NET");

        status("NET", 1, "Available");
        meterOfWhole();
        call("NET", Action.Reset, "type", "Soft");
        call("NET", Action.ChangeAvailability, "connectorId", 0, "type", "Inoperative");

        assertEquals(List.of("NET-A/1"), got(Action.StatusNotification));
        assertEquals(List.of("NET/0"), got(Action.MeterValues));
        assertEquals(
                0L, station("NET").last(Action.ChangeAvailability).payload().get("connectorId"));
        assertEquals("Rejected", call("NET-A", Action.Reset, "type", "Soft").get("status"));
    }

    @Test
    void aPartCountsItsOwnConnectors() throws Exception {
        run(
                CSMS
                        + """
                        stations:
                          NET: { split: { "1": NET-A, "2": NET-B, "3": NET-B } }
                        """);
        boot("NET");
        station("NET")
                .answering(
                        call ->
                                Answer.result(
                                        Payload.of(
                                                "configurationKey",
                                                List.of(
                                                        Payload.of(
                                                                "key",
                                                                "NumberOfConnectors",
                                                                "readonly",
                                                                true,
                                                                "value",
                                                                "3")))));

        Payload conf = call("NET-B", Action.GetConfiguration);
        start("NET", 3);

        assertEquals("2", conf.objects("configurationKey").get(0).get("value"));
        assertEquals(List.of("NET-B/2"), got(Action.StartTransaction));
    }

    @Test
    void aConnectorThatTheSplitDoesNotNameIsRefusedWithWhatToWrite() throws Exception {
        run(SPLIT);
        boot("NET");

        Failure failure =
                failureOf(send("NET", Action.StatusNotification, Fields.status(9, "Available")));

        assertEquals("SUB-1030", failure.cause().number());
        assertTrue(failure.description().contains("Connector 9 of the station NET"));
    }

    @Test
    void anOutageAndARestartLeaveEachPartsMessagesInOrder() throws Exception {
        run(SPLIT);
        boot("NET");
        csms.links.values().forEach(ScriptedCsms.Link::cut);
        time.settle();

        long first = start("NET", 1);
        long second = start("NET", 2);
        meter("NET", 2, second);
        stop("NET", first);
        run(SPLIT);
        csms.links.values().forEach(ScriptedCsms.Link::cut);
        stop("NET", second);
        csms.received.clear();
        connect();

        assertEquals(List.of("StartTransaction", "StopTransaction"), actions("NET-A"), "in order");
        assertEquals(
                List.of("StartTransaction", "MeterValues", "StopTransaction"), actions("NET-B"));
        assertTrue(ledger.outbox().isEmpty(), "all is delivered");
    }

    private List<String> actions(String identity) {
        return csms.received.stream()
                .filter(call -> call.station().value().equals(identity))
                .map(call -> call.action().name())
                .filter(name -> !name.equals("Heartbeat"))
                .toList();
    }

    @Test
    void aTransactionEndsWhereItBeganWhenTheSiteIsWiredAnew() throws Exception {
        run(CSMS + "stations: { NET: {} }");
        boot("NET");
        long before = start("NET", 2);

        run(SPLIT);
        connect();
        meter("NET", 2, before);
        connect();
        long after = start("NET", 1);
        stop("NET", before);
        stop("NET", after);
        connect();

        assertEquals(List.of("NET/2", "NET-A/1"), got(Action.StartTransaction));
        assertEquals(List.of("NET/2"), got(Action.MeterValues));
        assertEquals(
                List.of("NET", "NET-A"),
                csms.received(Action.StopTransaction).stream()
                        .map(call -> call.station().value())
                        .sorted()
                        .toList());
    }

    @Test
    void aTransactionKeepsTheConnectorOfAPartThatAnyStationMayBeCalledNow() throws Exception {
        run(SPLIT);
        boot("NET");
        long transaction = start("NET", 2);

        run(CSMS + "defaults: { accept: any }\nstations: { NET: {} }");
        connect();
        meter("NET", 2, transaction);
        connect();

        assertEquals(List.of("NET-B/1"), got(Action.MeterValues));
    }

    @Test
    void partsThatAreNewAfterARestartBootByThemselves() throws Exception {
        run(CSMS + "stations: { NET: {} }");
        boot("NET");
        csms.received.clear();

        run(SPLIT);
        connect();

        assertEquals(
                List.of("NET-A", "NET-B", "NET-C"),
                csms.received(Action.BootNotification).stream()
                        .map(call -> call.station().value())
                        .sorted()
                        .toList());
    }

    // ---- joined

    @Test
    void joinedStationsAreOneForTheCsmsThatBootsOnce() throws Exception {
        run(JOINED);

        assertEquals("Accepted", boot("BOX-B").get("status"));
        assertEquals("Accepted", boot("BOX-C").get("status"));

        assertEquals(
                List.of("HOF"),
                csms.received(Action.BootNotification).stream()
                        .map(call -> call.station().value())
                        .toList(),
                "a boot of a neighbour would end the sessions of the others at the CSMS");
    }

    @Test
    void joinedStationsChargeOnConnectorsOneToN() throws Exception {
        run(JOINED);
        boot("BOX-A");

        long first = start("BOX-A", 1);
        long third = start("BOX-C", 2);
        meter("BOX-C", 2, third);
        call("HOF", Action.RemoteStopTransaction, "transactionId", csmsId("BOX-C"));
        stop("BOX-A", first);

        assertEquals(List.of("HOF/1", "HOF/3"), got(Action.StartTransaction));
        assertEquals(List.of("HOF/3"), got(Action.MeterValues));
        assertEquals(
                third,
                station("BOX-C").last(Action.RemoteStopTransaction).payload().get("transactionId"));
        assertTrue(station("BOX-A").calls.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "true, HOF, BOX-C, 2, tx-3",
        "true, HOF, BOX-A, 1, tx-1",
        "false, NET-B, NET, 2, tx-1",
    })
    void aTextByWhichTheCsmsNamesATransactionReachesTheConnectorWhereItRuns(
            boolean joins, String identity, String box, long connector, String id)
            throws Exception {
        run(joins ? JOINED : SPLIT);
        csms.answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.result(
                                        Payload.of(
                                                "transactionId",
                                                "tx-" + call.payload().get("connectorId"),
                                                "idTagInfo",
                                                Payload.of("status", "Accepted")))
                                : ScriptedCsms.accept(call));
        for (String each : joins ? List.of("BOX-A", "BOX-C") : List.of("NET")) {
            boot(each);
        }
        start(joins ? "BOX-A" : "NET", 1);
        start(joins ? "BOX-C" : "NET", 2);
        long told = open(box, connector);

        Payload answer = call(identity, Action.RemoteStopTransaction, "transactionId", id);

        assertEquals("Accepted", answer.get("status"));
        assertEquals(
                told,
                station(box).last(Action.RemoteStopTransaction).payload().get("transactionId"));
        assertEquals(
                "Rejected",
                call(identity, Action.RemoteStopTransaction, "transactionId", "tx-9").get("status"),
                "of no transaction");
    }

    /** The id by which a station knows what runs on a connector. */
    private long open(String station, long connector) {
        return ledger.transactions().stream()
                .filter(row -> row.station().value().equals(station))
                .filter(row -> row.connectorId() == connector)
                .findFirst()
                .flatMap(Ledger.TransactionRow::stationId)
                .orElseThrow();
    }

    private long csmsId(String station) {
        return ledger.transactions().stream()
                .filter(row -> row.station().value().equals(station))
                .findFirst()
                .orElseThrow()
                .csmsId()
                .flatMap(CsmsTransactionId::number)
                .orElseThrow();
    }

    @Test
    void aCallForOneConnectorReachesOneStationAndOneForAllReachesAll() throws Exception {
        run(JOINED);
        boot("BOX-A");
        boot("BOX-B");
        boot("BOX-C");
        station("BOX-B").answering(call -> Answer.result(Payload.of("status", "Rejected")));

        call("HOF", Action.UnlockConnector, "connectorId", 3);
        Payload reset = call("HOF", Action.Reset, "type", "Soft");

        assertEquals(
                2L, station("BOX-C").last(Action.UnlockConnector).payload().get("connectorId"));
        assertEquals("Rejected", reset.get("status"), "one did not");
        for (String box : List.of("BOX-A", "BOX-B", "BOX-C")) {
            assertEquals("Soft", station(box).last(Action.Reset).payload().get("type"));
        }
    }

    @Test
    void aRemoteStartWithoutConnectorTakesAFreeOne() throws Exception {
        run(JOINED);
        boot("BOX-A");
        boot("BOX-B");
        start("BOX-A", 1);

        call("HOF", Action.RemoteStartTransaction, "idTag", "04A1B2C3");

        assertTrue(station("BOX-A").calls.isEmpty(), "somebody charges there");
        assertEquals(
                1L,
                station("BOX-B").last(Action.RemoteStartTransaction).payload().get("connectorId"));
    }

    private void register(String station, long connector, String value, String unit) {
        resultOf(
                send(
                        station,
                        Action.MeterValues,
                        "connectorId",
                        connector,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:15:00Z",
                                        "sampledValue",
                                        List.of(
                                                Payload.of("value", value, "unit", unit),
                                                Payload.of(
                                                        "value",
                                                        "999",
                                                        "measurand",
                                                        "Power.Active.Import"))))));
    }

    private List<String> sums() {
        return csms.received(Action.MeterValues).stream()
                .filter(call -> call.payload().get("connectorId").equals(0L))
                .map(call -> call.payload().objects("meterValue").get(0).objects("sampledValue"))
                .map(samples -> samples.get(0).text("value").orElseThrow())
                .toList();
    }

    @Test
    void connectorZeroOfJoinedStationsIsTheSumOfTheirMeters() throws Exception {
        run(JOINED);
        boot("BOX-A");

        register("BOX-A", 1, "236.1", "Wh");
        register("BOX-B", 1, "0.1623", "kWh");
        assertEquals(List.of(), sums(), "one has not told");
        register("BOX-C", 2, "171.7", "Wh");
        assertEquals(List.of("570.1"), sums());

        register("BOX-A", 1, "240.1", "Wh");
        run(JOINED);
        connect();
        register("BOX-A", 1, "250.1", "Wh");
        assertEquals(List.of("570.1", "574.1"), sums(), "the round ends when one tells it again");
    }

    @Test
    void aRegisterThatIsNoMetersIsNotSummed() throws Exception {
        run(JOINED);
        boot("BOX-A");

        register("BOX-A", 1, "1E999999999", "Wh");
        register("BOX-B", 1, "1", "Wh");
        register("BOX-C", 2, "1", "kWh");
        register("BOX-A", 1, " 2 ", "Wh");

        assertEquals(List.of("1003"), sums());
    }

    @Test
    void aBoxThatHasGoneIsReportedUnavailableUntilItIsBack() throws Exception {
        run(JOINED);
        boot("BOX-A");
        boot("BOX-B");
        status("BOX-B", 1, "Available");
        csms.received.clear();

        for (int i = 0; i < 100; i++) {
            time.pass(Duration.ofSeconds(10));
            send("BOX-A", Action.Heartbeat);
        }
        assertEquals(List.of("HOF/2 Unavailable"), statuses());
        send("BOX-B", Action.Heartbeat);
        time.pass(Duration.ofSeconds(10));

        assertEquals(List.of("HOF/2 Unavailable", "HOF/2 Available"), statuses());
    }

    private List<String> statuses() {
        return csms.received(Action.StatusNotification).stream()
                .map(
                        call ->
                                call.station()
                                        + "/"
                                        + call.payload().get("connectorId")
                                        + " "
                                        + call.payload().get("status"))
                .toList();
    }

    @Test
    void aStationIsKnownToTheCsmsByItsNameThere() throws Exception {
        run(CSMS + "stations: { NET: { upstream: HOF-7 } }");
        boot("NET");

        start("NET", 4);
        call("HOF-7", Action.UnlockConnector, "connectorId", 4);

        assertEquals(List.of("HOF-7/4"), got(Action.StartTransaction));
        assertEquals("NET", station("NET").last(Action.UnlockConnector).station().value());
        assertFalse(csms.links.containsKey(new StationId("NET")));
    }

    // ---- one answer of several

    /** The joined stations answer these; an empty word is an error. */
    private CompletableFuture<Answer> answered(
            Action action, Payload call, String first, String second, String third)
            throws Exception {
        run(JOINED);
        List<String> words = List.of(first, second, third);
        List<String> boxes = List.of("BOX-A", "BOX-B", "BOX-C");
        boxes.forEach(this::boot);
        for (int i = 0; i < boxes.size(); i++) {
            String word = words.get(i);
            station(boxes.get(i))
                    .answering(
                            to ->
                                    word.isEmpty()
                                            ? Answer.failure(
                                                    Cause.STATION_TIMED_OUT,
                                                    to.station(),
                                                    to.action(),
                                                    30)
                                            : Answer.result(Payload.of("status", word)));
        }
        CompletableFuture<Answer> answer = csms.link("HOF").callStation(action, call);
        time.settle();
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "ChangeAvailability,   Accepted, Scheduled, Accepted,                Scheduled",
        "ChangeAvailability,   Scheduled, Accepted, Rejected,                Rejected",
        "ChangeConfiguration,  Accepted, Accepted, RebootRequired,           RebootRequired",
        "ChangeConfiguration,  RebootRequired, NotSupported, Accepted,       NotSupported",
        "ChangeConfiguration,  NotSupported, Rejected, Accepted,             Rejected",
        "ClearCache,           Accepted, Rejected, Accepted,                 Rejected",
        "ClearCache,           Accepted, Rejected, '',                       Rejected",
        "Reset,                Accepted, Accepted, Rejected,                 Rejected",
        "SendLocalList,        Accepted, VersionMismatch, Accepted,          VersionMismatch",
        "SendLocalList,        NotSupported, VersionMismatch, Failed,        Failed",
        "TriggerMessage,       Accepted, NotImplemented, Accepted,           NotImplemented",
        "CancelReservation,    Rejected, Accepted, '',                       Accepted",
        "CancelReservation,    Rejected, Rejected, Rejected,                 Rejected",
        "ClearChargingProfile, Unknown, Unknown, Accepted,                   Accepted"
    })
    void ofSeveralWordsTheOneThatPromisesLeastIsTold(
            String action, String first, String second, String third, String told)
            throws Exception {
        dialect = Dialect.JSON_16;
        Payload call =
                switch (action) {
                    case "ChangeAvailability" -> Payload.of("connectorId", 0, "type", "Operative");
                    case "ChangeConfiguration" -> Payload.of("key", "Some", "value", "1");
                    case "Reset" -> Payload.of("type", "Soft");
                    case "SendLocalList" -> Payload.of("listVersion", 2, "updateType", "Full");
                    case "TriggerMessage" -> Payload.of("requestedMessage", "BootNotification");
                    case "CancelReservation" -> Payload.of("reservationId", 4);
                    default -> Payload.EMPTY;
                };

        assertEquals(
                told,
                resultOf(answered(new Action(action), call, first, second, third)).get("status"));
    }

    @Test
    void anErrorOfOneIsToldBeforeWhatTheOthersDid() throws Exception {
        dialect = Dialect.JSON_16;

        assertEquals(
                Cause.STATION_TIMED_OUT,
                failureOf(
                                answered(
                                        Action.ChangeAvailability,
                                        Payload.of("connectorId", 0, "type", "Inoperative"),
                                        "Accepted",
                                        "",
                                        "Scheduled"))
                        .cause());
    }

    @Test
    void everyOperationWithAStatusHasItsWordsInOrder() {
        for (CombinedAnswers.Order order : CombinedAnswers.TABLE) {
            assertTrue(order.words().contains(CombinedAnswers.ERROR), order.toString());
            assertEquals(order.words().size(), Set.copyOf(order.words()).size(), order.toString());
        }
    }

    // ---- a call that names no connector

    @ParameterizedTest
    @CsvSource({
        "Faulted,     Available,   Available,   RemoteStartTransaction, BOX-B",
        "Unavailable, Reserved,    Available,   RemoteStartTransaction, BOX-C",
        "Available,   Available,   Preparing,   RemoteStartTransaction, BOX-C",
        "Faulted,     '',          Finishing,   RemoteStartTransaction, BOX-B",
        "Faulted,     Unavailable, Finishing,   RemoteStartTransaction, BOX-C",
        "Faulted,     Unavailable, Faulted,     RemoteStartTransaction, BOX-B",
        "Available,   Available,   Available,   RemoteStartTransaction, BOX-A",
        "Preparing,   Faulted,     Available,   ReserveNow,             BOX-C",
        "Preparing,   Reserved,    '',          ReserveNow,             BOX-C"
    })
    void goesToAConnectorThatCanDoItAlsoAfterARestart(
            String first, String second, String third, String action, String station)
            throws Exception {
        for (Dialect each : List.of(Dialect.SOAP_16, Dialect.JSON_16)) {
            dialect = each;
            stations.clear();
            run(JOINED);
            for (String box : List.of("BOX-A", "BOX-B", "BOX-C")) {
                boot(box);
            }
            tell("BOX-A", 1, first);
            tell("BOX-B", 1, second);
            tell("BOX-C", 2, third);
            run(JOINED);
            for (String box : List.of("BOX-A", "BOX-B", "BOX-C")) {
                boot(box);
            }
            csms.link("HOF")
                    .callStation(
                            new Action(action),
                            Payload.of(
                                    "idTag",
                                    "04AB",
                                    "connectorId",
                                    0,
                                    "reservationId",
                                    3,
                                    "expiryDate",
                                    "2026-01-02T08:00:00Z"));
            time.settle();

            assertEquals(
                    List.of(station),
                    stations.keySet().stream()
                            .sorted()
                            .filter(
                                    name ->
                                            station(name).calls.stream()
                                                    .anyMatch(
                                                            call ->
                                                                    call.action()
                                                                            .name()
                                                                            .equals(action)))
                            .toList(),
                    each.toString());
        }
    }

    private void tell(String station, long connector, String status) {
        if (!status.isEmpty()) {
            status(station, connector, status);
        }
    }

    @Test
    void leavesAStationAloneThatIsOutOfOrderAsAWhole() throws Exception {
        dialect = Dialect.JSON_16;
        run(JOINED);
        for (String box : List.of("BOX-A", "BOX-B", "BOX-C")) {
            boot(box);
        }
        status("BOX-A", 1, "Available");
        status("BOX-A", 0, "Unavailable");
        status("BOX-B", 1, "Available");
        csms.link("HOF").callStation(Action.RemoteStartTransaction, Payload.of("idTag", "04AB"));
        time.settle();

        assertEquals(1, station("BOX-B").calls.size());
    }

    @ParameterizedTest
    @CsvSource({
        "Faulted,     Available, Available, RemoteStartTransaction, 2",
        "Available,   Available, Preparing, RemoteStartTransaction, 3",
        "Unavailable, Faulted,   Reserved,  RemoteStartTransaction, 3",
        "Preparing,   Available, Faulted,   ReserveNow,             2"
    })
    void soItDoesAtAPartOfASplitStation(
            String first, String second, String third, String action, long connector)
            throws Exception {
        String site =
                CSMS
                        + "stations: { NET: { split: { \"1\": NET-A, \"2\": NET-A, \"3\": NET-A,"
                        + " \"4\": NET-B } } }";
        for (Dialect each : List.of(Dialect.SOAP_16, Dialect.JSON_16)) {
            dialect = each;
            stations.clear();
            run(site);
            boot("NET");
            tell("NET", 1, first);
            tell("NET", 2, second);
            tell("NET", 3, third);
            tell("NET", 4, "Preparing");
            run(site);
            boot("NET");
            csms.link("NET-A")
                    .callStation(
                            new Action(action),
                            Payload.of(
                                    "idTag",
                                    "04AB",
                                    "connectorId",
                                    0,
                                    "reservationId",
                                    3,
                                    "expiryDate",
                                    "2026-01-02T08:00:00Z"));
            time.settle();

            assertEquals(
                    connector,
                    station("NET").last(new Action(action)).payload().get("connectorId"),
                    each.toString());
        }
    }

    @Test
    void eachStatusOfSplitAndJoinedStationsReachesACsmsThatTakesItsTime() throws Exception {
        dialect = Dialect.JSON_16;
        run(
                SPLIT
                        + "  BOX-A: {}\n  BOX-B: {}\nupstream: { HOF: { join: { \"1\": BOX-A, \"2\": BOX-B } } }\n");
        for (String one : List.of("NET", "BOX-A", "BOX-B")) {
            boot(one);
        }
        csms.received.clear();
        csms.taking(Duration.ofMillis(230));

        List<String> told = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String status = i % 2 == 0 ? "Preparing" : "Available";
            status("NET", 2, status);
            status("BOX-B", 1, status);
            told.add(status);
            time.pass(Duration.ofMillis(10));
        }
        time.pass(Duration.ofSeconds(10));

        for (String upstream : List.of("NET-B", "HOF")) {
            assertEquals(
                    told,
                    csms.received(Action.StatusNotification).stream()
                            .filter(call -> call.station().value().equals(upstream))
                            .map(call -> call.payload().get("status"))
                            .toList(),
                    upstream);
        }
    }
}
