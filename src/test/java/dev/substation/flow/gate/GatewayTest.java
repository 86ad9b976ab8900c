package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.CsmsTransactionId;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Site;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.up.Repeats;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The flow with a stepped clock, a CSMS whose links are cut by hand, and a ledger that outlives the
 * gateway.
 */
class GatewayTest {

    private static final StationId KEBA = new StationId("KEBA-1");
    private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");

    private final SteppedTimers time = new SteppedTimers(START);
    private final MemoryLedger ledger = new MemoryLedger();
    private ScriptedCsms csms = new ScriptedCsms(time);
    private OfflineAuthorization mode = OfflineAuthorization.OfflineLocalUnknownAuthorization;
    private String vendor = "keba";
    private boolean acceptedOffline = true;
    private OfflinePolicy policy = OfflinePolicy.STORE_AND_FORWARD;
    private final Map<String, Card> cardFile = new HashMap<>();
    private Gateway gateway;
    private ScriptedStation station;

    @BeforeEach
    void startGateway() {
        csms.answering(csms::start);
        station = new ScriptedStation("KEBA-1", Dialect.SOAP_15);
        restart();
    }

    /** A new gateway on the same ledger, as after a kill. */
    private void restart() {
        Site site =
                new Site() {
                    @Override
                    public Optional<StationSettings> station(StationId id) {
                        return id.value().startsWith("KEBA")
                                ? Optional.of(settings().build(id))
                                : Optional.empty();
                    }

                    @Override
                    public Optional<Card> card(StationId station, String idTag) {
                        return Optional.ofNullable(cardFile.get(idTag));
                    }
                };
        gateway =
                SteppedGateway.started(time, site, ledger, csms, (id, dialect, address) -> station);
    }

    private PlainSettings.Station settings() {
        PlainSettings.Station plain = PlainSettings.station().vendor(vendor).offline(policy, mode);
        return acceptedOffline ? plain : plain.stranger().notAcceptedOffline();
    }

    private CompletableFuture<Answer> send(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "id-1",
                                KEBA,
                                Direction.UP,
                                station.dialect(),
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }

    private CompletableFuture<Answer> start(int connector) {
        return start(connector, 164);
    }

    private CompletableFuture<Answer> start(int connector, long meterStart) {
        return send(
                Action.StartTransaction,
                Fields.start(connector, "12345678", meterStart, "2026-01-01T08:00:00Z"));
    }

    private CompletableFuture<Answer> stop(long transaction) {
        return send(Action.StopTransaction, Fields.stop(transaction, 200, "2026-01-01T09:00:00Z"));
    }

    /** Only a WebSocket opens; a SOAP station is heard when it says something. */
    private void connect() {
        if (csms.link("KEBA-1") == null) {
            if (station.kind() == StationLink.Kind.CONNECTED) {
                gateway.opened(station);
            }
            send(Action.Heartbeat);
        }
        csms.link("KEBA-1").connect();
        time.settle();
    }

    private void cut() {
        csms.link("KEBA-1").cut();
        time.settle();
    }

    @Test
    void passesTheCsmsTransactionIdThroughWhenItAnswersInTime() {
        connect();

        Payload conf = resultOf(start(4));

        assertEquals(101L, conf.get("transactionId"));
        assertEquals("Accepted", conf.object("idTagInfo").get().get("status"));
        assertTrue(ledger.outbox().isEmpty(), "the outbox is empty");
    }

    @Test
    void storesAStartBeforeTheCsmsIsAsked() {
        connect();
        csms.fallSilent();

        CompletableFuture<Answer> answer = start(4);

        assertFalse(answer.isDone());
        assertEquals(1, ledger.outbox().size());
        assertEquals(1, ledger.transactions().size());
        assertEquals(
                ledger.outbox().get(0).messageId(),
                csms.received(Action.StartTransaction).get(0).messageId());
    }

    @Test
    void sendsAStartAlthoughTheNextMessageOfTheStationCameWithIt() {
        connect();

        time.execute(
                () ->
                        gateway.call(
                                station,
                                new Call(
                                        "id-2",
                                        KEBA,
                                        Direction.UP,
                                        station.dialect(),
                                        Action.StatusNotification,
                                        Payload.of(Fields.status(4, "Charging")),
                                        List.of())));
        Payload conf = resultOf(start(4));

        assertEquals(101L, conf.get("transactionId"));
        assertTrue(ledger.outbox().isEmpty(), "the outbox is empty");
    }

