package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that change while the gateway runs (docs/adr/0064-settings-go-live.md). */
class SiteChangeTest extends SteppedSite {

    private static final String CSMS =
            """
            csms:
              a: { url: "ws://a.example/{station}", user: "{station}", password: first }
              b: { url: "ws://b.example/{station}" }
            defaults: { csms: a }
            """;
    private static final String BOX = CSMS + "stations: { BOX: {} }\n";
    private static final String BOX_AT_B = CSMS + "stations: { BOX: { csms: b } }\n";
    private static final String TWO = CSMS + "stations: { BOX: {}, TWO: { csms: b } }\n";

    /** How many connections came in by the door. */
    private int doors;

    SiteChangeTest() {
        super(Dialect.JSON_16);
    }

    private void run(String siteYaml) throws Exception {
        csms.answering(csms::start);
        start(settings(siteYaml));
    }

    /** The file is saved, and its settings go live. */
    private void save(String siteYaml) throws Exception {
        CompletableFuture<List<StationId>> used = gateway.use(settings(siteYaml));
        time.settle();
        used.join();
    }

    /** A station is there: over SOAP by a message, else by its connection. */
    private void comes(String station) {
        if (!dialect.isSoap()) {
            gateway.opened(station(station));
            time.settle();
        }
        send(station, Action.Heartbeat);
    }

    /** A station is there, and its CSMS has accepted its boot. */
    private void boots(String station) {
        comes(station);
        CompletableFuture<Answer> booted =
                send(
                        station,
                        Action.BootNotification,
                        "chargePointVendor",
                        "KEBA",
                        "chargePointModel",
                        station);
        connect();
        resultOf(booted);
    }

    private void connect() {
        time.settle();
        csms.connectAll();
        time.settle();
    }

    /** Time passes in which the gateway looks whether it may change links. */
    private void moment() {
        time.pass(Duration.ofSeconds(2));
        connect();
    }

    private CompletableFuture<Answer> starting(String station) {
        return send(
                station,
                Action.StartTransaction,
                Fields.start(1, "04AB", 100, "2026-01-01T08:00:00Z"));
    }

    private long started(String station) {
        return resultOf(starting(station)).number("transactionId").orElseThrow();
    }

    private void values(String station, long transaction) {
        resultOf(
                send(
                        station,
                        Action.MeterValues,
                        Fields.values(1, transaction, "2026-01-01T08:30:00Z", "180")));
    }

    private CompletableFuture<Answer> stopping(String station, long transaction) {
        return send(
                station,
                Action.StopTransaction,
                Fields.stop(transaction, 200, "2026-01-01T09:00:00Z"));
    }

    private int count(String csmsName, String station, Action action) {
        return csms.received(csmsName, station, action).size();
    }

    private CsmsSettings latest() {
        return csms.opened.get(csms.opened.size() - 1);
    }

