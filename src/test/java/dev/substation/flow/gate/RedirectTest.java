package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.Station;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.time.Desk;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which links may lead a station's calls elsewhere. */
class RedirectTest {

    private static final StationId ID = new StationId("KEBA-1");

    private final Station station =
            new Station(
                    PlainSettings.station().build(ID),
                    Dialect.SOAP_16,
                    new Desk(
                            Runnable::run,
                            new SteppedTimers(Instant.parse("2026-01-01T00:00:00Z"))),
                    Tracing.OFF);

    private record Link(Dialect dialect, Kind kind, String address, boolean doubtful)
            implements StationLink {

        static Link to(String address) {
            return new Link(Dialect.SOAP_16, Kind.CALLED_BACK, address, false);
        }

        Link doubted() {
            return new Link(dialect, kind, address, true);
        }

        Link in(Dialect other) {
            return new Link(other, kind, address, doubtful);
        }

        Link without() {
            return new Link(dialect, Kind.LISTEN_ONLY, "10.0.0.66", false);
        }

        Link webSocket() {
            return new Link(Dialect.JSON_16, Kind.CONNECTED, "10.0.0.66:4711", false);
        }

        Link barred() {
            return new Link(dialect, Kind.LISTEN_ONLY, "10.0.0.66", true);
        }

        @Override
        public StationId station() {
            return ID;
        }

        @Override
        public Optional<Answer.Failure> objection() {
            return doubtful
                    ? Optional.of(Answer.failure(Cause.CALLBACK_REFUSED, ID, address, "a test"))
                    : Optional.empty();
        }

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return CompletableFuture.completedFuture(Answer.result(Payload.EMPTY));
        }

        @Override
        public void close(String reason) {}
    }

    private String calledAt() {
        return station.link().orElseThrow().address();
    }

    @Test
    void theFirstAddressIsTakenAndADoubtfulOneDoesNotReplaceIt() {
        assertTrue(station.take(Link.to("http://10.0.0.7/").doubted()));
        assertFalse(station.take(Link.to("http://10.0.0.66/").doubted()));

        assertEquals("http://10.0.0.7/", calledAt());
    }

    @Test
    void anotherDialectIsNoWayAroundThat() {
        station.take(Link.to("http://10.0.0.7/"));
        station.take(Link.to("http://10.0.0.66/").doubted().in(Dialect.SOAP_15));
        station.take(Link.to("http://203.0.113.7/").barred().in(Dialect.SOAP_15));

        assertEquals("http://10.0.0.7/", calledAt());
        assertEquals(Dialect.SOAP_16, station.dialect());
    }

    @Test
    void aMessageInAnotherDialectThatNamesNoAddressDoesNotMakeTheOneForgotten() {
        station.take(Link.to("http://10.0.0.7/"));
        station.take(Link.to("").without().in(Dialect.SOAP_15));
        assertFalse(station.take(Link.to("http://203.0.113.7/").doubted().in(Dialect.SOAP_15)));
        assertEquals("10.0.0.66", calledAt());
        assertEquals("http://10.0.0.7/", station.row().address());

        assertTrue(station.take(Link.to("http://10.0.0.7/").doubted().in(Dialect.SOAP_15)));
        assertEquals("http://10.0.0.7/", calledAt());
    }

    @Test
    void aWebSocketInBetweenDoesNotMakeItForgotten() {
        Link webSocket = Link.to("").webSocket();
        station.take(Link.to("http://10.0.0.7/"));
        station.take(webSocket);
        station.gone(webSocket);

        assertFalse(station.take(Link.to("http://203.0.113.7/").doubted()));
        assertTrue(station.link().isEmpty());
        assertTrue(station.take(Link.to("http://10.0.0.8/")));
        assertEquals("http://10.0.0.8/", calledAt());
    }

    @Test
    void theSameAddressStaysEvenWhenItIsSeenFromElsewhere() {
        station.take(Link.to("http://10.0.0.7/"));

        assertFalse(station.take(Link.to("http://10.0.0.7/").doubted()));
        assertEquals("http://10.0.0.7/", calledAt());
    }

    @Test
    void anAddressWithoutObjectionMovesTheStation() {
        station.take(Link.to("http://10.0.0.7/"));

        assertTrue(station.take(Link.to("http://10.0.0.8/")));
        assertEquals("http://10.0.0.8/", calledAt());
    }

    @Test
    void aStationThatCouldNotBeCalledSoFarIsMovedByAnyAddressThatMayBe() {
        station.take(Link.to("http://203.0.113.7/").barred());
        assertEquals("10.0.0.66", calledAt());

        assertTrue(station.take(Link.to("http://10.0.0.7/").doubted()));
        assertEquals("http://10.0.0.7/", calledAt());
    }
}
