package dev.substation.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wall clock steps, as on an industrial PC without a good clock: nobody may notice. */
class ClockStepsTest {

    private static final StationId ID = new StationId("KEBA-1");

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final StationLink link = new CalledBack(ID, Dialect.SOAP_15);
    private Gateway gateway;

    /** A SOAP station that takes every call. */
    private record CalledBack(StationId station, Dialect dialect) implements StationLink {

        @Override
        public Kind kind() {
            return Kind.CALLED_BACK;
        }

        @Override
        public String address() {
            return "http://192.0.2.7:12801/";
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(
                    Answer.result(Payload.of("status", "Accepted")));
        }

        @Override
        public void close(String reason) {}
    }

    @BeforeEach
    void startGateway() {
        csms.answering(csms::start);
        Site site =
                id ->
                        id.equals(ID)
                                ? Optional.of(PlainSettings.station().build(id))
                                : Optional.empty();
        gateway =
                SteppedGateway.started(
                        time, site, ledger, csms, (station, dialect, address) -> link);
        send(Action.BootNotification, "chargePointVendor", "KEBA", "chargePointModel", "P30");
        csms.link(ID.value()).connect();
        time.settle();
    }

    private CompletableFuture<Answer> send(Action action, Object... payload) {
        CompletableFuture<Answer> answer =
                gateway.call(
                        link,
                        new Call(
                                "id-1",
                                ID,
                                Direction.UP,
                                link.dialect(),
                                action,
                                Payload.of(payload),
                                List.of()));
        time.settle();
        return answer;
    }

    private CompletableFuture<Answer> start() {
        return send(
                Action.StartTransaction,
                "connectorId",
                1,
                "idTag",
                "12345678",
                "meterStart",
                164,
                "timestamp",
                "2026-01-01T08:00:00Z");
    }

    @Test
    void answersAStartAtOnceThoughTheClockIsSetBackAfterTheLinkCameUp() {
        csms.link(ID.value()).cut();
        time.settle();
        send(
                Action.StatusNotification,
                "connectorId",
                1,
                "errorCode",
                "NoError",
                "status",
                "Available");
        csms.link(ID.value()).connect();
        time.settle();
        time.stepWallClock(Duration.ofHours(-2));

        CompletableFuture<Answer> answer = start();

        assertTrue(answer.isDone(), "the csms is well");
        assertEquals(101L, Answers.resultOf(answer).get("transactionId"));
        assertTrue(ledger.outbox().isEmpty(), "nothing waits for two hours");
    }

    @Test
    void keepsTheLinkOfASoapStationThoughTheClockIsSetForward() {
        time.stepWallClock(Duration.ofDays(3652));
        time.pass(Duration.ofMinutes(1));

        assertFalse(csms.link(ID.value()).closed, "nobody was silent");
    }
}