    @Test
    void namesATransactionItselfWhileTheCsmsIsAwayAndTranslatesTheIdLater() {
        connect();
        cut();

        long told = (Long) resultOf(start(4)).get("transactionId");
        resultOf(
                send(
                        Action.MeterValues,
                        "connectorId",
                        4,
                        "transactionId",
                        told,
                        "meterValue",
                        List.of()));
        resultOf(stop(told));
        connect();

        assertTrue(told >= Transactions.GATEWAY_IDS);
        assertEquals(101L, csms.received(Action.MeterValues).get(0).payload().get("transactionId"));
        assertEquals(
                101L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
        assertTrue(ledger.outbox().isEmpty(), "all is delivered");
    }

    @Test
    void translatesTheIdsOfQueuedMessagesAfterARestart() {
        connect();
        cut();
        long told = (Long) resultOf(start(4)).get("transactionId");
        resultOf(stop(told));

        csms = new ScriptedCsms(time);
        csms.answering(csms::start);
        restart();
        csms.link("KEBA-1").connect();
        time.settle();

        assertEquals(
                List.of(Action.StartTransaction, Action.StopTransaction),
                csms.received.stream().map(Call::action).toList());
        assertEquals(
                101L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    @Test
    void sendsAStartAgainUnderTheSameIdAndBodyAfterALostLink() {
        connect();
        csms.fallSilent();
        CompletableFuture<Answer> answer = start(4);
        cut();
        long told = (Long) resultOf(answer).get("transactionId");
        csms.answering(csms::start);
        connect();

        List<Call> starts = csms.received(Action.StartTransaction);
        assertEquals(2, starts.size());
        assertEquals(starts.get(0), starts.get(1));
        assertTrue(told >= Transactions.GATEWAY_IDS);
    }

    private static boolean isPoison(Call call) {
        return call.payload().get("meterStart") != null
                && call.payload().number("meterStart").get() == 13;
    }

    private Figures figures() {
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();
        return counting.join();
    }

    private List<Instant> timesOf(Action action, Duration within) {
        List<Instant> times = new ArrayList<>();
        int before = csms.received(action).size();
        for (long second = 0; second < within.toSeconds(); second++) {
            time.pass(Duration.ofSeconds(1));
            for (; before < csms.received(action).size(); before++) {
                times.add(time.instant());
            }
        }
        return times;
    }

    @Test
    void setsAMessageAsideThatAloneIsNeverAnswered() {
        connect();
        csms.ignoring(GatewayTest::isPoison);
        CompletableFuture<Answer> poison = start(4, 13);
        resultOf(send(Action.StatusNotification, Fields.status(1, "Available")));

        List<Instant> again = timesOf(Action.StartTransaction, Duration.ofMinutes(6));

        long told = (Long) resultOf(poison).get("transactionId");
        // At once after the first 60 s; then 2 x 60 s after the second transmission.
        assertEquals(List.of(START.plusSeconds(60), START.plusSeconds(180)), again);
        assertEquals(1, csms.received(Action.StatusNotification).size());
        assertTrue(ledger.outbox().isEmpty(), "the outbox is empty");
        assertEquals(Action.StartTransaction, ledger.setAside().get(0).action());
        assertEquals(1, figures().setAside());
        resultOf(stop(told));
        assertEquals(
                -1L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    @Test
    void staysAsideAfterARestart() {
        connect();
        csms.ignoring(GatewayTest::isPoison);
        long told = startedOffline(start(4, 13));
        time.pass(Duration.ofMinutes(6));
        assertEquals(1, ledger.setAside().size());

        csms = new ScriptedCsms(time);
        csms.answering(csms::start);
        restart();
        csms.link("KEBA-1").connect();
        resultOf(stop(told));

        assertEquals(List.of(), csms.received(Action.StartTransaction));
        assertEquals(
                -1L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    private long startedOffline(CompletableFuture<Answer> start) {
        time.pass(Duration.ofSeconds(16));
        return (Long) resultOf(start).get("transactionId");
    }

    @Test
    void setsAMessageAsideOnWhichTheCsmsClosesTheLinkEachTime() {
        connect();
        csms.closingOn(GatewayTest::isPoison);
        start(4, 13);
        for (int second = 0; second < 240; second++) {
            time.pass(Duration.ofSeconds(1));
            csms.link("KEBA-1").connect();
            time.settle();
        }

        assertEquals(3, csms.received(Action.StartTransaction).size());
        assertEquals(1, ledger.setAside().size());
    }

    @Test
    void setsNothingAsideWhileTheCsmsClosesTheLinkOnEverything() {
        connect();
        csms.closingOn(call -> true);
        start(4, 13);
        for (int minute = 0; minute < 120; minute++) {
            time.pass(Duration.ofMinutes(1));
            csms.link("KEBA-1").connect();
            time.settle();
        }

        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside");
        csms.closingOn(call -> false);
        connect();
        assertTrue(ledger.outbox().isEmpty(), "it is delivered");
    }

    @Test
    void setsNothingAsideWhileTheCsmsIsSilentForEverything() {
        connect();
        csms.fallSilent();
        start(4, 13);

        time.pass(Duration.ofDays(1));

        assertEquals(1, csms.received(Action.StartTransaction).size());
        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside");
        csms.answering(csms::start);
        time.pass(Duration.ofSeconds(20));
        assertTrue(ledger.outbox().isEmpty(), "it is delivered");
    }

    @Test
    void setsNothingAsideWhileTheCsmsAnswersHeartbeatsAloneToSeveralStations() {
        StationId other = new StationId("KEBA-2");
        connect();
        meterValues(other, 1);
        csms.link("KEBA-2").connect();
        time.settle();
        csms.ignoring(call -> !call.action().equals(Action.Heartbeat));
        start(4);
        meterValues(other, 2);

        time.pass(Duration.ofHours(1));

        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside");
        csms.ignoring(call -> false);
        time.pass(Duration.ofMinutes(11)); // the longest pause
        assertTrue(ledger.outbox().isEmpty(), "all is delivered");
    }

    @Test
    void setsAMessageAsideWhileOtherStationsDeliver() {
        StationId other = new StationId("KEBA-2");
        connect();
        meterValues(other, 1);
        csms.link("KEBA-2").connect();
        time.settle();
        csms.ignoring(call -> isPoison(call) || isReading(call, 2));
        start(4, 13);
        meterValues(other, 2);

        time.pass(Duration.ofMinutes(3));
        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside yet");
        meterValues(new StationId("KEBA-3"), 3);
        csms.link("KEBA-3").connect();
        time.pass(Duration.ofMinutes(3));

        assertEquals(2, ledger.setAside().size());
    }

    private static boolean isReading(Call call, long reading) {
        return call.action().equals(Action.MeterValues)
                && call.payload().number("connectorId").get() == reading;
    }

    @Test
    void setsNothingAsideWhenTheCsmsOnlyHungFromTimeToTime() {
        connect();
        start(4, 13);
        for (int time0 = 0; time0 < 5; time0++) {
            csms.fallSilent();
            start(3, time0);
            time.pass(Duration.ofMinutes(2));
            csms.answering(csms::start);
            time.pass(Duration.ofMinutes(1));
        }

        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside");
        assertTrue(ledger.outbox().isEmpty(), "all is delivered");
    }

    @Test
    void holdsNothingAgainstAMessageThatIsUnansweredWhileTheCsmsHangs() {
        connect();
        csms.ignoring(GatewayTest::isPoison);
        csms.fallSilent();
        start(4, 13);
        for (int hung = 0; hung < 5; hung++) {
            time.pass(Duration.ofSeconds(100)); // 60 s for the message, and a Heartbeat or two
            csms.answering(csms::start);
            time.pass(Duration.ofSeconds(20));
            csms.fallSilent();
        }

        assertEquals(6, csms.received(Action.StartTransaction).size());
        assertTrue(ledger.setAside().isEmpty(), "nothing is set aside");
    }

    @Test
    void deliversAllWithinAMinuteWhenACsmsThatHungIsThereAgain() {
        connect();
        csms.fallSilent();
        long told = startedOffline(start(4));
        for (long meter = 1; meter <= 60; meter++) {
            resultOf(values(told, meter));
            time.pass(Duration.ofSeconds(10));
        }
        resultOfLate(stop(told));
        List<Ledger.OutboxRow> rows = ledger.outbox();
        csms.received.clear();

        csms.answering(csms::start);
        time.pass(Duration.ofSeconds(60));

        List<Call> delivered =
                csms.received.stream().filter(c -> !c.action().equals(Action.Heartbeat)).toList();
        assertEquals(62, rows.size());
        assertEquals(
                rows.stream().map(Ledger.OutboxRow::messageId).toList(),
                delivered.stream().map(Call::messageId).toList());
        assertEquals(
                rows.stream()
                        .map(
                                row ->
                                        row.payload().number("transactionId").isPresent()
                                                ? row.payload().with("transactionId", 101L)
                                                : row.payload())
                        .toList(),
                delivered.stream().map(Call::payload).toList());
        assertTrue(ledger.outbox().isEmpty(), "all is delivered");
    }

    private CompletableFuture<Answer> values(long transaction, long reading) {
        return values(time.instant().toString(), transaction, reading);
    }

    private CompletableFuture<Answer> valuesAt(String when, long transaction) {
        return values(when, transaction, 7);
    }

    private CompletableFuture<Answer> values(String when, long transaction, long reading) {
        return send(Action.MeterValues, Fields.values(4, transaction, when, "" + reading));
    }

    private Payload resultOfLate(CompletableFuture<Answer> answer) {
        time.pass(Duration.ofSeconds(16));
        return resultOf(answer);
    }

    @Test
    void asksACsmsThatHangsForASignOfLifeEveryFifteenSeconds() {
        connect();
        csms.fallSilent();
        start(4);
        time.pass(Duration.ofSeconds(60));
        csms.received.clear();

        time.pass(Duration.ofMinutes(10));

        assertEquals(
                List.of(Action.Heartbeat),
                csms.received.stream().map(Call::action).distinct().toList());
        assertEquals(40, csms.received.size());
    }

    @Test
    void aCallOfTheCsmsEndsThePauseAtOnce() {
        connect();
        csms.fallSilent();
        start(4);
        time.pass(Duration.ofSeconds(72)); // the first Heartbeat has had its 10 s
        csms.answering(csms::start);

        csms.link("KEBA-1").callStation(Action.ClearCache, Payload.EMPTY);
        time.pass(Duration.ofMillis(10)); // a turn among those who drain

        assertEquals(2, csms.received(Action.StartTransaction).size());
        assertTrue(ledger.outbox().isEmpty(), "it is delivered");
    }

    @Test
    void sendsAStopUpOnceHoweverOftenItsStationSendsIt() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");

        Payload first = resultOf(stop(told));
        Payload again = resultOf(stop(told));
        csms = new ScriptedCsms(time);
        csms.answering(csms::start);
        restart();
        connect();
        Payload afterAKill = resultOf(stop(told));

        assertEquals("Accepted", first.object("idTagInfo").get().get("status"));
        assertEquals(first, again);
        assertEquals(Payload.EMPTY, afterAKill);
        assertEquals(List.of(), csms.received(Action.StopTransaction));
        assertTrue(ledger.outbox().isEmpty(), "nothing is queued");
    }

    @Test
    void answersAStopThatIsSentAgainWhileTheFirstStillWaits() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");
        csms.fallSilent();

        CompletableFuture<Answer> first = stop(told);
        CompletableFuture<Answer> again = stop(told);
        csms.link("KEBA-1")
                .answerNow(ScriptedCsms.accept(csms.received(Action.StopTransaction).get(0)));
        time.settle();

        assertEquals(resultOf(first), resultOf(again));
        assertEquals(1, csms.received(Action.StopTransaction).size());
    }

    @Test
    void sendsMeterValuesUpOnceHoweverOftenTheirStationSendsThem() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");
        cut();

        resultOf(valuesAt("2026-01-01T08:15:00Z", told));
        resultOf(valuesAt("2026-01-01T08:15:00Z", told));
        csms = new ScriptedCsms(time);
        csms.answering(csms::start);
        restart();
        resultOf(valuesAt("2026-01-01T08:15:00Z", told));
        resultOf(valuesAt("2026-01-01T08:30:00Z", told));
        connect();
        resultOf(valuesAt("2026-01-01T08:30:00Z", told));
        time.pass(Duration.ofSeconds(1));

        assertEquals(2, csms.received(Action.MeterValues).size());
        assertEquals(List.of(), ledger.outbox());
    }

    @Test
    void takesAStopOfAnotherContentForAnother() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");
        resultOf(stop(told));

        resultOf(send(Action.StopTransaction, Fields.stop(told, 201, "2026-01-01T09:00:00Z")));

        assertEquals(2, csms.received(Action.StopTransaction).size());
    }

    @Test
    void takesTheStopOfAnOpenTransactionForNew() {
        csms.startingAll(7, "Accepted");
        connect();
        for (long meter = 1; meter <= 2; meter++) {
            assertEquals(7L, resultOf(start(4, meter)).get("transactionId"));
            resultOf(stop(7));
            resultOf(stop(7));
        }

        assertEquals(2, csms.received(Action.StopTransaction).size());
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "4711", "9223372036854775807"})
    void sendsAStopOfAnUnknownTransactionUpOnce(long id) {
        connect();

        resultOf(stop(id));
        resultOf(stop(id));

        assertEquals(1, csms.received(Action.StopTransaction).size());
    }

    @Test
    void takesAgainWhatCouldNotBeStored() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");
        ledger.full = true;
        assertEquals(Cause.NOT_STORED, failureOf(valuesAt("2026-01-01T08:15:00Z", told)).cause());
        assertEquals(Cause.NOT_STORED, failureOf(stop(told)).cause());
        ledger.full = false;

        resultOf(valuesAt("2026-01-01T08:15:00Z", told));
        resultOf(stop(told));

        assertEquals(1, csms.received(Action.MeterValues).size());
        assertEquals(1, csms.received(Action.StopTransaction).size());
    }

    @Test
    void takesAgainAfterAKillWhatCouldNotBeStored() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");
        ledger.slow = true;
        CompletableFuture<Answer> lost = valuesAt("2026-01-01T08:15:00Z", told);
        CompletableFuture<Answer> stored = valuesAt("2026-01-01T08:30:00Z", told);
        ledger.lose(0);
        ledger.slow = false;
        ledger.catchUp();
        time.settle();
        assertEquals(Cause.NOT_STORED, failureOf(lost).cause());
        resultOf(stored);
        csms.received.clear();
        restart();
        connect();

        resultOf(valuesAt("2026-01-01T08:15:00Z", told));
        resultOf(valuesAt("2026-01-01T08:30:00Z", told));

        assertEquals(1, csms.received(Action.MeterValues).size());
    }

