package dev.substation.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.testing.stepped.SteppedTimers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Readers of events that are quick, slow, too many, or come back. */
class EventStreamTest {

    private static final EventFilter ALL =
            new EventFilter(Optional.empty(), EnumSet.allOf(EventKind.class));

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-11-30T08:00:00Z"));
    private final EventStream stream = new EventStream(event -> event, time::instant, time, time);
    private int begun;

    /** A connection that takes bytes, or does not. */
    private final class Peer extends ServletOutputStream {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private WriteListener listener;
        private boolean takes = true;
        private boolean gone;
        private boolean ended;
        private boolean asked;

        boolean reads(EventFilter filter, String lastSeen) {
            return reads("somebody", filter, lastSeen);
        }

        boolean reads(String who, EventFilter filter, String lastSeen) {
            AsyncContext request =
                    (AsyncContext)
                            Proxy.newProxyInstance(
                                    getClass().getClassLoader(),
                                    new Class<?>[] {AsyncContext.class},
                                    (proxy, method, arguments) -> {
                                        ended |= method.getName().equals("complete");
                                        return null;
                                    });
            return stream.read(who, filter, Optional.ofNullable(lastSeen), request, this);
        }

        void takesAgain() throws IOException {
            takes = true;
            if (asked) {
                asked = false;
                listener.onWritePossible();
            }
        }

        String text() {
            return taken.toString(UTF_8);
        }

        long events(String kind) {
            return Pattern.compile("^event: " + kind + "$", Pattern.MULTILINE)
                    .matcher(text())
                    .results()
                    .count();
        }

        String lastId() {
            List<String> ids = text().lines().filter(line -> line.startsWith("id: ")).toList();
            return ids.get(ids.size() - 1).substring(4);
        }

        @Override
        public boolean isReady() {
            asked |= !takes;
            return takes;
        }

