package dev.substation.flow.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.testing.stepped.SteppedTimers;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeskTest {

    private final SteppedTimers time = new SteppedTimers(Instant.EPOCH);

    @Test
    void aTaskThatIsNotTakenDoesNotCountAsWaiting() {
        Desk ended =
                new Desk(
                        task -> {
                            throw new RejectedExecutionException("ended");
                        },
                        time);

        assertThrows(RejectedExecutionException.class, () -> ended.execute(() -> {}));
        assertEquals(0, ended.load().waiting());
    }

    @Test
    void aTaskWaitsUntilItRuns() {
        Desk desk = new Desk(time, time);
        desk.execute(() -> {});
        assertEquals(1, desk.load().waiting());
        time.settle();
        assertEquals(0, desk.load().waiting());
    }
}
