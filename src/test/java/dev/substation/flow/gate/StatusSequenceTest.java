package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Answer;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which statuses and reports reach a CSMS that takes its time, hangs, is away, or refuses them. */
class StatusSequenceTest {

    private static final Duration LATENCY = Duration.ofMillis(230);

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private ScriptedStation station = new ScriptedStation("CP-1", Dialect.JSON_16);
    private Gateway gateway;

    private void runs(Dialect dialect) {
        station = new ScriptedStation("CP-1", dialect);
        csms.answering(csms::start);
        csms.taking(LATENCY);
        restart();
    }

    private void restart() {
        PlainSettings.Csms lenient = PlainSettings.csms("ws://127.0.0.1/{station}").lenient();
        gateway =
                SteppedGateway.started(
                        time,
                        id -> Optional.of(PlainSettings.station().csms(lenient.build()).build(id)),
                        ledger,
                        csms,
                        (id, dialect, address) -> station);
        if (!station.dialect().isSoap()) {
            gateway.opened(station);
            time.settle();
        }
    }

    private void says(Action action, Object... payload) {
        var answer =
                gateway.call(
                        station,
                        new Call(
                                "1",
                                new StationId("CP-1"),
                                Direction.UP,
                                station.dialect(),
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        resultOf(answer);
    }

    private void status(int connector, String status, String info) {
        says(
                Action.StatusNotification,
                "connectorId",
                connector,
                "errorCode",
                "NoError",
                "status",
                status,
                "info",
                info);
    }

    /** So many changes of one connector, faster than the CSMS answers. */
    private List<String> changes(int from, int to) {
        List<String> told = new ArrayList<>();
        for (int i = from; i < to; i++) {
            status(1, i % 2 == 0 ? "Available" : "Unavailable", "change " + i);
            told.add("change " + i);
            time.pass(Duration.ofMillis(10));
        }
        return told;
    }

    private List<String> arrived() {
        return csms.received(Action.StatusNotification).stream()
                .map(call -> call.payload().text("info").orElseThrow())
                .toList();
    }

    private void connect() {
        csms.link("CP-1").connect();
        time.settle();
    }

    private void cut() {
        csms.link("CP-1").cut();
        time.settle();
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void reachAConnectedCsmsOneByOne(Dialect dialect) {
        runs(dialect);
        says(Action.Heartbeat);
        changes(0, 1);
        connect();

        changes(1, 24);
        time.pass(Duration.ofSeconds(10));

        assertEquals(IntStream.range(0, 24).mapToObj(i -> "change " + i).toList(), arrived());
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "JSON_16"})
    void reachACsmsWhoseLinkIsBeingOpened(Dialect dialect) {
        runs(dialect);

        List<String> told = changes(0, 12);
        connect();
        time.pass(Duration.ofSeconds(10));

        assertEquals(told, arrived());
    }

    @Test
    void thatCameWhileTheCsmsWasThereStayWhenItGoesAndOfTheRestTheLatest() {
        runs(Dialect.JSON_16);
        changes(0, 1);
        connect();
        changes(1, 4);
        cut();
        changes(4, 9);
        status(2, "Available", "of another connector");
        restart();
        changes(9, 12); // the link is being opened: the CSMS may well be there
        connect();
        time.pass(Duration.ofSeconds(20));

        assertEquals(
                List.of(
                        "change 0",
                        "change 0", // its answer was lost
                        "change 1",
                        "change 2",
                        "change 3",
                        "change 8",
                        "of another connector",
                        "change 9",
                        "change 10",
                        "change 11"),
                arrived());
    }

    @Test
    void ofACsmsThatHangsAreBoundedAndTheLatestIsAmongThem() {
        runs(Dialect.JSON_16);
        changes(0, 1);
        connect();
        time.pass(Duration.ofSeconds(1));
        csms.fallSilent();

        changes(1, 3_000);
        assertTrue(ledger.outbox().size() <= 1_001, "waiting: " + ledger.outbox().size());
        time.pass(Duration.ofMinutes(2));
        changes(3_000, 3_100);
        assertTrue(ledger.outbox().size() <= 1_001, "waiting: " + ledger.outbox().size());
        csms.answering(csms::start);
        csms.taking(Duration.ofMillis(1));
        time.pass(Duration.ofMinutes(1));

        assertEquals("change 3099", arrived().get(arrived().size() - 1));
        assertTrue(ledger.outbox().isEmpty(), "all is delivered");
        csms.received.clear();
        List<String> again = changes(3_100, 3_120);
        time.pass(Duration.ofSeconds(10));
        assertEquals(again, arrived());
    }

    @ParameterizedTest
    @CsvSource({
        "SignedFirmwareStatusNotification, JSON_16",
        "FirmwareStatusNotification, JSON_16",
        "FirmwareStatusNotification, SOAP_15",
        "FirmwareStatusNotification, SOAP_16",
        "DiagnosticsStatusNotification, JSON_16",
        "DiagnosticsStatusNotification, SOAP_15",
        "DiagnosticsStatusNotification, SOAP_16",
        "LogStatusNotification, JSON_16",
        "SecurityEventNotification, JSON_16"
    })
    void ofReportsEachIsKeptWhetherTheCsmsIsThereOrNot(String name, Dialect dialect) {
        Action action = new Action(name);
        runs(dialect);
        says(Action.Heartbeat);
        changes(0, 1);
        connect();
        time.pass(Duration.ofSeconds(1));
        reports(action, 0, 9);
        cut();
        reports(action, 9, 18);
        restart();
        reports(action, 18, 27);
        connect();
        time.pass(Duration.ofSeconds(20));

        assertEquals(
                IntStream.range(0, 27).mapToObj(i -> "report " + i).toList(),
                csms.received(action).stream()
                        .map(call -> call.payload().text("type").orElseThrow())
                        .distinct()
                        .toList());
    }

    private void reports(Action action, int from, int to) {
        for (int i = from; i < to; i++) {
            says(action, "status", "Downloading", "type", "report " + i);
            time.pass(Duration.ofMillis(10));
        }
    }

    @Test
    void ofReportsTheLatestThousandWaitOverARestartToo() {
        runs(Dialect.JSON_16);
        reports(Action.FirmwareStatusNotification, 0, 700);
        restart();
        reports(Action.FirmwareStatusNotification, 700, 1_400);

        assertEquals(
                IntStream.range(400, 1_400).mapToObj(i -> "report " + i).toList(),
                ledger.outbox().stream()
                        .map(row -> row.payload().text("type").orElseThrow())
                        .toList());
    }

    // ---- what the CSMS has not taken was not told

    @ParameterizedTest
    @CsvSource({"InternalError, false", "PropertyConstraintViolation, true"})
    void anOccupiedThatTheCsmsRefusedIsToldAgain(ErrorCode code, boolean restarted) {
        runs(Dialect.SOAP_15);
        status(2, "Available", "opens the link");
        connect();
        time.pass(Duration.ofSeconds(1));
        csms.received.clear();
        csms.answering(
                call ->
                        call.action().equals(Action.StatusNotification)
                                ? Answer.failure(Cause.CSMS_REFUSED, code, "not now")
                                : csms.start(call));
        status(1, "Occupied", "refused");
        time.pass(Duration.ofSeconds(1));
        csms.answering(csms::start);
        if (restarted) {
            restart();
            connect();
        }
        status(1, "Occupied", "refused");
        time.pass(Duration.ofSeconds(1));
        status(1, "Occupied", "refused");
        time.pass(Duration.ofSeconds(1));

        int told = csms.received(Action.StatusNotification).size();
        assertEquals(2, told, "once refused, once taken");
        assertEquals(
                "Preparing",
                csms.received(Action.StatusNotification).get(1).payload().get("status"));
    }

    @Test
    void anOccupiedThatTheCsmsNeverAnsweredIsToldAgain() {
        runs(Dialect.SOAP_15);
        status(2, "Available", "opens the link");
        connect();
        time.pass(Duration.ofSeconds(1));
        csms.received.clear();
        csms.ignoring(call -> call.action().equals(Action.StatusNotification));
        status(1, "Occupied", "ignored");
        time.pass(Duration.ofMinutes(10));
        assertEquals(1, ledger.setAside().size());
        csms.ignoring(call -> false);
        csms.received.clear();

        status(1, "Occupied", "ignored");
        time.pass(Duration.ofSeconds(1));

        assertEquals(1, csms.received(Action.StatusNotification).size());
    }

    @Test
    void aDeducedStatusThatTheCsmsRefusedIsToldWithTheNextChange() {
        runs(Dialect.SOAP_15);
        status(2, "Available", "opens the link");
        connect();
        time.pass(Duration.ofSeconds(1));
        csms.received.clear();
        status(1, "Occupied", "plugged");
        time.pass(Duration.ofSeconds(1));
        csms.answering(
                call ->
                        call.action().equals(Action.StatusNotification)
                                ? Answer.failure(
                                        Cause.CSMS_REFUSED, ErrorCode.InternalError, "not now")
                                : csms.start(call));
        gateway.call(
                station,
                new Call(
                        "1",
                        station.station(),
                        Direction.UP,
                        Dialect.SOAP_15,
                        Action.StartTransaction,
                        Payload.of(Fields.start(1, "04AB", 1, "2026-01-01T08:00:00Z")),
                        List.of()));
        time.pass(Duration.ofSeconds(5));
        csms.answering(csms::start);

        status(1, "Occupied", "plugged");
        time.pass(Duration.ofSeconds(1));

        List<Call> told = csms.received(Action.StatusNotification);
        assertEquals(
                List.of("Preparing", "Charging", "Charging"),
                told.stream().map(call -> call.payload().get("status")).toList());
    }
}
