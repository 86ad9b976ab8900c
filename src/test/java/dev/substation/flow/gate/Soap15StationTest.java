package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Part;
import dev.substation.flow.down.Triggers;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.VendorSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A station that speaks OCPP 1.5 is a good OCPP 1.6 station for its csms. */
class Soap15StationTest {

    private final VendorSite site = new VendorSite("generic", Dialect.SOAP_15);

    private static Payload result(CompletableFuture<Answer> answer) {
        assertTrue(answer.isDone(), "there is an answer");
        return assertInstanceOf(Answer.Result.class, answer.join()).payload();
    }

    private void status(int connector, String status) {
        result(
                site.up(
                        Action.StatusNotification,
                        Payload.of(
                                "connectorId",
                                connector,
                                "errorCode",
                                "NoError",
                                "status",
                                status,
                                "timestamp",
                                "2026-01-01T07:59:58Z")));
    }

    private long start(int connector) {
        Payload conf =
                result(
                        site.up(
                                Action.StartTransaction,
                                Payload.of(
                                        "connectorId",
                                        connector,
                                        "idTag",
                                        "04A1B2C3",
                                        "timestamp",
                                        site.time.instant().toString(),
                                        "meterStart",
                                        164)));
        return conf.number("transactionId").orElseThrow();
    }

    private Payload stop(long transaction) {
        result(
                site.up(
                        Action.StopTransaction,
                        Payload.of(
                                "transactionId",
                                transaction,
                                "timestamp",
                                "2026-01-01T09:00:00Z",
                                "meterStop",
                                900)));
        List<Call> stops = site.csms.received(Action.StopTransaction);
        return stops.get(stops.size() - 1).payload();
    }

    private void refuseCards() {
        site.csms.startingAll(77, "Blocked");
    }

    private List<String> statuses() {
        return site.csms.received(Action.StatusNotification).stream()
                .map(call -> call.payload().get("connectorId") + " " + call.payload().get("status"))
                .toList();
    }

    private void asks(Action action, Object... payload) {
        site.down(action, Payload.of(payload));
    }

    // ---- Occupied

    @Test
    void saysWhatOccupiedMeansWhenATransactionBeginsAndEnds() {
        status(1, "Available");
        status(1, "Occupied");
        long transaction = start(1);
        stop(transaction);
        status(1, "Available");

        assertEquals(
                List.of("1 Available", "1 Preparing", "1 Charging", "1 Finishing", "1 Available"),
                statuses());
    }

    @Test
    void saysItBehindTheTransactionAndSaysWhoMadeIt() {
        status(1, "Occupied");
        start(1);

        List<Call> received = site.csms.received;
        Call last = received.get(received.size() - 1);
        assertEquals(Action.StatusNotification, last.action());
        assertEquals(Action.StartTransaction, received.get(received.size() - 2).action());
        assertEquals("2026-01-01T08:00:00Z", last.payload().get("timestamp"));
        assertEquals("NoError", last.payload().get("errorCode"));
        List<Note> notes = site.notes();
        assertEquals(
                new Note(
                        Loss.DEDUCED,
                        "status",
                        "Occupied",
                        "Charging",
                        "made by the gateway: the connector's transactions have changed"),
                notes.get(notes.size() - 1));
    }

    @Test
    void sendsNothingTwiceWhenTheStationSaysOccupiedItself() {
        status(1, "Occupied");
        status(1, "Occupied");
        long transaction = start(1);
        status(1, "Occupied");
        stop(transaction);
        status(1, "Occupied");

        assertEquals(List.of("1 Preparing", "1 Charging", "1 Finishing"), statuses());
        assertEquals(
                3,
                site.notes().stream()
                        .filter(note -> note.reason().contains("not sent again"))
                        .count());
    }

    @Test
    void sendsAnOccupiedThatSaysMoreThanTheOneBefore() {
        status(1, "Occupied");
        site.up(
                Action.StatusNotification,
                Payload.of(
                        "connectorId", 1,
                        "errorCode", "NoError",
                        "status", "Occupied",
                        "info", "EVSE-1: door open"));

        assertEquals(List.of("1 Preparing", "1 Preparing"), statuses());
    }

    @Test
    void tellsAgainWhatAStationSaysAfterItsBoot() {
        status(1, "Occupied");
        boot();
        status(1, "Occupied");

        assertEquals(List.of("1 Preparing", "1 Preparing"), statuses());
    }

    @Test
    void saysNothingOfAConnectorThatIsNotOccupied() {
        status(1, "Available");
        status(2, "Occupied");
        long transaction = start(1);
        stop(transaction);

        assertEquals(List.of("1 Available", "2 Preparing"), statuses());
    }

