package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a CSMS triggers, it gets; once, and whatever would become of such a message otherwise. */
class TriggeredTest extends SteppedSite {

    private static final String SITE =
            """
            csms: { main: { url: "ws://127.0.0.1/{station}" } }
            stations:
              BOX: { vendor: "%s" }
              NET: { split: { "1": NET-A, "2": NET-B } }
              BOX-A: {}
              BOX-B: {}
            upstream:
              HOF: { join: { "1": BOX-A, "2": BOX-B } }
            """;

    TriggeredTest() {
        super(Dialect.JSON_16);
    }

    /**
     * Keeps everything of one kind from the CSMS, unless its context says that it was triggered.
     */
    private record Holding(Action action) implements Rules {

        @Override
        public Routed apply(Call call, String vendor) {
            boolean held =
                    call.action().equals(action)
                            && call.direction() == Direction.UP
                            && !call.payload().toString().contains("Trigger");
            return held
                    ? new Routed.Answered(Answer.result(Payload.EMPTY), List.of())
                    : new Routed.Delivered(call, List.of(), List.of());
        }

        @Override
        public Answer unwind(List<Undo> undo, Answer answer) {
            return answer;
        }
    }

    private void run(Dialect spoken, Rules site, String vendor, String... boxes) throws Exception {
        dialect = spoken;
        rules = site;
        csms.answering(csms::start);
        start(settings(SITE.formatted(vendor)));
        for (String box : boxes) {
            if (!dialect.isSoap()) {
                gateway.opened(station(box));
            }
            send(
                    box,
                    Action.BootNotification,
                    Payload.of("chargePointVendor", "KEBA", "chargePointModel", "P30"));
        }
        csms.received.clear();
    }

    private void run(Dialect spoken, String... boxes) throws Exception {
        run(spoken, new NoRules(), "generic", boxes);
    }

