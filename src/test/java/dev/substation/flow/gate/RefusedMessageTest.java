package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of messages that the CSMS answers with an error, and of those behind them. */
class RefusedMessageTest {

    private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");
    private static final long UNKNOWN = 4711;

    private final SteppedTimers time = new SteppedTimers(START);
    private final MemoryLedger ledger = new MemoryLedger();
    private ScriptedCsms csms = new ScriptedCsms(time);
    private ScriptedStation station = new ScriptedStation("CP-1", Dialect.JSON_16);
    private Gateway gateway;

    @BeforeEach
    void start() {
        csms.answering(csms::start);
        restart();
    }

    /** A new gateway on the same ledger, as after a kill. */
    private void restart() {
        gateway =
                SteppedGateway.started(
                        time,
                        id ->
                                Optional.of(
                                        PlainSettings.station()
                                                .csms(
                                                        PlainSettings.csms(
                                                                        "ws://127.0.0.1/{station}")
                                                                .lenient()
                                                                .build())
                                                .build(id)),
                        ledger,
                        csms,
                        (id, dialect, address) -> station);
    }

    private void speaks(Dialect dialect) {
        station = new ScriptedStation("CP-1", dialect);
    }

    private CompletableFuture<Answer> says(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station,
                        new Call(
                                "1",
                                station.station(),
                                Direction.UP,
                                station.dialect(),
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }

    private void connect() {
        if (csms.link("CP-1") == null) {
            says(Action.Heartbeat);
            gateway.opened(station);
            time.settle();
        }
        csms.link("CP-1").connect();
        time.settle();
    }

    private CompletableFuture<Answer> start(int connector) {
        return says(
                Action.StartTransaction,
                Fields.start(
                        connector,
                        "12345678",
                        time.instant().getEpochSecond(),
                        time.instant().toString()));
    }

    private CompletableFuture<Answer> stop(long transaction) {
        return says(
                Action.StopTransaction,
                Fields.stop(transaction, 2_000_000_000, time.instant().toString()));
    }

    private void meter(Object transaction, int reading) {
        List<Object> fields = new ArrayList<>(List.of("connectorId", 1));
        if (transaction != null) {
            fields.addAll(List.of("transactionId", transaction));
        }
        fields.add("meterValue");
        fields.add(Fields.reading(time.instant().toString(), "" + reading));
        resultOf(says(Action.MeterValues, fields.toArray()));
    }

    private static long id(CompletableFuture<Answer> started) {
        return (Long) resultOf(started).get("transactionId");
    }

    private void refusing(Predicate<Call> which, ErrorCode code) {
        csms.answering(
                call ->
                        which.test(call)
                                ? Answer.failure(Cause.CSMS_REFUSED, code, "not " + call.action())
                                : csms.start(call));
    }

    private static Predicate<Call> is(Action action) {
        return call -> call.action().equals(action);
    }

    private List<Instant> arrivals(Action action, Duration within) {
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

    private Figures figures() {
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();
        return counting.join();
    }

    // ---- of transactions that the gateway does not know

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void triesTheStopOfAnUnknownTransactionAsOftenAsAnyOther(Dialect dialect) {
        speaks(dialect);
        connect();
        refusing(is(Action.StopTransaction), ErrorCode.InternalError);

        resultOf(stop(UNKNOWN));
        List<Instant> again = arrivals(Action.StopTransaction, Duration.ofMinutes(10));

        assertEquals(List.of(START.plusSeconds(60), START.plusSeconds(180)), again);
        assertEquals(UNKNOWN, ledger.setAside().get(0).payload().get("transactionId"));
    }

    @ParameterizedTest
    @ValueSource(longs = {UNKNOWN, -1, Long.MAX_VALUE})
    void triesTheMeterValuesOfAnUnknownTransactionAgainAndKeepsTheOrder(long transaction) {
        connect();
        refusing(is(Action.MeterValues), ErrorCode.GenericError);

        meter(transaction, 1);
        csms.answering(csms::start);
        meter(transaction, 2);
        resultOf(stop(transaction));
        time.pass(Duration.ofMinutes(3));

        assertEquals(
                List.of("1", "1", "2"),
                csms.received(Action.MeterValues).stream().map(this::reading).toList());
        assertEquals(Action.StopTransaction, csms.received.get(csms.received.size() - 1).action());
        assertTrue(ledger.outbox().isEmpty() && ledger.setAside().isEmpty(), "all is delivered");
    }

    private String reading(Call call) {
        return call.payload()
                .objects("meterValue")
                .get(0)
                .objects("sampledValue")
                .get(0)
                .text("value")
                .orElseThrow();
    }

    @Test
    void keepsAllMeterValuesOfAnUnknownTransactionWhileTheCsmsIsAwayAndOverARestart() {
        for (int reading = 0; reading < 600; reading++) {
            meter(UNKNOWN, reading);
        }
        restart();
        for (int reading = 600; reading < 1_200; reading++) {
            meter(UNKNOWN, reading);
        }
        connect();
        time.pass(Duration.ofMinutes(1));

        assertEquals(
                IntStream.range(0, 1_200).mapToObj(Integer::toString).toList(),
                csms.received(Action.MeterValues).stream().map(this::reading).toList());
    }

    @Test
    void doesNotRepeatMeterValuesOfNoTransaction() {
        connect();
        refusing(is(Action.MeterValues), ErrorCode.InternalError);

        meter(null, 1);
        time.pass(Duration.ofMinutes(10));

        assertEquals(1, csms.received(Action.MeterValues).size());
        assertTrue(ledger.outbox().isEmpty() && ledger.setAside().isEmpty(), "it is dropped");
        assertEquals(1, figures().givenUp());
    }

    // ---- the message itself is wrong

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {
                "FormationViolation",
                "PropertyConstraintViolation",
                "TypeConstraintViolation",
                "OccurenceConstraintViolation",
                "ProtocolError",
                "NotSupported",
                "NotImplemented"
            })
    void setsAsideAtOnceWhatTheCsmsSaysIsWrong(ErrorCode code) {
        connect();
        long transaction = id(start(1));
        refusing(is(Action.MeterValues), code);

        meter(transaction, 1);
        resultOf(stop(transaction));
        time.pass(Duration.ofHours(1));

        assertEquals(1, csms.received(Action.MeterValues).size());
        assertEquals(1, csms.received(Action.StopTransaction).size());
        assertTrue(ledger.outbox().isEmpty(), "nothing waits");
        assertEquals(
                List.of(Action.MeterValues),
                ledger.setAside().stream().map(OutboxRow::action).toList());
        assertTrue(ledger.why(ledger.setAside().get(0)).startsWith(code.name()));
        assertEquals(1, figures().setAside());
        assertEquals(0, figures().givenUp());
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"InternalError", "GenericError", "SecurityError"})
    void triesAgainAfterOtherErrorsAndThenSetsAside(ErrorCode code) {
        connect();
        long transaction = id(start(1));
        refusing(is(Action.MeterValues), code);

        meter(transaction, 1);
        List<Instant> again = arrivals(Action.MeterValues, Duration.ofHours(1));

        assertEquals(List.of(START.plusSeconds(60), START.plusSeconds(180)), again);
        assertEquals(1, ledger.setAside().size());
    }

