package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CSMS sets by ChangeConfiguration how often it wants Heartbeats. */
class HeartbeatKeyTest extends SteppedSite {

    private static final String KEY = "HeartbeatInterval";
    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            stations:
              BOX: {}
              NET: { split: { "1": NET-A, "2": NET-B } }
              BOX-A: {}
              BOX-B: {}
            upstream:
              HOF: { join: { "1": BOX-A, "2": BOX-B } }
            """;

    private long atBoot = 10;
    private Settings settings;

    HeartbeatKeyTest() {
        super(Dialect.SOAP_16);
    }

    @BeforeEach
    void run() throws Exception {
        csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Accepted", atBoot)
                                : csms.start(call));
        settings = settings(SITE);
        restart();
    }

    private void restart() {
        csms.links.clear();
        restart(settings);
        csms.connectAll();
        time.settle();
    }

    private Payload answerTo(String station, Action action, Object... payload) {
        CompletableFuture<Answer> answer = send(station, action, payload);
        csms.connectAll();
        time.settle();
        return resultOf(answer);
    }

    private long boot(String station) {
        if (!dialect.isSoap()) {
            gateway.opened(station(station));
        }
        return answerTo(
                        station,
                        Action.BootNotification,
                        "chargePointVendor",
                        "KEBA",
                        "chargePointModel",
                        "P30")
                .number("interval")
                .orElseThrow();
    }

    private Payload call(String upstream, Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                csms.link(upstream).callStation(action, Payload.of(payload));
        time.settle();
        return resultOf(answer);
    }

    private String set(String upstream, String key, Object value) {
        return call(upstream, Action.ChangeConfiguration, "key", key, "value", value)
                .text("status")
                .orElseThrow();
    }

    private String shown(String upstream) {
        return call(upstream, Action.GetConfiguration, "key", List.of(KEY))
                .objects("configurationKey")
                .get(0)
                .text("value")
                .orElseThrow();
    }

    private void reports(String station, String key, String value) {
        station(station)
                .answering(
                        call ->
                                Answer.result(
                                        Payload.of(
                                                "configurationKey",
                                                List.of(
                                                        Payload.of(
                                                                "key",
                                                                key,
                                                                "readonly",
                                                                false,
                                                                "value",
                                                                value)))));
    }

    private void answers(String station, String status) {
        station(station).answering(call -> Answer.result(Payload.of("status", status)));
    }

    private Object given(String station) {
        return station(station).last(Action.ChangeConfiguration).payload().get("value");
    }

    private void assertStaysFor(String upstream, long seconds) {
        time.pass(Duration.ofSeconds(seconds - 2));
        assertTrue(csms.isOnline(upstream), upstream + " is online for " + seconds + " s");
        time.pass(Duration.ofSeconds(8));
        assertFalse(csms.isOnline(upstream), upstream + " is offline after " + seconds + " s");
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, HeartbeatInterval",
        "SOAP_15, HeartBeatInterval",
        "SOAP_16, HeartbeatInterval",
        "SOAP_16, heartbeatinterval",
    })
    void theStationMayBeSilentForThreeOfItsNewIntervals(Dialect spoken, String key) {
        dialect = spoken;
        boot("BOX");

        assertEquals("Accepted", set("BOX", key, "60"));

        assertEquals("60", given("BOX"));
        assertStaysFor("BOX", 180);
    }

    @ParameterizedTest
    @EnumSource
    void theCsmsGetsHeartbeatsAsItWishesAlsoAfterARestart(Dialect spoken) {
        dialect = spoken;
        atBoot = 300;
        boot("BOX");
        assertEquals("Accepted", set("BOX", KEY, "30"));
        csms.received.clear();

        time.pass(Duration.ofSeconds(65));
        int before = csms.received(Action.Heartbeat).size();
        restart();
        if (!dialect.isSoap()) {
            gateway.opened(station("BOX"));
        }
        answerTo("BOX", Action.Heartbeat);
        time.pass(Duration.ofSeconds(65));
        int after = csms.received(Action.Heartbeat).size() - before;

        assertEquals(2, before, "in 65 s");
        assertTrue(after >= 1 && after <= 2, after + " in 65 s after the restart");
    }

    @Test
    void moreThanTheBoundIsTheCsmsRhythmAndNotTheStations() {
        boot("BOX");

        assertEquals("Accepted", set("BOX", KEY, "86400"));

        assertEquals("300", given("BOX"));
        reports("BOX", KEY, "300");
        assertEquals("86400", shown("BOX"), "the CSMS reads what it has set");
        restart();
        assertEquals("86400", shown("BOX"), "after a restart too");
        reports("BOX", KEY, "45");
        assertEquals("45", shown("BOX"), "what somebody else has set is told as it is");
        csms.received.clear();
        for (int i = 0; i < 30; i++) {
            time.pass(Duration.ofSeconds(300));
            answerTo("BOX", Action.Heartbeat);
        }
        assertTrue(csms.isOnline("BOX"));
        assertEquals(List.of(), csms.received(Action.Heartbeat));
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "900"})
    void whatTheBootSaidIsShownTheSame(String interval) {
        atBoot = Long.parseLong(interval);
        reports("BOX", KEY, Long.toString(boot("BOX")));

        assertEquals(interval, shown("BOX"));
    }

    @ParameterizedTest
    @CsvSource({"Rejected", "NotSupported"})
    void nothingIsLearntFromWhatTheStationDoesNotDo(String status) {
        boot("BOX");
        answers("BOX", status);

        assertEquals(status, set("BOX", KEY, "60"));

        assertStaysFor("BOX", 30);
    }

    @Test
    void aRebootMayLengthenTheSilenceAndChangesNothingElseUntilItsBoot() {
        boot("BOX");
        answers("BOX", "RebootRequired");

        assertEquals("RebootRequired", set("BOX", KEY, "60"));
        csms.received.clear();
        time.pass(Duration.ofSeconds(62));
        int beats = csms.received(Action.Heartbeat).size();
        assertTrue(beats >= 5, beats + " in 62 s: the CSMS's rhythm is the old one");
        assertTrue(csms.isOnline("BOX"));
        boot("BOX");

        assertStaysFor("BOX", 30);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatWasLostMayLengthenTheSilence(boolean restarted) {
        boot("BOX");
        station("BOX")
                .answering(
                        call -> Answer.failure(Cause.STATION_TIMED_OUT, "BOX", call.action(), 30));
        CompletableFuture<Answer> lost =
                csms.link("BOX")
                        .callStation(
                                Action.ChangeConfiguration, Payload.of("key", KEY, "value", "60"));
        time.settle();

        assertTrue(lost.isDone());
        if (restarted) {
            restart();
        }
        assertStaysFor("BOX", 180);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "often", "", "1.5", "60 s", "99999999999999999999"})
    void aSoapStationIsNotToldWhatIsNoInterval(String value) {
        boot("BOX");

        assertEquals("Rejected", set("BOX", KEY, value));

        assertTrue(station("BOX").calls.isEmpty(), "it has heard nothing");
        assertStaysFor("BOX", 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60 ", " 60", "060", "+60"})
    void anIntervalIsReadAsItIsMeant(String value) {
        boot("BOX");

        assertEquals("Accepted", set("BOX", KEY, value));

        assertEquals("60", given("BOX"));
        assertStaysFor("BOX", 180);
    }

    @Test
    void aJsonStationIsToldWhatTheCsmsSays() {
        dialect = Dialect.JSON_16;
        boot("BOX");

        assertEquals("Accepted", set("BOX", KEY, "86400"));
        assertEquals("86400", given("BOX"));
        assertEquals("Accepted", set("BOX", KEY, "often"));
        assertEquals("often", given("BOX"));
    }

    @Test
    void theNextBootCounts() {
        boot("BOX");
        set("BOX", KEY, "60");
        atBoot = 20;

        assertEquals(20, boot("BOX"));

        assertStaysFor("BOX", 60);
    }

    @Test
    void theStationsIntervalOutlivesARestart() {
        boot("BOX");
        set("BOX", KEY, "60");
        restart();

        assertStaysFor("BOX", 180);
    }

    @Test
    void joinedStationsAreAllToldAndTheCsmsGetsItsRhythm() {
        boot("BOX-A");
        boot("BOX-B");

        assertEquals("Accepted", set("HOF", KEY, "600"));

        assertEquals("300", given("BOX-A"));
        assertEquals("300", given("BOX-B"));
        csms.received.clear();
        time.pass(Duration.ofSeconds(610));
        assertEquals(1, csms.received(Action.Heartbeat).size());
        assertStaysFor("HOF", 290);
    }

    @Test
    void aPartOfASplitStationHasItsOwnRhythm() {
        boot("NET");

        assertEquals("Accepted", set("NET-B", KEY, "40"));
        csms.received.clear();
        time.pass(Duration.ofSeconds(82));

        assertEquals(7, csms.received.stream().filter(it -> of(it, "NET-A")).count());
        assertEquals(1, csms.received.stream().filter(it -> of(it, "NET-B")).count());
        assertStaysFor("NET-A", 38);
    }

    private static boolean of(Call call, String upstream) {
        return call.station().value().equals(upstream);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -7})
    void aBootWithoutAnIntervalLeavesItToTheGateway(long interval) {
        atBoot = interval;

        assertEquals(300, boot("BOX"));
        csms.received.clear();
        time.pass(Duration.ofSeconds(310));

        assertEquals(1, csms.received(Action.Heartbeat).size());
    }
}