    private void send(String station, Action action, Payload payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        station(station),
                        new Call(
                                "id-1",
                                new StationId(station),
                                Direction.UP,
                                dialect,
                                action,
                                payload,
                                List.of()));
        time.settle();
        csms.connectAll();
        time.settle();
        resultOf(answer);
    }

    private void beat(String station) {
        send(station, Action.Heartbeat, Payload.EMPTY);
    }

    private static Payload values(long connector, String context) {
        return Payload.of(
                "connectorId",
                connector,
                "meterValue",
                List.of(
                        Payload.of(
                                "timestamp",
                                "2026-01-01T08:00:00Z",
                                "sampledValue",
                                List.of(Payload.of("value", "5", "context", context)))));
    }

    private CompletableFuture<Answer> trigger(String upstream, String action, Object... request) {
        CompletableFuture<Answer> answer =
                csms.link(upstream).callStation(new Action(action), Payload.of(request));
        time.settle();
        return answer;
    }

    private String trigger(String upstream, String message) {
        CompletableFuture<Answer> answer =
                trigger(upstream, "TriggerMessage", "requestedMessage", message);
        time.pass(Duration.ofSeconds(2));
        return resultOf(answer).text("status").orElseThrow();
    }

    private List<String> got(Action action) {
        return csms.received(action).stream().map(call -> call.station().value()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "JSON_16, TriggerMessage, generic",
        "JSON_16, ExtendedTriggerMessage, generic",
        "JSON_16, TriggerMessage, technagon",
        "SOAP_16, TriggerMessage, generic",
        "SOAP_16, ExtendedTriggerMessage, generic",
    })
    void aTriggeredHeartbeatReachesTheCsmsOnce(Dialect spoken, String how, String vendor)
            throws Exception {
        run(spoken, new NoRules(), vendor, "BOX");
        beat("BOX");
        assertEquals(List.of(), got(Action.Heartbeat), "nobody has triggered that one");

        resultOf(trigger("BOX", how, "requestedMessage", "Heartbeat"));
        beat("BOX");
        beat("BOX");

        assertEquals(List.of("BOX"), got(Action.Heartbeat));
    }

    @ParameterizedTest
    @EnumSource
    void eachTriggerIsOneHeartbeat(Dialect spoken) throws Exception {
        run(spoken, "BOX");

        for (int i = 0; i < 3; i++) {
            trigger("BOX", "Heartbeat");
            if (spoken != Dialect.SOAP_15) {
                beat("BOX");
            }
        }

        assertEquals(List.of("BOX", "BOX", "BOX"), got(Action.Heartbeat));
    }

    @Test
    void theHeartbeatMayComeBeforeTheAnswer() throws Exception {
        run(Dialect.JSON_16, "BOX");
        CompletableFuture<Answer> later = new CompletableFuture<>();
        station("BOX").answeringLater(call -> later);

        CompletableFuture<Answer> answer =
                trigger("BOX", "TriggerMessage", "requestedMessage", "Heartbeat");
        beat("BOX");
        assertEquals(List.of("BOX"), got(Action.Heartbeat), "it came first");
        later.complete(Answer.result(Payload.of("status", "Accepted")));
        time.settle();
        beat("BOX");

        resultOf(answer);
        assertEquals(List.of("BOX"), got(Action.Heartbeat));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Rejected", "NotImplemented", "no answer"})
    void whatTheStationDoesNotAcceptIsNotAwaited(String status) throws Exception {
        run(Dialect.JSON_16, "BOX");
        station("BOX")
                .answering(
                        call ->
                                status.equals("no answer")
                                        ? Answer.failure(
                                                Cause.STATION_TIMED_OUT, "BOX", call.action(), 30)
                                        : Answer.result(Payload.of("status", status)));

        trigger("BOX", "TriggerMessage", "requestedMessage", "Heartbeat");
        beat("BOX");

        assertEquals(List.of(), got(Action.Heartbeat));
    }

    @Test
    void aTriggerIsForgottenAfterSomeTime() throws Exception {
        run(Dialect.SOAP_16, "BOX");
        trigger("BOX", "Heartbeat");

        time.pass(Duration.ofMinutes(6));
        csms.received.clear();
        beat("BOX");

        assertEquals(List.of(), got(Action.Heartbeat));
    }

    @Test
    void thePartThatHasTriggeredGetsIt() throws Exception {
        run(Dialect.JSON_16, "NET");

        trigger("NET-B", "Heartbeat");
        beat("NET");
        trigger("NET-B", "FirmwareStatusNotification");
        send("NET", Action.FirmwareStatusNotification, Payload.of("status", "Idle"));

        assertEquals(List.of("NET-B"), got(Action.Heartbeat));
        assertEquals(List.of("NET-B"), got(Action.FirmwareStatusNotification));
    }

    @ParameterizedTest
    @EnumSource
    void joinedStationsTellTheirCsmsOnce(Dialect spoken) throws Exception {
        run(spoken, "BOX-A", "BOX-B");

        trigger("HOF", "Heartbeat");
        trigger("HOF", "BootNotification");
        if (spoken != Dialect.SOAP_15) {
            Payload boot = Payload.of("chargePointVendor", "KEBA", "chargePointModel", "P30");
            beat("BOX-B");
            beat("BOX-A");
            send("BOX-B", Action.BootNotification, boot);
            send("BOX-A", Action.BootNotification, boot);
        }

        assertEquals(List.of("HOF"), got(Action.Heartbeat));
        assertEquals(List.of("HOF"), got(Action.BootNotification));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Heartbeat", "StatusNotification", "MeterValues"})
    void whatARuleHoldsGoesOnWhenItIsTriggered(String message) throws Exception {
        run(Dialect.JSON_16, new Holding(new Action(message)), "generic", "BOX");
        Payload payload =
                switch (message) {
                    case "Heartbeat" -> Payload.EMPTY;
                    case "MeterValues" -> values(1, "Sample.Periodic");
                    default -> Payload.of(Fields.status(1, "Available"));
                };
        send("BOX", new Action(message), payload);
        assertEquals(List.of(), got(new Action(message)), "the rule holds it");

        trigger("BOX", message);
        send("BOX", new Action(message), payload);

        assertEquals(List.of("BOX"), got(new Action(message)));
        assertEquals(payload, csms.received(new Action(message)).get(0).payload());
    }

    @Test
    void metersThatSayTheSameOnceMoreGoOnWhenTheyAreTriggered() throws Exception {
        run(Dialect.JSON_16, "BOX");
        Payload same = values(1, "Sample.Periodic");
        send("BOX", Action.MeterValues, same);
        send("BOX", Action.MeterValues, same);

        trigger("BOX", "MeterValues");
        send("BOX", Action.MeterValues, same);
        send("BOX", Action.MeterValues, same);

        assertEquals(List.of("BOX", "BOX"), got(Action.MeterValues));
    }
}
