package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
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

/** Stations that move to another CSMS in site.yaml, and back again (issue 10, A5). */
class CsmsChangesTest extends SteppedSite {

    private static final String BOTH =
            """
            csms:
              a: { url: "ws://a.example/{station}" }
              b: { url: "ws://b.example/{station}" }
            defaults: { csms: a }
            """;
    private static final String AT_A = BOTH + "stations: { BOX: { csms: a } }\n";
    private static final String AT_B = BOTH + "stations: { BOX: { csms: b } }\n";

    CsmsChangesTest() {
        super(Dialect.SOAP_15);
    }

    private void run(String siteYaml) throws Exception {
        csms.links.values().forEach(ScriptedCsms.Link::cut); // the gateway before has gone
        time.settle();
        csms.links.clear();
        csms.answering(csms::start);
        start(settings(siteYaml));
    }

    /** What the CSMS of now answers to boots. */
    private void booting(String status, long interval) {
        csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted(status, interval)
                                : csms.start(call));
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

    private void status(String station, int connector, String status) {
        resultOf(send(station, Action.StatusNotification, Fields.status(connector, status)));
    }

    /** A station is there: over SOAP by a message, else by its connection. */
    private void comes(String station) {
        if (dialect.isSoap()) {
            send(station, Action.Heartbeat);
        } else {
            gateway.opened(station(station));
            time.settle();
        }
    }

