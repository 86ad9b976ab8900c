package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards that the CSMS refuses after their station was told Accepted in its place. */
class RefusedCardTest {

    private static final Duration DELIVERED = Duration.ofMinutes(2);

    private ChargingSite site = new ChargingSite(Dialect.JSON_16);

    private List<Call> stops() {
        return site.station.calls.stream()
                .filter(call -> call.action().equals(Action.RemoteStopTransaction))
                .toList();
    }

    /** A start that policy accepts, and that the CSMS answers with a status later. */
    private long startRefusedLater(String status) {
        site.csms.fallSilent();
        long told = site.start(1, 100);
        site.csms.startingAll(7, status);
        site.time.pass(DELIVERED);
        return told;
    }

    private int stopsWaiting() {
        CompletableFuture<Figures> figures = site.gateway.figures();
        site.time.settle();
        return figures.join().acceptance().stops();
    }

    private void restarted() {
        site.csms = new ScriptedCsms(site.time);
        site.csms.startingAll(7, "Blocked");
        site.run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blocked", "Invalid", "Expired", "ConcurrentTx", "NoCredit"})
    void aCsmsThatIsLateHasTheTransactionStopped(String status) {
        site.connected();
        long told = startRefusedLater(status);

        assertEquals(told, stops().get(0).payload().get("transactionId"));
    }

    @ParameterizedTest
    @CsvSource({
        "OfflineLocalUnknownAuthorization",
        "OfflineLocalAuthorization",
        "OfflineNoAuthorization",
        "OfflineFreeCharging"
    })
    void soHasACsmsThatWasAwayInEveryModeThatAccepts(OfflineAuthorization mode) {
        site.settings.offline(OfflinePolicy.STORE_AND_FORWARD, mode);
        site.connected();
        site.send(Action.Authorize, "idTag", "12345678"); // known as a good card
        site.csms.link("CP-1").cut();
        site.time.settle();
        long told = site.start(1, 100);
        site.csms.startingAll(7, "Blocked");
        site.csms.link("CP-1").connect();
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(
                List.of(told),
                stops().stream().map(call -> call.payload().get("transactionId")).toList());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theCsmsIsToldDeAuthorizedHoweverTheStationPutsIt(Dialect dialect) {
        site = new ChargingSite(dialect);
        site.connected();
        long told = startRefusedLater("Blocked");
        assertFalse(stops().isEmpty());

        if (dialect == Dialect.SOAP_15) {
            site.stop(told);
        } else {
            stop(told, "Remote");
        }

        assertEquals("DeAuthorized", site.last(Action.StopTransaction, "reason"));
        assertTrue(
                site.ledger.log().stream()
                        .filter(line -> line.action().equals(Action.StopTransaction))
                        .flatMap(line -> line.notes().stream())
                        .anyMatch(note -> note.path().equals("reason")));
    }

    private void stop(long transaction, String reason) {
        site.send(
                Action.StopTransaction,
                "transactionId",
                transaction,
                "meterStop",
                200,
                "timestamp",
                "2026-01-01T09:00:00Z",
                "reason",
                reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVDisconnected", "Local", "PowerLoss"})
    void anotherReasonStaysTheStations(String reason) {
        site.connected();
        stop(startRefusedLater("Blocked"), reason);

        assertEquals(reason, site.last(Action.StopTransaction, "reason"));
    }

    @Test
    void aStopThatTheCsmsAskedForItselfIsRemote() {
        site.connected();
        long told = startRefusedLater("Blocked");
        site.ask(Action.RemoteStopTransaction, "transactionId", 7);

        stop(told, "Remote");

        assertEquals("Remote", site.last(Action.StopTransaction, "reason"));
    }

    @Test
    void isSentAgainUntilTheTransactionHasEnded() {
        site.connected();
        long told = startRefusedLater("Blocked");
        site.time.pass(Duration.ofMinutes(3));
        int sent = stops().size();
        assertTrue(sent > 1 && sent < 8, sent + " were sent");

        site.stop(told);
        assertEquals(0, stopsWaiting());
        site.station.calls.clear();
        site.time.pass(Duration.ofHours(3));

        assertEquals(List.of(), stops());
    }

    @Test
    void waitsForAStationThatCannotBeCalled() {
        site.connected();
        site.station.answering(
                call ->
                        Answer.failure(
                                Cause.STATION_UNREACHABLE, ChargingSite.STATION, "it is off"));
        startRefusedLater("Blocked");
        site.station.calls.clear();
        site.station.answering(call -> Answer.result(Payload.of("status", "Accepted")));

        site.time.pass(Duration.ofMinutes(10));

        assertFalse(stops().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "JSON_16, STATION_UNREACHABLE",
        "JSON_16, STATION_TIMED_OUT",
        "SOAP_15, STATION_UNREACHABLE",
        "SOAP_15, STATION_TIMED_OUT",
        "SOAP_16, STATION_UNREACHABLE"
    })
    void aStationThatIsHeardAgainIsCalledAtOnce(Dialect dialect, Cause missed) {
        site = new ChargingSite(dialect);
        site.connected();
        site.station.answering(
                call -> Answer.failure(missed, ChargingSite.STATION, "the call", 30));
        startRefusedLater("Blocked");
        assertEquals(1, stopsWaiting());
        site.time.pass(Duration.ofMinutes(20)); // by now the pauses are long
        site.station.calls.clear();
        site.station.answering(call -> Answer.result(Payload.of("status", "Accepted")));

        site.send(Action.Heartbeat);
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(1, stops().size());
        site.send(Action.Heartbeat);
        site.time.pass(Duration.ofSeconds(20));
        assertEquals(1, stops().size(), "it has got it");
    }

    @Test
    void aStationThatConnectsAgainFromTheSameAddressIsCalledAtOnce() {
        site.connected();
        site.station.answering(
                call ->
                        Answer.failure(
                                Cause.STATION_UNREACHABLE, ChargingSite.STATION, "it is off"));
        startRefusedLater("Blocked");
        site.time.pass(Duration.ofMinutes(20));
        site.gateway.closed(site.station);
        site.time.settle();
        site.station.calls.clear();

        site.gateway.opened(site.station);
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(1, stops().size());
    }

    @ParameterizedTest
    @CsvSource({"JSON_16, 192.0.2.7:50000", "SOAP_15, http://192.0.2.8:12801/"})
    void aStationThatHasMovedIsCalledAtOnceThoughItHadTakenTheStop(
            Dialect dialect, String address) {
        site = new ChargingSite(dialect);
        site.connected();
        startRefusedLater("Blocked");
        site.time.pass(Duration.ofMinutes(20));
        site.gateway.closed(site.station);

        site.station = new ScriptedStation(ChargingSite.STATION.value(), dialect, address);
        site.appear();
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(1, stops().size());
    }

    @Test
    void aStationThatIsHeardAndYetMissesEachCallIsNotCalledEachTime() {
        site = new ChargingSite(Dialect.SOAP_15);
        site.connected();
        site.station.answering(
                call ->
                        Answer.failure(
                                Cause.STATION_UNREACHABLE,
                                ChargingSite.STATION,
                                "no such address"));
        startRefusedLater("Blocked");
        site.station.calls.clear();

        for (int i = 0; i < 300; i++) {
            site.send(Action.Heartbeat);
            site.time.pass(Duration.ofSeconds(1));
        }

        assertTrue(stops().size() < 12, stops().size() + " in five minutes");
    }

    @Test
    void survivesAKillBetweenTheAnswerOfTheCsmsAndTheStop() {
        site.connected();
        site.csms.fallSilent();
        long told = site.start(1, 100);
        site.gateway.closed(site.station); // nobody to be told before the kill
        site.time.settle();
        site.csms.startingAll(7, "Blocked");
        site.time.pass(DELIVERED);
        assertEquals(List.of(), stops());
        assertEquals(List.of(), site.ledger.outbox());

        restarted();
        site.appear();
        site.time.pass(Duration.ofSeconds(6));

        assertEquals(told, stops().get(0).payload().get("transactionId"));
        stop(told, "Remote");
        site.csms.link("CP-1").connect();
        site.time.settle();
        assertEquals("DeAuthorized", site.last(Action.StopTransaction, "reason"));
    }

    @Test
    void aStopThatWasSentBeforeAKillIsTheReasonOfTheEndAfterIt() {
        site.connected();
        long told = startRefusedLater("Blocked");
        int sent = stops().size();
        assertTrue(sent > 0);

        restarted();
        site.gateway.opened(site.station);
        site.time.settle();
        stop(told, "Remote"); // before anything is sent again
        assertEquals(sent, stops().size());
        site.csms.link("CP-1").connect();
        site.time.settle();

        assertEquals("DeAuthorized", site.last(Action.StopTransaction, "reason"));
    }

    @Test
    void aStartThatIsSentAgainAfterAKillIsStoppedToo() {
        site.connected();
        site.csms.fallSilent();
        site.starting(1, 100);
        restarted();
        site.csms.fallSilent();
        site.appear();
        site.csms.link("CP-1").connect();
        site.time.settle();
        long told = site.start(1, 100);

        site.csms.startingAll(7, "Invalid");
        site.time.pass(DELIVERED);

        assertEquals(told, stops().get(0).payload().get("transactionId"));
    }

    @Test
    void nothingIsSentForATransactionThatHasEnded() {
        site.connected();
        site.csms.fallSilent();
        site.stop(site.start(1, 100));
        site.csms.startingAll(7, "Blocked");
        site.time.pass(Duration.ofMinutes(20));

        assertEquals(List.of(), stops());
    }

    @Test
    void nothingIsSentForOneThatAnotherHasReplaced() {
        site.connected();
        site.csms.fallSilent();
        site.start(1, 100);
        site.start(1, 200);
        site.csms.answering(
                call ->
                        call.action().equals(Action.StartTransaction)
                                ? Answer.result(
                                        Payload.of(
                                                "transactionId",
                                                call.payload().get("meterStart"),
                                                "idTagInfo",
                                                Payload.of(
                                                        "status",
                                                        call.payload()
                                                                        .get("meterStart")
                                                                        .equals(100L)
                                                                ? "Blocked"
                                                                : "Accepted")))
                                : ScriptedCsms.accept(call));
        site.time.pass(Duration.ofMinutes(20));

        assertEquals(List.of(), stops());
    }

    @Test
    void nothingIsSentWhereTheSiteDoesNotWantIt() {
        site.settings.lettingRefusedCharge();
        site.connected();
        startRefusedLater("Blocked");
        site.time.pass(Duration.ofHours(1));

        assertEquals(List.of(), stops());
    }

    @Test
    void aStationThatWasToldTheRefusalItselfIsNotCalled() {
        site.connected();
        site.csms.startingAll(7, "Blocked");
        site.start(1, 100);
        site.time.pass(Duration.ofHours(1));

        assertEquals(List.of(), stops());
    }

    @Test
    void saysInTheMessageLogWhoseStopItWasAndWhatTheStationAnswered() {
        site.connected();
        startRefusedLater("Blocked");

        List<Ledger.LogRow> lines =
                site.ledger.log().stream()
                        .filter(line -> line.action().equals(Action.RemoteStopTransaction))
                        .toList();
        assertTrue(lines.size() >= 2, lines::toString);
        assertTrue(lines.get(0).notes().get(0).reason().startsWith("made by the gateway"));
        assertEquals("Accepted", lines.get(1).payload().get("status"));
    }
}