    @Test
    void knowsAfterARestartWhatOccupiedMeant() {
        status(1, "Occupied");
        long transaction = start(1);
        site.start();
        status(1, "Occupied");
        stop(transaction);
        site.start();
        start(2);
        status(1, "Occupied");

        assertEquals(List.of("1 Preparing", "1 Charging", "1 Finishing"), statuses());
    }

    @Test
    void saysAfterARestartWhatAKillKeptItFromSaying() {
        status(1, "Occupied");
        List<Memory> before = site.ledger.load().memories();
        start(1);
        before.forEach(memory -> site.ledger.commit(List.of(new Change.Remembered(memory))));
        site.start();

        assertEquals(List.of("1 Preparing", "1 Charging", "1 Charging"), statuses());
    }

    @Test
    void startsNothingThoughABootThatIsNotAcceptedWasToldAgain() {
        site.csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Pending", 60)
                                : ScriptedCsms.accept(call));
        boot();
        Payload answer =
                result(
                        site.down(
                                Action.TriggerMessage,
                                Payload.of("requestedMessage", "BootNotification")));
        assertEquals("Accepted", answer.get("status"));
        site.csms.links.get(VendorSite.STATION).cut();
        site.time.pass(Triggers.PAUSE);
        site.csms.links.get(VendorSite.STATION).connect();
        Payload started =
                result(
                        site.down(
                                Action.RemoteStartTransaction,
                                Payload.of("idTag", "04A1B2C3", "connectorId", 1)));