    @Test
    void answersARepeatedMessageOnlyWhenTheFirstIsStored() {
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");
        ledger.slow = true;

        CompletableFuture<Answer> first = valuesAt("2026-01-01T08:15:00Z", told);
        CompletableFuture<Answer> again = valuesAt("2026-01-01T08:15:00Z", told);
        assertFalse(again.isDone());
        ledger.catchUp();
        time.settle();

        assertEquals(resultOf(first), resultOf(again));
    }

    @Test
    void knowsTheLatestMeterValuesOnly() {
        connect();
        for (int minute = 0; minute <= Repeats.KEPT; minute++) {
            resultOf(valuesAt("2026-01-01T08:%02d:00Z".formatted(minute), 5));
        }
        int before = csms.received(Action.MeterValues).size();

        resultOf(valuesAt("2026-01-01T08:%02d:00Z".formatted(Repeats.KEPT), 5));
        resultOf(valuesAt("2026-01-01T08:00:00Z", 5));

        assertEquals(Repeats.KEPT + 1, before);
        assertEquals(before + 1, csms.received(Action.MeterValues).size());
    }

    @Test
    void tellsAnIdThatTheCsmsGaveInTheLastMomentWhenItIsStored() {
        connect();
        csms.fallSilent();
        CompletableFuture<Answer> answer = start(4);
        ledger.slow = true;
        csms.link("KEBA-1").answerNow(csms.start(csms.received(Action.StartTransaction).get(0)));
        time.pass(Duration.ofSeconds(16));

        assertFalse(answer.isDone(), "the id is being stored");
        ledger.catchUp();
        time.settle();
        ledger.catchUp();
        time.settle();

        assertEquals(101L, resultOf(answer).get("transactionId"));
        assertEquals(Optional.of(101L), ledger.transactions().get(0).stationId());
    }

