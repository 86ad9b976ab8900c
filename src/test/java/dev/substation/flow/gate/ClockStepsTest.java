package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Site;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The wall clock steps, as on an industrial PC without a good one (issue 10, point 7). A day of a
 * station is played twice, by a clock that is right and by one that steps at some stage: the
 * station gets the same answers and the CSMS the same messages, at the same moments.
 */
class ClockStepsTest {

    private static final StationId ID = new StationId("CP-1");

    /** What the clock does. */
    private static final List<Duration> STEPS =
            List.of(
                    Duration.ofHours(-2),
                    Duration.ofHours(3),
                    Duration.ofDays(3652),
                    Duration.ofDays(-3652));

    /** When it does so. */
    private enum Stage {
        BEFORE_BOOT,
        AFTER_BOOT,
        AFTER_AUTHORIZE,
        START_PENDING,
        CHARGING,
        CSMS_AWAY,
        CSMS_BACK,
        CSMS_HANGS,
        STOP_PENDING,
        STOPPED,
        GATEWAY_DOWN,
        RESTARTED,
        IDLE
    }

    static Stream<Arguments> steps() {
        return Stream.of(Dialect.values())
                .flatMap(
                        dialect ->
                                STEPS.stream()
                                        .flatMap(
                                                step ->
                                                        Stream.of(Stage.values())
                                                                .map(
                                                                        stage ->
                                                                                Arguments.of(
                                                                                        dialect,
                                                                                        step,
                                                                                        stage))));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void nobodyNotices(Dialect dialect, Duration step, Stage stage) {
        List<String> right = new Day(dialect, Duration.ZERO, stage).lived();
        List<String> stepped = new Day(dialect, step, stage).lived();

        assertEquals(String.join("\n", right), String.join("\n", stepped));
    }

    @Test
    void aDayIsWhatItIsMeantToBe() {
        String day = String.join("\n", new Day(Dialect.SOAP_15, Duration.ZERO, Stage.IDLE).lived());

        assertTrue(day.contains("csms gets StartTransaction"), day);
        assertTrue(day.contains("csms gets StopTransaction"), day);
        assertTrue(day.contains("station is told StartTransaction {transactionId=101"), day);
        assertFalse(day.contains("link closed"), day);
    }

    /** One day of one station, and what could be seen of it. */
    private static final class Day {

        private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
        private final MemoryLedger ledger = new MemoryLedger();
        private final List<String> seen = new ArrayList<>();
        private final Duration step;
        private final Stage stepsAt;
        private final ScriptedStation link;
        private ScriptedCsms csms;
        private Gateway gateway;
        private int ran;

        Day(Dialect dialect, Duration step, Stage stepsAt) {
            this.step = step;
            this.stepsAt = stepsAt;
            this.link = new ScriptedStation(ID.value(), dialect);
        }

        private void note(String what) {
            seen.add(time.moment().nanos() / 1_000_000 + " ms: " + what);
        }

        private void stage(Stage stage) {
            if (stage == stepsAt) {
                time.stepWallClock(step);
            }
            if (csms.link(ID.value()) != null && csms.link(ID.value()).closed) {
                note("link closed");
            }
            note(stage + ", to be delivered: " + ledger.outbox().size());
        }

        /** A gateway on what the ledger holds, as after a kill. */
        private void run() {
            csms = new ScriptedCsms(time);
            answers();
            int run = ++ran;
            Desk desk =
                    new Desk(
                            task ->
                                    time.execute(
                                            () -> {
                                                if (run == ran) {
                                                    task.run();
                                                }
                                            }),
                            time);
            Site site =
                    id ->
                            id.equals(ID)
                                    ? Optional.of(PlainSettings.station().build(id))
                                    : Optional.empty();
            gateway =
                    SteppedGateway.started(
                            desk,
                            time,
                            site,
                            new dev.substation.testing.stepped.NoRules(),
                            ledger,
                            csms,
                            (id, dialect, address) -> link);
        }

        private void answers() {
            csms.answering(
                    call -> {
                        note("csms gets " + call.action() + " " + call.payload());
                        return csms.start(call);
                    });
        }

        private void connect() {
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
            answer.whenComplete(
                    (told, fault) ->
                            note(
                                    "station is told "
                                            + action
                                            + " "
                                            + told.fold(
                                                    result ->
                                                            result.payload().without("currentTime"),
                                                    failure -> failure)));
            time.settle();
            return answer;
        }

        private void beats(int minutes) {
            for (int i = 0; i < minutes; i++) {
                time.pass(Duration.ofMinutes(1));
                send(Action.Heartbeat);
            }
        }

        private CompletableFuture<Answer> start(int connector) {
            return send(
                    Action.StartTransaction,
                    Fields.start(connector, "12345678", 164, "2026-01-01T08:00:00Z"));
        }

        private void stop(long transaction) {
            send(Action.StopTransaction, Fields.stop(transaction, 900, "2026-01-01T09:00:00Z"));
        }

        private void meter(long transaction, String value) {
            send(Action.MeterValues, Fields.values(1, transaction, "2026-01-01T08:30:00Z", value));
        }

        private void status(int connector, String status) {
            send(Action.StatusNotification, Fields.status(connector, status));
        }

        private static long id(CompletableFuture<Answer> start) {
            return (Long) Answers.resultOf(start).get("transactionId");
        }

        List<String> lived() {
            run();
            if (!link.dialect().isSoap()) {
                gateway.opened(link);
                time.settle();
            }
            stage(Stage.BEFORE_BOOT);
            send(Action.BootNotification, "chargePointVendor", "KEBA", "chargePointModel", "P30");
            time.pass(Duration.ofSeconds(2));
            connect();
            stage(Stage.AFTER_BOOT);
            beats(3);
            status(1, "Available");
            send(Action.Authorize, "idTag", "12345678");
            stage(Stage.AFTER_AUTHORIZE);
            beats(1);
            csms.fallSilent();
            CompletableFuture<Answer> start = start(1);
            time.pass(Duration.ofSeconds(4));
            stage(Stage.START_PENDING);
            answers();
            csms.link(ID.value())
                    .answerNow(csms.start(csms.received.get(csms.received.size() - 1)));
            time.settle();
            long charging = id(start);
            status(1, "Charging");
            meter(charging, "200");
            stage(Stage.CHARGING);
            meter(charging, "300");
            beats(6);
            csms.link(ID.value()).cut();
            time.settle();
            meter(charging, "400");
            long away = id(start(2));
            stage(Stage.CSMS_AWAY);
            status(2, "Charging");
            stop(away);
            beats(5);
            connect();
            stage(Stage.CSMS_BACK);
            meter(charging, "500");
            stop(id(start(2)));
            beats(3);
            csms.fallSilent();
            meter(charging, "600");
            beats(2);
            stage(Stage.CSMS_HANGS);
            beats(2);
            answers();
            beats(20);
            csms.fallSilent();
            stop(charging);
            time.pass(Duration.ofSeconds(3));
            stage(Stage.STOP_PENDING);
            beats(1);
            answers();
            beats(20);
            stage(Stage.STOPPED);
            csms.link(ID.value()).cut();
            time.settle();
            status(1, "Available");
            long late = id(start(1));
            stage(Stage.GATEWAY_DOWN);
            run();
            if (!link.dialect().isSoap()) {
                gateway.opened(link);
                time.settle();
            }
            stage(Stage.RESTARTED);
            connect();
            beats(20);
            stop(late);
            stage(Stage.IDLE);
            beats(40);
            time.pass(Duration.ofMinutes(14));
            stage(Stage.IDLE);
            note("message log has " + ledger.log().size() + " lines");
            return seen;
        }
    }
}