        @Override
        public void setWriteListener(WriteListener given) {
            listener = given;
            try {
                given.onWritePossible();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void write(int one) throws IOException {
            if (!takes) {
                throw new AssertionError("written although it takes nothing");
            }
            if (gone) {
                throw new IOException("gone");
            }
            taken.write(one);
        }
    }

    private Peer reader() {
        return reader(ALL, null);
    }

    private Peer reader(EventFilter filter, String lastSeen) {
        Peer peer = new Peer();
        assertTrue(peer.reads(filter, lastSeen));
        return peer;
    }

    private void happens(EventKind kind, String station) {
        stream.add(
                new Event(
                        kind,
                        Optional.of(new StationId(station)),
                        Payload.of("note", "line\nbreak")));
    }

    private void happens(int times) {
        for (int i = 0; i < times; i++) {
            happens(EventKind.MESSAGE, "A");
        }
        time.pass(Duration.ofSeconds(1));
    }

    @Test
    void aReaderGetsWhatHappensFromThenOn() {
        stream.whenWanted(() -> begun++);
        assertFalse(stream.areWanted());
        happens(1);
        Peer peer = reader();
        assertTrue(stream.areWanted());
        assertEquals(1, begun);
        assertEquals(1, peer.events("ready"));

        happens(2);

        assertEquals(2, peer.events("message"), peer.text());
        assertTrue(
                peer.text()
                        .endsWith(
                                "event: message\ndata: {\"time\":\"2026-11-30T08:00:01Z\","
                                        + "\"station\":\"A\",\"note\":\"line\\nbreak\"}\n\n"),
                peer.text());
    }

    @Test
    void aReaderChoosesStationAndKinds() {
        Peer peer =
                reader(
                        new EventFilter(Optional.of(new StationId("b")), Set.of(EventKind.STATION)),
                        null);
        happens(EventKind.STATION, "A");
        happens(EventKind.STATION, "B");
        happens(EventKind.MESSAGE, "B");
        time.pass(Duration.ofSeconds(1));

        assertEquals(1, peer.events("station"), peer.text());
        assertEquals(0, peer.events("message"));
    }

    @Test
    void aReaderThatComesBackGoesOnWhereItWas() {
        Peer first = reader();
        happens(3);
        first.gone = true;
        happens(2);
        assertEquals(0, stream.readers());

        Peer again = reader(ALL, first.lastId());
        time.pass(Duration.ofSeconds(1));

        assertEquals(2, again.events("message"), again.text());
        assertEquals(0, again.events("gap") + again.events("ready"));
    }

    @Test
    void aReaderThatComesBackTooLateOrToAnotherRunHasAGap() {
        Peer first = reader();
        happens(3);
        String id = first.lastId();
        happens(3_000);
        first.gone = true;
        happens(1);

        assertEquals(1, reader(ALL, id).events("gap"));
        assertEquals(1, reader(ALL, "other-3").events("gap"));
        assertEquals(1, reader(ALL, "x").events("gap"));
    }

    @Test
    void nothingIsKeptAWhileAfterTheLastReaderHasLeft() {
        Peer first = reader();
        happens(1);
        String id = first.lastId();
        first.gone = true;
        happens(1);
        assertTrue(stream.areWanted(), "it may come back");
        time.pass(Duration.ofSeconds(61));
        assertFalse(stream.areWanted());

        assertEquals(1, reader(ALL, id).events("gap"));
    }

    @Test
    void aSlowReaderIsDroppedAndNothingIsHeldForIt() {
        Peer slow = reader();
        Peer quick = reader();
        slow.takes = false;
        happens(1);
        happens(3_000);

        assertTrue(slow.ended);
        assertFalse(quick.ended);
        assertEquals(1, stream.readers());
        assertTrue(quick.events("message") > 1 || quick.events("gap") == 1, "it goes on");
    }

    @Test
    void aReaderThatTakesNothingForLongIsDroppedAlsoIfLittleHappens() {
        Peer slow = reader();
        slow.takes = false;
        happens(1);
        time.pass(Duration.ofSeconds(30));

        assertTrue(slow.ended);
    }

    @Test
    void aReaderThatStumblesLosesNothing() throws IOException {
        Peer peer = reader();
        peer.takes = false;
        happens(5);
        assertEquals(0, peer.events("message"));
        peer.takesAgain();

        assertEquals(5, peer.events("message"));
    }

    @Test
    void aReaderHearsThatTheGatewayIsThereAlsoIfNothingHappens() {
        Peer peer = reader();
        time.pass(Duration.ofSeconds(60));

        assertTrue(peer.text().endsWith("\n\n:\n\n:\n\n:\n\n"), peer.text());
        assertFalse(peer.ended);
    }

    @Test
    void thereAreNotTooManyReaders() {
        for (int i = 0; i < 20; i++) {
            assertTrue(new Peer().reads("operator " + i, ALL, null));
        }
        assertFalse(new Peer().reads("one more", ALL, null));
        assertEquals(20, stream.readers());
    }

    @Test
    void whoeverLoadsAPageAgainAndAgainPushesOutItselfAlone() {
        Peer other = new Peer();
        other.reads("other", ALL, null);
        List<Peer> again = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            again.add(new Peer());
            assertTrue(again.get(i).reads("hasty", ALL, null));
        }

        assertFalse(other.ended);
        assertTrue(again.get(0).ended);
        assertFalse(again.get(29).ended);
        assertEquals(20, stream.readers());
        assertTrue(new Peer().reads("third", ALL, null), "whoever has most gives way");
        assertFalse(other.ended);
    }

    @Test
    void aReaderMustComeAgainAfterFiveMinutes() {
        Peer peer = reader();
        time.pass(Duration.ofMinutes(4));
        assertFalse(peer.ended);
        time.pass(Duration.ofMinutes(2));

        assertTrue(peer.ended);
    }

    @Test
    void theEndOfTheGatewayEndsAllAnswers() {
        Peer peer = reader();
        stream.close();

        assertTrue(peer.ended);
        assertFalse(stream.areWanted());
        assertFalse(new Peer().reads(ALL, null));
    }
}
