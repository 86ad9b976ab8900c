package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private static final int LINES = 30;

    private long now = -5;
    private final LineBudget budget = new LineBudget(LINES, () -> now);

    private int taken(String kind, int lines) {
        int taken = 0;
        for (int i = 0; i < lines; i++) {
            taken += budget.take(kind).isPresent() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void takesSoManyLinesOfAKindInARowAndThenSoManyAMinute() {
        assertEquals(LINES, taken("flow.Gateway station=A", 10_000));

        int inAnHour = 0;
        for (int second = 0; second < 3_600; second++) {
            now += 1_000_000_000L;
            inAnHour += taken("flow.Gateway station=A", 100);
        }

        assertEquals(60 * LINES, inAnHour, 1);
    }

    @Test
    void tellsHowManyWereLeftOut() {
        taken("kind", LINES + 7);

        now += 60_000_000_000L;

        assertEquals(OptionalInt.of(7), budget.take("kind"));
        assertEquals(OptionalInt.of(0), budget.take("kind"));
    }

    @Test
    void countsEachKindByItself() {
        taken("one", 1_000);

        assertEquals(OptionalInt.of(0), budget.take("other"));
    }
}