    @Test
    void translatesTheIdOfATransactionThatRanLongerThanManyOthers() {
        connect();
        cut();
        long longest = (Long) resultOf(start(1)).get("transactionId");
        connect();
        time.pass(Duration.ofSeconds(1));
        cut();
        for (int i = 0; i < 30; i++) {
            resultOf(stop((Long) resultOf(start(2, i)).get("transactionId")));
        }
        resultOf(stop(longest));
        csms.received.clear();
        connect();
        time.pass(Duration.ofSeconds(1));

        List<Call> stops = csms.received(Action.StopTransaction);
        assertEquals(101L, stops.get(stops.size() - 1).payload().get("transactionId"));
    }

    @Test
    void translatesTheIdOfALateMessageOfATransactionThatItMustLookUp() {
        connect();
        cut();
        long told = (Long) resultOf(start(1)).get("transactionId");
        connect();
        resultOf(stop(told));
        time.pass(Duration.ofSeconds(1));
        csms = new ScriptedCsms(time);
        csms.answering(csms::start);
        restart();
        connect();

        resultOf(valuesAt("2026-01-01T08:15:00Z", told));

        assertEquals(101L, csms.received(Action.MeterValues).get(0).payload().get("transactionId"));
    }

    @Test
    void answersALateCsmsWithTheIdThatTheStationWasTold() {
        connect();
        csms.fallSilent();
        CompletableFuture<Answer> answer = start(4);
        time.pass(Duration.ofSeconds(16));
        long told = (Long) resultOf(answer).get("transactionId");
        csms.link("KEBA-1").answerNow(csms.start(csms.received(Action.StartTransaction).get(0)));
        time.settle();
        csms.answering(csms::start);

        resultOf(stop(told));

        assertEquals(
                101L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    @Test
    void answersAStartThatIsSentAgainWithTheSameId() {
        connect();

        Payload first = resultOf(start(4));
        Payload again = resultOf(start(4));
        Payload other = resultOf(start(3));

        assertEquals(first, again);
        assertNotEquals(first.get("transactionId"), other.get("transactionId"));
        assertEquals(2, csms.received(Action.StartTransaction).size());
    }

    @Test
    void answersAStartThatIsSentAgainWhileTheFirstStillWaits() {
        connect();
        csms.fallSilent();

        CompletableFuture<Answer> first = start(4);
        CompletableFuture<Answer> again = start(4);
        csms.link("KEBA-1").answerNow(csms.start(csms.received.get(csms.received.size() - 1)));
        time.settle();

        assertEquals(resultOf(first), resultOf(again));
        assertEquals(1, csms.received(Action.StartTransaction).size());
    }

    @Test
    void answersAStartOfAnEarlierRunThatIsSentAgain() {
        connect();
        csms.fallSilent();
        start(4);
        csms = new ScriptedCsms(time);
        csms.answering(csms::start);
        restart();

        CompletableFuture<Answer> again = start(4);
        csms.link("KEBA-1").connect();
        time.settle();

        assertEquals(101L, resultOf(again).get("transactionId"));
        assertEquals(1, csms.received(Action.StartTransaction).size());
        assertEquals(1, ledger.transactions().size());
    }

    @Test
    void givesAnAliasForAnIdThatDoesNotFitAnXsdInt() {
        csms.startingAll(5_000_000_000L, "Accepted");
        connect();

        long told = (Long) resultOf(start(4)).get("transactionId");
        CompletableFuture<Answer> remote =
                csms.link("KEBA-1")
                        .callStation(
                                Action.RemoteStopTransaction,
                                Payload.of("transactionId", 5_000_000_000L));
        time.settle();
        resultOf(stop(told));

        assertTrue(told <= Integer.MAX_VALUE);
        assertEquals("Accepted", resultOf(remote).get("status"));
        assertEquals(told, station.calls.get(0).payload().get("transactionId"));
        assertEquals(
                5_000_000_000L,
                csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    @Test
    void refusesToStopATransactionThatTheCsmsDoesNotMean() {
        csms.startingAll(5_000_000_000L, "Accepted");
        connect();
        long told = (Long) resultOf(start(4)).get("transactionId");

        CompletableFuture<Answer> remote =
                csms.link("KEBA-1")
                        .callStation(
                                Action.RemoteStopTransaction, Payload.of("transactionId", told));
        time.settle();

        assertEquals("Rejected", resultOf(remote).get("status"));
        assertTrue(station.calls.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"0, false", "-1, false", "2147483648, false", "1, true", "2147483647, true"})
    void asksASoapStationForNoTransactionThatItCannotHave(long id, boolean asked) {
        connect();

        CompletableFuture<Answer> remote =
                csms.link("KEBA-1")
                        .callStation(Action.RemoteStopTransaction, Payload.of("transactionId", id));
        time.settle();

        assertEquals(asked ? "Accepted" : "Rejected", resultOf(remote).get("status"));
        assertEquals(asked ? 1 : 0, station.calls.size());
    }

    @Test
    void keepsTheLatestStatusOfEachConnectorWhileTheCsmsIsAway() {
        connect();
        cut();
        for (String status : List.of("Available", "Preparing", "Charging")) {
            resultOf(send(Action.StatusNotification, Fields.status(1, status)));
        }
        resultOf(send(Action.StatusNotification, Fields.status(2, "Available")));
        csms.received.clear();
        connect();

        assertEquals(
                List.of("Charging", "Available"),
                csms.received(Action.StatusNotification).stream()
                        .map(c -> c.payload().get("status"))
                        .toList());
    }

    @Test
    void keepsTheLatestThousandMeterValuesOfEachStationWhileTheCsmsIsAwayAndAfterARestart() {
        StationId other = new StationId("KEBA-2");
        for (long meter = 0; meter < 1_200; meter++) {
            if (meter == 600) {
                restart();
            }
            meterValues(KEBA, meter);
            meterValues(other, meter);
        }

        List<Long> latest = LongStream.range(200, 1_200).boxed().toList();
        assertEquals(latest, queuedMeters(KEBA));
        assertEquals(latest, queuedMeters(other));
    }

    private void meterValues(StationId from, long meter) {
        gateway.call(
                station,
                new Call(
                        "id-" + meter,
                        from,
                        Direction.UP,
                        station.dialect(),
                        Action.MeterValues,
                        Payload.of("connectorId", meter, "meterValue", List.of()),
                        List.of()));
        time.settle();
    }

    private List<Long> queuedMeters(StationId upstream) {
        return ledger.outbox().stream()
                .filter(row -> row.upstream().equals(upstream))
                .map(row -> row.payload().number("connectorId").orElseThrow())
                .toList();
    }

    @Test
    void tellsASoapStationToShowItselfEveryFiveMinutes() {
        connect();

        Payload conf =
                resultOf(
                        send(
                                Action.BootNotification,
                                "chargePointVendor",
                                "Keba AG",
                                "chargePointModel",
                                "P30"));

        assertEquals(300L, conf.get("interval"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T09:00:00.1234567+01:00, 2026-01-01T08:00:00Z",
        "2026-01-01T08:00:00Z,              2026-01-01T08:00:00Z",
        "noon,                              2026-01-01T08:00:00Z",
    })
    void tellsASoapStationTheTimeInWholeSeconds(String said, String told) {
        csms.answering(
                call ->
                        Answer.result(
                                Payload.of(
                                        "status",
                                        "Accepted",
                                        "currentTime",
                                        said,
                                        "interval",
                                        900L)));
        connect();

        Payload conf =
                resultOf(
                        send(
                                Action.BootNotification,
                                "chargePointVendor",
                                "KEBA",
                                "chargePointModel",
                                "P30"));

        assertEquals(told, conf.get("currentTime"));
    }

    @Test
    void acceptsABootFromMemoryAndTellsTheCsmsFirstWhenItIsBack() {
        connect();
        cut();
        Payload conf =
                resultOf(
                        send(
                                Action.BootNotification,
                                "chargePointVendor",
                                "Keba AG",
                                "chargePointModel",
                                "P30"));
        resultOf(send(Action.StatusNotification, Fields.status(1, "Available")));
        csms.received.clear();
        connect();

        assertEquals("Accepted", conf.get("status"));
        assertEquals(
                List.of(Action.BootNotification, Action.StatusNotification),
                csms.received.stream().map(Call::action).toList());
    }

    @Test
    void holdsTheOutboxBackUntilTheCsmsAcceptsALateBoot() {
        connect();
        cut();
        send(Action.BootNotification, "chargePointVendor", "Keba AG", "chargePointModel", "P30");
        resultOf(start(1));
        csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted("Pending", 60)
                                : csms.start(call));
        csms.received.clear();
        connect();
        assertTrue(csms.received(Action.StartTransaction).isEmpty());

        csms.answering(csms::start);
        time.pass(Duration.ofSeconds(61));

        assertEquals(2, csms.received(Action.BootNotification).size());
        assertEquals(1, csms.received(Action.StartTransaction).size());
    }

    @ParameterizedTest
    @CsvSource({
        "OfflineLocalUnknownAuthorization, Accepted, Blocked",
        "OfflineLocalAuthorization,        Invalid,  Blocked",
        "OfflineNoAuthorization,           Accepted, Accepted",
        "OfflineNoCharging,                Invalid,  Invalid",
        "OfflineFreeCharging,              Accepted, Accepted",
    })
    void answersAuthorizeByThePolicyWhileTheCsmsIsAway(
            OfflineAuthorization policy, String unknownCard, String blockedCard) {
        mode = policy;
        restart();
        csms.answering(
                call ->
                        call.action().equals(Action.Authorize)
                                ? Answer.result(
                                        Payload.of("idTagInfo", Payload.of("status", "Blocked")))
                                : ScriptedCsms.accept(call));
        connect();
        send(Action.Authorize, "idTag", "STOLEN");
        cut();

        Payload unknown = resultOf(send(Action.Authorize, "idTag", "NEW"));
        Payload blocked = resultOf(send(Action.Authorize, "idTag", "stolen"));

        assertEquals(unknownCard, unknown.object("idTagInfo").get().get("status"));
        assertEquals(blockedCard, blocked.object("idTagInfo").get().get("status"));
    }

    @Test
    void warnsOnceOfAnswersByPolicyUntilTheCsmsAnswersAgain() {
        List<LogRecord> warnings = new ArrayList<>();
        Handler ear =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        if (line.getMessage().contains("by the offline policy")
                                && line.getLevel() == Level.WARNING) {
                            warnings.add(line);
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger upward = Logger.getLogger("dev.substation.flow.up");
        upward.addHandler(ear);
        try {
            connect();
            csms.fallSilent();
            authorizeUnanswered();
            authorizeUnanswered();
            assertEquals(1, warnings.size());

            csms.answering(ScriptedCsms::accept);
            cut();
            connect();
            resultOf(send(Action.Authorize, "idTag", "12345678"));
            csms.fallSilent();
            authorizeUnanswered();
            assertEquals(2, warnings.size());
        } finally {
            upward.removeHandler(ear);
        }
    }

    private void authorizeUnanswered() {
        CompletableFuture<Answer> answer = send(Action.Authorize, "idTag", "12345678");
        time.pass(Duration.ofSeconds(16));
        time.settle();
        resultOf(answer);
    }

    @Test
    void stopsATransactionThatTheCsmsRefusesAfterNoAuthorization() {
        mode = OfflineAuthorization.OfflineNoAuthorization;
        restart();
        connect();
        cut();
        long told = (Long) resultOf(start(2)).get("transactionId");
        csms.startingAll(7, "Invalid");
        connect();

        assertEquals(Action.RemoteStopTransaction, station.calls.get(0).action());
        assertEquals(told, station.calls.get(0).payload().get("transactionId"));
    }

    @Test
    void deducesWhatOccupiedMeans() {
        connect();
        send(Action.StatusNotification, Fields.status(1, "Occupied"));
        long told = (Long) resultOf(start(1)).get("transactionId");
        send(Action.StatusNotification, Fields.status(1, "Occupied"));
        stop(told);
        send(Action.StatusNotification, Fields.status(1, "Occupied"));
        send(Action.StatusNotification, Fields.status(1, "Available"));
        send(Action.StatusNotification, Fields.status(1, "Occupied"));

        assertEquals(
                List.of("Preparing", "Charging", "Finishing", "Available", "Preparing"),
                csms.received(Action.StatusNotification).stream()
                        .map(c -> c.payload().get("status"))
                        .toList());
    }

    @Test
    void passesAnErrorOfTheCsmsOnForWhatIsNotStored() {
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.NotSupported, "no"));
        connect();

        Failure failure = failureOf(send(Action.DataTransfer, "vendorId", "ABL"));

        assertEquals(ErrorCode.NotSupported, failure.code());
    }

    @Test
    void answersAStopEvenWhenTheCsmsRefusesIt() {
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "no"));
        connect();

        assertEquals(Payload.EMPTY, resultOf(stop(-1)));
    }

    @Test
    void triesThreeTimesWithGrowingPausesBeforeItGivesATransactionUp() {
        connect();
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "no"));

