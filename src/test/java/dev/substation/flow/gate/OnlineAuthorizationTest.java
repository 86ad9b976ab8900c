package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 14, B.4: the list of a station decides about cards before the CSMS, or without it. */
class OnlineAuthorizationTest {

    private static final String CARD = "12345678";

    private ChargingSite site;

    private void run(Dialect dialect, OnlineAuthorization mode) {
        site = new ChargingSite(dialect);
        site.settings.online(mode);
        site.connected();
    }

    private void listed(String status, String... places) {
        site.cards.put(
                CARD,
                new Card(CARD, status, Optional.empty(), Optional.of("GROUP"), List.of(places)));
    }

    private void csmsSays(String status) {
        site.csms.answering(
                call ->
                        call.action().equals(Action.Authorize)
                                        || call.action().equals(Action.StopTransaction)
                                ? Answer.result(info(status))
                                : call.action().equals(Action.StartTransaction)
                                        ? Answer.result(info(status).with("transactionId", 7L))
                                        : ScriptedCsms.accept(call));
    }

    private static Payload info(String status) {
        return Payload.of("idTagInfo", Payload.of("status", status));
    }

    private String authorize() {
        CompletableFuture<Answer> answer = site.send(Action.Authorize, "idTag", CARD);
        if (!answer.isDone()) {
            site.time.pass(Duration.ofSeconds(16));
        }
        return status(answer);
    }

    private static String status(CompletableFuture<Answer> answer) {
        return resultOf(answer).object("idTagInfo").flatMap(info -> info.text("status")).get();
    }

    private long asked() {
        return site.csms.received(Action.Authorize).size();
    }