    private void connect() {
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    private List<String> statuses(String csmsName, String station) {
        return csms.received(csmsName, station, Action.StatusNotification).stream()
                .map(call -> call.payload().get("connectorId") + " " + call.payload().get("status"))
                .toList();
    }

    private int count(String csmsName, Action action) {
        return csms.received(csmsName, "BOX", action).size();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theNewCsmsGetsTheBootAndTheStatuses(Dialect spoken) throws Exception {
        dialect = spoken;
        String occupied = spoken == Dialect.SOAP_15 ? "Occupied" : "Preparing";
        run(AT_A);
        comes("BOX");
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        status("BOX", 1, occupied);
        status("BOX", 2, "Available");
        assertEquals(List.of("1 Preparing", "2 Available"), statuses("a", "BOX"));

        run(AT_B);
        comes("BOX");
        connect();

        assertEquals(1, count("b", Action.BootNotification));
        assertEquals(List.of("1 Preparing", "2 Available"), statuses("b", "BOX"));

        run(AT_B);
        comes("BOX");
        connect();
        assertEquals(1, count("b", Action.BootNotification), "told once");
        assertEquals(2, statuses("b", "BOX").size(), "told once");

        run(AT_A);
        comes("BOX");
        connect();
        assertEquals(2, count("a", Action.BootNotification), "and back again");
        assertEquals(
                List.of("1 Preparing", "2 Available", "1 Preparing", "2 Available"),
                statuses("a", "BOX"));
    }

    @Test
    void heartbeatsComeAtTheRhythmOfTheCsmsThatTheStationHas() throws Exception {
        run(AT_A);
        booting("Accepted", 10);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);

        run(AT_B);
        booting("Accepted", 300);
        comes("BOX");
        connect();
        for (int i = 0; i < 12; i++) {
            time.pass(Duration.ofSeconds(20));
            comes("BOX");
        }

        assertEquals(0, count("b", Action.Heartbeat), "within 300 s");
    }

    @Test
    void aRejectedOfTheOldCsmsDoesNotBarItAtTheNew() throws Exception {
        run(AT_A);
        booting("Rejected", 60);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        assertEquals("Rejected", resultOf(booted).get("status"));

        run(AT_B);
        comes("BOX");
        connect();

        assertEquals(1, count("b", Action.BootNotification));
        assertEquals("Accepted", card(start()));
    }

    private CompletableFuture<Answer> start() {
        return send(
                "BOX",
                Action.StartTransaction,
                Fields.start(1, "04AB", 100, "2026-01-01T08:00:00Z"));
    }

    private static String card(CompletableFuture<Answer> start) {
        return resultOf(start).object("idTagInfo").get().text("status").get();
    }

    @Test
    void whatTheOldCsmsSaidOfACardDoesNotCountAtTheNew() throws Exception {
        run(AT_A);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        csms.answering(
                call -> Answer.result(Payload.of("idTagInfo", Payload.of("status", "Blocked"))));
        send("BOX", Action.Authorize, "idTag", "04AB");

        run(AT_B);
        comes("BOX");
        connect();
        csms.links.values().forEach(ScriptedCsms.Link::cut);
        time.settle();

        assertEquals("Accepted", card(start()), "unknown, and accepted by policy");
    }

    private Payload ask(String station, Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                csms.link(station).callStation(action, Payload.of(payload));
        time.settle();
        return resultOf(answer);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aListOfTheOldCsmsDoesNotCountAtTheNew(Dialect spoken) throws Exception {
        dialect = spoken;
        run(AT_A);
        comes("BOX");
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        ask(
                "BOX",
                Action.SendLocalList,
                "listVersion",
                1,
                "updateType",
                "Full",
                "localAuthorizationList",
                List.of(Payload.of("idTag", "04AB", "idTagInfo", Payload.of("status", "Blocked"))));
        csms.link("BOX").cut();
        time.settle();
        assertEquals("Blocked", card(send("BOX", Action.Authorize, "idTag", "04AB")), "known");

        run(AT_B);
        comes("BOX");
        connect();
        csms.link("BOX").cut();
        time.settle();

        assertEquals("Accepted", card(start()), "unknown, and accepted by policy");
    }

    @Test
    void aLogThatTheOldCsmsAskedForIsNotToldToTheNewAsItsOwn() throws Exception {
        run(AT_A);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        station("BOX").answering(call -> Answer.result(Payload.of("fileName", "log.zip")));
        Payload log = Payload.of("remoteLocation", "ftp://logs.example");
        ask("BOX", Action.GetLog, "logType", "DiagnosticsLog", "requestId", 42, "log", log);

        run(AT_B);
        comes("BOX");
        connect();
        send("BOX", Action.DiagnosticsStatusNotification, "status", "Uploaded");
        connect();

        assertEquals(List.of(), csms.received("b", "BOX", Action.LogStatusNotification));
        assertEquals(1, csms.received("b", "BOX", Action.DiagnosticsStatusNotification).size());
    }

    @ParameterizedTest
    @CsvSource({"SOAP_15, true", "SOAP_16, false", "JSON_16, true", "JSON_16, false"})
    void noOtherCsmsGetsTheMessagesOfATransactionThatRanAtOneThatHasGone(
            Dialect spoken, boolean restarted) throws Exception {
        dialect = spoken;
        run(AT_A);
        comes("BOX");
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        long told = resultOf(start()).number("transactionId").orElseThrow();
        String gone =
                """
                csms: { b: { url: "ws://b.example/{station}" } }
                defaults: { csms: b }
                stations: { BOX: { } }
                """;

        run(gone);
        comes("BOX");
        connect();
        send("BOX", Action.MeterValues, Fields.values(1, told, "2026-01-01T08:30:00Z", "180"));
        if (restarted) {
            run(gone);
            comes("BOX");
            connect();
        }
        CompletableFuture<Answer> stopped =
                send("BOX", Action.StopTransaction, Fields.stop(told, 200, "2026-01-01T09:00:00Z"));

        assertEquals(Payload.EMPTY, resultOf(stopped), "it must not come again for ever");
        assertEquals(0, count("b", Action.MeterValues));
        assertEquals(0, count("b", Action.StopTransaction));
        assertEquals(
                List.of(Action.MeterValues, Action.StopTransaction),
                ledger.setAside().stream().map(Ledger.OutboxRow::action).toList());
        String why = ledger.why(ledger.setAside().get(0));
        assertTrue(why.contains("belongs to the CSMS a, which is no longer"), why);
        resultOf(start());
        assertEquals(1, count("b", Action.StartTransaction), "nothing is held up by them");
    }

    @Test
    void anotherAddressOfTheSameCsmsIsToldToo() throws Exception {
        String before = "csms: { main: { url: \"ws://one.example/{station}\" } }\n";
        String after = "csms: { main: { url: \"wss://two.example:8443/{station}\" } }\n";
        String secure = "csms: { main: { url: \"ws://two.example:8443/{station}\" } }\n";
        String box = "stations: { BOX: { } }\n";
        run(before + box);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        status("BOX", 1, "Occupied");

        run(after + box);
        comes("BOX");
        connect();
        assertEquals(2, count("main", Action.BootNotification));
        assertEquals(List.of("1 Preparing", "1 Preparing"), statuses("main", "BOX"));

        run(secure + box);
        comes("BOX");
        connect();
        assertEquals(2, count("main", Action.BootNotification), "the scheme is no other place");
    }

    @Test
    void whatHappensBetweenTwoMovesIsToldToTheCsmsThatTheStationEndsAt() throws Exception {
        run(AT_A);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        status("BOX", 1, "Available");

        run(AT_B); // which is away all the time
        comes("BOX");
        status("BOX", 1, "Occupied");

        run(AT_A);
        comes("BOX");
        connect();
        assertEquals(2, count("a", Action.BootNotification));
        assertEquals("1 Preparing", statuses("a", "BOX").get(statuses("a", "BOX").size() - 1));
    }

    @Test
    void aBootOfTheStationItselfIsEnough() throws Exception {
        run(AT_A);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        status("BOX", 1, "Occupied");

        run(AT_B);
        booted = boot("BOX");
        connect();
        resultOf(booted);
        status("BOX", 1, "Occupied");

        assertEquals(1, count("b", Action.BootNotification));
        assertEquals(List.of("1 Preparing"), statuses("b", "BOX"));
    }

    @Test
    void theStatusesWaitUntilTheNewCsmsHasAcceptedTheBoot() throws Exception {
        run(AT_A);
        CompletableFuture<Answer> booted = boot("BOX");
        connect();
        resultOf(booted);
        status("BOX", 1, "Occupied");

        run(AT_B);
        booting("Pending", 20);
        comes("BOX");
        connect();
        assertEquals(List.of(), statuses("b", "BOX"));

        run(AT_B); // a restart in between
        booting("Pending", 20);
        comes("BOX");
        connect();
        booting("Accepted", 300);
        time.pass(Duration.ofSeconds(25));
        assertEquals(List.of("1 Preparing"), statuses("b", "BOX"));
    }

    @Test
    void partsOfASplitStationAndJoinedStationsMove() throws Exception {
        String parts = "NET: { csms: %s, split: { \"1\": NET-A, \"2\": NET-B } }";
        run(BOTH + "stations: { " + parts.formatted("a") + " }\n");
        CompletableFuture<Answer> booted = boot("NET");
        connect();
        resultOf(booted);
        status("NET", 1, "Occupied");
        status("NET", 2, "Available");

        run(BOTH + "stations: { " + parts.formatted("b") + " }\n");
        comes("NET");
        connect();
        assertEquals(1, csms.received("b", "NET-A", Action.BootNotification).size());
        assertEquals(1, csms.received("b", "NET-B", Action.BootNotification).size());
        assertEquals(List.of("1 Preparing"), statuses("b", "NET-A"));
        assertEquals(List.of("1 Available"), statuses("b", "NET-B"));
    }

    @Test
    void joinedStationsMove() throws Exception {
        String joined =
                BOTH
                        + "stations: { ONE: { }, TWO: { } }\n"
                        + "upstream: { HOF: { csms: %s, join: { \"1\": ONE, \"2\": TWO } } }\n";
        run(joined.formatted("a"));
        CompletableFuture<Answer> booted = boot("ONE");
        connect();
        resultOf(booted);
        resultOf(boot("TWO"));
        status("ONE", 1, "Occupied");
        status("TWO", 1, "Available");

        run(joined.formatted("b"));
        comes("ONE");
        comes("TWO");
        connect();
        assertEquals(1, csms.received("b", "HOF", Action.BootNotification).size());
        assertEquals(List.of("1 Preparing", "2 Available"), statuses("b", "HOF"));
    }

    @Test
    void aRowOfBeforeBelongsToTheCsmsThatTheStationHasAtTheNextStart() throws Exception {
        ledger.commit(
                List.of(
                        new Change.RegistrationChanged(
                                new RegistrationRow(
                                        new StationId("BOX"), "", Optional.of("Rejected"), 60))));
        run(AT_A);
        assertEquals(
                List.of(
                        new RegistrationRow(
                                new StationId("BOX"), "a", Optional.of("Rejected"), 60)),
                ledger.load().registrations());

        run(AT_B);
        CompletableFuture<Answer> started = start();
        connect();
        assertEquals("Accepted", card(started));
    }

    @Test
    void theNewCsmsHearsThatOneOfTheJoinedStationsIsGone() throws Exception {
        String joined =
                BOTH
                        + "stations: { ONE: { csms: %1$s }, TWO: { csms: %1$s } }\n"
                        + "upstream: { HOF: { join: { \"1\": ONE, \"2\": TWO } } }\n";
        run(joined.formatted("a"));
        booting("Accepted", 10);
        for (String box : List.of("ONE", "TWO")) {
            CompletableFuture<Answer> booted = boot(box);
            connect();
            resultOf(booted);
        }
        silent("ONE");
        assertEquals(List.of("2 Unavailable"), statuses("a", "HOF"));

        run(joined.formatted("b"));
        booting("Accepted", 10);
        connect();
        silent("ONE");

        assertEquals(List.of("2 Unavailable"), statuses("b", "HOF"));
    }

    /** Its boot left for a CSMS that takes more than OCPP has. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStrictCsmsGetsTheBootAsItTakesIt(Dialect spoken) throws Exception {
        dialect = spoken;
        run(AT_A);
        comes("BOX");
        send(
                "BOX",
                Action.BootNotification,
                "chargePointVendor",
                "KEBA",
                "chargePointModel",
                "KC-P30-ES2400B2-E00-PV-EDITION-2");
        connect();

        run(AT_B.replace("b.example/{station}\"", "b.example/{station}\", strict: true"));
        connect();

        assertEquals(
                "KC-P30-ES2400B2-E00-",
                csms.received("b", "BOX", Action.BootNotification)
                        .get(0)
                        .payload()
                        .get("chargePointModel"));
    }

    /** The last status of the box that comes back is from before the CSMS was strict. */
    @Test
    void aStrictCsmsGetsTheStatusOfAJoinedStationAsItTakesIt() throws Exception {
        String joined =
                "csms: { a: { url: \"ws://a.example/{station}\", strict: %s } }\n"
                        + "stations: { ONE: { csms: a }, TWO: { csms: a } }\n"
                        + "upstream: { HOF: { join: { \"1\": ONE, \"2\": TWO } } }\n";
        dialect = Dialect.SOAP_16;
        run(joined.formatted(false));
        booting("Accepted", 10);
        for (String box : List.of("ONE", "TWO")) {
            CompletableFuture<Answer> booted = boot(box);
            connect();
            resultOf(booted);
        }
        resultOf(
                send(
                        "TWO",
                        Action.StatusNotification,
                        "connectorId",
                        1L,
                        "status",
                        "Faulted",
                        "errorCode",
                        "EVSE_FAULT"));
        silent("ONE");

        run(joined.formatted(true));
        booting("Accepted", 10);
        csms.received.clear();
        connect();
        silent("ONE");
        comes("TWO");
        time.pass(Duration.ofSeconds(10));
        comes("ONE");

        List<Call> told = csms.received("a", "HOF", Action.StatusNotification);
        assertEquals("Faulted", told.get(told.size() - 1).payload().get("status"));
        assertEquals("OtherError", told.get(told.size() - 1).payload().get("errorCode"));
    }

    /** Only this one says anything. */
    private void silent(String butThis) {
        for (int i = 0; i < 6; i++) {
            time.pass(Duration.ofSeconds(10));
            comes(butThis);
            connect();
        }
    }
}
