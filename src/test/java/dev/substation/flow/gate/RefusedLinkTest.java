package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.failureOf;
import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Acceptance;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A CSMS that does not let the WebSocket of a station in is not away (issue 10, 6b). */
class RefusedLinkTest extends SteppedSite {

    private static final CsmsRefusal FORBIDDEN =
            new CsmsRefusal(403, "the CSMS rejects this station; ask its operator");
    private static final String CSMS = "csms: { main: { url: \"ws://127.0.0.1/{station}\" } }\n";

    RefusedLinkTest() {
        super(Dialect.JSON_16);
    }

    private void run(String siteYaml) throws Exception {
        csms.answering(csms::start);
        start(settings(CSMS + siteYaml));
    }

    private CompletableFuture<Answer> boot(String station) {
        return send(
                station,
                Action.BootNotification,
                "chargePointVendor",
                "KEBA",
                "chargePointModel",
                station);
    }

    private CompletableFuture<Answer> start(String station, int connector) {
        return send(
                station,
                Action.StartTransaction,
                Fields.start(connector, "04AB", 100, "2026-01-01T08:00:00Z"));
    }

    private void refuse(String upstream) {
        csms.link(upstream).refuse(FORBIDDEN);
        time.settle();
    }

    private void connect(String upstream) {
        csms.link(upstream).connect();
        time.settle();
    }

