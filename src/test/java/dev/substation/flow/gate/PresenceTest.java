package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A station that has fallen silent is back at the CSMS with whatever it says. */
class PresenceTest extends SteppedSite {

    private static final long INTERVAL = 10;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}", strict: true } }
            stations:
              BOX: {}
              NET: { split: { "0": NET, "1": NET-A, "2": NET-B } }
              BOX-A: {}
              BOX-B: {}
              ANY-*: { accept: any }
            upstream:
              HOF: { join: { "1": BOX-A, "2": BOX-B } }
            """;

    private Settings settings;
    private boolean reachable = true;

    PresenceTest() {
        super(Dialect.SOAP_15);
    }

    /** Answers some of what stations say instead of the csms. */
    private record Answering(Action action) implements Rules {

        @Override
        public Routed apply(Call call, String vendor) {
            return call.action().equals(action) && call.direction() == Direction.UP
                    ? new Routed.Answered(
                            Answer.result(Payload.EMPTY),
                            List.of(new Memory("holds", call.station(), "key", "value")))
                    : new Routed.Delivered(call, List.of(), List.of());
        }

        @Override
        public Answer unwind(List<Undo> undo, Answer unwound) {
            return unwound;
        }
    }

    @BeforeEach
    void run() throws Exception {
        csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Accepted", INTERVAL)
                                : csms.start(call));
        settings = settings(SITE);
        restart();
    }

    /** A new gateway on the same ledger, as after a kill. */
    private void restart() {
        csms.links.clear();
        restart(settings);
        connect();
    }

    private void connect() {
        if (reachable) {
            csms.connectAll();
        }
        time.settle();
    }

    /** A WebSocket opens before anything is said over it. */
    private void arrive(String station) {
        if (!dialect.isSoap()) {
            gateway.opened(station(station));
            time.settle();
            connect();
        }
    }

    @Override
    protected CompletableFuture<Answer> send(String station, Action action, Object... payload) {
        CompletableFuture<Answer> answer = super.send(station, action, payload);
        connect();
        return answer;
    }

    private CompletableFuture<Answer> boot(String station) {
        return send(
                station,
                Action.BootNotification,
                "chargePointVendor",
                "KEBA",
                "chargePointModel",
                "P30");
    }

    private CompletableFuture<Answer> status(String station, long connector, String status) {
        return send(station, Action.StatusNotification, Fields.status(connector, status));
    }

    private CompletableFuture<Answer> meter(String station, long connector) {
        return send(
                station, Action.MeterValues, Fields.values(connector, "2026-01-01T08:00:00Z", "5"));
    }

    private CompletableFuture<Answer> authorize(String station) {
        return send(station, Action.Authorize, "idTag", "04A1B2C3");
    }

    private void fallSilent(String upstream) {
        assertTrue(csms.isOnline(upstream), upstream + " is online before");
        time.pass(Duration.ofSeconds(INTERVAL * 3 + 5));
        assertFalse(csms.isOnline(upstream), upstream + " is offline after three intervals");
    }

    @ParameterizedTest
    @EnumSource(names = {"SOAP_15", "SOAP_16"})
    void aHeartbeatAfterSilenceIsEnough(Dialect spoken) {
        dialect = spoken;
        resultOf(boot("BOX"));
        fallSilent("BOX");
        csms.received.clear();

        resultOf(send("BOX", Action.Heartbeat));
        assertTrue(csms.isOnline("BOX"), "it is online at once");
        for (int i = 0; i < 5; i++) {
            time.pass(Duration.ofSeconds(INTERVAL));
            resultOf(send("BOX", Action.Heartbeat));
        }
        CompletableFuture<Answer> called =
                csms.link("BOX").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        assertTrue(csms.isOnline("BOX"), "it stays online");
        assertTrue(csms.received(Action.Heartbeat).size() >= 4, "the CSMS gets Heartbeats");
        assertEquals(List.of(), csms.received(Action.BootNotification), "nobody has booted");
        assertEquals("Accepted", resultOf(called).get("status"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status that is nothing new",
                "meter values once more",
                "card while the CSMS is offline",
                "operation that the CSMS does not know"
            })
    void soIsAnythingElse(String what) {
        resultOf(boot("BOX"));
        resultOf(status("BOX", 1, "Occupied"));
        resultOf(meter("BOX", 1));
        fallSilent("BOX");

        switch (what) {
            case "status that is nothing new" -> resultOf(status("BOX", 1, "Occupied"));
            case "meter values once more" -> resultOf(meter("BOX", 1));
            case "card while the CSMS is offline" -> {
                reachable = false;
                CompletableFuture<Answer> answer = authorize("BOX");
                csms.link("BOX").cut();
                time.settle();
                resultOf(answer);
            }
            default ->
                    assertEquals(
                            Cause.UNKNOWN_ACTION,
                            failureOf(send("BOX", new Action("Unheard"))).cause());
        }

        assertTrue(csms.isOnline("BOX"), what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Heartbeat", "StatusNotification", "MeterValues", "Authorize"})
    void soIsWhatARuleAnswersOrHolds(String action) {
        rules = new Answering(new Action(action));
        restart();
        resultOf(boot("BOX"));
        fallSilent("BOX");

        switch (action) {
            case "Heartbeat" -> resultOf(send("BOX", Action.Heartbeat));
            case "StatusNotification" -> resultOf(status("BOX", 1, "Available"));
            case "MeterValues" -> resultOf(meter("BOX", 1));
            default -> resultOf(authorize("BOX"));
        }

        assertTrue(csms.isOnline("BOX"), action);
    }

    @ParameterizedTest
    @EnumSource
    void aStationIsBackAfterALongOutageOfTheGateway(Dialect spoken) {
        dialect = spoken;
        arrive("BOX");
        resultOf(boot("BOX"));
        time.pass(LONG);
        ledger.load().stations().forEach(row -> assertTrue(row.boot().isPresent()));

        restart();
        assertFalse(csms.isOnline("BOX"), "nothing was heard of it yet");
        arrive("BOX");
        resultOf(send("BOX", Action.Heartbeat));

        assertTrue(csms.isOnline("BOX"));
        assertFalse(csms.isOnline("HOF"), "another station is none of its business");
    }

    @Test
    void everyPartOfASplitStationIsBackWithAMessageOfOne() {
        resultOf(boot("NET"));
        fallSilent("NET");

        resultOf(meter("NET", 0));

        assertTrue(csms.isOnline("NET"));
        assertTrue(csms.isOnline("NET-A"));
        assertTrue(csms.isOnline("NET-B"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void joinedStationsAreBackWithAMessageOfAny(long connector) {
        resultOf(boot("BOX-A"));
        resultOf(boot("BOX-B"));
        fallSilent("HOF");

        resultOf(status("BOX-B", connector, "Available"));

        assertTrue(csms.isOnline("HOF"));
    }

    @Test
    void aStrangerThatMayComeInNeedNotBoot() {
        resultOf(send("ANY-1", Action.Heartbeat));

        assertTrue(csms.isOnline("ANY-1"));
        assertEquals(Cause.UNKNOWN_STATION, failureOf(send("NOBODY", Action.Heartbeat)).cause());
        assertFalse(csms.isOnline("NOBODY"));
    }

    @Test
    void aStationThatTheCsmsRejectsCanStillBeHeardAndBootAgain() {
        csms.answering(call -> ScriptedCsms.booted("Rejected", INTERVAL));
        resultOf(boot("BOX"));
        fallSilent("BOX");
        csms.received.clear();

        assertEquals(Cause.NOT_ACCEPTED, failureOf(send("BOX", Action.Heartbeat)).cause());
        time.pass(Duration.ofSeconds(INTERVAL * 2));
        assertEquals(List.of(), csms.received, "the CSMS wants to hear nothing");
        csms.answering(call -> ScriptedCsms.booted("Accepted", INTERVAL));

        assertEquals("Accepted", resultOf(boot("BOX")).get("status"));
    }

    @Test
    void aStepOfTheWallClockMakesNobodySilentOrImmortal() {
        resultOf(boot("BOX"));

        time.stepWallClock(Duration.ofHours(3));
        time.pass(Duration.ofSeconds(INTERVAL * 2));
        assertTrue(csms.isOnline("BOX"));
        time.stepWallClock(Duration.ofHours(-5));
        fallSilent("BOX");
    }

    @Test
    void aStationIsStoredAsHeardWhenItWasAndNotWhenTheGatewayStarted() {
        resultOf(boot("BOX"));
        OperatingTime heard = new OperatingTime(time.moment().nanos() / 1_000_000);
        time.pass(Duration.ofSeconds(INTERVAL));

        for (int i = 0; i < 10; i++) {
            restart();
            time.pass(Duration.ofSeconds(INTERVAL * 2));
        }

        assertEquals(heard, ledger.load().stations().get(0).lastHeard());
        assertFalse(csms.isOnline("BOX"));
    }

    @Test
    void aCsmsThatWantsFrequentHeartbeatsGetsThem() {
        csms.answering(call -> ScriptedCsms.booted("Accepted", 2));
        resultOf(boot("BOX"));
        time.pass(Duration.ofSeconds(5));
        csms.received.clear();

        for (int i = 0; i < 20; i++) {
            time.pass(Duration.ofSeconds(1));
            resultOf(send("BOX", Action.Heartbeat));
        }

        int beats = csms.received(Action.Heartbeat).size();
        assertTrue(beats >= 8 && beats <= 10, beats + " in 20 s");
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

    /** One box shows itself, the other does not. */
    private void pass(String box, long intervals) {
        for (int i = 0; i < intervals; i++) {
            time.pass(Duration.ofSeconds(INTERVAL));
            arrive(box);
            resultOf(send(box, Action.Heartbeat));
        }
    }

    private void join(Dialect spoken) {
        dialect = spoken;
        for (String box : List.of("BOX-A", "BOX-B")) {
            arrive(box);
            resultOf(boot(box));
            resultOf(status(box, 1, "Available"));
        }
        csms.received.clear();
    }

    private void leave(String box) {
        if (!dialect.isSoap()) {
            gateway.closed(station(box));
            time.settle();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBoxThatWentBeforeARestartComesBackAfterIt(Dialect spoken) {
        join(spoken);
        leave("BOX-B");
        pass("BOX-A", 6);
        assertEquals(List.of("HOF/2 Unavailable"), statuses());

        restart();
        arrive("BOX-A");
        pass("BOX-A", 6);
        assertEquals(List.of("HOF/2 Unavailable"), statuses(), "it was told so once");
        arrive("BOX-B");
        resultOf(send("BOX-B", Action.Heartbeat));
        pass("BOX-A", 1);

        assertEquals(List.of("HOF/2 Unavailable", "HOF/2 Available"), statuses());
    }

    @ParameterizedTest
    @EnumSource
    void aBoxThatIsGoneAtTheStartIsUnavailableUntilItComes(Dialect spoken) {
        join(spoken);
        time.pass(LONG);
        csms.received.clear();

        restart();
        arrive("BOX-A");
        pass("BOX-A", 2);
        assertEquals(List.of(), statuses(), "it has had no time to show itself");
        pass("BOX-A", 3);
        assertEquals(List.of("HOF/2 Unavailable"), statuses());
        arrive("BOX-B");
        resultOf(send("BOX-B", Action.Heartbeat));
        pass("BOX-A", 1);

        assertEquals(List.of("HOF/2 Unavailable", "HOF/2 Available"), statuses());
    }

    @Test
    void aBoxThatSaysItsStatusItselfIsNotSpokenFor() {
        join(Dialect.SOAP_16);
        pass("BOX-A", 6);
        restart();
        resultOf(status("BOX-B", 1, "Faulted"));
        pass("BOX-A", 1);

        assertEquals(List.of("HOF/2 Unavailable", "HOF/2 Faulted"), statuses());
    }

    @Test
    void aBoxWhoseStatusNobodyKnowsIsAvailableWhenItIsBack() {
        resultOf(boot("BOX-A"));
        resultOf(boot("BOX-B"));
        pass("BOX-A", 6);
        restart();
        resultOf(send("BOX-B", Action.Heartbeat));
        pass("BOX-A", 1);

        assertEquals(List.of("HOF/2 Unavailable", "HOF/2 Available"), statuses());
    }

    private void refusingStatuses() {
        csms.answering(
                call ->
                        call.action().equals(Action.StatusNotification)
                                ? Answer.failure(
                                        Cause.CSMS_REFUSED, ErrorCode.InternalError, "not now")
                                : ScriptedCsms.booted("Accepted", INTERVAL));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thatABoxIsGoneIsToldAgainWhenTheCsmsHasNotTakenIt(boolean restarted) {
        join(Dialect.JSON_16);
        leave("BOX-B");
        refusingStatuses();
        pass("BOX-A", 5);
        int refused = statuses().size();
        assertTrue(refused >= 1 && refused <= 2, "refused: " + statuses());
        csms.answering(call -> ScriptedCsms.booted("Accepted", INTERVAL));
        csms.received.clear();

        if (restarted) {
            restart();
            arrive("BOX-A");
        }
        pass("BOX-A", 30);
        assertEquals(List.of("HOF/2 Unavailable"), statuses());
        arrive("BOX-B");
        pass("BOX-A", 1);
        assertEquals(List.of("HOF/2 Unavailable", "HOF/2 Available"), statuses());
    }

    @Test
    void thatABoxIsBackIsToldAgainWhenTheCsmsHasNotTakenIt() {
        join(Dialect.JSON_16);
        leave("BOX-B");
        pass("BOX-A", 5);
        refusingStatuses();
        arrive("BOX-B");
        pass("BOX-A", 1);
        csms.answering(call -> ScriptedCsms.booted("Accepted", INTERVAL));
        csms.received.clear();

        pass("BOX-A", 12);

        assertEquals(List.of("HOF/2 Available"), statuses());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -2, 3})
    void aCsmsThatRefusesEachStatusIsNotFloodedWhateverTheWallClockDoes(long hours) {
        join(Dialect.JSON_16);
        leave("BOX-B");
        refusingStatuses();

        for (int i = 0; i < 60 * 4; i++) {
            pass("BOX-A", 6);
            time.stepWallClock(Duration.ofHours(hours));
        }

        int told = statuses().size();
        assertTrue(told >= 8 && told <= 16, told + " in four hours");
    }
}
