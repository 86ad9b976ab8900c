package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Ledger.Outcome;
import dev.substation.flow.ports.Rules;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How calls ended that the gateway itself makes, or that it answers although it fails or stops. */
class OwnOutcomesTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}", answer-wait: 10s, delivery-wait: 20s } }
            stations:
              BOX: { vendor: technagon }
            """;

    OwnOutcomesTest() {
        super(Dialect.JSON_16);
    }

    private void run(Dialect spoken) throws Exception {
        dialect = spoken;
        start(settings(SITE));
        comes();
        csms.link("BOX").connect();
        time.settle();
        ledger.outcomes.clear();
    }

    private void comes() {
        gateway.opened(station("BOX"));
        send("BOX", Action.BootNotification, "chargePointVendor", "V", "chargePointModel", "M");
    }

    private List<String> outcomes(Action action) {
        return ledger.outcomes.stream()
                .filter(row -> row.action().equals(action))
                .map(OwnOutcomesTest::line)
                .toList();
    }

    private static String line(LogRow row) {
        Outcome outcome = row.outcome().orElseThrow();
        return "%s %s %s%s"
                .formatted(
                        row.station(),
                        row.direction(),
                        outcome.word(),
                        outcome.took().map(took -> " " + took.toSeconds() + "s").orElse(""));
    }

    private CompletableFuture<Answer> down(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                csms.link("BOX").callStation(action, Payload.of(payload));
        time.settle();
        return answer;
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void saysHowHeartbeatsToTheCsmsEnded(Dialect spoken) throws Exception {
        run(spoken);
        csms.taking(Duration.ofSeconds(2));
        for (int i = 0; i < 5; i++) {
            time.pass(Duration.ofMinutes(4));
            send("BOX", Action.StatusNotification, Fields.status(1, "Available"));
        }

        List<Call> sent = csms.received(Action.Heartbeat);
        assertTrue(!sent.isEmpty(), "the CSMS got no Heartbeat");
        assertEquals(
                sent.stream().map(call -> "BOX up answered 2s").toList(),
                outcomes(Action.Heartbeat));
        assertEquals(
                sent.get(0).messageId(),
                ledger.outcomes.stream()
                        .filter(row -> row.action().equals(Action.Heartbeat))
                        .findFirst()
                        .orElseThrow()
                        .messageId());
    }

    /** A CSMS that hangs is asked every few seconds: one line says it. */
    @Test
    void saysOnceThatTheCsmsLeavesHeartbeatsUnanswered() throws Exception {
        run(Dialect.JSON_16);
        csms.fallSilent();
        send("BOX", Action.StatusNotification, Fields.status(1, "Available"));
        time.pass(Duration.ofMinutes(10));

        assertTrue(csms.received(Action.Heartbeat).size() > 10);
        assertEquals(List.of("BOX up SUB-2002 10s"), outcomes(Action.Heartbeat));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void saysHowABootEndedThatTheCsmsGetsLater(Dialect spoken) throws Exception {
        dialect = spoken;
        start(settings(SITE));
        comes();
        time.pass(Duration.ofSeconds(30));
        ledger.outcomes.clear();
        csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, "not yet"));
        csms.link("BOX").connect();
        time.settle();

        assertEquals(List.of("BOX up SUB-2004 0s"), outcomes(Action.BootNotification));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void saysHowATriggeredMessageEnded(Dialect spoken) throws Exception {
        run(spoken);
        station("BOX").answering("NotImplemented");
        csms.answering(
                call ->
                        call.action().equals(Action.DiagnosticsStatusNotification)
                                ? Answer.failure(Cause.CSMS_REFUSED, "no")
                                : ScriptedCsms.accept(call));
        down(
                Action.TriggerMessage,
                "requestedMessage",
                spoken == Dialect.SOAP_15 ? "DiagnosticsStatusNotification" : "Heartbeat");
        time.pass(Duration.ofSeconds(5));

        if (spoken == Dialect.SOAP_15) {
            assertEquals(
                    List.of("BOX up SUB-2004 0s", "BOX up answered 0s"),
                    outcomes(Action.DiagnosticsStatusNotification));
        }
        assertEquals(1, outcomes(Action.TriggerMessage).size());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void saysHowTheStopOfARejectedCardEnded(Dialect spoken) throws Exception {
        run(spoken);
        csms.fallSilent();
        send("BOX", Action.StartTransaction, Fields.start(1L, "CARD", 0L, "2026-01-01T08:00:00Z"));
        csms.startingAll(7, "Blocked");
        station("BOX").answering("Rejected");
        time.pass(Duration.ofMinutes(2));

        List<String> stops = outcomes(Action.RemoteStopTransaction);
        assertEquals(
                station("BOX").calls.stream()
                        .filter(call -> call.action().equals(Action.RemoteStopTransaction))
                        .map(call -> "BOX down answered 0s")
                        .toList(),
                stops);
        assertTrue(!stops.isEmpty());
    }

    @Test
    void saysHowAnUpdateEndedThatWaitedForItsDate() throws Exception {
        run(Dialect.JSON_16);
        down(
                Action.UpdateFirmware,
                "location",
                "http://f.example/f",
                "retrieveDate",
                "2026-01-01T09:00:00Z");
        station("BOX").answering(call -> Answer.failure(Cause.STATION_REFUSED, "no"));
        time.pass(Duration.ofMinutes(61));

        List<String> updates = outcomes(Action.UpdateFirmware);
        assertEquals("BOX down answered 0s", updates.get(0), "to the CSMS");
        assertEquals("BOX down SUB-1022 0s", updates.get(1), updates.toString());
    }

    @Test
    void saysThatTheGatewayStops() throws Exception {
        run(Dialect.JSON_16);
        csms.fallSilent();
        send("BOX", Action.Authorize, "idTag", "CARD"); // keeps the gateway waiting
        gateway.stop(Duration.ofSeconds(5));
        down(Action.Reset, "type", "Soft");

        assertEquals(List.of("any down SUB-9001"), outcomes(Action.Reset));
    }

    /** Rules that fail as a bug would. */
    private static final class Broken extends NoRules {

        @Override
        public Rules.Routed apply(Call call, String vendor) {
            if (call.action().equals(Action.ClearCache)) {
                throw new IllegalStateException("a bug");
            }
            return super.apply(call, vendor);
        }
    }

    @Test
    void saysThatTheGatewayFailed() throws Exception {
        rules = new Broken();
        run(Dialect.JSON_16);
        CompletableFuture<Answer> answer = down(Action.ClearCache);

        assertEquals(Cause.INTERNAL, ((Answer.Failure) answer.join()).cause());
        assertEquals(List.of("any down SUB-9003 0s"), outcomes(Action.ClearCache));
    }

    private void operator(Action action) {
        gateway.facts().calls().send(new StationId("BOX"), action, Payload.EMPTY);
        time.settle();
    }

    @Test
    void saysHowCallsOfOperatorsEndedThatWereNotSent() throws Exception {
        rules = new Broken();
        run(Dialect.JSON_16);
        operator(Action.ClearCache);
        csms.fallSilent();
        send("BOX", Action.Authorize, "idTag", "CARD"); // keeps the gateway waiting
        gateway.stop(Duration.ofSeconds(5));
        operator(Action.GetLocalListVersion);

        assertEquals(List.of("BOX down SUB-9003 0s"), outcomes(Action.ClearCache));
        assertEquals(List.of("BOX down SUB-9001"), outcomes(Action.GetLocalListVersion));
    }
}