    private static Cause causeOf(CompletableFuture<Answer> answer) {
        return assertInstanceOf(Answer.Failure.class, answer.join()).cause();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStationThatIsAddedComesIn(Dialect spoken) throws Exception {
        dialect = spoken;
        run(BOX);
        assertEquals(Optional.empty(), gateway.settings(new StationId("TWO")));
        assertEquals(Cause.UNKNOWN_STATION, causeOf(send("TWO", Action.Heartbeat)));

        save(TWO);
        boots("TWO");

        assertEquals(1, count("b", "TWO", Action.BootNotification));
    }

    @Test
    void aStationThatIsRemovedIsDisconnectedAndRefused() throws Exception {
        run(TWO);
        boots("BOX");
        boots("TWO");

        save(BOX);

        assertEquals("the station is no longer in site.yaml", station("TWO").closed);
        assertEquals("", station("BOX").closed + station("BOX").sentAway);
        gateway.closed(station("TWO"));
        time.settle();
        assertEquals(Cause.UNKNOWN_STATION, causeOf(send("TWO", Action.Heartbeat)));
        moment();
        time.pass(Duration.ofSeconds(10));
        assertFalse(csms.isOnline("TWO"), "nobody is behind it");
        assertTrue(csms.isOnline("BOX"));
    }

    @Test
    void aWebSocketThatOpensWhileItsStationIsRemovedIsClosed() throws Exception {
        run(TWO);
        save(BOX);

        gateway.opened(station("TWO"));
        time.settle();

        assertEquals("the station is not in site.yaml", station("TWO").closed);
    }

    @Test
    void whatARemovedStationHadSentIsDelivered() throws Exception {
        run(TWO);
        boots("TWO");
        csms.link("TWO").cut();
        time.settle();
        long transaction = started("TWO");
        resultOf(stopping("TWO", transaction));
        assertEquals(0, count("b", "TWO", Action.StopTransaction));

        save(BOX);
        csms.link("TWO").connect();
        moment();

        assertEquals(1, count("b", "TWO", Action.StartTransaction));
        assertEquals(1, count("b", "TWO", Action.StopTransaction));
        assertEquals(List.of(), ledger.outbox());
    }

    @Test
    void aSoapStationThatIsBackCanBeCalledAtOnce() throws Exception {
        dialect = Dialect.SOAP_16;
        run(TWO);
        boots("TWO");
        save(BOX);
        connect();
        save(TWO);
        connect();

        CompletableFuture<Answer> reset =
                csms.link("TWO").callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        assertEquals("Accepted", resultOf(reset).get("status"));
    }

    @Test
    void anotherPasswordIsShownOnANewLinkAndNothingIsLost() throws Exception {
        run(TWO);
        boots("BOX");
        boots("TWO");
        ScriptedCsms.Link before = csms.link("BOX");
        ScriptedCsms.Link other = csms.link("TWO");
        long transaction = started("BOX");
        before.cut();
        time.settle();
        values("BOX", transaction);
        resultOf(stopping("BOX", transaction));

        save(TWO.replace("first", "second"));

        assertTrue(before.closed);
        assertNotSame(before, csms.link("BOX"));
        assertEquals(Optional.of("second"), latest().password());
        assertSame(other, csms.link("TWO"), "another CSMS");
        assertEquals("", station("BOX").closed + station("BOX").sentAway);
        connect();
        time.pass(Duration.ofSeconds(5));
        List<Action> delivered =
                csms.received.stream()
                        .filter(call -> call.station().value().equals("BOX"))
                        .map(Call::action)
                        .filter(action -> !action.equals(Action.Heartbeat))
                        .toList();
        assertEquals(
                List.of(
                        Action.BootNotification,
                        Action.StartTransaction,
                        Action.MeterValues,
                        Action.StopTransaction),
                delivered);
        assertEquals(List.of(), ledger.outbox());
        assertEquals(1, count("a", "BOX", Action.BootNotification), "it is the same CSMS");
    }

    @Test
    void aCallUnderWayKeepsItsAnswer() throws Exception {
        run(BOX);
        boots("BOX");
        ScriptedCsms.Link before = csms.link("BOX");
        csms.taking(Duration.ofSeconds(3));
        CompletableFuture<Answer> start = starting("BOX");

        save(BOX.replace("first", "second"));

        assertFalse(before.closed, "it waits for the answer");
        time.pass(Duration.ofSeconds(3));
        assertEquals(101L, resultOf(start).get("transactionId"));
        moment();
        assertTrue(before.closed);
        assertEquals(Optional.of("second"), latest().password());
    }

    @Test
    void aCsmsThatNeverAnswersDoesNotKeepItsLink() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");
        ScriptedCsms.Link before = csms.link("BOX");
        csms.fallSilent();
        values("BOX", transaction);

        save(BOX.replace("first", "second"));
        for (int i = 0; i < 70; i++) {
            time.pass(Duration.ofSeconds(1));
            send("BOX", Action.Authorize, "idTag", "04AB");
        }

        assertTrue(before.closed);
    }

    /** The old link may tell of its end after the new one is open. */
    @Test
    void whatWaitsGoesOutWhenTheOldLinkEndsAfterTheNewOneOpened() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");
        ScriptedCsms.Link before = csms.link("BOX");
        csms.fallSilent();
        csms.closesSlowly = true;
        values("BOX", transaction);
        save(BOX.replace("password: first", "password: second"));
        for (int i = 0; i < 70 && !before.closed; i++) {
            time.pass(Duration.ofSeconds(1));
            send("BOX", Action.Authorize, "idTag", "04AB");
        }
        assertTrue(before.closed);
        csms.answering(csms::start);
        connect();
        int told = count("a", "BOX", Action.MeterValues);

