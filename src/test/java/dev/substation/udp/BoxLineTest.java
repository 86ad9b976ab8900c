package dev.substation.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.stepped.SteppedTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Commands to a box that loses, doubles and delays what it gets. */
class BoxLineTest {

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final List<String> sent = new ArrayList<>();
    private final BoxLine line = new BoxLine(sent::add, time, time, Duration.ofMillis(100));

    @Test
    void sendsOneCommandAfterTheOtherWithAPauseBetween() {
        CompletableFuture<Optional<BoxText>> first = line.ask(KebaCommand.STATE);
        CompletableFuture<Optional<BoxText>> second = line.ask(KebaCommand.METER);
        assertEquals(List.of("report 2"), sent);

        assertTrue(line.received(BoxTextTest.sample("report-2-p30")));
        assertTrue(first.join().isPresent());
        time.pass(Duration.ofMillis(99));
        assertEquals(List.of("report 2"), sent);

        time.pass(Duration.ofMillis(1));
        assertEquals(List.of("report 2", "report 3"), sent);
        assertTrue(line.received(BoxTextTest.sample("report-3")));
        assertTrue(second.join().isPresent());
    }

    @Test
    void takesNoLateAnswerForAnother() {
        line.ask(KebaCommand.STATE);
        line.received(BoxTextTest.sample("report-2-p30"));
        CompletableFuture<Optional<BoxText>> meter = line.ask(KebaCommand.METER);
        time.pass(Duration.ofMillis(100));

        assertFalse(line.received(BoxTextTest.sample("report-2-p30")));
        assertFalse(meter.isDone());
    }

    @Test
    void repeatsALostCommandAndGivesAnAnswerInBoundedTime() {
        CompletableFuture<Optional<BoxText>> answer = line.ask(KebaCommand.STATE);
        time.pass(Duration.ofMillis(499));
        assertEquals(1, sent.size());
        time.pass(Duration.ofMillis(1));
        assertEquals(2, sent.size());

        time.pass(Duration.ofSeconds(20));

        assertEquals(6, sent.size());
        assertEquals(Optional.empty(), answer.join());
    }

    /** The second time, the card would end what it began the first time. */
    @Test
    void showsNoCardTwice() {
        CompletableFuture<Optional<BoxText>> answer =
                line.ask(KebaCommand.start("e3f76b8d00000000"));

        time.pass(Duration.ofSeconds(20));

        assertEquals(List.of("start e3f76b8d00000000"), sent);
        assertEquals(Optional.empty(), answer.join());
    }

    @Test
    void answersAllThatWaitsWhenItCloses() {
        CompletableFuture<Optional<BoxText>> first = line.ask(KebaCommand.STATE);
        CompletableFuture<Optional<BoxText>> second = line.ask(KebaCommand.METER);

        line.close();
        time.pass(Duration.ofSeconds(20));

        assertEquals(Optional.empty(), first.join());
        assertEquals(Optional.empty(), second.join());
        assertEquals(Optional.empty(), line.ask(KebaCommand.STATE).join());
        assertEquals(List.of("report 2"), sent);
    }
}