    @Test
    void aRefusedStopIsKeptAndTheNextStartGetsTheCsmsId() {
        connect();
        long transaction = id(start(1));
        refusing(is(Action.StopTransaction), ErrorCode.FormationViolation);

        resultOf(stop(transaction));
        long next = id(start(1));

        assertEquals(102, next);
        assertEquals(
                List.of(Action.StopTransaction),
                ledger.setAside().stream().map(OutboxRow::action).toList());
        restart();
        connect();
        time.pass(Duration.ofHours(1));
        assertEquals(1, csms.received(Action.StopTransaction).size());
    }

    @Test
    void aStartThatTheCsmsSaysIsWrongGoesOnByPolicyAndEndsUnderMinusOne() {
        connect();
        refusing(is(Action.StartTransaction), ErrorCode.PropertyConstraintViolation);

        Payload conf = resultOf(start(1));
        long told = (Long) conf.get("transactionId");
        csms.answering(csms::start);
        meter(told, 1);
        restart();
        connect();
        meter(told, 2);
        resultOf(stop(told));
        time.pass(Duration.ofHours(1));

        assertTrue(told >= Transactions.GATEWAY_IDS, "the gateway names it");
        assertEquals("Accepted", conf.object("idTagInfo").get().get("status"));
        assertEquals(1, csms.received(Action.StartTransaction).size());
        csms.received(Action.MeterValues)
                .forEach(call -> assertEquals(-1L, call.payload().get("transactionId")));
        assertEquals(
                -1L, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
        assertEquals(
                List.of(Action.StartTransaction),
                ledger.setAside().stream().map(OutboxRow::action).toList());
    }

    // ---- others wait behind it

    @Test
    void aStartBehindRefusedMeterValuesIsAnsweredByTheCsmsAtOnce() {
        connect();
        long first = id(start(1));
        refusing(is(Action.MeterValues), ErrorCode.InternalError);
        for (int reading = 1; reading <= 5; reading++) {
            meter(first, reading);
        }
        time.pass(Duration.ofSeconds(10));

        long second = id(start(2));

        assertEquals(102, second);
        assertEquals(
                List.of("1", "1", "1", "2", "2", "2", "3", "3", "3", "4", "4", "4", "5", "5", "5"),
                csms.received(Action.MeterValues).stream().map(this::reading).toList());
        assertEquals(5, ledger.setAside().size());
    }

    @Test
    void aStartBehindARefusedStopIsAnsweredByTheCsmsInTimeAndAfterIt() {
        connect();
        long first = id(start(1));
        refusing(is(Action.StopTransaction), ErrorCode.InternalError);
        resultOf(stop(first));
        time.pass(Duration.ofSeconds(10));

        CompletableFuture<Answer> second = start(1);
        assertEquals(2, csms.received(Action.StopTransaction).size());
        assertFalse(second.isDone(), "the stop has an attempt left");
        time.pass(Duration.ofSeconds(14));

        assertEquals(102, id(second));
        assertEquals(
                List.of(
                        Action.StartTransaction,
                        Action.StopTransaction,
                        Action.StopTransaction,
                        Action.StopTransaction,
                        Action.StartTransaction),
                csms.received.stream().map(Call::action).filter(TRANSACTIONS::contains).toList());
    }

    private static final List<Action> TRANSACTIONS =
            List.of(Action.StartTransaction, Action.StopTransaction, Action.MeterValues);

    @Test
    void aRowBehindWhichNobodyWaitsKeepsItsPauses() {
        connect();
        long first = id(start(1));
        refusing(is(Action.StopTransaction), ErrorCode.InternalError);
        resultOf(stop(first));
        resultOf(says(Action.StatusNotification, Fields.status(1, "Available")));

        assertEquals(
                List.of(START.plusSeconds(60), START.plusSeconds(180)),
                arrivals(Action.StopTransaction, Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"InternalError", "PropertyConstraintViolation"})
    void aCsmsThatRefusesEachMeterValuesGetsTheStopWithinAMinute(ErrorCode code) {
        connect();
        csms.taking(Duration.ofMillis(250));
        CompletableFuture<Answer> started = start(1);
        time.pass(Duration.ofSeconds(1));
        refusing(is(Action.MeterValues), code);
        for (int minute = 0; minute < 120; minute++) {
            meter(id(started), minute);
            time.pass(Duration.ofMinutes(1));
        }

        CompletableFuture<Answer> stopped = stop(id(started));
        time.pass(Duration.ofSeconds(15));

        resultOf(stopped);
        assertEquals(1, csms.received(Action.StopTransaction).size());
        assertEquals(120, ledger.setAside().size());
    }

    @Test
    void aStopThatCameWhileTheCsmsWasAwayGoesUpWithinAMinuteAfterIt() {
        connect();
        long first = id(start(1));
        csms.link("CP-1").cut();
        time.settle();
        for (int reading = 0; reading < 40; reading++) {
            meter(first, reading);
        }
        resultOf(stop(first));
        refusing(is(Action.MeterValues), ErrorCode.InternalError);
        restart();
        connect();
        time.pass(Duration.ofMinutes(1));

        assertEquals(1, csms.received(Action.StopTransaction).size());
        assertEquals(40, ledger.setAside().size());
    }
}
