package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.Outcome;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How calls ended, in the message log. */
class OutcomesTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}", answer-wait: 10s, delivery-wait: 20s } }
            stations:
              BOX: {}
              BOX-A: {}
              BOX-B: {}
            upstream:
              HOF: { join: { "1": BOX-A, "2": BOX-B } }
            """;

    OutcomesTest() {
        super(Dialect.JSON_16);
    }

    private void run(Dialect spoken) throws Exception {
        dialect = spoken;
        start(settings(SITE));
        for (String station : List.of("BOX", "BOX-A", "BOX-B")) {
            gateway.opened(station(station));
            send(
                    station,
                    Action.BootNotification,
                    "chargePointVendor",
                    "V",
                    "chargePointModel",
                    "M");
            csms.links.values().forEach(ScriptedCsms.Link::connect);
            time.settle();
        }
        ledger.outcomes.clear();
    }

    /** What the log says of the calls that ended since the start. */
    private List<String> outcomes() {
        return ledger.outcomes.stream().map(OutcomesTest::line).toList();
    }

    private static String line(LogRow row) {
        Outcome outcome = row.outcome().orElseThrow();
        return "%s %s %s %s %s%s"
                .formatted(
                        row.station(),
                        row.direction(),
                        row.action(),
                        outcome.ofCsms() ? "delivery" : "answer",
                        outcome.word(),
                        outcome.took().map(took -> " " + took.toSeconds() + "s").orElse(""));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveTheAnswerAndTheIdsOfBothSides(Dialect spoken) throws Exception {
        run(spoken);
        csms.taking(Duration.ofSeconds(3));
        send("BOX", Action.Authorize, "idTag", "CARD");
        time.pass(Duration.ofSeconds(5));

        assertEquals(List.of("BOX up Authorize answer answered 3s"), outcomes());
        LogRow row = ledger.outcomes.get(0);
        assertEquals("id-1", row.messageId());
        String atCsms = csms.received(Action.Authorize).get(0).messageId();
        assertEquals(atCsms, row.outcome().orElseThrow().sentAs());
        assertEquals(row.messageId(), ledger.log.get(ledger.log.size() - 1).messageId());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void haveWhatTheCsmsSaidToAStoredMessage(Dialect spoken) throws Exception {
        run(spoken);
        csms.taking(Duration.ofSeconds(4));
        send("BOX", Action.StatusNotification, Fields.status(1, "Available"));
        assertEquals(List.of("BOX up StatusNotification answer answered 0s"), outcomes());
        time.pass(Duration.ofSeconds(5));

        assertEquals(
                List.of(
                        "BOX up StatusNotification answer answered 0s",
                        "BOX up StatusNotification delivery answered 4s"),
                outcomes());
        assertEquals(
                ledger.outcomes.get(0).outcome().orElseThrow().sentAs(),
                ledger.outcomes.get(1).messageId());
    }

    @Test
    void sayThatTheCsmsRejectsAMessage() throws Exception {
        run(Dialect.SOAP_15);
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, "no"));
        send("BOX", Action.StatusNotification, Fields.status(1, "Available"));

        assertEquals(
                List.of(
                        "BOX up StatusNotification delivery SUB-2004 0s",
                        "BOX up StatusNotification answer answered 0s"),
                outcomes());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayThatTheCsmsIsSilentOrAway(Dialect spoken) throws Exception {
        run(spoken);
        csms.fallSilent();
        send("BOX", Action.DataTransfer, "vendorId", "V");
        time.pass(Duration.ofSeconds(30));
        csms.link("BOX").cut();
        time.settle();
        send("BOX", Action.DataTransfer, "vendorId", "V");

        assertEquals(
                List.of(
                        "BOX up DataTransfer answer SUB-2002 10s",
                        "BOX up DataTransfer answer SUB-2001 0s"),
                outcomes());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayHowACallOfTheCsmsEnded(Dialect spoken) throws Exception {
        run(spoken);
        unlock("BOX");
        station("BOX").answering(call -> Answer.failure(Cause.STATION_REFUSED, "not now"));
        unlock("BOX");
        station("BOX").fallSilent();
        unlock("BOX");
        time.pass(Duration.ofMinutes(1));

        assertEquals(
                List.of(
                        "BOX down UnlockConnector answer answered 0s",
                        "BOX down UnlockConnector answer SUB-1022 0s",
                        "BOX down UnlockConnector answer SUB-1021 30s"),
                outcomes());
        assertEquals("down-1", ledger.outcomes.get(0).messageId());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayHowEachOfJoinedStationsAnswered(Dialect spoken) throws Exception {
        run(spoken);
        station("BOX-B").answering("Rejected");
        csms.link("HOF").callStation(Action.Reset, Payload.of("type", "Soft"));
        time.settle();

        assertEquals(
                List.of(
                        "BOX-A down Reset answer answered 0s",
                        "BOX-B down Reset answer answered 0s",
                        "BOX-A down Reset answer answered 0s"),
                outcomes());
        assertEquals("Rejected", ledger.outcomes.get(1).payload().text("status").orElseThrow());
    }

    private void unlock(String name) {
        csms.link(name).callStation(Action.UnlockConnector, Payload.of("connectorId", 1));
        time.settle();
    }
}
