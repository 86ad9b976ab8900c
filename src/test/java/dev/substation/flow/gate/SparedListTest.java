package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.model.Action;
import dev.substation.model.Answer;
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

/**
 * Issue 14, B.2: a station that blocks rejected cards in its own list never reads that one is
 * rejected; its transaction is stopped instead.
 */
class SparedListTest {

    private ChargingSite site = sparing(Dialect.JSON_16);

    private static ChargingSite sparing(Dialect dialect) {
        ChargingSite made = new ChargingSite(dialect);
        made.settings.sparingLocalList();
        return made;
    }

    private List<Object> stops() {
        return site.station.calls.stream()
                .filter(call -> call.action().equals(Action.RemoteStopTransaction))
                .map(call -> call.payload().get("transactionId"))
                .toList();
    }

    private static String status(CompletableFuture<Answer> answer) {
        return resultOf(answer).object("idTagInfo").flatMap(info -> info.text("status")).get();
    }

    private void refusing(String status) {
        site.csms.answering(
                call ->
                        Answer.result(
                                call.action().equals(Action.StartTransaction)
                                        ? Payload.of("transactionId", 7L, "idTagInfo", info(status))
                                        : call.action().equals(Action.Heartbeat)
                                                ? Payload.of("currentTime", "2026-01-01T08:00:00Z")
                                                : Payload.of("idTagInfo", info(status))));
    }

    private static Payload info(String status) {
        return Payload.of("status", status, "expiryDate", "2020-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "SOAP_15, Invalid",
        "SOAP_16, Blocked",
        "JSON_16, Invalid",
        "JSON_16, Blocked",
        "JSON_16, Expired"
    })
    void answersAcceptedAndStopsTheTransactionAtOnce(Dialect dialect, String status) {
        site = sparing(dialect);
        site.connected();
        refusing(status);

        assertEquals("Accepted", status(site.send(Action.Authorize, "idTag", "12345678")));
        assertEquals(List.of(), stops());
        CompletableFuture<Answer> start = site.starting(1, 100);
        assertEquals(
                Payload.of("status", "Accepted"),
                resultOf(start).object("idTagInfo").orElseThrow());
        assertEquals(List.of(), stops(), "not before the station knows the id");
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(List.of(7L), stops());
        assertEquals("Accepted", status(site.stop(7)), "the stop's answer spares the list too");
        if (dialect == Dialect.SOAP_15) {
            assertEquals("DeAuthorized", site.last(Action.StopTransaction, "reason"));
        }
        assertTrue(
                site.ledger.log().stream()
                        .flatMap(line -> line.notes().stream())
                        .anyMatch(note -> note.original().equals(status)),
                "the log has the CSMS's word");
    }

    @Test
    void passesOnWhatIsNoWordAboutTheCard() {
        site.connected();
        refusing("ConcurrentTx");

        assertEquals("ConcurrentTx", status(site.send(Action.Authorize, "idTag", "12345678")));
    }

    @Test
    void isOffUnlessItIsAskedFor() {
        site = new ChargingSite(Dialect.JSON_16);
        site.connected();
        refusing("Invalid");

        assertEquals("Invalid", status(site.send(Action.Authorize, "idTag", "12345678")));
        assertEquals("Invalid", status(site.starting(1, 100)));
    }

    /** The answer of the gateway to Authorize let the driver in, not that of the CSMS. */
    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SOAP_15", "SOAP_16", "JSON_16"})
    void stopsAStartThatACsmsAcceptsAfterItRejectedTheCard(Dialect dialect) {
        site = sparing(dialect);
        site.connected();
        refusing("Blocked");
        site.send(Action.Authorize, "idTag", "12345678");
        refusing("Accepted");

        assertEquals("Accepted", status(site.starting(1, 100)));
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(List.of(7L), stops());
    }

    /** Nothing is to be stopped later, or once the CSMS accepts the card. */
    @ParameterizedTest
    @CsvSource({"6, false", "1, true"})
    void stopsNothingAfterAnAuthorizeAlone(int minutes, boolean again) {
        site.connected();
        refusing("Invalid");
        site.send(Action.Authorize, "idTag", "12345678");
        refusing("Accepted");
        site.time.pass(Duration.ofMinutes(minutes));
        if (again) {
            site.send(Action.Authorize, "idTag", "12345678");
        }

        site.starting(1, 100);
        site.time.pass(Duration.ofMinutes(2));

        assertEquals(List.of(), stops());
    }

    @Test
    void stopsOnlyTheCardThatWasRejected() {
        site.connected();
        refusing("Invalid");
        site.send(Action.Authorize, "idTag", "AABBCCDD");
        refusing("Accepted");

        site.starting(1, 100);
        site.time.pass(Duration.ofMinutes(2));

        assertEquals(List.of(), stops());
    }

    @Test
    void stopsItAfterARestartToo() {
        site.connected();
        refusing("Invalid");
        site.starting(1, 100);
        assertEquals(List.of(), stops());
        site.csms = new ScriptedCsms(site.time);
        site.station = new ScriptedStation("CP-1", Dialect.JSON_16); // who calls the other is gone
        refusing("Invalid");

        site.connected();
        site.time.pass(Duration.ofSeconds(3));

        assertEquals(List.of(7L), stops());
        assertEquals("Accepted", status(site.starting(1, 100)), "the start comes once more");
    }

    @ParameterizedTest
    @EnumSource(
            value = OfflineAuthorization.class,
            names = {
                "OfflineLocalUnknownAuthorization",
                "OfflineLocalAuthorization",
                "OfflineNoCharging"
            })
    void sparesTheListWhileTheCsmsIsAwayToo(OfflineAuthorization mode) {
        site.settings.offline(OfflinePolicy.STORE_AND_FORWARD, mode);
        site.connected();
        refusing("Invalid");
        site.send(Action.Authorize, "idTag", "12345678"); // known as a bad card
        site.csms.link("CP-1").cut();
        site.time.settle();

        CompletableFuture<Answer> authorize = site.send(Action.Authorize, "idTag", "12345678");
        site.time.pass(Duration.ofSeconds(16));
        assertEquals("Accepted", status(authorize));
        long told = site.start(1, 100);
        site.time.pass(Duration.ofSeconds(2));

        assertEquals(List.of(told), stops());
        site.csms.link("CP-1").connect();
        site.time.pass(Duration.ofSeconds(5));
        assertEquals(List.of(told), stops(), "once, also when the CSMS says it again");
    }
}
