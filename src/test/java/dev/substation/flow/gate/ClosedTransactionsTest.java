package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.TransactionEnd;
import dev.substation.flow.up.ClosedTransactions.Closed;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How transactions end in the ledger, also by an operator, and what their CSMS hears of it. */
class ClosedTransactionsTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}", answer-wait: 10s } }
            stations:
              BOX: {}
              TWO: { split: { "1": TWO-A, "2": TWO-B } }
              PART: {}
              OTHER: {}
            upstream:
              HOF: { join: { "1": OTHER, "2": PART } }
            """;

    ClosedTransactionsTest() {
        super(Dialect.JSON_16);
    }

    private void run(Dialect spoken) throws Exception {
        dialect = spoken;
        csms.answering(csms::start);
        start(settings(SITE));
        List.of("BOX", "TWO", "PART").forEach(this::appears);
    }

    private void appears(String station) {
        gateway.opened(station(station));
        send(station, Action.Heartbeat);
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    private void goes(String station) {
        gateway.closed(station(station));
        time.pass(Duration.ofMinutes(20));
    }

    private void starts(String station, long connector) {
        send(
                station,
                Action.StartTransaction,
                Fields.start(connector, "CARD", 100, "2026-01-01T08:00:00Z"));
        time.settle();
    }

    private void stops(String station, long meterStop) {
        send(
                station,
                Action.StopTransaction,
                Fields.stop(row().stationId().orElseThrow(), meterStop, "2026-01-01T09:00:00Z"));
        time.settle();
    }

    private TransactionRow row() {
        return ledger.transactions().get(ledger.transactions().size() - 1);
    }

    private Closed close(Optional<Long> meterStop, boolean force) {
        CompletableFuture<Closed> closed = gateway.facts().closing().close(row(), meterStop, force);
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.pass(Duration.ofSeconds(30));
        return closed.getNow(new Closed(Optional.empty(), "not decided"));
    }

    private List<String> stopsAtCsms() {
        return csms.received(Action.StopTransaction).stream()
                .map(ClosedTransactionsTest::words)
                .toList();
    }

    private static String words(Call stop) {
        return "%s %s %s"
                .formatted(
                        stop.station(),
                        stop.payload().get("transactionId"),
                        stop.payload().get("meterStop"));
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, BOX, 1",
        "SOAP_16, BOX, 1",
        "JSON_16, BOX, 1",
        "SOAP_15, TWO, 2",
        "JSON_16, TWO, 2",
        "SOAP_15, PART, 1",
        "JSON_16, PART, 1"
    })
    void theLedgerHasWhatTheStationSaysOfTheEnd(Dialect spoken, String station, long connector)
            throws Exception {
        run(spoken);
        starts(station, connector);
        assertEquals(TransactionEnd.UNKNOWN, row().end());
        stops(station, 350);

        TransactionEnd end = row().end();
        assertEquals(Optional.of(350L), end.meterStop());
        assertEquals(Optional.of(250L), row().energy());
        assertEquals(Optional.of("2026-01-01T09:00:00Z"), end.time());
        assertEquals(Optional.of("2026-01-01T08:00:00Z"), row().startedAt());
        assertEquals(false, end.byOperator());
    }

    @Test
    void theReasonOfAnOldDialectIsTheOneThatWasConcluded() throws Exception {
        run(Dialect.SOAP_15);
        starts("BOX", 1);
        station("BOX").answering("Accepted");
        csms.link("BOX")
                .callStation(
                        Action.RemoteStopTransaction,
                        dev.substation.model.Payload.of(
                                "transactionId", row().csmsId().get().number().get()));
        time.settle();
        stops("BOX", 350);

        assertEquals(Optional.of("Remote"), row().end().reason());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void closedInTheLedgerAloneTheCsmsHearsNothingUntilTheStationReports(Dialect spoken)
            throws Exception {
        run(spoken);
        starts("BOX", 1);
        goes("BOX");

        Closed closed = close(Optional.empty(), false);

        assertEquals("", closed.objection());
        assertEquals(TransactionEnd.CLOSED, row().end());
        assertTrue(row().stopped().isPresent());
        assertEquals(List.of(), stopsAtCsms());

        restart(settings(SITE));
        appears("BOX");
        stops("BOX", 350);
        assertEquals(List.of("BOX " + row().csmsId().get() + " 350"), stopsAtCsms());
        assertEquals(Optional.of(250L), row().energy());
        assertEquals(false, row().end().byOperator());
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, BOX, 1, BOX",
        "JSON_16, BOX, 1, BOX",
        "SOAP_15, TWO, 2, TWO-B",
        "JSON_16, TWO, 2, TWO-B",
        "JSON_16, PART, 1, HOF"
    })
    void closedWithAReadingTheCsmsGetsAStopAndTheReportOfTheStationToo(
            Dialect spoken, String station, long connector, String identity) throws Exception {
        run(spoken);
        starts(station, connector);
        goes(station);

        Closed closed = close(Optional.of(300L), false);

        assertEquals("", closed.objection());
        String id = identity + " " + row().csmsId().get();
        assertEquals(List.of(id + " 300"), stopsAtCsms());
        Call stop = csms.received(Action.StopTransaction).get(0);
        assertEquals("Other", stop.payload().get("reason"));
        assertEquals(Optional.of(200L), row().energy());
        assertTrue(row().end().byOperator());
        assertEquals(
                1,
                ledger.outcomes.stream()
                        .filter(
                                line ->
                                        line.action().equals(Action.StopTransaction)
                                                && line.station().value().equals(station))
                        .filter(line -> line.outcome().get().ofCsms())
                        .count());

        appears(station);
        stops(station, 350);
        assertEquals(List.of(id + " 300", id + " 350"), stopsAtCsms());
        assertEquals(Optional.of(250L), row().energy());
        assertEquals(false, row().end().byOperator());
    }

    @Test
    void aStopThatWasSaidWaitsForTheCsmsInTheLedger() throws Exception {
        run(Dialect.SOAP_15);
        starts("BOX", 1);
        goes("BOX");
        csms.links.values().forEach(ScriptedCsms.Link::cut);
        time.settle();

        CompletableFuture<Closed> closed =
                gateway.facts().closing().close(row(), Optional.of(300L), false);
        time.pass(Duration.ofSeconds(30));

        assertEquals("", closed.getNow(new Closed(Optional.empty(), "not decided")).objection());
        assertEquals(List.of(), stopsAtCsms());
        assertEquals(Action.StopTransaction, ledger.outbox().get(0).action());
        restart(settings(SITE));
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
        assertEquals(List.of("BOX " + row().csmsId().get() + " 300"), stopsAtCsms());
    }

    @Test
    void oneThatTheStationCanEndItselfIsClosedOnlyIfTheOperatorInsists() throws Exception {
        run(Dialect.JSON_16);
        starts("BOX", 1);

        assertTrue(close(Optional.empty(), false).objection().contains("RemoteStopTransaction"));
        assertTrue(row().stopped().isEmpty());
        assertEquals("", close(Optional.empty(), true).objection());
        assertTrue(row().stopped().isPresent());
        assertTrue(close(Optional.empty(), true).objection().contains("ended already"));
    }

    @Test
    void theConnectorIsFreeForTheNextTransaction() throws Exception {
        run(Dialect.JSON_16);
        starts("BOX", 1);
        close(Optional.empty(), true);
        starts("BOX", 1);

        assertEquals(2, ledger.transactions().size());
        assertTrue(row().stopped().isEmpty());
        assertEquals(2, csms.received(Action.StartTransaction).size());
    }

    /** The disk was full for a moment: nothing is as if it had ended. */
    @ParameterizedTest
    @CsvSource({"SOAP_15, BOX, 1", "JSON_16, BOX, 1", "SOAP_16, TWO, 2", "JSON_16, PART, 1"})
    void anEndThatCannotBeStoredCanBeTriedAgain(Dialect spoken, String station, long connector)
            throws Exception {
        run(spoken);
        starts(station, connector);
        goes(station);

        for (Optional<Long> meterStop :
                List.of(Optional.<Long>empty(), Optional.of(300L), Optional.of(300L))) {
            ledger.full = true;
            CompletableFuture<Closed> failed =
                    gateway.facts().closing().close(row(), meterStop, false);
            time.settle();
            assertTrue(failed.isDone());
            assertTrue(
                    failed.isCompletedExceptionally()
                            || failed.join().objection().contains("stored"));
            ledger.full = false;
        }
        assertEquals(List.of(), stopsAtCsms());

        assertEquals("", close(Optional.of(300L), false).objection());
        assertEquals(1, stopsAtCsms().size());
        assertTrue(row().stopped().isPresent());
    }

    /** A station gets an error and sends its stop again, with the same transaction. */
    @ParameterizedTest
    @CsvSource({"SOAP_15, BOX, 1", "JSON_16, BOX, 1", "JSON_16, TWO, 2", "SOAP_15, PART, 1"})
    void aStopThatCannotBeStoredLeavesTheTransactionRunning(
            Dialect spoken, String station, long connector) throws Exception {
        run(spoken);
        starts(station, connector);
        ledger.full = true;

        stops(station, 350);

        ledger.full = false;
        assertTrue(close(Optional.empty(), false).objection().contains("RemoteStopTransaction"));
        stops(station, 350);
        assertTrue(close(Optional.empty(), false).objection().contains("ended already"));
        assertEquals(1, stopsAtCsms().size());
    }

    /** Two clicks, or two operators. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void oneThatIsBeingClosedIsNotClosedTwice(Dialect spoken) throws Exception {
        run(spoken);
        starts("BOX", 1);
        goes("BOX");
        ledger.slow = true;

        CompletableFuture<Closed> first =
                gateway.facts().closing().close(row(), Optional.of(300L), false);
        CompletableFuture<Closed> second =
                gateway.facts().closing().close(row(), Optional.of(300L), false);
        time.settle();
        ledger.slow = false;
        ledger.catchUp();
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.pass(Duration.ofSeconds(30));

        assertEquals("", first.join().objection());
        assertTrue(second.join().objection().contains("already"), second.join().objection());
        assertEquals(1, stopsAtCsms().size());
    }
}