        long told = (Long) resultOf(start(1)).get("transactionId");
        time.pass(Duration.ofSeconds(59));
        assertEquals(1, csms.received(Action.StartTransaction).size());
        time.pass(Duration.ofSeconds(2));
        assertEquals(2, csms.received(Action.StartTransaction).size());
        time.pass(Duration.ofSeconds(119));
        assertEquals(3, csms.received(Action.StartTransaction).size());
        csms.answering(csms::start);
        resultOf(stop(told));

        assertEquals(
                -1L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    @Test
    void tellsAStationNothingThatIsNoAnswer() {
        connect();
        csms.answering(call -> Answer.result(Payload.of("foo", 1)));

        Payload boot =
                resultOf(
                        send(
                                Action.BootNotification,
                                "chargePointVendor",
                                "Keba AG",
                                "chargePointModel",
                                "P30"));
        assertEquals("Rejected", boot.get("status"));
        assertEquals(
                Optional.of(Payload.of("status", "Accepted")),
                resultOf(send(Action.Authorize, "idTag", "1")).object("idTagInfo"));
        assertEquals(
                Cause.CSMS_GARBLED, failureOf(send(Action.DataTransfer, "vendorId", "v")).cause());
    }

    @Test
    void acceptsABootFromMemoryOnlyIfTheCsmsDidBeforeWhereTheSiteWantsThat() {
        acceptedOffline = false;
        restart();

        CompletableFuture<Answer> first = boot();
        time.pass(Duration.ofSeconds(15));
        Payload never = resultOf(first);
        connect();
        resultOf(boot());
        csms.link("KEBA-1").cut();
        time.settle();
        Payload before = resultOf(boot());
        Payload again = resultOf(boot());

        assertEquals("Rejected", never.get("status"));
        assertEquals(60L, never.get("interval"));
        assertEquals("Accepted", before.get("status"));
        assertEquals("Accepted", again.get("status"));
    }

    private CompletableFuture<Answer> boot() {
        return send(
                Action.BootNotification, "chargePointVendor", "Keba AG", "chargePointModel", "P30");
    }

    @Test
    void completesABootThatTheCsmsAnswersInBrief() {
        connect();
        csms.answering(
                call -> Answer.result(Payload.of("status", "Accepted", "heartbeatInterval", 60L)));

        Payload boot =
                resultOf(
                        send(
                                Action.BootNotification,
                                "chargePointVendor",
                                "Keba AG",
                                "chargePointModel",
                                "P30"));
        assertEquals("2026-01-01T08:00:00Z", boot.get("currentTime"));
        assertEquals(60L, boot.get("interval"));
    }

    @Test
    void countsALostLinkAsNoRefusal() {
        connect();
        csms.fallSilent();
        start(1);
        for (int i = 0; i < 3; i++) {
            cut();
            connect();
        }
        csms.answering(
                call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "not now"));
        cut();
        connect();
        csms.answering(csms::start);
        time.pass(Duration.ofSeconds(121));

        assertEquals(Optional.of(CsmsTransactionId.of(101)), ledger.transactions().get(0).csmsId());
    }

