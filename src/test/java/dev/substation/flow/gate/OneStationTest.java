package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.Fields;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.Answers;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One station, whatever it speaks and however it spells its name; and what it takes for numbers.
 */
class OneStationTest {

    /** Strict ones never see a number that is no integer of 64 bits (ChecksTest). */
    private static final CsmsSettings LENIENT =
            PlainSettings.csms("ws://127.0.0.1/{station}").lenient().build();

    private static final Payload BOOT =
            Payload.of("chargePointVendor", "v", "chargePointModel", "m");

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final Gateway gateway =
            SteppedGateway.started(
                    time,
                    id -> Optional.of(PlainSettings.station().csms(LENIENT).build(id)),
                    new MemoryLedger(),
                    csms,
                    (station, dialect, address) -> new ScriptedStation(station.value(), dialect));

    private CompletableFuture<Answer> says(ScriptedStation from, Action action, Payload payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        from,
                        new Call(
                                "1",
                                from.station(),
                                Direction.UP,
                                from.dialect(),
                                action,
                                payload,
                                List.of()));
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
        return answer;
    }

    private static Payload start() {
        return Payload.of(
                "connectorId",
                1L,
                "idTag",
                "A1",
                "timestamp",
                "2026-01-01T08:00:00Z",
                "meterStart",
                0L);
    }

    private static Payload stop(Object id) {
        return Payload.of(Fields.stop(id, 5L, "2026-01-01T08:10:00Z"));
    }

    @Test
    void isTheSameOverSoapAndWebSocketInWhateverLetters() {
        csms.answering(csms::start);
        ScriptedStation soap = new ScriptedStation("Box-1", Dialect.SOAP_15);
        ScriptedStation json = new ScriptedStation("BOX-1", Dialect.JSON_16);
        says(soap, Action.Heartbeat, Payload.EMPTY);

        long told =
                (Long) resultOf(says(soap, Action.StartTransaction, start())).get("transactionId");
        gateway.opened(json);
        time.settle();
        resultOf(says(json, Action.StopTransaction, stop(told)));
        csms.link("box-1").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        assertEquals(1, csms.links.size(), "links to the CSMS");
        assertEquals(1, csms.received(Action.StopTransaction).size());
        assertEquals(
                new StationId("box-1"), csms.received(Action.StopTransaction).get(0).station());
        assertEquals(List.of(), soap.calls);
        assertEquals(1, json.calls.size());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void stopsAndMetersTransactionsOfMoreThan64Bits(Dialect dialect) {
        BigDecimal huge = new BigDecimal("9223372036854775808");
        ScriptedStation station = new ScriptedStation("CP-1", dialect);
        says(station, Action.Heartbeat, Payload.EMPTY);

        assertTrue(
                says(station, Action.StopTransaction, stop(huge)).join() instanceof Answer.Result);
        Payload meter =
                Payload.of("connectorId", 1L, "transactionId", huge, "meterValue", List.of());
        assertTrue(says(station, Action.MeterValues, meter).join() instanceof Answer.Result);

        assertEquals(
                huge, csms.received(Action.StopTransaction).get(0).payload().get("transactionId"));
        assertEquals(huge, csms.received(Action.MeterValues).get(0).payload().get("transactionId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Rejected"})
    void ofSoapIsToldSecurityErrorBeforeItsBootIsAcceptedAndGivesWhatIsWorthMoney(String status) {
        csms.answering(
                call ->
                        call.action().equals(Action.BootNotification)
                                ? ScriptedCsms.booted(status, 60)
                                : csms.start(call));
        ScriptedStation station = new ScriptedStation("CP-1", Dialect.SOAP_16);
        says(station, Action.BootNotification, BOOT);
        says(station, Action.BootNotification, BOOT);

        assertEquals(
                Cause.NOT_ACCEPTED,
                Answers.failureOf(says(station, Action.Heartbeat, Payload.EMPTY)).cause());
        assertEquals(
                Cause.NOT_ACCEPTED,
                Answers.failureOf(says(station, Action.StartTransaction, start())).cause());
        CompletableFuture<Answer> stopped = says(station, Action.StopTransaction, stop(-1L));
        time.pass(Duration.ofSeconds(15));
        resultOf(stopped);
        assertEquals(List.of(), csms.received(Action.StopTransaction));
    }
}
