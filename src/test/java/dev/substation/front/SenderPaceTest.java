package dev.substation.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SenderPaceTest {

    private static final Sender FLOODER = new Sender("FLOODER", false);
    private static final Sender OTHER = new Sender("OTHER", false);
    private static final Sender NEW = new Sender("10.0.0.7", true);

    private final SenderPace pace = new SenderPace();
    private Moment now = new Moment(-5);

    private Duration delay(Sender sender) {
        return pace.delay(sender, now).orElseThrow();
    }

    private Duration delay(Frames frames, int cost) {
        pace.piece(frames, now);
        return pace.delay(frames, cost, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    /** How many of a flood's requests pass within a second, each sent when the last has passed. */
    private int passed(Sender sender) {
        int passed = 0;
        for (Moment end = now.plus(Duration.ofSeconds(1)); now.isBefore(end); passed++) {
            pass(delay(sender).plusNanos(1_000));
        }
        return passed;
    }

    @Test
    void aStationAloneIsNeverDelayed() {
        for (int i = 0; i < 50_000; i++) {
            assertEquals(Duration.ZERO, delay(FLOODER));
            pass(Duration.ofNanos(100_000));
        }
    }

    @Test
    void besideOthersAFloodIsSlowedToItsRate() {
        delay(OTHER);
        passed(FLOODER);
        delay(OTHER);

        int passed = passed(FLOODER);

        assertTrue(passed > 95 && passed < 105, passed + " in a second");
    }

    @Test
    void whoeverSendsLittleIsNotDelayedBesideAFlood() {
        for (int i = 0; i < 1_000; i++) {
            pace.delay(FLOODER, now);
            if (i % 10 == 0) {
                assertEquals(Duration.ZERO, delay(OTHER));
                pass(Duration.ofMillis(50));
            }
        }
    }

    @Test
    void framesOfWebSocketsCountAsOthersToo() {
        passed(FLOODER);
        delay(new Frames(), 1);

        assertTrue(passed(FLOODER) < 130, "its burst and its rate");
    }

    /** What frames of a WebSocket cost that pass within a second, 10 at a time. */
    private int framesPassed(Frames frames) {
        int passed = 0;
        for (Moment end = now.plus(Duration.ofSeconds(1)); now.isBefore(end); passed += 10) {
            pass(delay(frames, 10).plusNanos(1_000));
        }
        return passed;
    }

    @Test
    void framesOfOneWebSocketAreSlowedBesideOthers() {
        Frames frames = new Frames();
        delay(OTHER);
        framesPassed(frames);
        delay(OTHER);

        int passed = framesPassed(frames);

        assertTrue(passed > 80 && passed < 120, passed + " in a second");
    }

    @Test
    void framesOfTwoWebSocketsSlowEachOtherOnly() {
        Frames one = new Frames();
        Frames two = new Frames();
        for (int i = 0; i < 1_000; i++) {
            delay(one, Frames.PIECE);
            if (i % 10 == 0) {
                assertEquals(Duration.ZERO, delay(two, 1));
                assertEquals(Duration.ZERO, delay(OTHER));
                pass(Duration.ofMillis(50));
            }
        }
        assertTrue(delay(one, 1).toSeconds() > 100);
    }

    @Test
    void framesOfAWebSocketAloneAreNotDelayed() {
        assertTrue(framesPassed(new Frames()) > 10_000);
    }

    @Test
    void framesArePassedOnInPiecesOnlyWhileOthersSend() {
        Frames frames = new Frames();
        assertEquals(Integer.MAX_VALUE, pace.piece(frames, now));
        delay(OTHER);
        assertEquals(Frames.PIECE, pace.piece(frames, now));
    }

    @Test
    void whatAStationSentAloneDoesNotCountAgainstItLater() {
        Frames frames = new Frames();
        assertEquals(Duration.ZERO, delay(frames, 100_000));
        delay(OTHER);

        assertEquals(Duration.ZERO, delay(frames, 20));
    }

    @Test
    void aFloodThatIsAloneAgainIsFreeAfterASecond() {
        delay(OTHER);
        passed(FLOODER);
        pass(Duration.ofMillis(1_001));

        assertTrue(passed(FLOODER) > 10_000);
    }

    @Test
    void aBurstPasses() {
        delay(OTHER);

        for (int i = 0; i < 20; i++) {
            assertEquals(Duration.ZERO, delay(FLOODER));
        }
        assertTrue(delay(FLOODER).toMillis() > 0);
    }

    /** Lets new stations of an address come and go. */
    private void comeAndGo(int times) {
        for (int i = 0; i < times; i++) {
            pass(delay(NEW));
            pace.left(NEW, now);
        }
    }

    @Test
    void newStationsThatStayAreNotDelayed() {
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Duration.ZERO, delay(NEW));
        }
    }

    @Test
    void whereNewStationsGoAgainThirtyASecondAreAdmitted() {
        comeAndGo(60);

        int passed = passed(NEW);

        assertTrue(passed > 28 && passed < 33, passed + " in a second");
    }

    @Test
    void anAddressIsFreeAgainAfterAWhile() {
        comeAndGo(60);
        pass(Duration.ofSeconds(41));

        newStationsThatStayAreNotDelayed();
    }

    @Test
    void fewThatGoAgainDoNotCount() {
        comeAndGo(20);

        newStationsThatStayAreNotDelayed();
    }

    @Test
    void whoWouldWaitTooLongIsRejectedAndDoesNotCount() {
        comeAndGo(60);
        while (pace.delay(NEW, now).isPresent()) {
            // All come at the same instant.
        }

        assertEquals(Optional.empty(), pace.delay(NEW, now));
        pass(Duration.ofSeconds(1));
        assertTrue(pace.delay(NEW, now).isPresent());
    }
}