        assertEquals("Rejected", started.get("status"));
        assertTrue(site.station.calls.isEmpty(), "the station was asked nothing");
    }

    @Test
    void saysThatACarGetsNothingWhenItsCardIsRefused() {
        refuseCards();
        status(1, "Occupied");
        start(1);

        assertEquals(List.of("1 Preparing", "1 SuspendedEVSE"), statuses());
    }

    @Test
    void forgetsWhatCouldNotBeStored() {
        site.ledger.full = true;
        CompletableFuture<Answer> answer =
                site.up(Action.StatusNotification, Payload.of(Fields.status(1, "Occupied")));
        assertInstanceOf(Answer.Failure.class, answer.join());
        site.ledger.full = false;
        status(1, "Occupied");

        assertEquals(List.of("1 Preparing"), statuses());
    }

    // ---- why a transaction stops

    @ParameterizedTest
    @CsvSource({"Hard, HardReset", "Soft, SoftReset"})
    void aStopAfterAResetIsTheResets(String type, String reason) {
        long transaction = start(1);
        asks(Action.Reset, "type", type);

        assertEquals(reason, stop(transaction).get("reason"));
    }

    @Test
    void aStopAfterARemoteStopIsRemoteAndSaysThatItIsDeduced() {
        long transaction = start(1);
        long other = start(2);
        asks(Action.RemoteStopTransaction, "transactionId", transaction);

        assertEquals("Remote", stop(transaction).get("reason"));
        assertEquals(null, stop(other).get("reason"));
        assertTrue(
                site.notes()
                        .contains(
                                new Note(
                                        Loss.DEDUCED,
                                        "reason",
                                        "",
                                        "Remote",
                                        "the CSMS sent RemoteStopTransaction")),
                site.notes().toString());
    }

    @Test
    void aStopThatOvertakesTheAnswerToARemoteStopIsRemote() {
        long transaction = start(1);
        CompletableFuture<Answer> late = new CompletableFuture<>();
        site.station.answeringLater(call -> late);
        asks(Action.RemoteStopTransaction, "transactionId", transaction);

        assertEquals("Remote", stop(transaction).get("reason"));
    }

    @Test
    void aStopAfterAnUnlockedConnectorIsTheUnlocks() {
        site.station.answering(call -> Answer.result(Payload.of("status", "Unlocked")));
        long transaction = start(1);
        long other = start(2);
        asks(Action.UnlockConnector, "connectorId", 1);

        assertEquals("UnlockCommand", stop(transaction).get("reason"));
        assertEquals(null, stop(other).get("reason"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Rejected", "UnlockFailed"})
    void whatTheStationRefusedIsNoReason(String status) {
        site.station.answering(call -> Answer.result(Payload.of("status", status)));
        long transaction = start(1);
        asks(Action.RemoteStopTransaction, "transactionId", transaction);
        asks(Action.UnlockConnector, "connectorId", 1);
        asks(Action.Reset, "type", "Hard");

        assertEquals(null, stop(transaction).get("reason"));
    }

    @Test
    void whatTheStationDidNotAnswerIsNoReason() {
        site.station.answering(
                call -> Answer.failure(Cause.STATION_TIMED_OUT, call.station(), call.action(), 30));
        long transaction = start(1);
        asks(Action.RemoteStopTransaction, "transactionId", transaction);

        assertEquals(null, stop(transaction).get("reason"));
    }

    @Test
    void whatWasLongAgoIsNoReason() {
        long transaction = start(1);
        asks(Action.Reset, "type", "Soft");
        site.time.pass(Duration.ofSeconds(121));

        assertEquals(null, stop(transaction).get("reason"));
    }

    @Test
    void aStopAfterARefusedCardIsDeAuthorized() {
        refuseCards();
        long transaction = start(1);

        assertEquals("DeAuthorized", stop(transaction).get("reason"));
    }

    @Test
    void aStopBehindAvailableIsOfACarThatWentAway() {
        status(1, "Occupied");
        long transaction = start(1);
        status(1, "Available");

        assertEquals("EVDisconnected", stop(transaction).get("reason"));
    }

    @Test
    void aCarThatIsThereAgainHasNotGone() {
        status(1, "Occupied");
        long transaction = start(1);
        status(1, "Available");
        status(1, "Occupied");

        assertEquals(null, stop(transaction).get("reason"));
    }

    @Test
    void leavesTheReasonOutWhenNothingIsKnown() {
        assertEquals(null, stop(start(1)).get("reason"));
    }

    @ParameterizedTest
    @CsvSource({"Reset, Hard", "Reset, Soft", "UnlockConnector, "})
    void whatHappenedBeforeATransactionBeganIsNoReason(String action, String type) {
        site.station.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "status",
                                        call.action().equals(Action.UnlockConnector)
                                                ? "Unlocked"
                                                : "Accepted")));
        if (type == null) {
            status(1, "Available");
            asks(Action.UnlockConnector, "connectorId", 1);
        } else {
            asks(new Action(action), "type", type);
        }
        site.time.pass(Duration.ofSeconds(10));

        assertEquals(null, stop(start(1)).get("reason"));
    }

    @Test
    void anAvailableBeforeATransactionBeganIsNoReason() {
        long first = start(1);
        status(1, "Available");
        site.time.pass(Duration.ofSeconds(1));
        long second = start(1); // the first one's stop is late

        assertEquals(null, stop(second).get("reason"));
        assertEquals("EVDisconnected", stop(first).get("reason"));
    }

    @Test
    void aResetIsTheReasonOfEveryTransactionThatRanAndOfNoneAfterIt() {
        long first = start(1);
        long second = start(2);
        asks(Action.Reset, "type", "Hard");

        assertEquals("HardReset", stop(first).get("reason"));
        assertEquals(null, stop(start(1)).get("reason"));
        assertEquals("HardReset", stop(second).get("reason"));
        assertEquals(null, stop(start(2)).get("reason"));
    }

    @Test
    void aResetThatIsAnsweredLateIsTheReasonOfWhatBeganMeanwhile() {
        CompletableFuture<Answer> late = new CompletableFuture<>();
        site.station.answeringLater(call -> late);
        asks(Action.Reset, "type", "Soft");
        long transaction = start(1);
        late.complete(Answer.result(Payload.of("status", "Accepted")));
        site.time.settle();

        assertEquals("SoftReset", stop(transaction).get("reason"));
    }

    @Test
    void anAnswerBehindTheStopColoursNothingMore() {
        long transaction = start(1);
        CompletableFuture<Answer> late = new CompletableFuture<>();
        site.station.answeringLater(call -> late);
        asks(Action.UnlockConnector, "connectorId", 1);
        assertEquals("UnlockCommand", stop(transaction).get("reason"));
        long next = start(1);
        late.complete(Answer.result(Payload.of("status", "Unlocked")));
        site.time.settle();

        assertEquals(null, stop(next).get("reason"));
    }

    @Test
    void aReasonOutlivesARestartAndIsStillUsedOnce() {
        long transaction = start(1);
        asks(Action.Reset, "type", "Hard");
        site.time.pass(Duration.ofSeconds(30));
        site.start();

        assertEquals("HardReset", stop(transaction).get("reason"));
        site.start();
        assertEquals(null, stop(start(1)).get("reason"));
    }

    @Test
    void aReasonIsOldAfterARestartToo() {
        long transaction = start(1);
        asks(Action.Reset, "type", "Hard");
        site.time.pass(Duration.ofSeconds(60));
        site.start();
        site.time.pass(Duration.ofSeconds(121));

        assertEquals(null, stop(transaction).get("reason"));
    }

    @Test
    void aResetIsTheReasonOfATransactionThatBeganBeforeTheGatewayWasThere() {
        asks(Action.Reset, "type", "Hard");

        assertEquals("HardReset", stop(4711).get("reason"));
        assertEquals(null, stop(4712).get("reason"));
    }

    @Test
    void leavesTheReasonOfA16StationAlone() {
        VendorSite newer = new VendorSite("generic", Dialect.SOAP_16);
        newer.down(Action.Reset, Payload.of("type", "Hard"));
        newer.up(
                Action.StopTransaction,
                Payload.of(
                        "transactionId", 5, "timestamp", "2026-01-01T09:00:00Z", "meterStop", 9));

        assertEquals(
                null, newer.csms.received(Action.StopTransaction).get(0).payload().get("reason"));
    }

    // ---- TriggerMessage

    private void boot() {
        result(
                site.up(
                        Action.BootNotification,
                        Payload.of(
                                "chargePointVendor", "KEBA AG",
                                "chargePointModel", "KC-P30",
                                "chargePointSerialNumber", "17619300")));
    }

    /** What the CSMS gets for a trigger after it was answered, as actions. */
    private List<Call> triggered(String status, Object... trigger) {
        int before = site.csms.received.size();
        Payload answer = result(site.down(Action.TriggerMessage, Payload.of(trigger)));
        assertEquals(status, answer.get("status"));
        assertEquals(before, site.csms.received.size(), "the answer comes first");
        site.time.pass(Triggers.PAUSE);
        return new ArrayList<>(site.csms.received.subList(before, site.csms.received.size()));
    }

    @Test
    void saysTheLastStatusOfOneConnectorOrOfAll() {
        status(0, "Available");
        status(1, "Occupied");
        status(2, "Unavailable");
        start(1);

        List<Call> one =
                triggered("Accepted", "requestedMessage", "StatusNotification", "connectorId", 1);
        assertEquals(
                List.of(
                        Payload.of(
                                "connectorId", 1,
                                "errorCode", "NoError",
                                "status", "Charging",
                                "timestamp", "2026-01-01T08:00:00Z")),
                one.stream().map(Call::payload).toList());
        assertEquals(
                List.of("Available", "Charging", "Unavailable"),
                triggered("Accepted", "requestedMessage", "StatusNotification").stream()
                        .map(call -> call.payload().get("status"))
                        .toList());
        assertTrue(site.station.calls.isEmpty(), "the station was asked nothing");
    }

    @Test
    void saysTheLastStatusAfterARestart() {
        status(1, "Faulted");
        site.start();

        assertEquals(
                "Faulted",
                triggered("Accepted", "requestedMessage", "StatusNotification", "connectorId", 1)
                        .get(0)
                        .payload()
                        .get("status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"StatusNotification", "MeterValues", "BootNotification"})
    void refusesToSayWhatItDoesNotKnow(String message) {
        assertEquals(List.of(), triggered("Rejected", "requestedMessage", message));
    }

    @Test
    void refusesToSayMoreOfAConnectorThatNeverSpoke() {
        status(1, "Available");

        assertEquals(
                List.of(),
                triggered("Rejected", "requestedMessage", "StatusNotification", "connectorId", 3));
    }

    @Test
    void saysTheLastMeterValuesWithTheTransactionThatRuns() {
        long transaction = start(1);
        result(site.up(Action.MeterValues, values(transaction)));
        Payload values = values(transaction, "unit", "Wh", "context", "Trigger");

        assertEquals(
                List.of(values),
                triggered("Accepted", "requestedMessage", "MeterValues").stream()
                        .map(Call::payload)
                        .toList());
        stop(transaction);
        assertEquals(
                List.of(values.without("transactionId")),
                triggered("Accepted", "requestedMessage", "MeterValues", "connectorId", 1).stream()
                        .map(Call::payload)
                        .toList());
    }

    @Test
    void saysOfTriggeredMeterValuesThatTheyAreSoThatNoRuleCountsThemTwice() {
        long transaction = start(1);
        List<Object> contexts = new ArrayList<>();
        for (String said : List.of("Sample.Periodic", "Sample.Clock", "Transaction.Begin")) {
            result(site.up(Action.MeterValues, values(transaction, "context", said)));
            contexts.add(
                    sample(triggered("Accepted", "requestedMessage", "MeterValues").get(0))
                            .get("context"));
        }

        assertEquals(List.of("Trigger", "Trigger", "Transaction.Begin"), contexts);
    }

    @Test
    void saysASignedMeterValueAgainAsItWas() {
        long transaction = start(1);
        Payload signed = values(transaction, "format", "SignedData", "context", "Sample.Periodic");
        result(site.up(Action.MeterValues, signed));

        assertEquals(
                signed, triggered("Accepted", "requestedMessage", "MeterValues").get(0).payload());
    }

    private static Payload sample(Call call) {
        return call.payload().objects("meterValue").get(0).objects("sampledValue").get(0);
    }

    private static Payload values(long transaction) {
        return values(transaction, "unit", "Wh");
    }

    private static Payload values(long transaction, Object... more) {
        Payload sample = Payload.of("value", "236.1");
        for (int i = 0; i < more.length; i += 2) {
            sample = sample.with((String) more[i], more[i + 1]);
        }
        return Payload.of(
                "connectorId",
                1,
                "transactionId",
                transaction,
                "meterValue",
                List.of(
                        Payload.of(
                                "timestamp",
                                "2026-01-01T08:10:00Z",
                                "sampledValue",
                                List.of(sample))));
    }

    @Test
    void bootsAgainAsTheStationDid() {
        boot();

        List<Call> again = triggered("Accepted", "requestedMessage", "BootNotification");
        assertEquals(
                List.of("17619300"),
                again.stream().map(call -> call.payload().get("chargePointSerialNumber")).toList());
        status(1, "Available");
        assertEquals(List.of("1 Available"), statuses());
    }

    @Test
    void beatsWhileTheStationIsAlive() {
        site.up(Action.Heartbeat, Payload.EMPTY);

        assertEquals(
                List.of(Action.Heartbeat),
                triggered("Accepted", "requestedMessage", "Heartbeat").stream()
                        .map(Call::action)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "FirmwareStatusNotification, Downloaded",
        "DiagnosticsStatusNotification, Uploaded"
    })
    void saysTheLastWordOfAnUpdateOrThatThereIsNone(String message, String word) {
        assertEquals(
                List.of(Payload.of("status", "Idle")),
                triggered("Accepted", "requestedMessage", message).stream()
                        .map(Call::payload)
                        .toList());
        result(site.up(new Action(message), Payload.of("status", word)));
        site.start();

        assertEquals(
                List.of(Payload.of("status", word)),
                triggered("Accepted", "requestedMessage", message).stream()
                        .map(Call::payload)
                        .toList());
    }

    @Test
    void saysOfATriggerThatItIsNone() {
        Answer answer = site.down(Action.TriggerMessage, Payload.EMPTY).join();

        assertEquals(Cause.MISSING_FIELD, assertInstanceOf(Answer.Failure.class, answer).cause());
    }

    @Test
    void leavesATriggerToAStationThatHasIt() {
        VendorSite newer = new VendorSite("generic", Dialect.SOAP_16);
        newer.down(Action.TriggerMessage, Payload.of("requestedMessage", "Heartbeat"));

        assertEquals(
                List.of(Action.TriggerMessage),
                newer.station.calls.stream().map(Call::action).toList());
    }

    // ---- configuration keys

    private static Payload key(String key, String value) {
        return Payload.of("key", key, "readonly", true, "value", value);
    }

    private void answersConfiguration(Payload configuration) {
        site.station.answering(call -> Answer.result(configuration));
    }

    @Test
    void addsToTheConfigurationWhatItCanVouchFor() {
        Payload own = Payload.of("key", "HeartbeatInterval", "readonly", false, "value", "300");
        answersConfiguration(Payload.of("configurationKey", List.of(own)));
        status(0, "Available");
        status(2, "Available");

        assertEquals(
                Payload.of(
                        "configurationKey",
                        List.of(
                                own,
                                key("NumberOfConnectors", "2"),
                                key(
                                        "SupportedFeatureProfiles",
                                        "Core,FirmwareManagement,LocalAuthListManagement,"
                                                + "Reservation,RemoteTrigger"))),
                result(site.down(Action.GetConfiguration, Payload.EMPTY)));
    }

    @Test
    void vouchesForNothingThatTheVendorLacks() {
        VendorSite keba = new VendorSite("keba", Dialect.SOAP_15);
        keba.station.answering(call -> Answer.result(Payload.EMPTY));

        assertEquals(
                List.of(
                        key(
                                "SupportedFeatureProfiles",
                                "Core,FirmwareManagement,LocalAuthListManagement,RemoteTrigger")),
                result(keba.down(Action.GetConfiguration, Payload.EMPTY))
                        .objects("configurationKey"));
    }

    @Test
    void leavesToTheStationWhatItKnowsItself() {
        Payload own = Payload.of("key", "numberOfConnectors", "readonly", true, "value", "4");
        answersConfiguration(
                Payload.of(
                        "configurationKey", List.of(own), "unknownKey", List.of("Blink", "Foo")));
        status(1, "Available");

        assertEquals(
                Payload.of("configurationKey", List.of(own), "unknownKey", List.of("Blink", "Foo")),
                result(
                        site.down(
                                Action.GetConfiguration,
                                Payload.of("key", List.of("NumberOfConnectors", "Blink", "Foo")))));
    }

    @Test
    void knowsWhatTheStationDoesNot() {
        answersConfiguration(Payload.of("unknownKey", List.of("SupportedFeatureProfiles")));

        Payload answer =
                result(
                        site.down(
                                Action.GetConfiguration,
                                Payload.of("key", List.of("SupportedFeatureProfiles"))));

        assertEquals(1, answer.objects("configurationKey").size());
        assertEquals(null, answer.get("unknownKey"));
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, securityprofile",
        "SOAP_15, SecurityProfile",
        "SOAP_15, WebSocketPingInterval",
        "SOAP_16, SecurityProfile"
    })
    void sendsNoKeyOfTheLinkToASoapStation(Dialect dialect, String key) {
        VendorSite soap = new VendorSite("generic", dialect);

        assertEquals(
                Payload.of("status", "Rejected"),
                result(
                        soap.down(
                                Action.ChangeConfiguration,
                                Payload.of("key", key, "value", "00112233445566778899"))));
        assertEquals(
                Payload.of("unknownKey", List.of(key)),
                result(soap.down(Action.GetConfiguration, Payload.of("key", List.of(key)))));
        assertTrue(soap.station.calls.isEmpty(), "the station was asked nothing");
        assertEquals(
                List.of(Loss.IMPOSSIBLE, Loss.IMPOSSIBLE),
                soap.notes().stream().map(Note::loss).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, AuthorizationKey",
        "SOAP_15, authorizationkey",
        "SOAP_16, AuthorizationKey"
    })
    void takesAnotherPasswordOfTheLinkInThePlaceOfASoapStation(Dialect dialect, String key) {
        VendorSite soap = new VendorSite("generic", dialect);

        assertEquals(
                Payload.of("status", "Accepted"),
                result(
                        soap.down(
                                Action.ChangeConfiguration,
                                Payload.of("key", key, "value", "00112233445566778899"))));
        assertEquals(
                Payload.of("unknownKey", List.of(key)),
                result(soap.down(Action.GetConfiguration, Payload.of("key", List.of(key)))));
        assertTrue(soap.station.calls.isEmpty(), "the station was asked nothing");
    }

    @Test
    void asksForTheOtherKeysBesideThatOfTheLinkAndTellsNobodyThatOne() {
        Payload own = Payload.of("key", "ResetRetries", "readonly", false, "value", "2");
        answersConfiguration(
                Payload.of("configurationKey", List.of(own, key("AuthorizationKey", "0011"))));

        Payload answer =
                result(
                        site.down(
                                Action.GetConfiguration,
                                Payload.of("key", List.of("AuthorizationKey", "ResetRetries"))));

        assertEquals(
                Payload.of(
                        "configurationKey",
                        List.of(own),
                        "unknownKey",
                        List.of("AuthorizationKey")),
                answer);
        assertEquals(
                Payload.of("key", List.of("ResetRetries")), site.station.calls.get(0).payload());
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, AuthorizationKey",
        "JSON_16, AuthorizationKey",
        "JSON_16, ' authorizationKey '"
    })
    void writesNoPasswordOfALinkDown(Dialect dialect, String key) {
        VendorSite any = new VendorSite("generic", dialect);
        any.down(
                Action.ChangeConfiguration,
                Payload.of("key", key, "value", "00112233445566778899"));

        assertEquals(
                List.of("***"),
                any.ledger.log.stream()
                        .filter(row -> row.action().equals(Action.ChangeConfiguration))
                        .filter(row -> row.part() == Part.REQUEST)
                        .map(row -> row.payload().get("value"))
                        .toList());
        assertFalse(any.ledger.log.toString().contains("00112233445566778899"));
    }

    /** One key goes and one comes, so the remarks are on each. */
    @Test
    void remarksOnNoPasswordThatAStationTells() {
        answersConfiguration(
                Payload.of("configurationKey", List.of(key("AuthorizationKey", "s3cret"))));

        Payload answer = result(site.down(Action.GetConfiguration, Payload.EMPTY));

        assertEquals(1, answer.objects("configurationKey").size());
        List<Note> notes = site.ledger.log.stream().flatMap(row -> row.notes().stream()).toList();
        assertTrue(notes.stream().anyMatch(note -> note.original().equals("***")), "" + notes);
        assertTrue(
                notes.stream().noneMatch(note -> note.original().contains("s3cret")), "" + notes);
    }

    @Test
    void rejectsAChangeOfWhatItVouchesForItself() {
        site.station.answering(call -> Answer.result(Payload.of("status", "NotSupported")));

        assertEquals(
                List.of("Rejected", "NotSupported"),
                List.of("SupportedFeatureProfiles", "NoSuchKey").stream()
                        .map(
                                key ->
                                        result(
                                                        site.down(
                                                                Action.ChangeConfiguration,
                                                                Payload.of(
                                                                        "key", key, "value", "1")))
                                                .get("status"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, HeartbeatInterval, HeartBeatInterval",
        "SOAP_16, HeartbeatInterval, HeartBeatInterval",
        "JSON_16, HeartbeatInterval, HeartBeatInterval",
        "SOAP_16, HeartBeatInterval, HeartbeatInterval"
    })
    void triesTheOtherSpellingOfAKeyThatTheStationDoesNotKnow(
            Dialect dialect, String asked, String other) {
        VendorSite any = new VendorSite("generic", dialect);
        any.station.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "status",
                                        call.payload().get("key").equals(other)
                                                ? "Accepted"
                                                : "NotSupported")));

        assertEquals(
                "Accepted",
                result(
                                any.down(
                                        Action.ChangeConfiguration,
                                        Payload.of("key", asked, "value", "60")))
                        .get("status"));
        assertEquals(
                List.of(asked, other),
                any.station.calls.stream().map(call -> call.payload().get("key")).toList());
        assertEquals("60", any.station.last(Action.ChangeConfiguration).payload().get("value"));
    }

    @Test
    void saysThatAKeyIsNotSupportedWhenNoSpellingIs() {
        site.station.answering(call -> Answer.result(Payload.of("status", "NotSupported")));

        assertEquals(
                "NotSupported",
                result(
                                site.down(
                                        Action.ChangeConfiguration,
                                        Payload.of("key", "HeartbeatInterval", "value", "60")))
                        .get("status"));
        assertEquals(2, site.station.calls.size());
        asks(Action.ChangeConfiguration, "key", "ResetRetries", "value", "3");
        assertEquals(3, site.station.calls.size(), "other keys have one spelling");
    }

    @Test
    void asksForAnUnknownKeyByItsOtherSpellingAndTellsItByTheOneAskedFor() {
        Payload own = Payload.of("key", "ResetRetries", "readonly", false, "value", "2");
        Payload found = Payload.of("key", "HeartbeatInterval", "readonly", false, "value", "60");
        site.station.answering(
                call ->
                        Answer.result(
                                call.payload().get("key").equals(List.of("HeartBeatInterval"))
                                        ? Payload.of("configurationKey", List.of(found))
                                        : Payload.of(
                                                "configurationKey",
                                                List.of(own),
                                                "unknownKey",
                                                List.of("HeartbeatInterval", "Foo"))));

        assertEquals(
                Payload.of("configurationKey", List.of(own, found), "unknownKey", List.of("Foo")),
                result(
                        site.down(
                                Action.GetConfiguration,
                                Payload.of(
                                        "key",
                                        List.of("ResetRetries", "HeartbeatInterval", "Foo")))));
    }

    @Test
    void stripsMeasurandsThatA15StationWouldRefuseTheWholeListFor() {
        asks(
                Action.ChangeConfiguration,
                "key",
                "MeterValuesSampledData",
                "value",
                "Energy.Active.Import.Register,SoC, Power.Offered,Voltage,Vendor.Own");

        assertEquals(
                "Energy.Active.Import.Register,Voltage,Vendor.Own",
                site.station.last(Action.ChangeConfiguration).payload().get("value"));
        assertEquals(List.of(Loss.APPROXIMATED), site.notes().stream().map(Note::loss).toList());
    }

    @Test
    void rejectsAListWithoutAMeasurandThatThereIs() {
        assertEquals(
                "Rejected",
                result(
                                site.down(
                                        Action.ChangeConfiguration,
                                        Payload.of(
                                                "key", "StopTxnSampledData", "value", "SoC,RPM")))
                        .get("status"));
        assertTrue(site.station.calls.isEmpty(), "the station was asked nothing");
    }

    @Test
    void leavesMeasurandsToA16Station() {
        VendorSite newer = new VendorSite("generic", Dialect.SOAP_16);
        newer.down(
                Action.ChangeConfiguration,
                Payload.of("key", "MeterValuesSampledData", "value", "SoC,Voltage"));

        assertEquals("SoC,Voltage", newer.station.calls.get(0).payload().get("value"));
    }

    @Test
    void cutsAValueThatIsLongerThanTheCsmsTakes() {
        answersConfiguration(
                Payload.of("configurationKey", List.of(key("Certificates", "x".repeat(700)))));

        assertEquals(
                "x".repeat(500),
                result(site.down(Action.GetConfiguration, Payload.EMPTY))
                        .objects("configurationKey")
                        .get(0)
                        .get("value"));
    }

    // ---- what a station must not be sent

    @Test
    void startsNothingWithoutTheProfileThatWasAskedFor() {
        Payload start = Payload.of("connectorId", 1, "idTag", "04A1B2C3");
        Payload profile =
                Payload.of(
                        "chargingProfileId",
                        7,
                        "stackLevel",
                        0,
                        "chargingProfilePurpose",
                        "TxProfile",
                        "chargingProfileKind",
                        "Relative",
                        "chargingSchedule",
                        Payload.of(
                                "chargingRateUnit",
                                "A",
                                "chargingSchedulePeriod",
                                List.of(Payload.of("startPeriod", 0, "limit", 10))));

        assertEquals(
                Payload.of("status", "Rejected"),
                result(
                        site.down(
                                Action.RemoteStartTransaction,
                                start.with("chargingProfile", profile))));
        assertTrue(site.station.calls.isEmpty(), "an unlimited charge was not asked for");
        assertEquals(List.of("chargingProfile"), site.notes().stream().map(Note::path).toList());
        asks(Action.RemoteStartTransaction, "connectorId", 1, "idTag", "04A1B2C3");
        assertEquals(start, site.station.last(Action.RemoteStartTransaction).payload());
    }

    @ParameterizedTest
    @CsvSource({"SOAP_16", "JSON_16"})
    void leavesAProfileToAStationThatHasSmartCharging(Dialect dialect) {
        VendorSite newer = new VendorSite("generic", dialect);
        newer.down(
                Action.RemoteStartTransaction, Payload.of("connectorId", 0, "idTag", "04A1B2C3"));

        assertEquals(1, newer.station.calls.size());
    }

    @Test
    void startsAndUnlocksNothingOnConnectorZero() {
        assertEquals(
                Payload.of("status", "Rejected"),
                result(
                        site.down(
                                Action.RemoteStartTransaction,
                                Payload.of("connectorId", 0, "idTag", "04A1B2C3"))));
        assertEquals(
                Payload.of("status", "NotSupported"),
                result(site.down(Action.UnlockConnector, Payload.of("connectorId", 0))));
        assertTrue(site.station.calls.isEmpty(), "the station was asked nothing");
    }

    @Test
    void unlocksNoConnectorThatTheStationNeverSpokeOf() {
        asks(Action.UnlockConnector, "connectorId", 2);
        status(0, "Available");
        asks(Action.UnlockConnector, "connectorId", 2);
        assertEquals(2, site.station.calls.size(), "it may have one");
        status(1, "Available");

        assertEquals(
                Payload.of("status", "NotSupported"),
                result(site.down(Action.UnlockConnector, Payload.of("connectorId", 2))));
        start(2);
        asks(Action.UnlockConnector, "connectorId", 2);
        assertEquals(3, site.station.calls.size(), "it has one that charges");
    }

    // ---- meter values

    @ParameterizedTest
    @CsvSource({"SOAP_15", "SOAP_16"})
    void meterValuesWithoutValuesGoUpWithTheListThatTheCsmsRequires(Dialect dialect) {
        VendorSite any = new VendorSite("generic", dialect);
        result(any.up(Action.MeterValues, Payload.of("connectorId", 1)));

        assertEquals(
                Payload.of("connectorId", 1, "meterValue", List.of()),
                any.csms.received(Action.MeterValues).get(0).payload());
        assertEquals(List.of("meterValue"), any.notes().stream().map(Note::path).toList());
    }

    // ---- what 1.6 does not allow on connector 0

    @ParameterizedTest
    @ValueSource(strings = {"Occupied", "Reserved"})
    void aStationAsAWholeIsNeitherOccupiedNorReserved(String status) {
        status(0, status);
        status(1, "Reserved");

        assertEquals(List.of("0 Available", "1 Reserved"), statuses());
    }

    // ---- smart charging

    @ParameterizedTest
    @CsvSource({
        "SetChargingProfile, NotSupported",
        "ClearChargingProfile, Unknown",
        "GetCompositeSchedule, Rejected"
    })
    void saysThatA15StationHasNoSmartCharging(String action, String status) {
        assertEquals(
                Payload.of("status", status),
                result(
                        site.down(
                                new Action(action),
                                Payload.of("connectorId", 1, "duration", 600))));
        assertTrue(site.station.calls.isEmpty(), "the station was asked nothing");
    }
}
