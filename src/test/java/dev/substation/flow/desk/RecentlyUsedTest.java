package dev.substation.flow.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.MemoryFigure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {

    @Test
    void whatWasNotUsedForLongestMakesRoom() {
        RecentlyUsed<String, String> latest = new RecentlyUsed<>(10, String::length);
        latest.put("a", "1234");
        latest.put("b", "1234");
        latest.get("a");

        latest.put("c", "1234");

        assertEquals(Optional.of("1234"), latest.get("a"));
        assertEquals(Optional.empty(), latest.get("b"));
        assertEquals(new MemoryFigure("letters", 8, 10, 1), latest.kept("letters"));
    }

    @Test
    void whatIsLargerThanAllTheRoomStaysUntilTheNextComes() {
        RecentlyUsed<String, String> latest = new RecentlyUsed<>(10, String::length);

        latest.put("a", "12345678901234");
        Optional<String> large = latest.get("a");
        latest.put("b", "1");

        assertEquals(Optional.of("12345678901234"), large);
        assertEquals(new MemoryFigure("letters", 1, 10, 1), latest.kept("letters"));
    }

    @Test
    void countsAValueThatIsReplacedOrForgottenNoMore() {
        RecentlyUsed<String, String> latest = new RecentlyUsed<>(10, String::length);
        latest.put("a", "1234");
        latest.put("a", "12");
        latest.put("b", "1234");

        latest.removeIf("b"::equals);

        assertEquals(new MemoryFigure("letters", 2, 10, 0), latest.kept("letters"));
    }
}