    private long stops() {
        return site.station.calls.stream()
                .filter(call -> call.action().equals(Action.RemoteStopTransaction))
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        // mode, card in the list, the CSMS's word; what the station is told, who was asked
        "FirstOnline, Accepted, Invalid, Invalid, 1",
        "FirstOnline, none, Accepted, Accepted, 1",
        "FirstLocal, Accepted, Invalid, Accepted, 0",
        "FirstLocal, Blocked, Accepted, Accepted, 1",
        "FirstLocal, none, Invalid, Invalid, 1",
        "OnlyLocal, Accepted, Invalid, Accepted, 0",
        "OnlyLocal, Blocked, Accepted, Blocked, 0",
        "OnlyLocal, none, Accepted, Invalid, 0"
    })
    void theModeSaysWhoDecides(
            OnlineAuthorization mode, String inList, String csms, String told, long asked) {
        for (Dialect dialect : List.of(Dialect.SOAP_15, Dialect.SOAP_16, Dialect.JSON_16)) {
            run(dialect, mode);
            if (!inList.equals("none")) {
                listed(inList);
            }
            csmsSays(csms);

            assertEquals(told, authorize());
            assertEquals(asked, asked());
            CompletableFuture<Answer> start = site.starting(1, 100);
            assertEquals(told, status(start));
            assertEquals(7L, resultOf(start).number("transactionId").orElseThrow());
            assertEquals(1, site.csms.received(Action.StartTransaction).size(), "starts go up");
            boolean ofList = asked == 0;
            assertEquals(
                    ofList,
                    site.ledger.log().stream()
                            .flatMap(line -> line.notes().stream())
                            .anyMatch(note -> note.reason().contains("online-authorization")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FirstLocal, SOAP_15, true, 1",
        "FirstLocal, SOAP_16, true, 1",
        "FirstLocal, JSON_16, true, 1",
        "FirstLocal, JSON_16, false, 0",
        "OnlyLocal, SOAP_15, true, 0",
        "OnlyLocal, SOAP_16, true, 0",
        "OnlyLocal, JSON_16, true, 0"
    })
    void aCardThatTheListAcceptsAndTheCsmsRejects(
            OnlineAuthorization mode, Dialect dialect, boolean stopsRefused, long stops) {
        site = new ChargingSite(dialect);
        site.settings.online(mode);
        if (!stopsRefused) {
            site.settings.lettingRefusedCharge();
        }
        site.connected();
        listed("Accepted");
        csmsSays("Blocked");

        assertEquals("Accepted", status(site.starting(1, 100)));
        assertEquals(0, stops(), "not before the station knows the id");
        site.time.pass(Duration.ofSeconds(3));

        assertEquals(stops, stops());
        Payload stopped = resultOf(site.stop(7));
        assertEquals(
                mode == OnlineAuthorization.OnlyLocal ? Optional.empty() : Optional.of("Blocked"),
                stopped.object("idTagInfo").flatMap(info -> info.text("status")));
    }

    /** The CSMS answers only after the gateway was killed, and the station asks again. */
    @ParameterizedTest
    @CsvSource({
        "FirstLocal, SOAP_15, Accepted, Invalid, Accepted, 1",
        "FirstLocal, JSON_16, Accepted, Invalid, Accepted, 1",
        "OnlyLocal, SOAP_16, Accepted, Invalid, Accepted, 0",
        "OnlyLocal, JSON_16, Accepted, Invalid, Accepted, 0",
        "OnlyLocal, JSON_16, Blocked, Accepted, Blocked, 0"
    })
    void theWordOfTheListOutlivesAKill(
            OnlineAuthorization mode,
            Dialect dialect,
            String inList,
            String csms,
            String told,
            long stops) {
        run(dialect, mode);
        listed(inList);
        site.csms.fallSilent();
        assertFalse(site.starting(1, 100).isDone());

        site.cards.clear(); // the list changes too
        site.csms = new ScriptedCsms(site.time);
        site.station = new ScriptedStation("CP-1", dialect);
        csmsSays(csms);
        site.connected();
        CompletableFuture<Answer> again = site.starting(1, 100);
        site.time.pass(Duration.ofSeconds(3));

        assertEquals(told, status(again));
        assertEquals(stops, stops());
        assertEquals(
                told,
                site.ledger.load().transactions().get(0).idTagInfo().text("status").orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(
            value = OnlineAuthorization.class,
            names = {"FirstLocal", "OnlyLocal"})
    void theListDecidesWhileTheCsmsIsAway(OnlineAuthorization mode) {
        run(Dialect.JSON_16, mode);
        listed("Accepted");
        csmsSays("Invalid");
        site.csms.link("CP-1").cut();
        site.time.settle();

        assertEquals("Accepted", authorize());
        assertEquals(
                Optional.of("GROUP"),
                resultOf(site.send(Action.Authorize, "idTag", CARD))
                        .object("idTagInfo")
                        .flatMap(info -> info.text("parentIdTag")));
        CompletableFuture<Answer> start = site.starting(1, 100);
        site.time.pass(Duration.ofSeconds(16));
        assertEquals("Accepted", status(start));
        site.csms.link("CP-1").connect();
        site.time.pass(Duration.ofSeconds(5));

        assertEquals(1, site.csms.received(Action.StartTransaction).size());
        assertEquals(mode == OnlineAuthorization.OnlyLocal ? 0 : 1, stops());
    }

    @Test
    void onlyLocalRejectsUnknownCardsOfflineToo() {
        run(Dialect.JSON_16, OnlineAuthorization.OnlyLocal);
        site.csms.link("CP-1").cut();
        site.time.settle();

        assertEquals("Invalid", authorize());
    }

    @Test
    void nobodyChargesOfflineWithOfflineNoCharging() {
        site = new ChargingSite(Dialect.JSON_16);
        site.settings
                .online(OnlineAuthorization.FirstLocal)
                .offline(OfflinePolicy.STORE_AND_FORWARD, OfflineAuthorization.OfflineNoCharging);
        site.connected();
        listed("Accepted");
        assertEquals("Accepted", authorize());
        site.csms.link("CP-1").cut();
        site.time.settle();

        assertEquals("Invalid", authorize());
    }

    @Test
    void theListIsWhatTheCsmsSent() {
        run(Dialect.JSON_16, OnlineAuthorization.FirstLocal);
        site.station.answering(call -> Answer.result(Payload.of("status", "Accepted")));
        site.ask(
                Action.SendLocalList,
                "listVersion",
                1L,
                "updateType",
                "Full",
                "localAuthorizationList",
                List.of(Payload.of("idTag", CARD, "idTagInfo", info("Accepted").get("idTagInfo"))));

        assertEquals("Accepted", authorize());
        assertEquals(0, asked());

        site.csms = new ScriptedCsms(site.time);
        site.station = new ScriptedStation("CP-1", Dialect.JSON_16);
        csmsSays("Invalid");
        site.connected();
        assertEquals("Accepted", authorize(), "from the ledger");
        assertEquals(0, asked());

        csmsSays("Blocked");
        site.start(1, 100);
        site.stop(7);

        assertEquals("Blocked", authorize(), "the CSMS has said so later than the list");
        assertEquals(1, asked());
    }

    @Test
    void anAnswerOfTheCsmsDoesNotMakeACardOneOfTheList() {
        run(Dialect.JSON_16, OnlineAuthorization.OnlyLocal);
        csmsSays("Accepted");
        site.starting(1, 100);

        assertEquals("Invalid", authorize());
    }

    @Test
    void aCardForAnotherConnectorIsNotInTheList() {
        run(Dialect.JSON_16, OnlineAuthorization.OnlyLocal);
        listed("Accepted", "CP-1/2");

        assertEquals("Accepted", authorize(), "the connector is not known yet");
        assertEquals("Invalid", status(site.starting(1, 100)));
        assertEquals("Accepted", status(site.starting(2, 100)));
        assertEquals(0, asked());
    }
}
