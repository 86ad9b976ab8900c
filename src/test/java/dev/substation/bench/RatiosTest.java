package dev.substation.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.bench.Ratios.Ratio;
import org.junit.jupiter.api.Test;

class RatiosTest {

    private static final Ratio COMMITTED = new Ratio(0.4, 0.2, 1);

    @Test
    void isMuchWorseIfAMessageTakesMoreThanTwiceTheProcessorTime() {
        assertTrue(new Ratio(0.19, 0.09, 1).isMuchWorseThan(COMMITTED));
        assertFalse(new Ratio(0.21, 0.11, 1).isMuchWorseThan(COMMITTED));
    }

    @Test
    void isMuchWorseIfItWaitsWhileProcessorsAreIdle() {
        assertTrue(new Ratio(0.19, 0.2, 0.4).isMuchWorseThan(COMMITTED));
    }

    @Test
    void isNotMuchWorseIfOthersUseTheProcessors() {
        assertFalse(new Ratio(0.01, 0.2, 1).isMuchWorseThan(COMMITTED));
    }

    @Test
    void findsWhatIsCommitted() throws Exception {
        assertEquals(3, Ratios.committed().size());
    }
}
