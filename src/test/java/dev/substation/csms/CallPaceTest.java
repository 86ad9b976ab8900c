package dev.substation.csms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.time.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallPaceTest {

    private static final String CALL = "[2,\"1\",\"DataTransfer\",{\"vendorId\":\"x\"}]";

    private final CallPace pace = new CallPace();
    private Moment now = new Moment(Long.MAX_VALUE - 1_000_000); // the clock may overflow

    @Test
    void aBurstIsReadAtOnce() {
        for (int i = 0; i < CallPace.BURST; i++) {
            assertEquals(Duration.ZERO, pace.pause(CALL, now));
        }
        assertEquals(Duration.ofMillis(5), pace.pause(CALL, now));
    }

    @Test
    void aFloodIsReadAtItsRate() {
        int read = 0;
        for (Moment end = now.plus(Duration.ofSeconds(10)); now.isBefore(end); read++) {
            now = now.plus(pace.pause(CALL, now)).plus(Duration.ofNanos(1_000));
        }

        assertTrue(read > 2_000 && read < 2_150, read + " in ten seconds");
    }

    @Test
    void answersHaveNoPace() {
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Duration.ZERO, pace.pause("[3,\"1\",{}]", now));
        }
        assertEquals(Duration.ZERO, pace.pause(CALL, now));
    }
}
