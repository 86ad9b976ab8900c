package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Figures;
import dev.substation.flow.desk.IdentityConflicts;
import dev.substation.flow.desk.Takeovers;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.RefusedPeer;
import dev.substation.flow.ports.StationLink;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several devices under one identity, at the gateway and at the CSMS (issue 10, A4). */
class OneIdentityTest {

    private static final StationId BOX = new StationId("BOX");

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final List<String> warnings = new ArrayList<>();
    private final Logger log = Logger.getLogger("dev.substation.flow");
    private final Handler listening =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    if (line.getLevel() == Level.WARNING) {
                        warnings.add(line.getMessage());
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
    private Gateway gateway;

    /** A device's end of its connection, or of its callback address. */
    private final class Device implements StationLink {
        private final String address;
        private final Dialect dialect;
        final List<Call> calls = new ArrayList<>();
        boolean alive = true;
        boolean pongs = true;
        String closed = "";

        Device(String address, Dialect dialect) {
            this.address = address;
            this.dialect = dialect;
        }

        @Override
        public StationId station() {
            return BOX;
        }

        @Override
        public Dialect dialect() {
            return dialect;
        }

        @Override
        public Kind kind() {
            return dialect.isSoap() ? Kind.CALLED_BACK : Kind.CONNECTED;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public CompletableFuture<Boolean> isAlive(Duration within) {
            if (alive && pongs && closed.isEmpty()) {
                return CompletableFuture.completedFuture(true);
            }
            CompletableFuture<Boolean> late = new CompletableFuture<>();
            time.after(within, () -> late.complete(false));
            return late;
        }

        @Override
        public boolean hasAnsweredPing() {
            return pongs;
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            calls.add(call);
            return CompletableFuture.completedFuture(
                    Answer.result(Payload.of("status", "Accepted")));
        }

        @Override
        public void sendAway(String reason) {
            close(reason);
        }

        @Override
        public void close(String reason) {
            closed = reason;
            gateway.closed(this);
        }

        CompletableFuture<Answer> says(Action action, Object... payload) {
            CompletableFuture<Answer> answer =
                    gateway.call(
                            this,
                            new Call(
                                    "id-1",
                                    BOX,
                                    Direction.UP,
                                    dialect,
                                    action,
                                    Payload.of(payload),
                                    List.of()));
            time.settle();
            return answer;
        }

        CompletableFuture<Answer> boots() {
            return says(
                    Action.BootNotification,
                    "chargePointVendor",
                    "KEBA",
                    "chargePointModel",
                    "BOX");
        }
    }

    @BeforeEach
    void start() {
        log.addHandler(listening);
        csms.answering(csms::start);
        gateway =
                SteppedGateway.started(
                        time,
                        id ->
                                Optional.of(id)
                                        .filter(BOX::equals)
                                        .map(box -> PlainSettings.station().build(box)),
                        ledger,
                        csms,
                        (id, dialect, address) -> new Device(address, dialect));
    }

    @AfterEach
    void unlisten() {
        log.removeHandler(listening);
    }

    private Device comes(String address) {
        Device device = new Device(address, Dialect.JSON_16);
        gateway.opened(device);
        time.settle();
        return device;
    }

    private int boots() {
        return csms.received(Action.BootNotification).size();
    }

    private IdentityConflicts standing() {
        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        return figures.join().standing();
    }

    private long warned(String words) {
        return warnings.stream().filter(line -> line.contains(words)).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1})
    void twoDevicesCalmDownWhateverTheWallClockDoes(long hours) {
        Device one = comes("192.0.2.1:1000");
        csms.link("BOX").connect();
        time.settle();
        resultOf(one.boots());
        Device two = comes("192.0.2.2:2000");
        resultOf(two.boots());
        assertFalse(one.closed.isEmpty(), "the newest wins at once");

        for (int i = 0; i < 20; i++) {
            time.pass(Duration.ofSeconds(1));
            time.stepWallClock(Duration.ofHours(hours));
            Device again = new Device("192.0.2.1:" + (1001 + i), Dialect.JSON_16);
            gateway.opened(again);
            again.boots(); // before anything is decided
            assertFalse(again.closed.isEmpty(), "sent away");
        }

        assertEquals("", two.closed);
        resultOf(two.says(Action.Heartbeat));
        assertEquals(2, boots(), "one for each device");
        IdentityConflicts standing = standing();
        assertEquals(1, standing.contested());
        assertEquals(20, standing.turnedAway());
        assertEquals(1, standing.reasons().size());
        String reason = standing.reasons().get(0);
        for (String word : List.of("BOX", "192.0.2.2:2000", "192.0.2.1:1020", "own identity")) {
            assertTrue(reason.contains(word), reason);
        }
        assertEquals(1, warned("Two devices"));
        assertEquals(
                Map.of(RefusalReason.OTHER_CONNECTION, 20L), gateway.refusals().at(Door.WEBSOCKET));
        RefusedPeer refused = gateway.refusals().peers().all().get(0);
        assertEquals(Optional.of("BOX"), refused.identity());
        assertEquals(20, refused.times());

        time.pass(Takeovers.WINDOW.plusSeconds(1));
        assertEquals(List.of(), standing().reasons(), "it is over");
    }

    @Test
    void aStationWhoseConnectionBrokeComesBackAtOnceAndLaterAfterAMoment() {
        Device first = comes("192.0.2.1:1000");
        csms.link("BOX").connect();
        time.settle();
        first.alive = false;

        Device second = comes("192.0.2.1:1001");
        resultOf(second.boots());
        second.alive = false;
        time.pass(Duration.ofSeconds(20));

        Device third = comes("192.0.2.1:1002");
        CompletableFuture<Answer> booted = third.boots();
        CompletableFuture<Answer> beat = third.says(Action.Heartbeat);
        assertFalse(booted.isDone(), "the one before is asked first");
        time.pass(Takeovers.PROOF);
        resultOf(booted);
        resultOf(beat);
        assertFalse(second.closed.isEmpty());
        assertEquals("", third.closed);
        assertEquals(List.of(), standing().reasons());
        assertEquals(0, warned("Two devices"));
    }

    @Test
    void devicesThatNeverAnswerPingsTakeOverLessAndLessOften() {
        comes("192.0.2.1:1").pongs = false;
        csms.link("BOX").connect();
        time.settle();
        List<Device> came = new ArrayList<>();
        for (int second = 0; second < 120; second++) {
            Device device = new Device("192.0.2.2:" + second, Dialect.JSON_16);
            device.pongs = false;
            came.add(device);
            gateway.opened(device);
            device.boots();
            time.pass(Duration.ofSeconds(1));
        }
        assertTrue(boots() <= 8, "3, 6, 12, 24 and 30 s apart: " + boots());
    }

    @Test
    void aCallbackAddressThatWasReplacedDoesNotComeBackWhileTheOtherIsHeard() {
        Device one = new Device("http://192.0.2.1:80/", Dialect.SOAP_15);
        Device two = new Device("http://192.0.2.2:80/", Dialect.SOAP_15);
        CompletableFuture<Answer> booted = one.boots();
        csms.link("BOX").connect();
        time.settle();
        resultOf(booted);
        resultOf(two.boots());
        for (int i = 0; i < 10; i++) {
            time.pass(Duration.ofSeconds(10));
            resultOf(one.says(Action.Heartbeat));
            resultOf(two.says(Action.Heartbeat));
        }
        csms.link("BOX").callStation(Action.ClearCache, Payload.EMPTY);
        time.settle();

        assertEquals(1, two.calls.size(), "the newest of the first two");
        assertEquals(0, one.calls.size());
        assertEquals(1, warned("Two devices"));
        assertEquals(1, standing().contested());
    }

    @Test
    void aWebSocketThatIsAliveStaysAgainstSoapOfTheSameIdentity() {
        Device soap = new Device("http://192.0.2.2:80/", Dialect.SOAP_16);
        Device json = comes("192.0.2.1:1000");
        csms.link("BOX").connect();
        time.settle();
        resultOf(json.boots());
        resultOf(soap.boots());
        assertFalse(json.closed.isEmpty(), "the newest wins at once");

        Device again = comes("192.0.2.1:1001");
        resultOf(again.boots());
        for (int i = 0; i < 5; i++) {
            time.pass(Duration.ofSeconds(10));
            resultOf(soap.says(Action.Heartbeat));
        }

        assertEquals("", again.closed);
        assertEquals(3, boots());
        assertEquals(1, warned("Two devices"));
    }

    @Test
    void aCsmsThatClosesEachLinkAfterTheHandshakeIsToldOnce() {
        Device one = comes("192.0.2.1:1000");
        for (int i = 0; i < 10; i++) {
            csms.link("BOX").connect();
            time.settle();
            time.pass(Duration.ofSeconds(2));
            csms.link("BOX").cut();
            time.settle();
        }
        assertEquals("", one.closed);
        assertEquals(1, warned("right after each handshake"));
        assertTrue(warned("not connected") < 3, "one line tells it: " + warnings);
        assertTrue(standing().reasons().get(0).contains("BOX"), "" + standing().reasons());

        csms.link("BOX").connect();
        time.pass(Duration.ofMinutes(2));
        assertEquals(List.of(), standing().reasons());
    }
}
