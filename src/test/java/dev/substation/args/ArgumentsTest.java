package dev.substation.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static Arguments read(String... args) throws WrongUse {
        return Arguments.read(List.of(args), List.of("--home", "--port"), List.of("--once"));
    }

    private static WrongUse wrong(String... args) {
        return assertThrows(WrongUse.class, () -> read(args));
    }

    @Test
    void readsWordsOptionsAndFlagsInAnyOrder() throws WrongUse {
        Arguments read = read("a", "--port=1=2", "-", "--once", "--home", "--x", "b");

        assertEquals(List.of("a", "-", "b"), read.words());
        assertEquals(Optional.of("1=2"), read.option("--port"));
        assertEquals(Optional.of("--x"), read.option("--home"));
        assertTrue(read.has("--once"));
    }

    @Test
    void saysWhatIsWrongWithWhich() {
        assertEquals(WrongUse.Problem.UNKNOWN, wrong("--hom=x").problem());
        assertEquals("--hom=x", wrong("--hom=x").argument());
        assertEquals("--hom", wrong("--hom=x").name());
        assertEquals(WrongUse.Problem.UNKNOWN, wrong("--once=yes").problem());
        assertEquals(WrongUse.Problem.NO_VALUE, wrong("--home").problem());
        assertEquals(WrongUse.Problem.TWICE, wrong("--home", "a", "--home=b").problem());
    }

    @Test
    void refusesWordsOfACommandThatTakesNone() {
        WrongUse wrong =
                assertThrows(
                        WrongUse.class,
                        () -> Arguments.readOptions(List.of("a"), List.of(), List.of()));

        assertEquals("a", wrong.argument());
    }

    @Test
    void takesSomeOptionsAndLeavesTheRestAsItIs() throws WrongUse {
        Arguments taken =
                Arguments.take(List.of("test", "--case", "x", "--home", "h"), List.of("--home"));

        assertEquals(Map.of("--home", "h"), taken.options());
        assertEquals(List.of("test", "--case", "x"), taken.words());
    }

    @Test
    void arrivesAsItWasSent() {
        List<String> args = List.of("a b", "", "--x=\"y\"", "");

        assertEquals(args, Arguments.split(Arguments.joined(args)));
        assertEquals(List.of(), Arguments.split(Arguments.joined(List.of())));
    }
}