    @Test
    void endsAPauseOfItsOwnAlone() {
        connect();
        csms.answering(
                call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "not now"));
        start(1);
        time.pass(Duration.ofSeconds(30));
        cut();
        connect();
        assertEquals(2, csms.received(Action.StartTransaction).size());

        time.pass(Duration.ofSeconds(119));

        assertEquals(2, csms.received(Action.StartTransaction).size());
    }

    @Test
    void answersTheCsmsWhenALinkFailsAndGoesOn() {
        connect();
        station.answeringLater(
                call -> {
                    throw new IllegalStateException("broken by the test");
                });
        CompletableFuture<Answer> failed =
                csms.link("KEBA-1").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();
        station.answering("Accepted");
        CompletableFuture<Answer> next =
                csms.link("KEBA-1").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        assertEquals(Cause.INTERNAL, failureOf(failed).cause());
        assertEquals("Accepted", resultOf(next).get("status"));
    }

    @Test
    void takesNoWordOfAnOlderLinkForTheNewOne() {
        connect();
        ScriptedCsms.Link older = csms.link("KEBA-1");
        time.pass(Duration.ofMinutes(20));
        assertTrue(older.closed, "the station fell silent");
        send(Action.Authorize, "idTag", "1");
        csms.link("KEBA-1").connect();
        older.cut();
        time.settle();

        assertEquals(
                "Accepted",
                resultOf(send(Action.Authorize, "idTag", "1"))
                        .object("idTagInfo")
                        .flatMap(info -> info.text("status"))
                        .orElseThrow());
        assertEquals(2, csms.received(Action.Authorize).size());
    }

    @Test
    void countsRefusalsAsAttemptsAndNotLostLinks() {
        connect();
        csms.fallSilent();
        CompletableFuture<Answer> start = start(1);
        cut();
        long told = (Long) resultOf(start).get("transactionId");
        for (int lost = 0; lost < 5; lost++) {
            connect();
            cut();
        }
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, ErrorCode.InternalError, "no"));
        connect();
        csms.answering(csms::start);
        time.pass(Duration.ofMinutes(8));
        resultOf(stop(told));

        assertEquals(
                101L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
    }

    @Test
    void knowsTheLatestTransactionOfAConnectorWhenTheCsmsNamesAnEarlierOne() {
        connect();
        cut();
        resultOf(start(1, 164)); // its StopTransaction never comes
        long second = (Long) resultOf(start(1, 200)).get("transactionId");
        csms.answering(
                call ->
                        call.payload().get("meterStart").equals(164L)
                                ? csms.start(call)
                                : Answer.failure(
                                        Cause.CSMS_REFUSED, ErrorCode.InternalError, "no"));
        connect();

        assertEquals(second, resultOf(start(1, 200)).get("transactionId"));
        assertEquals(2, ledger.transactions().size());
    }

    @Test
    void answersAStartThatIsSentAgainOnlyOnceItsIdIsStored() {
        connect();
        csms.fallSilent();
        start(4);
        csms = new ScriptedCsms(time);
        restart();
        start(4);
        ledger.slow = true;
        time.pass(Duration.ofSeconds(16)); // the first is being given an id of the gateway's

        CompletableFuture<Answer> again = start(4);

        assertFalse(again.isDone(), "an id was told that is not stored");
        ledger.catchUp();
        time.settle();
        assertTrue((Long) resultOf(again).get("transactionId") >= Transactions.GATEWAY_IDS);
    }

    @Test
    void saysThatItCouldNotStoreRatherThanAcknowledge() {
        connect();
        ledger.full = true;

        Failure failure = failureOf(start(1));

        assertEquals(Cause.NOT_STORED, failure.cause());
        assertTrue(csms.received(Action.StartTransaction).isEmpty());
    }

    @Test
    void deliversAStartThatCouldBeStoredOnlyWhenItWasSentAgain() {
        connect();
        ledger.full = true;
        failureOf(start(1));
        ledger.full = false;

        assertEquals(101L, resultOf(start(1)).get("transactionId"));
        assertEquals(1, csms.received(Action.StartTransaction).size());
    }

    @Test
    void refusesAStationThatIsNotListed() {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "1",
                                new StationId("STRANGER"),
                                Direction.UP,
                                Dialect.SOAP_15,
                                Action.Heartbeat,
                                Payload.EMPTY,
                                List.of()));
        time.settle();

        assertEquals(ErrorCode.SecurityError, failureOf(answer).code());
    }

    @Test
    void closesTheLinkOfAStationThatHasFallenSilent() {
        connect();
        send(Action.BootNotification, "chargePointVendor", "Keba AG", "chargePointModel", "P30");

        time.pass(Duration.ofSeconds(890));
        boolean openBefore = !csms.link("KEBA-1").closed;
        time.pass(Duration.ofSeconds(20));

        assertTrue(openBefore);
        assertTrue(csms.link("KEBA-1").closed);
    }

    @Test
    void beatsTheHeartAtTheCsmsOwnRhythm() {
        station = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        gateway.opened(station);
        time.settle();
        csms.link("KEBA-1").connect();
        send(Action.BootNotification, "chargePointVendor", "Keba AG", "chargePointModel", "P30");

        time.pass(Duration.ofSeconds(2750));

        assertEquals(3, csms.received(Action.Heartbeat).size());
    }

    @Test
    void letsTheNewestConnectionWin() {
        ScriptedStation older = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        ScriptedStation newer = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        gateway.opened(older);
        gateway.opened(newer);
        time.settle();
        gateway.closed(older);
        time.settle();
        csms.link("KEBA-1").connect();
        CompletableFuture<Answer> answer =
                csms.link("KEBA-1").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        assertEquals("a newer connection of the same station has come", older.closed);
        assertEquals("Accepted", resultOf(answer).get("status"));
        assertEquals(1, newer.calls.size());
    }

    @Test
    void takesALastCallOfAnOlderConnectionForNoNewConnection() {
        ScriptedStation older = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        ScriptedStation newer = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        gateway.opened(older);
        gateway.opened(newer);
        station = older;
        send(Action.Heartbeat);

        assertEquals("", newer.closed);
    }

    @Test
    void sendsNoHeartbeatForAStationThatTheCsmsRejects() {
        connect();
        csms.answering(call -> ScriptedCsms.booted("Rejected", 60));
        send(Action.BootNotification, "chargePointVendor", "Keba AG", "chargePointModel", "P30");

        time.pass(Duration.ofSeconds(150));

        assertEquals(List.of(), csms.received(Action.Heartbeat));
    }

    @Test
    void callsAStationOneAtATimeAndGivesUpInTime() {
        connect();
        station.fallSilent();
        CompletableFuture<Answer> first =
                csms.link("KEBA-1").callStation(Action.ClearCache, Payload.EMPTY);
        CompletableFuture<Answer> second =
                csms.link("KEBA-1").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();
        assertEquals(1, station.calls.size());

        time.pass(Duration.ofSeconds(31));

        assertEquals(Cause.STATION_TIMED_OUT, failureOf(first).cause());
        assertEquals(Cause.STATION_TIMED_OUT, failureOf(second).cause());
    }

    @Test
    void answersForA15StationWhatItCannotBeAsked() {
        connect();
        CompletableFuture<Answer> profile =
                csms.link("KEBA-1").callStation(Action.ClearChargingProfile, Payload.of("id", 1L));
        CompletableFuture<Answer> unknown =
                csms.link("KEBA-1").callStation(new Action("Dance"), Payload.EMPTY);
        time.settle();

        assertEquals("Unknown", resultOf(profile).get("status"));
        assertEquals(ErrorCode.NotImplemented, failureOf(unknown).code());
        assertTrue(station.calls.isEmpty());
    }

    @Test
    void closesLinksInOrderAndRefusesNewCallsWhenItStops() {
        connect();
        csms.fallSilent();
        CompletableFuture<Answer> waiting = send(Action.Authorize, "idTag", "1");
        CompletableFuture<Void> stopped = gateway.stop(Duration.ofSeconds(5));
        time.settle();
        CompletableFuture<Answer> late = send(Action.Heartbeat);

        assertEquals(Cause.STOPPING, failureOf(late).cause());
        assertFalse(stopped.isDone());
        time.pass(Duration.ofSeconds(6));
        time.settle();

        assertTrue(stopped.isDone());
        assertTrue(csms.link("KEBA-1").closed);
        assertTrue(waiting.isDone(), "what waited has an answer");
    }

    private void keepsItsOwn() {
        policy = OfflinePolicy.REJECT;
        restart();
    }

    @Test
    void takesNothingFromAStationThatKeepsItsOwnUntilTheFirstAttemptHasEnded() {
        keepsItsOwn();

        CompletableFuture<Answer> waiting = start(4);
        assertFalse(waiting.isDone());
        cut();

        assertEquals(Cause.CSMS_AWAY_REFUSED, failureOf(waiting).cause());
        assertEquals(Cause.CSMS_AWAY_REFUSED, failureOf(stop(5)).cause());
        assertEquals(Cause.CSMS_AWAY_REFUSED, failureOf(send(Action.Heartbeat)).cause());
        assertTrue(ledger.outbox().isEmpty(), "nothing is stored");
        assertTrue(ledger.transactions().isEmpty(), "nothing is stored");
        assertTrue(ledger.log.isEmpty(), "nothing is stored");
        connect();
        assertEquals(101L, resultOf(start(4)).get("transactionId"));
    }

    @Test
    void doesNotAnswerForTheCsmsThatGoesUnderACallOfAStationThatKeepsItsOwn() {
        keepsItsOwn();
        connect();
        csms.fallSilent();
        CompletableFuture<Answer> boot =
                send(
                        Action.BootNotification,
                        "chargePointVendor",
                        "KEBA",
                        "chargePointModel",
                        "P30");

        cut();

        assertEquals(Cause.CSMS_AWAY_REFUSED, failureOf(boot).cause());
    }

    @Test
    void sendsAWebSocketAwayWhileTheCsmsIsAwayAndLetsItInAgain() {
        station = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        keepsItsOwn();
        connect();
        assertEquals(Optional.empty(), gateway.turnedAway(KEBA, "192.0.2.7"));

        cut();
        Optional<String> away =
                gateway.turnedAway(KEBA, "192.0.2.7").map(Answer.Failure::description);
        connect();

        assertEquals("the CSMS is offline", station.sentAway);
        assertTrue(away.orElseThrow().contains("The CSMS main is offline"), away.get());
        assertEquals(Optional.empty(), gateway.turnedAway(KEBA, "192.0.2.7"));
    }

    @Test
    void triesTheCsmsAgainOnBehalfOfAStationThatItTurnsAway() {
        station = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        keepsItsOwn();
        connect();
        cut();
        gateway.closed(station);
        time.pass(Duration.ofMinutes(2));
        assertTrue(csms.link("KEBA-1").closed, "nobody is there for whom to try");

        gateway.turnedAway(KEBA, "192.0.2.7");
        time.settle();

        assertFalse(csms.link("KEBA-1").closed);
    }

    @Test
    void keepsAWebSocketOfAStationThatStoresWhileTheCsmsIsAway() {
        station = new ScriptedStation("KEBA-1", Dialect.JSON_16);
        connect();

        cut();

        assertEquals("", station.sentAway);
        assertEquals(Optional.empty(), gateway.turnedAway(KEBA, "192.0.2.7"));
    }

    private void sendList(String updateType, Payload... cards) {
        CompletableFuture<Answer> answer =
                csms.link("KEBA-1")
                        .callStation(
                                Action.SendLocalList,
                                Payload.of(
                                        "listVersion",
                                        1L,
                                        "localAuthorizationList",
                                        List.of(cards),
                                        "updateType",
                                        updateType));
        time.settle();
        resultOf(answer);
    }

    private static Payload card(String idTag, Object... info) {
        return Payload.of("idTag", idTag, "idTagInfo", Payload.of(info));
    }

    /** What is answered for a card, as text, while the CSMS is away. */
    private String offline(String idTag) {
        Payload info = resultOf(send(Action.Authorize, "idTag", idTag)).object("idTagInfo").get();
        return info.text("status").get()
                + info.text("parentIdTag").map(parent -> " of " + parent).orElse("");
    }

    @Test
    void learnsCardsFromAListThatTheStationAccepts() {
        mode = OfflineAuthorization.OfflineLocalAuthorization;
        restart();
        connect();
        sendList(
                "Full",
                card("GOOD", "status", "Accepted", "parentIdTag", "FLEET"),
                card("BAD", "status", "Blocked"),
                card("OLD", "status", "Accepted", "expiryDate", "2026-01-01T07:59:59Z"),
                card("GONE", "status", "Accepted"));
        sendList(
                "Differential",
                Payload.of("idTag", "GONE"),
                card("NEW", "status", "Accepted", "expiryDate", "2026-01-01T09:00:00Z"));
        csms = new ScriptedCsms(time);
        restart();
        connect();
        cut();

        assertEquals("Accepted of FLEET", offline("good"));
        assertEquals("Blocked", offline("BAD"));
        assertEquals("Expired", offline("OLD"));
        assertEquals("Invalid", offline("GONE"));
        assertEquals("Invalid", offline("STRANGE"));
        assertEquals("Accepted", offline("NEW"));
        time.pass(Duration.ofHours(2));
        CompletableFuture<Answer> late = send(Action.Authorize, "idTag", "NEW");
        cut();
        assertEquals("Expired", resultOf(late).object("idTagInfo").get().get("status"));
    }

    @Test
    void aFullListReplacesTheOneBefore() {
        mode = OfflineAuthorization.OfflineLocalAuthorization;
        restart();
        connect();
        sendList("Full", card("ONE", "status", "Accepted"), card("TWO", "status", "Accepted"));
        resultOf(send(Action.Authorize, "idTag", "TWO"));

        sendList("Full", card("ONE", "status", "Accepted"));
        cut();

        assertEquals("Accepted", offline("ONE"));
        assertEquals("Invalid", offline("TWO"));
    }

    @Test
    void learnsNothingFromAListThatTheStationRefuses() {
        mode = OfflineAuthorization.OfflineLocalAuthorization;
        restart();
        connect();
        station.answering("Failed");

        sendList("Full", card("GOOD", "status", "Accepted"));
        cut();

        assertEquals("Invalid", offline("GOOD"));
    }

    @Test
    void ofAnswerAndListTheLaterCounts() {
        connect();
        resultOf(send(Action.Authorize, "idTag", "CARD"));
        time.pass(Duration.ofSeconds(1));
        sendList("Full", card("CARD", "status", "Blocked"));
        cut();
        assertEquals("Blocked", offline("CARD"));

        connect();
        resultOf(send(Action.Authorize, "idTag", "CARD"));
        cut();

        assertEquals("Accepted", offline("CARD"));
    }

    @Test
    void aFileCountsForCardsOfWhichTheCsmsNeverSpoke() {
        mode = OfflineAuthorization.OfflineLocalAuthorization;
        restart();
        cardFile.put("a", new Card("a", "Accepted", Optional.empty(), Optional.of("G")));
        cardFile.put("b", new Card("b", "Blocked", Optional.empty(), Optional.empty()));
        connect();
        resultOf(send(Action.Authorize, "idTag", "B"));
        cut();

        assertEquals("Accepted of G", offline("A"));
        assertEquals("Accepted", offline("B"));
    }

    @Test
    void keepsTheNewestOfTooManyCards() {
        vendor = "generic"; // a KEBA would hold 1,000
        mode = OfflineAuthorization.OfflineLocalAuthorization;
        restart();
        connect();
        List<Payload> cards = new ArrayList<>();
        for (int i = 0; i <= KnownCards.MOST; i++) {
            cards.add(card("CARD-" + i, "status", "Accepted"));
        }

        sendList("Full", cards.toArray(Payload[]::new));
        cut();

        assertEquals("Invalid", offline("CARD-0"));
        assertEquals("Accepted", offline("CARD-1"));
        assertEquals("Accepted", offline("CARD-" + KnownCards.MOST));
    }

    @Test
    void looksInTheLedgerForACardThatMemoryHasLetGo() {
        mode = OfflineAuthorization.OfflineLocalAuthorization;
        restart();
        connect();
        for (int i = 0; i <= KnownCards.HELD; i++) {
            resultOf(send(Action.Authorize, "idTag", "CARD-" + i));
        }
        cut();

        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        MemoryFigure cards = figures.join().kept().get(0);

        assertEquals(new MemoryFigure("cards", KnownCards.HELD, KnownCards.HELD, 1), cards);
        assertEquals("Accepted", offline("CARD-0"));
        assertEquals("Accepted", offline("CARD-" + KnownCards.HELD));
        assertEquals("Invalid", offline("CARD-" + (KnownCards.HELD + 1)));
    }

    @Test
    void takesOnlyWhatEndsTransactionsWhileTheDiskIsNearlyFull() {
        connect();
        long running = (Long) resultOf(start(4)).get("transactionId");
        cut();
        int logged = ledger.log.size();
        ledger.noRoom = Optional.of("only 3 MB are free");

        Failure refused = failureOf(start(3));
        Failure status = failureOf(send(Action.StatusNotification, "connectorId", 3));
        Payload again = resultOf(start(4));
        resultOf(
                send(
                        Action.MeterValues,
                        "connectorId",
                        4,
                        "transactionId",
                        running,
                        "meterValue",
                        List.of()));
        resultOf(stop(running));

        assertEquals(Cause.NO_ROOM, refused.cause());
        assertTrue(refused.description().contains("only 3 MB are free"), refused.description());
        assertEquals(Cause.NO_ROOM, status.cause());
        assertEquals(running, again.get("transactionId"));
        assertEquals(
                List.of(Action.MeterValues, Action.StopTransaction),
                ledger.outbox().stream().map(Ledger.OutboxRow::action).toList());
        assertEquals(logged, ledger.log.size());
        ledger.noRoom = Optional.empty();
        resultOf(start(3));
    }

    @Test
    void forgetsAStartThatCouldNotBeStored() {
        connect();
        ledger.full = true;
        assertEquals(Cause.NOT_STORED, failureOf(start(4)).cause());
        ledger.full = false;

        Payload again = resultOf(start(4));

        assertEquals(101L, again.get("transactionId"));
        assertEquals(1, ledger.transactions().size());
        assertEquals(1, csms.received(Action.StartTransaction).size());
    }

    @Test
    void storesAnIdBeforeItIsToldAgain() {
        connect();
        cut();
        CompletableFuture<Answer> first = start(4);
        long told = (Long) resultOf(first).get("transactionId");
        ledger.full = true;

        Failure notStored = failureOf(start(4));
        ledger.full = false;

        assertEquals(Cause.NOT_STORED, notStored.cause());
        assertEquals(told, resultOf(start(4)).get("transactionId"));
    }

    @Test
    void countsWhatItDoes() {
        connect();
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, "not now"));
        resultOf(start(4));
        csms.answering(csms::start);
        time.pass(Duration.ofMinutes(2));
        cut();
        send(Action.Authorize, "idTag", "CARD");
        send(new Action("MadeUp"));
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();

        Figures figures = counting.join();

        assertEquals(1, figures.delivered());
        assertEquals(1, figures.refused());
        assertEquals(1, figures.resent());
        assertEquals(0, figures.givenUp());
        assertEquals(Map.of("Accepted", 2L), figures.offlineAuthorizations());
        assertEquals(1L, figures.calls().get(new Figures.CallKind("up", "Authorize", "answered")));
        assertEquals(
                1L,
                figures.calls()
                        .get(new Figures.CallKind("up", "other", Cause.UNKNOWN_ACTION.number())));
        assertEquals(1, figures.census().away());
    }
}
