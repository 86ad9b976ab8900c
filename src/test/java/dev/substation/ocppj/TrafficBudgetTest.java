package dev.substation.ocppj;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficBudgetTest {

    private static final String KILOBYTE = "x".repeat(384); // 2 bytes a character, 256 beside

    private final TrafficBudget budget = new TrafficBudget(10 * 1024, 4 * 1024);
    private final List<String> resumed = new ArrayList<>();

    private TrafficBudget.Account account(String name) {
        TrafficBudget.Account account = budget.account();
        account.onRoom(() -> resumed.add(name));
        return account;
    }

    private static void take(TrafficBudget.Account account, int times) {
        for (int i = 0; i < times; i++) {
            account.take(KILOBYTE);
        }
    }

    @Test
    void pausesAConnectionThatHasUsedUpItsShareAndNoOther() {
        TrafficBudget.Account flooding = account("flooding");
        TrafficBudget.Account quiet = account("quiet");
        take(flooding, 3);
        assertTrue(flooding.mayRead());
        take(flooding, 1);

        assertFalse(flooding.mayRead());
        assertTrue(quiet.mayRead());
        assertEquals(1, budget.paused());

        flooding.giveBack(KILOBYTE);

        assertEquals(List.of("flooding"), resumed);
        assertTrue(flooding.mayRead());
        assertEquals(0, budget.paused());
    }

    @Test
    void readsNobodyWhileTheWholeIsUsedUpAndAllOnceThereIsRoom() {
        TrafficBudget.Account one = account("one");
        TrafficBudget.Account two = account("two");
        TrafficBudget.Account three = account("three");
        take(one, 5);
        take(two, 5);

        assertFalse(three.mayRead());
        assertFalse(three.mayRead());
        assertEquals(1, budget.pauses(), "paused once");
        one.giveBack(KILOBYTE);

        assertEquals(List.of("three"), resumed);
        assertEquals(9 * 1024, budget.held());
    }

    @Test
    void resumesNoConnectionThatIsGone() {
        TrafficBudget.Account gone = account("gone");
        take(gone, 4);
        assertFalse(gone.mayRead());

        gone.close();
        for (int i = 0; i < 4; i++) {
            gone.giveBack(KILOBYTE);
        }

        assertEquals(List.of(), resumed);
        assertEquals(0, budget.held());
        assertEquals(0, budget.paused());
    }
}
