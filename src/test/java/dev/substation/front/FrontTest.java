package dev.substation.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.DoorRefusals;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.settings.Networks;
import dev.substation.front.ClientConnection.Outcome;
import dev.substation.front.ClientConnection.Stage;
import dev.substation.model.Cause;
import dev.substation.testing.WallTimers;
import dev.substation.testing.stepped.SteppedTimers;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is closed, when, and what he is told. */
class FrontTest {

    private static final InetAddress STATION = Networks.literal("10.0.0.7").orElseThrow();
    private static final InetAddress OTHER = Networks.literal("10.0.0.8").orElseThrow();
    private static final InetAddress LOCAL = Networks.literal("127.0.0.1").orElseThrow();
    private static final String HEAD =
            "POST /soap HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n";

    private final SteppedTimers time = new SteppedTimers(Instant.EPOCH);

    /** A connection that remembers what was done to it. */
    private static final class Told implements Wire {

        private String last = "";
        private boolean closed;

        @Override
        public void last(byte[] response) {
            last = new String(response, ISO_8859_1);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Told wire = new Told();
    private final DoorRefusals refusals = new DoorRefusals(() -> Instant.EPOCH);

    private Front front(int connections, int ofAddress, int handshakes, long bytes) {
        Front front =
                new Front(
                        new FrontLimits(
                                connections,
                                ofAddress,
                                handshakes,
                                bytes,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(10),
                                500,
                                Duration.ofSeconds(60)),
                        Networks.of(List.of("10.0.0.0/8")).orElseThrow(),
                        (request, asksForWebSocket, address) -> Optional.empty(),
                        refusals,
                        time,
                        time);
        front.start();
        return front;
    }

    private Front front() {
        return front(100, 100, 100, 1 << 20);
    }

    private static Outcome send(ClientConnection visitor, String text) {
        return visitor.take(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    private void pass(int seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void closesAConnectionOnWhichNothingComes() {
        ClientConnection visitor = front().enter(STATION, wire);

        pass(30);
        assertFalse(wire.closed);
        pass(2);

        assertTrue(wire.closed);
        assertEquals("", wire.last);
        assertEquals(Stage.IDLE, visitor.stage());
    }

    @Test
    void answers408WhenTheHeadIsSlow() {
        ClientConnection visitor = front().enter(STATION, wire);

        for (int second = 0; second < 22; second++) {
            send(visitor, "a");
            pass(1);
        }

        assertTrue(wire.last.startsWith("HTTP/1.1 408 "), wire.last);
        assertTrue(wire.last.contains("SUB-1051"), wire.last);
        assertFalse(wire.closed, "the peer may read why");
        pass(4);
        assertTrue(wire.closed);
    }

    @Test
    void answers408WhenTheBodyIsSlow() {
        ClientConnection visitor = front().enter(STATION, wire);
        send(visitor, HEAD);

        for (int second = 0; second < 10; second++) {
            send(visitor, "a");
            pass(1);
        }
        assertEquals("", wire.last);
        pass(2);

        assertTrue(wire.last.startsWith("HTTP/1.1 408 "), wire.last);
    }

    @Test
    void letsABodyComeAtItsRate() {
        ClientConnection visitor = front().enter(STATION, wire);
        send(visitor, HEAD);

        Outcome outcome = Outcome.MORE;
        for (int second = 0; second < 4; second++) {
            pass(3);
            outcome = send(visitor, "a".repeat(500));
        }

        assertEquals(Outcome.WHOLE, outcome);
        assertEquals("", wire.last);
    }

    @Test
    void waitsForTheContainersAnswerHoweverLongItTakes() {
        ClientConnection visitor = front().enter(STATION, wire);
        send(visitor, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        int request = visitor.request().number();

        pass(300);
        assertFalse(wire.closed);
        visitor.served(request);
        pass(32);

        assertTrue(wire.closed);
    }

    @Test
    void leavesAWebSocketAlone() {
        ClientConnection visitor = front().enter(STATION, wire);
        send(visitor, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
        int request = visitor.request().number();
        assertTrue(visitor.mayBecomeWebSocket());
        visitor.answered(true);
        visitor.served(request);

        pass(3_600);

        assertFalse(wire.closed);
        assertEquals(Outcome.PASSED, send(visitor, "\u0000\u0001"));
    }

    /** The peer may have the answer and send its next request before the container says so. */
    @Test
    void theEndOfARequestThatComesLateChangesNothingForTheNext() {
        ClientConnection visitor = front().enter(STATION, wire);
        send(visitor, HEAD + "a".repeat(2_000));
        int first = visitor.request().number();
        send(visitor, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
        visitor.request();
        visitor.served(first);

        assertTrue(visitor.mayBecomeWebSocket());
        visitor.answered(true);
        assertEquals(Outcome.PASSED, send(visitor, "\u0082\u0001"));
    }

    @Test
    void aRefusedUpgradeIsFollowedByRequestsAsBefore() {
        ClientConnection visitor = front().enter(STATION, wire);
        send(visitor, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
        int request = visitor.request().number();
        visitor.answered(false);
        visitor.served(request);

        assertEquals(Outcome.WHOLE, send(visitor, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    @Test
    void whoHasWaitedLongestMakesRoom() {
        Front front = front(2, 100, 100, 1 << 20);
        Told first = new Told();
        Told second = new Told();
        ClientConnection served = front.enter(STATION, first);
        send(served, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        served.request();
        front.enter(OTHER, second);
        pass(1);

        front.enter(LOCAL, wire);

        assertFalse(first.closed, "it is being served");
        assertTrue(second.closed);
        assertFalse(wire.closed);
    }

    @Test
    void anAddressHasAShareAndThisMachineHasNone() {
        Front front = front(100, 1, 100, 1 << 20);
        Told first = new Told();
        Told second = new Told();
        front.enter(OTHER, second);
        front.enter(STATION, first);

        front.enter(STATION, wire);
        front.enter(LOCAL, wire);
        front.enter(LOCAL, wire);

        assertTrue(first.closed);
        assertFalse(second.closed, "another address");
        assertFalse(wire.closed);
    }

    @Test
    void whenAllAreServedTheNewcomerGoes() {
        Front front = front(1, 1, 100, 1 << 20);
        ClientConnection served = front.enter(STATION, new Told());
        send(served, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        served.request();

        front.enter(STATION, wire);

        assertTrue(wire.closed);
        assertEquals(1L, front.figures().refused().get(Cause.TOO_MANY_CONNECTIONS));
    }

    @Test
    void theOldestHandshakeMakesRoom() {
        Front front = front(100, 100, 1, 1 << 20);
        front.enter(STATION, wire).handshake();
        Told second = new Told();

        front.enter(STATION, second).handshake();
        time.settle();

        assertTrue(wire.closed);
        assertFalse(second.closed);
    }

    @Test
    void endsAHandshakeThatTakesTooLong() {
        Front front = front();
        front.enter(STATION, wire).handshake();
        ClientConnection quick = front.enter(STATION, new Told());
        quick.handshake();
        quick.secured();

        pass(22);

        assertTrue(wire.closed);
        assertEquals(1L, front.figures().refused().get(Cause.TLS_FAILED));
    }

    @Test
    void whoTakesLongestToSendGivesWayWhenTooMuchIsHeld() {
        Front front = front(100, 100, 100, 3_000);
        ClientConnection slow = front.enter(STATION, wire);
        send(slow, HEAD + "a".repeat(1_500));
        Told second = new Told();
        ClientConnection quick = front.enter(OTHER, second);

        Outcome outcome = send(quick, HEAD + "a".repeat(1_900));

        assertEquals(Outcome.MORE, outcome);
        assertTrue(wire.last.startsWith("HTTP/1.1 503 "), wire.last);
        assertTrue(wire.last.contains("Retry-After: 60"), wire.last);
        assertEquals("", second.last);
        assertEquals(Outcome.WHOLE, send(quick, "a".repeat(100)));
    }

    @Test
    void whatIsCutIsCountedAndNothingIsHeldOfIt() {
        Front front = front();
        ClientConnection visitor = front.enter(STATION, wire);
        send(visitor, HEAD + "a".repeat(100));
        assertTrue(front.figures().held() > 0);

        visitor.closed();

        assertEquals(0, front.figures().held());
        assertEquals(0, front.figures().open());
        assertEquals(1L, front.figures().refused().get(Cause.REQUEST_CUT));
    }

    @Test
    void acceptsItsNetworksAndItsOwnMachine() {
        InetAddress foreign = Networks.literal("192.0.2.1").orElseThrow();

        assertTrue(front().objection(STATION, LOCAL).isEmpty());
        assertTrue(front().objection(foreign, foreign).isEmpty());
        assertEquals(403, front().objection(foreign, LOCAL).orElseThrow().status());
        assertEquals(403, front().objection(LOCAL, STATION).orElseThrow().status());
    }

    @Test
    void whoIsRejectedIsCountedByReason() {
        Front front = front(100, 1, 100, 1 << 20);
        front.enter(STATION, wire);
        front.enter(STATION, new Told());
        ClientConnection plain = front.enter(InetAddress.getLoopbackAddress(), new Told());
        plain.dismiss(Refusal.of(400, Cause.TLS_ON_PLAIN_PORT, 8080, "use another"));

        assertEquals(
                Map.of(RefusalReason.TOO_MANY_CONNECTIONS, 1L, RefusalReason.TLS_ON_PLAIN_PORT, 1L),
                refusals.at(Door.PORT));
        assertTrue(
                refusals.peers().all().stream()
                        .anyMatch(
                                one ->
                                        one.address().equals("127.0.0.1")
                                                && one.reason() == RefusalReason.TLS_ON_PLAIN_PORT
                                                && one.why().contains("use another")));
    }

    @Test
    void theShutDoorClosesEverything() {
        try (WallTimers wall = new WallTimers();
                Front front =
                        new Front(
                                FrontLimits.usual(10, 10, 1 << 28),
                                Networks.of(List.of("any")).orElseThrow(),
                                (request, asksForWebSocket, address) -> Optional.empty(),
                                refusals,
                                wall,
                                Runnable::run)) {
            front.enter(STATION, wire);

            front.close();

            assertTrue(front.isShut());
            assertTrue(wire.closed);
        }
    }
}