        before.answerNow(Answer.failure(Cause.CSMS_LINK_CLOSED, Action.MeterValues));
        time.settle();

        assertTrue(count("a", "BOX", Action.MeterValues) > told);
        assertEquals(List.of(), ledger.outbox());
    }

    @Test
    void aCallOfTheCsmsUnderWayGetsItsAnswerOverTheSameLink() throws Exception {
        run(BOX);
        boots("BOX");
        ScriptedCsms.Link before = csms.link("BOX");
        CompletableFuture<Answer> accepted = new CompletableFuture<>();
        station("BOX").answeringLater(call -> accepted);
        CompletableFuture<Answer> reset =
                before.callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        save(BOX.replace("first", "second"));
        moment();
        assertFalse(before.closed);
        accepted.complete(Answer.result(Payload.of("status", "Accepted")));
        moment();

        assertEquals("Accepted", resultOf(reset).get("status"));
        assertTrue(before.closed);
        assertEquals(Optional.of("second"), latest().password());
    }

    @Test
    void aCallOverALinkThatIsClosingDoesNotReachAStationOfAnotherCsms() throws Exception {
        run(BOX);
        boots("BOX");
        ScriptedCsms.Link before = csms.link("BOX");

        save(BOX_AT_B);
        connect();
        CompletableFuture<Answer> reset =
                before.callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        assertEquals(Cause.CSMS_LINK_CLOSED, causeOf(reset));
        assertEquals(List.of(), station("BOX").calls);
    }

    @Test
    void aRateCountsForACsmsThatHadLostAllItsStations() throws Exception {
        String slow = TWO.replace("b.example/{station}\"", "b.example/{station}\", drain-rate: 1");
        run(slow);
        boots("TWO");
        save(slow.replace("TWO: { csms: b }", "TWO: {}"));
        connect();

        save(TWO.replace("TWO: { csms: b }", "TWO: {}, MORE: { csms: b }"));
        boots("MORE");
        long transaction = started("MORE");
        csms.link("MORE").cut();
        time.settle();
        for (int i = 0; i < 10; i++) {
            resultOf(
                    send(
                            "MORE",
                            Action.MeterValues,
                            Fields.values(1, transaction, "2026-01-01T08:3" + i + ":00Z", "180")));
        }
        csms.link("MORE").connect();
        time.pass(Duration.ofSeconds(2));

        assertEquals(10, count("b", "MORE", Action.MeterValues));
    }

    @Test
    void aLinkThatHadToBeClosedOnceIsWaitedForTheNextTime() throws Exception {
        run(BOX);
        boots("BOX");
        ScriptedCsms.Link before = csms.link("BOX");
        csms.fallSilent();
        send("BOX", Action.Authorize, "idTag", "04AB");
        save(BOX.replace("password: first", "password: second"));
        for (int i = 0; i < 70 && !before.closed; i++) {
            time.pass(Duration.ofSeconds(1));
            send("BOX", Action.Authorize, "idTag", "04AB");
        }
        assertTrue(before.closed);
        csms.answering(csms::start);
        connect();
        time.pass(Duration.ofMinutes(5));
        ScriptedCsms.Link link = csms.link("BOX");
        csms.taking(Duration.ofSeconds(3));
        CompletableFuture<Answer> card = send("BOX", Action.Authorize, "idTag", "04CD");

        save(BOX.replace("password: first", "password: third"));

        assertFalse(link.closed);
        time.pass(Duration.ofSeconds(3));
        resultOf(card);
        moment();
        assertTrue(link.closed);
    }

    @Test
    void aChangeThatNobodyWaitsForAnyMoreIsNotTaken() throws Exception {
        run(BOX);
        Entrance entrance = new Entrance(gateway, time, Entrance.Limits.usual(10), List.of());

        entrance.use(settings(TWO)).cancel(false);
        time.settle();

        assertEquals(Optional.empty(), gateway.settings(new StationId("TWO")));
    }

    @Test
    void waitsAndLimitsCountWithoutANewLink() throws Exception {
        run(BOX);
        boots("BOX");
        ScriptedCsms.Link before = csms.link("BOX");

        save(BOX.replace("password: first", "password: first, answer-wait: 2s, attempts: 1"));

        assertSame(before, csms.link("BOX"));
        assertFalse(before.closed);
        csms.fallSilent();
        CompletableFuture<Answer> start = starting("BOX");
        time.pass(Duration.ofMillis(2_500));
        assertTrue(start.isDone(), "the station gets its answer after 2 s");
    }

    @Test
    void anotherAddressGetsBootAndStatuses() throws Exception {
        run(BOX);
        boots("BOX");
        resultOf(send("BOX", Action.StatusNotification, Fields.status(1, "Preparing")));

        save(BOX.replace("a.example", "new.example"));
        connect();

        assertEquals("ws://new.example/{station}", latest().url());
        assertEquals(2, count("a", "BOX", Action.BootNotification));
        assertEquals(2, count("a", "BOX", Action.StatusNotification));
        assertEquals("", station("BOX").closed + station("BOX").sentAway);

        save(BOX.replace("a.example", "new.example"));
        moment();
        assertEquals(2, count("a", "BOX", Action.BootNotification), "told once");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStationThatHasNothingOpenMovesAtOnce(Dialect spoken) throws Exception {
        dialect = spoken;
        run(BOX);
        boots("BOX");
        resultOf(send("BOX", Action.StatusNotification, Fields.status(1, "Available")));

        save(BOX_AT_B);
        connect();

        assertEquals("b", latest().name());
        assertEquals(1, count("b", "BOX", Action.BootNotification));
        assertEquals(1, count("b", "BOX", Action.StatusNotification));
        assertEquals(101L, started("BOX"));
        assertEquals(1, count("b", "BOX", Action.StartTransaction));
        assertEquals(0, count("a", "BOX", Action.StartTransaction));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aTransactionEndsWhereItBeganAndThenItsStationMoves(Dialect spoken) throws Exception {
        dialect = spoken;
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");

        save(BOX_AT_B);
        moment();
        values("BOX", transaction);
        assertEquals(1, count("a", "BOX", Action.MeterValues));
        assertEquals("a", csmsOf("BOX"));
        resultOf(stopping("BOX", transaction));
        assertEquals(1, count("a", "BOX", Action.StopTransaction));
        moment();

        assertEquals("b", csmsOf("BOX"));
        assertEquals(1, count("b", "BOX", Action.BootNotification));
        assertEquals(0, count("b", "BOX", Action.StopTransaction));
        started("BOX");
        assertEquals(1, count("b", "BOX", Action.StartTransaction));
    }

    private String csmsOf(String station) {
        return gateway.settings(new StationId(station)).orElseThrow().csms().name();
    }

    @Test
    void messagesOfATransactionWaitForTheCsmsThatItBeganAt() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");
        csms.link("BOX").cut();
        time.settle();
        resultOf(stopping("BOX", transaction));

        save(BOX_AT_B);
        time.pass(Duration.ofMinutes(5));
        assertEquals("a", csmsOf("BOX"));
        assertEquals(0, count("b", "BOX", Action.StopTransaction));
        csms.link("BOX").connect();
        time.settle();
        moment();

        assertEquals(1, count("a", "BOX", Action.StopTransaction));
        assertEquals("b", csmsOf("BOX"));
        assertEquals(List.of(), ledger.setAside());
    }

    @Test
    void aCsmsThatIsTakenOutServesTheTransactionsThatRunThere() throws Exception {
        run(BOX_AT_B);
        boots("BOX");
        long transaction = started("BOX");

        save("csms: { a: { url: \"ws://a.example/{station}\" } }\nstations: { BOX: {} }\n");
        moment();
        resultOf(stopping("BOX", transaction));
        moment();

        assertEquals(1, count("b", "BOX", Action.StopTransaction));
        assertEquals("a", csmsOf("BOX"));
        assertEquals(1, count("a", "BOX", Action.BootNotification));
    }

    @Test
    void aStopDoesNotOvertakeAStartThatIsParkedUntilARestart() throws Exception {
        run(BOX);
        boots("BOX");
        csms.link("BOX").cut();
        time.settle();
        long transaction = started("BOX");
        ledger.retire("a"); // as app.Placement does at a start without this CSMS
        csms.links.clear();
        restart(settings(BOX_AT_B.replaceAll(" *a: .*\\n", "").replace("csms: a ", "csms: b ")));
        comes("BOX");
        connect();

        save(BOX);
        connect();
        assertEquals("a", csmsOf("BOX"));
        values("BOX", transaction);
        resultOf(stopping("BOX", transaction));
        moment();

        List<Action> all =
                List.of(Action.StartTransaction, Action.MeterValues, Action.StopTransaction);
        assertEquals(List.of(), ofTransaction("BOX"));
        assertEquals(all, ledger.setAside().stream().map(Ledger.OutboxRow::action).toList());

        ledger.bringBack("a");
        csms.links.clear();
        restart(settings(BOX));
        comes("BOX");
        connect();
        moment();
        assertEquals(all, ofTransaction("BOX"));
        assertEquals(3, csms.received.stream().filter(call -> all.contains(call.action())).count());
    }

    /** What CSMS a was told of transactions of a station. */
    private List<Action> ofTransaction(String station) {
        return Stream.of(Action.StartTransaction, Action.MeterValues, Action.StopTransaction)
                .flatMap(action -> csms.received("a", station, action).stream())
                .sorted(Comparator.comparing(csms.received::indexOf))
                .map(Call::action)
                .toList();
    }

    @Test
    void aStationThatIsToMoveAndThenIsNotStays() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");
        ScriptedCsms.Link link = csms.link("BOX");

        save(BOX_AT_B);
        save(BOX);
        resultOf(stopping("BOX", transaction));
        moment();

        assertSame(link, csms.link("BOX"));
        assertFalse(link.closed);
        assertEquals(0, count("b", "BOX", Action.BootNotification));
    }

    @Test
    void theFormerCsmsIsReachedByItsNewPassword() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");

        save(BOX_AT_B.replace("first", "second"));
        moment();

        assertEquals("a", latest().name());
        assertEquals(Optional.of("second"), latest().password());
        resultOf(stopping("BOX", transaction));
        moment();
        assertEquals("b", csmsOf("BOX"));
    }

    /** An Accepted of the former CSMS must not count as one of the new. */
    @Test
    void aBootUnderWayIsAnsweredByWhomItWasSentTo() throws Exception {
        run(BOX);
        boots("BOX");
        csms.taking(Duration.ofSeconds(3));
        CompletableFuture<Answer> boot =
                send(
                        "BOX",
                        Action.BootNotification,
                        "chargePointVendor",
                        "KEBA",
                        "chargePointModel",
                        "AGAIN");

        save(BOX_AT_B);
        time.pass(Duration.ofSeconds(3));
        resultOf(boot);
        csms.taking(Duration.ZERO);
        moment();

        assertEquals(2, count("a", "BOX", Action.BootNotification));
        assertEquals(1, count("b", "BOX", Action.BootNotification));
        assertEquals(
                "AGAIN",
                csms.received("b", "BOX", Action.BootNotification)
                        .get(0)
                        .payload()
                        .get("chargePointModel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password: a-new-password", "secret: a-new-secret", "dialect: soap1.6"})
    void aWebSocketThatCouldNotBeOpenedSoAnyMoreIsClosed(String change) throws Exception {
        run(TWO);
        boots("BOX");
        boots("TWO");

        save(TWO.replace("BOX: {}", "BOX: { " + change + " }"));

        assertFalse(station("BOX").sentAway.isEmpty());
        assertEquals("", station("TWO").sentAway);
        assertTrue(csms.isOnline("BOX"), "the station is about to come again");
    }

    /** A connection that the door has let in, and that has not opened yet. */
    private ScriptedStation admitted(String name) {
        StationSettings now = gateway.settings(new StationId(name)).orElseThrow();
        ScriptedStation link =
                new ScriptedStation(now.station().value(), dialect, "192.0.2.8:" + ++doors);
        link.admission =
                Optional.of(
                        new Admission(
                                now.station(),
                                new StationId(name),
                                now.locks(),
                                gateway.settingsVersion()));
        return link;
    }

    private ScriptedStation opened(ScriptedStation link) {
        gateway.opened(link);
        time.settle();
        return link;
    }

    @Test
    void aWebSocketThatThePasswordOfBeforeLetInIsClosedWhenItOpens() throws Exception {
        run(BOX.replace("BOX: {}", "BOX: { password: of-before }"));
        ScriptedStation late = admitted("BOX");
        save(BOX.replace("BOX: {}", "BOX: { password: of-now }"));

        opened(late);
        ScriptedStation other = admitted("BOX");
        save(BOX.replace("BOX: {}", "BOX: { password: of-now, vendor: keba }"));
        opened(other);

        assertEquals("what the station must show has changed in site.yaml", late.sentAway);
        assertEquals("", other.sentAway, "another setting has changed");
        CompletableFuture<Answer> said = says(late);
        assertEquals(Cause.OTHER_CONNECTION, causeOf(said));
    }

    private CompletableFuture<Answer> says(ScriptedStation link) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        link,
                        new Call(
                                "id-2",
                                link.station(),
                                Direction.UP,
                                dialect,
                                Action.Heartbeat,
                                Payload.EMPTY,
                                List.of()));
        time.settle();
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"BOX: { password: of-now }", "OTHER: {}"})
    void whoWaitsForThePlaceOfAConnectionThatIsClosedDoesNotGetIt(String next) throws Exception {
        run(BOX.replace("BOX: {}", "BOX: { password: of-before }"));
        opened(admitted("BOX"));
        ScriptedStation inUse = opened(admitted("BOX"));
        inUse.alive = new CompletableFuture<>();
        ScriptedStation waits = opened(admitted("BOX"));

        save(BOX.replace("BOX: {}", next));
        inUse.alive.complete(false);
        gateway.closed(inUse);
        time.settle();

        assertFalse((inUse.sentAway + inUse.closed).isEmpty());
        assertFalse(waits.sentAway.isEmpty());
        gateway.closed(waits);
        time.settle();
        assertEquals(0, connected());
    }

    private int connected() {
        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        return figures.join().stationsConnected();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BOX: {}", "BOX: {}, OTHER: { aliases: [SN-1] }"})
    void aWebSocketUnderANameThatIsNoMoreOfItsStationIsClosed(String next) throws Exception {
        String named = BOX.replace("BOX: {}", "BOX: { aliases: [SN-1] }");
        run(named);
        ScriptedStation late = admitted("SN-1");
        ScriptedStation link = opened(admitted("SN-1"));

        save(named.replace("BOX: {", "BOX: { vendor: keba,"));
        assertEquals("", link.sentAway);
        save(BOX.replace("BOX: {}", next));
        opened(late);

        assertEquals("SN-1 is no longer a name of this station in site.yaml", link.sentAway);
        assertEquals("SN-1 is no longer a name of this station in site.yaml", late.sentAway);
        assertEquals("", opened(admitted("BOX")).sentAway);
    }

    @Test
    void otherSettingsOfAStationLeaveItsWebSocketOpen() throws Exception {
        run(BOX);
        boots("BOX");

        save(
                BOX.replace(
                        "BOX: {}",
                        "BOX: { vendor: keba, call-wait: 7s, time-zone: Europe/Vienna }"));

        assertEquals("", station("BOX").closed + station("BOX").sentAway);
        StationSettings now = gateway.settings(new StationId("BOX")).orElseThrow();
        assertEquals("keba", now.vendor());
        station("BOX").fallSilent();
        CompletableFuture<Answer> reset =
                csms.link("BOX").callStation(Action.Reset, Payload.of("type", "Soft"));
        time.pass(Duration.ofSeconds(8));
        assertTrue(reset.isDone(), "after 7 s");
    }

    @Test
    void aSoapStationIsCalledWhereTheFileSays() throws Exception {
        dialect = Dialect.SOAP_16;
        run(BOX);
        boots("BOX");
        stations.put("BOX", new ScriptedStation("BOX", dialect, "http://192.0.2.9:1/"));

        save(BOX.replace("BOX: {}", "BOX: { callback: \"http://192.0.2.9:1/\" }"));
        csms.link("BOX").callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        assertEquals(1, station("BOX").calls.size());
    }

    @Test
    void aCallbackAddressThatComesBackInTheFileIsCalledAtOnce() throws Exception {
        dialect = Dialect.SOAP_16;
        String other = BOX.replace("BOX: {}", "BOX: { callback: \"http://192.0.2.66:1/\" }");
        String right = BOX.replace("BOX: {}", "BOX: { callback: \"http://192.0.2.9:1/\" }");
        run(BOX);
        boots("BOX");
        for (String site : List.of(right, other, right)) {
            String address = site.equals(right) ? "http://192.0.2.9:1/" : "http://192.0.2.66:1/";
            stations.put("BOX", new ScriptedStation("BOX", dialect, address));
            save(site);
        }

        csms.link("BOX").callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        assertEquals(1, station("BOX").calls.size());
    }

    /** The site has named that address itself; what a station says of itself is checked. */
    @Test
    void anAddressThatTheFileNamesNoMoreIsCalledAsOneThatTheStationGave() throws Exception {
        dialect = Dialect.SOAP_16;
        run(BOX);
        boots("BOX");
        ScriptedStation pinned = new ScriptedStation("BOX", dialect, "http://192.0.2.9:1/");
        stations.put("BOX", pinned);
        save(BOX.replace("BOX: {}", "BOX: { callback: \"http://192.0.2.9:1/\" }"));
        stations.put("BOX", new ScriptedStation("BOX", dialect, "http://192.0.2.9:1/"));

        save(BOX);
        csms.link("BOX").callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        assertEquals(0, pinned.calls.size());
        assertEquals(1, station("BOX").calls.size());
    }

    @Test
    void aStationThatIsSplitEndsItsTransactionAsItBegan() throws Exception {
        dialect = Dialect.SOAP_16;
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");

        save(BOX.replace("BOX: {}", "BOX: { split: { \"1\": BOX-A, \"2\": BOX-B } }"));
        connect();
        assertEquals(1, count("a", "BOX-A", Action.BootNotification));
        assertEquals(1, count("a", "BOX-B", Action.BootNotification));
        resultOf(stopping("BOX", transaction));
        started("BOX");

        assertEquals(1, count("a", "BOX", Action.StopTransaction));
        assertEquals(1, count("a", "BOX-A", Action.StartTransaction));
        time.pass(Duration.ofSeconds(10));
        assertFalse(csms.isOnline("BOX"), "the site has this identity no more");
    }

    @Test
    void stationsAreJoinedAndSeparated() throws Exception {
        dialect = Dialect.SOAP_16;
        String plain = CSMS + "stations: { ONE: {}, TWO: {} }\n";
        run(plain);
        boots("ONE");
        boots("TWO");

        save(plain + "upstream: { HOF: { join: { \"1\": ONE, \"2\": TWO } } }\n");
        connect();
        started("TWO");
        assertEquals(1, count("a", "HOF", Action.BootNotification));
        assertEquals(
                2L,
                csms.received("a", "HOF", Action.StartTransaction)
                        .get(0)
                        .payload()
                        .get("connectorId"));

        save(plain);
        connect();
        started("ONE");
        assertEquals(1, count("a", "ONE", Action.StartTransaction));
    }

    @Test
    void aStationBecomesTransparentWhenItsTransactionIsOver() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");

        save(BOX.replace("BOX: {}", "BOX: { transparent: true }"));
        time.pass(Duration.ofSeconds(10));
        assertFalse(gateway.settings(new StationId("BOX")).orElseThrow().transparent());
        assertEquals("", station("BOX").sentAway);
        resultOf(stopping("BOX", transaction));
        time.pass(Duration.ofSeconds(10));

        assertTrue(gateway.settings(new StationId("BOX")).orElseThrow().transparent());
        assertEquals("the station is transparent from now on", station("BOX").sentAway);
    }

    @Test
    void aStationThatComesBackAsTransparentIsThatWhenItsTransactionIsOver() throws Exception {
        StationId box = new StationId("BOX");
        run(TWO);
        boots("BOX");
        long transaction = started("BOX");
        save(CSMS + "stations: { TWO: { csms: b } }\n");
        stations.remove("BOX");

        save(TWO.replace("BOX: {}", "BOX: { transparent: true }"));
        assertFalse(gateway.settings(box).orElseThrow().transparent());
        comes("BOX");
        connect();
        resultOf(stopping("BOX", transaction));
        time.pass(Duration.ofSeconds(10));

        assertTrue(gateway.settings(box).orElseThrow().transparent());
        assertEquals("the station is transparent from now on", station("BOX").sentAway);
    }

    @Test
    void whoMayStoreItsMessagesAgainIsLetInAgain() throws Exception {
        run(BOX.replace("BOX: {}", "BOX: { offline: reject }"));
        boots("BOX");
        csms.link("BOX").cut();
        time.settle();
        assertTrue(gateway.turnedAway(new StationId("BOX"), "192.0.2.7").isPresent());

        save(BOX);

        assertEquals(Optional.empty(), gateway.turnedAway(new StationId("BOX"), "192.0.2.7"));
    }

    @Test
    void aRestartInTheMiddleOfAMoveGoesOnWithIt() throws Exception {
        run(BOX);
        boots("BOX");
        long transaction = started("BOX");
        save(BOX_AT_B);

        csms.links.clear();
        restart(settings(BOX)); // as app.Placement does: it stays at a
        comes("BOX");
        connect();
        save(BOX_AT_B);
        resultOf(stopping("BOX", transaction));
        moment();

        assertEquals(1, count("a", "BOX", Action.StopTransaction));
        assertEquals(1, count("b", "BOX", Action.BootNotification));
        assertEquals(List.of(), ledger.setAside().stream().map(Ledger.OutboxRow::action).toList());
    }

    /** As an operator does whose station has lost the key that the CSMS has set. */
    @Test
    void anotherPasswordInTheFileReplacesTheKeyThatTheCsmsHasSet() throws Exception {
        String locked = BOX.replace("BOX: {}", "BOX: { password: of-the-file }");
        run(locked);
        boots("BOX");
        CompletableFuture<Answer> set =
                csms.link("BOX")
                        .callStation(
                                Action.ChangeConfiguration,
                                Payload.of("key", "AuthorizationKey", "value", "k".repeat(20)));
        time.settle();
        resultOf(set);
        time.pass(Duration.ofSeconds(2));
        connect();
        assertEquals(2, gateway.facts().setByCsms().size(), "of the station and of the link");

        save(locked.replace("BOX: {", "BOX: { vendor: keba, "));
        assertEquals(2, gateway.facts().setByCsms().size(), "the password is as it was");
        assertEquals("", station("BOX").sentAway);

        save(locked.replace("of-the-file", "another-one"));
        assertEquals(1, gateway.facts().setByCsms().size());
        assertFalse(station("BOX").sentAway.isEmpty());

        save(BOX_AT_B);
        save(locked.replace("of-the-file", "another-one"));
        assertEquals(List.of(), gateway.facts().setByCsms(), "of the link neither, once it moved");
    }

    @Test
    void whatWaitsForACsmsThatBecomesStrictGoesOutAsItTakesIt() throws Exception {
        run(BOX);
        boots("BOX");
        csms.link("BOX").cut();
        time.settle();
        resultOf(
                send(
                        "BOX",
                        Action.StatusNotification,
                        "connectorId",
                        1L,
                        "status",
                        "Available",
                        "errorCode",
                        "NoError",
                        "vendorField",
                        "x"));

        save(BOX.replace("password: first", "password: first, strict: true"));
        csms.link("BOX").connect();
        time.pass(Duration.ofSeconds(5));

        List<Call> told = csms.received("a", "BOX", Action.StatusNotification);
        assertEquals(1, told.size());
        assertFalse(told.get(0).payload().containsKey("vendorField"));
    }

    @Test
    void aRenamedStationIsTwoStations() throws Exception {
        run(TWO);
        boots("TWO");

        save(BOX.replace("stations: { ", "stations: { RENAMED: { aliases: [TWO], csms: b }, "));

        assertEquals("the station is no longer in site.yaml", station("TWO").closed);
        assertEquals(
                new StationId("RENAMED"),
                gateway.settings(new StationId("TWO")).orElseThrow().station());
        boots("RENAMED");
        assertEquals(1, count("b", "RENAMED", Action.BootNotification));
    }

    @Test
    void aPatternLetsStationsInAndOut() throws Exception {
        run(BOX);
        String pattern = BOX.replace("BOX: {}", "BOX: {}, \"TW*\": { accept: any, csms: b }");
        save(pattern);
        boots("TWO");
        assertEquals(1, count("b", "TWO", Action.BootNotification));

        save(pattern.replace("TW*", "TX*"));

        assertEquals("the station is no longer in site.yaml", station("TWO").closed);
        assertEquals(Cause.UNKNOWN_STATION, causeOf(send("TWO", Action.Heartbeat)));
    }
}