    private Figures figures() {
        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        return figures.join();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStationThatTheCsmsHasNeverAcceptedIsNotAccepted(Dialect spoken) throws Exception {
        dialect = spoken;
        run("stations: { BOX: { } }\n");
        CompletableFuture<Answer> booted = boot("BOX");
        refuse("BOX");

        assertEquals("Rejected", resultOf(booted).get("status"));
        assertEquals(60L, resultOf(booted).get("interval"));
        assertEquals("Rejected", resultOf(boot("BOX")).get("status"), "while it stands");
        assertEquals(
                Cause.NOT_ACCEPTED, failureOf(send("BOX", Action.Authorize, "idTag", "X")).cause());
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 1)).cause());
        assertEquals(List.of(), ledger.outbox());

        connect("BOX");
        assertEquals(1, csms.received(Action.BootNotification).size(), "told from memory");
        assertEquals("Accepted", resultOf(boot("BOX")).get("status"));
        assertEquals(101L, resultOf(start("BOX", 1)).get("transactionId"));
        assertEquals(List.of(), figures().standing().reasons());
    }

    @Test
    void aStationThatItKnewIsServedByPolicyAndHealthSaysWhy() throws Exception {
        run("stations: { BOX: { } }\n");
        CompletableFuture<Answer> booted = boot("BOX");
        connect("BOX");
        resultOf(booted);
        csms.link("BOX").cut();
        refuse("BOX");

        assertEquals("Accepted", resultOf(boot("BOX")).get("status"));
        Payload info =
                resultOf(send("BOX", Action.Authorize, "idTag", "X")).object("idTagInfo").get();
        assertEquals("Accepted", info.get("status"));
        resultOf(start("BOX", 1));
        Figures figures = figures();
        assertEquals(0, figures.census().away(), "a refusal is no outage");
        assertEquals(1, figures.standing().refused());
        String reason = figures.standing().reasons().get(0);
        assertTrue(reason.contains("main rejects BOX with 403"), reason);
        assertTrue(reason.contains("ask its operator"), reason);

        connect("BOX");
        assertEquals(1, csms.received(Action.StartTransaction).size(), "delivered");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatAStationSaysWithoutABootIsNotTakenEither(Dialect spoken) throws Exception {
        dialect = spoken;
        run("stations: { BOX: { } }\n");
        send("BOX", Action.Heartbeat);
        refuse("BOX");

        CompletableFuture<Answer> said =
                send("BOX", Action.StatusNotification, Fields.status(1, "Available"));

        assertEquals(Cause.NOT_ACCEPTED, failureOf(said).cause());
        assertEquals(List.of(), ledger.outbox());
    }

    @Test
    void aStartUnderWayWhenTheRefusalComesIsKeptAndNotAccepted() throws Exception {
        run("stations: { BOX: { } }\n");
        CompletableFuture<Answer> started = start("BOX", 1);
        refuse("BOX");
        assertEquals(Cause.NOT_ACCEPTED, failureOf(started).cause());
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 1)).cause(), "sent again");

        connect("BOX");
        assertEquals(1, csms.received(Action.StartTransaction).size());
        assertEquals(101L, resultOf(start("BOX", 1)).get("transactionId"));
    }

    @Test
    void aStationThatWasAcceptedWhileTheCsmsWasAwayIsNotWhenTheCsmsRefusesIt() throws Exception {
        run("stations: { BOX: { } }\n");
        CompletableFuture<Answer> booted = boot("BOX");
        csms.link("BOX").cut();
        time.settle();
        assertEquals("Accepted", resultOf(booted).get("status"), "listed, and the CSMS is offline");
        resultOf(start("BOX", 1));

        refuse("BOX");
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 2)).cause());
    }

    @Test
    void onePartOfASplitStationIsRefused() throws Exception {
        dialect = Dialect.SOAP_15;
        run("stations: { NET: { split: { \"1\": NET-A, \"2\": NET-B } } }\n");
        CompletableFuture<Answer> booted = boot("NET");
        connect("NET-A");
        refuse("NET-B");
        assertEquals("Accepted", resultOf(booted).get("status"), "one part is enough");

        resultOf(start("NET", 1));
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("NET", 2)).cause());

        connect("NET-B");
        time.pass(java.time.Duration.ofMinutes(2));
        assertEquals("Accepted", card(start("NET", 2)));
    }

    @Test
    void joinedStationsAreRefused() throws Exception {
        run(
                "stations: { ONE: { }, TWO: { } }\n"
                        + "upstream: { HOF: { join: { \"1\": ONE, \"2\": TWO } } }\n");
        CompletableFuture<Answer> booted = boot("ONE");
        refuse("HOF");
        assertEquals("Rejected", resultOf(booted).get("status"));
        assertEquals("Rejected", resultOf(boot("TWO")).get("status"));
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("TWO", 1)).cause());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aRefusalIsRememberedWhileTheCsmsIsAwayAfterARestart(Dialect spoken) throws Exception {
        dialect = spoken;
        run("stations: { BOX: { } }\n");
        boot("BOX");
        refuse("BOX");

        run("stations: { BOX: { } }\n");
        CompletableFuture<Answer> booted = boot("BOX");
        csms.link("BOX").cut();
        time.settle();
        assertEquals("Rejected", resultOf(booted).get("status"));
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 1)).cause());

        connect("BOX");
        assertEquals("Accepted", resultOf(boot("BOX")).get("status"));
    }

    @ParameterizedTest
    @CsvSource({
        "Rejected, 90, false",
        "Rejected, 90, true",
        "Pending, 90, false",
        "Pending, 90, true",
        "Rejected, 0, false",
        "Rejected, 0, true",
        "Pending, 0, false",
        "Pending, 0, true"
    })
    void anOutageMakesNoAcceptedOfWhatTheCsmsSaidLast(String word, long interval, boolean restarted)
            throws Exception {
        run("stations: { BOX: { } }\n");
        csms.answering(call -> ScriptedCsms.booted(word, interval));
        CompletableFuture<Answer> booted = boot("BOX");
        connect("BOX");
        assertEquals(word, resultOf(booted).get("status"));

        if (restarted) {
            run("stations: { BOX: { } }\n");
        }
        booted = boot("BOX");
        csms.link("BOX").cut();
        time.settle();
        booted = boot("BOX");
        assertEquals(word, resultOf(booted).get("status"));
        assertEquals(interval, resultOf(booted).get("interval"));
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 1)).cause());

        csms.answering(csms::start);
        connect("BOX");
        assertEquals("Accepted", resultOf(boot("BOX")).get("status"));
    }

    /** The station boots while the CSMS is away, and is Accepted from memory. */
    private void bootOffline(String station, String... upstreams) {
        CompletableFuture<Answer> booted = boot(station);
        for (String upstream : upstreams) {
            csms.link(upstream).cut();
        }
        time.settle();
        assertEquals("Accepted", resultOf(booted).get("status"));
    }

    @ParameterizedTest
    @CsvSource({
        "JSON_16, Rejected, 90, false",
        "JSON_16, Pending, 0, true",
        "SOAP_15, Rejected, 0, false",
        "SOAP_15, Pending, 90, true",
        "SOAP_16, Rejected, 90, true"
    })
    void aSecondOutageMakesNoAcceptedOfALateAnswer(
            Dialect spoken, String word, long interval, boolean restarted) throws Exception {
        dialect = spoken;
        run("stations: { BOX: { } }\n");
        bootOffline("BOX", "BOX");
        csms.answering(call -> ScriptedCsms.booted(word, interval));
        connect("BOX");
        assertEquals(1, csms.received(Action.BootNotification).size(), "told late");

        assertEquals(
                new Acceptance(
                        word.equals("Pending") ? 1 : 0, word.equals("Pending") ? 0 : 1, 1, 0),
                figures().acceptance());
        csms.link("BOX").cut();
        time.settle();
        if (restarted) {
            run("stations: { BOX: { } }\n");
        }
        CompletableFuture<Answer> booted = boot("BOX");
        csms.link("BOX").cut();
        time.settle();
        assertEquals(word, resultOf(booted).get("status"));
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 1)).cause());

        csms.answering(csms::start);
        connect("BOX");
        assertEquals("Accepted", resultOf(boot("BOX")).get("status"));
        csms.link("BOX").cut();
        time.settle();
        assertEquals("Accepted", resultOf(boot("BOX")).get("status"), "the CSMS's last word now");
        assertEquals(new Acceptance(0, 0, 1, 0), figures().acceptance());
    }

    @Test
    void joinedStationsOfALateAnswerAreNotAcceptedEither() throws Exception {
        run(
                "stations: { ONE: { }, TWO: { } }\n"
                        + "upstream: { HOF: { join: { \"1\": ONE, \"2\": TWO } } }\n");
        bootOffline("ONE", "HOF");
        csms.answering(call -> ScriptedCsms.booted("Rejected", 60));
        connect("HOF");
        csms.link("HOF").cut();
        time.settle();

        assertEquals("Rejected", resultOf(boot("TWO")).get("status"));
        assertEquals("Rejected", resultOf(boot("ONE")).get("status"));
    }

    @Test
    void splitStationsOfALateAnswerAreNotAcceptedEither() throws Exception {
        run("stations: { NET: { split: { \"1\": NET-A, \"2\": NET-B } } }\n");
        bootOffline("NET", "NET-A", "NET-B");
        csms.answering(call -> ScriptedCsms.booted("Rejected", 60));
        connect("NET-A");
        connect("NET-B");
        csms.link("NET-A").cut();
        csms.link("NET-B").cut();
        time.settle();

        assertEquals("Rejected", resultOf(boot("NET")).get("status"));
    }

    @Test
    void aStationThatWasRejectedLateIsNotAcceptedWhenItsLinkIsRefusedThen() throws Exception {
        run("stations: { BOX: { } }\n");
        bootOffline("BOX", "BOX");
        csms.answering(call -> ScriptedCsms.booted("Rejected", 60));
        connect("BOX");
        refuse("BOX");

        assertEquals("Rejected", resultOf(boot("BOX")).get("status"));
        assertEquals(Cause.NOT_ACCEPTED, failureOf(start("BOX", 1)).cause());
    }

    @Test
    void aRefusedPartOfASplitStationGetsItsBootAfterARestart() throws Exception {
        String site = "stations: { NET: { split: { \"1\": NET-A, \"2\": NET-B } } }\n";
        run(site);
        CompletableFuture<Answer> booted = boot("NET");
        connect("NET-A");
        refuse("NET-B");
        assertEquals("Accepted", resultOf(booted).get("status"));
        csms.received.clear();

        run(site);
        gateway.opened(station("NET"));
        time.settle();
        connect("NET-A");
        connect("NET-B");

        assertEquals(
                List.of("NET-B"),
                csms.received(Action.BootNotification).stream()
                        .map(call -> call.station().value())
                        .toList());
    }

    private static String card(CompletableFuture<Answer> start) {
        return resultOf(start).object("idTagInfo").get().text("status").get();
    }
}
