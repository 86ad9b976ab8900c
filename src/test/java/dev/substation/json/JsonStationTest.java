package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.flow.ports.Admission;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import dev.substation.testing.stepped.SteppedTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JsonStationTest {

    private static final StationId STATION = new StationId("CP-1");

    private final SteppedTimers timers = new SteppedTimers(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> log = new ArrayList<>();
    private Answer answer = Answer.result(Payload.EMPTY);
    private Optional<CompletableFuture<Answer>> held = Optional.empty();
    private final JsonStation station =
            new JsonStation(
                    new Admission(STATION, STATION, StationLocks.NONE, 0),
                    "10.0.0.7:4711",
                    gate(),
                    timers,
                    new Checks(Dictionary.load()),
                    TrafficBudget.ofHeap(1 << 30).account(),
                    timers,
                    wire());

    private Wire wire() {
        return new Wire() {
            @Override
            public void send(String text) {
                log.add("send " + text);
            }

            @Override
            public void ping() {
                log.add("ping");
            }

            @Override
            public void close(int code, String reason) {
                log.add("close " + code + " " + reason);
            }
        };
    }

    private StationGate gate() {
        return new StationGate() {
            @Override
            public DoorRefusals refusals() {
                return new DoorRefusals(() -> Instant.EPOCH);
            }

            @Override
            public Optional<StationSettings> settings(StationId station) {
                return Optional.empty();
            }

            @Override
            public void opened(StationLink link) {
                log.add("opened " + link.station());
            }

            @Override
            public void closed(StationLink link) {
                log.add("closed " + link.station());
            }

            @Override
            public CompletableFuture<Answer> call(StationLink from, Call call) {
                return held.orElseGet(() -> CompletableFuture.completedFuture(answer));
            }
        };
    }

    private CompletableFuture<Answer> called(String id) {
        return called(
                new Call(
                        id,
                        STATION,
                        Direction.DOWN,
                        Dialect.JSON_16,
                        Action.ClearCache,
                        Payload.EMPTY,
                        List.of()));
    }

    private CompletableFuture<Answer> called(Call call) {
        CompletableFuture<Answer> outcome = station.call(call, Duration.ofSeconds(5));
        timers.settle();
        assertEquals(lastIdSent(), call.trail().ids());
        return outcome;
    }

    private String lastIdSent() {
        String text = log.get(log.size() - 1).substring("send ".length());
        return ((Frame.CallFrame) FrameReading.read(text)).id().text();
    }

    @Test
    void isToldToTryAgainLaterWhenItIsSentAway() {
        station.opened();
        timers.settle();

        station.sendAway("the CSMS is offline");
        timers.settle();

        assertEquals(List.of("opened CP-1", "close 1013 the CSMS is offline", "closed CP-1"), log);
    }

    @Test
    void isSentAwayWithoutAnAnswerWhenTheGatewayStops() {
        answer = Answer.failure(Cause.STOPPING);
        station.opened();

        station.received("[2,\"1\",\"Heartbeat\",{}]");
        timers.settle();

        assertEquals(List.of("opened CP-1", "close 1013 the gateway stops", "closed CP-1"), log);
    }

    @Test
    void tellsTheGateOnceThatItCameAndOnceThatItWent() {
        station.opened();
        station.closed("1006");
        station.closed("again");
        timers.settle();

        assertEquals(List.of("opened CP-1", "closed CP-1"), log);
    }

    @Test
    void callsUnderAnIdThatIsNeverUsedAgain() {
        called("1");
        String first = lastIdSent();
        timers.pass(Duration.ofSeconds(5));
        CompletableFuture<Answer> second = called("1");

        assertNotEquals(first, lastIdSent());
        station.received("[3,\"" + first + "\",{\"status\":\"Accepted\"}]");
        timers.settle();
        assertFalse(second.isDone(), "a late answer was taken for this call's");
        station.received("[3,\"" + lastIdSent() + "\",{\"status\":\"Rejected\"}]");
        timers.settle();
        assertEquals(Answer.result(Payload.of("status", "Rejected")), second.join());
    }

    @Test
    void closesInOrderAndEndsItsCall() {
        station.opened();
        CompletableFuture<Answer> outcome = called("1");

        station.close("a newer connection has come");
        timers.settle();

        assertTrue(log.contains("close 1000 a newer connection has come"), log.toString());
        assertEquals(
                Cause.STATION_UNREACHABLE,
                outcome.join().fold(result -> null, failure -> failure.cause()));
        assertEquals("closed CP-1", log.get(log.size() - 1));
    }

    @Test
    void closesAStationThatStoppedAnsweringPings() {
        station.opened();
        timers.pass(JsonStation.PING_EVERY);
        station.ponged();

        timers.pass(JsonStation.PING_EVERY.multipliedBy(JsonStation.MOST_UNANSWERED_PINGS));
        assertFalse(log.contains("closed CP-1"), log.toString());
        timers.pass(JsonStation.PING_EVERY);

        assertTrue(log.contains("close 1001 no answer to pings"), log.toString());
        assertEquals("closed CP-1", log.get(log.size() - 1));
    }

    @Test
    void keepsAStationThatNeverAnsweredAPing() {
        station.opened();

        timers.pass(JsonStation.PING_EVERY.multipliedBy(100));

        assertEquals(100, log.stream().filter("ping"::equals).count());
        assertFalse(log.contains("closed CP-1"));
    }

    @Test
    void keepsAStationThatTalksInsteadOfAnsweringPings() {
        station.opened();
        timers.pass(JsonStation.PING_EVERY);
        station.ponged();

        for (int i = 0; i < 10; i++) {
            timers.pass(JsonStation.PING_EVERY);
            station.received("[2,\"" + i + "\",\"Heartbeat\",{}]");
        }

        assertFalse(log.contains("closed CP-1"));
    }

    @Test
    void cutsAReasonToWhatACloseFrameHolds() {
        assertEquals("short", SessionWire.shortened("short"));
        String cut = SessionWire.shortened("ä".repeat(100));
        assertEquals("ä".repeat(61), cut);
        assertTrue(
                SessionWire.shortened("🔌".repeat(100)).getBytes(StandardCharsets.UTF_8).length
                        <= 123);
    }

    /** As when the gateway stops: the last answer and the end come in the same instant. */
    @Test
    void closesAfterTheAnswerThatIsOnItsWay() {
        CompletableFuture<Answer> late = new CompletableFuture<>();
        held = Optional.of(late);
        station.received("[2,\"1\",\"Heartbeat\",{}]");
        timers.settle();

        late.complete(answer);
        station.close("the gateway stops");
        timers.settle();

        assertEquals(
                List.of("send [3,\"1\",{}]", "close 1000 the gateway stops"),
                log.stream().filter(line -> !line.startsWith("closed")).toList());
    }
}
