package dev.substation.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The simulated box does what the guide says. */
class KebaBoxTest {

    private static final String TAG = "e3f76b8d00000000";

    private long now = 1_000;

    private KebaBox box(KebaBox.Model model, boolean needsCard) {
        return new KebaBox(model, "16914905", 26_731, needsCard, () -> now);
    }

    private static long number(KebaBox box, String command, String name) {
        String answer = box.answer(command).orElseThrow();
        String behind = answer.substring(answer.indexOf("\"" + name + "\": ") + name.length() + 4);
        return Long.parseLong(behind.split("[,\n]")[0]);
    }

    @Test
    void addsTheEnergyOfASessionToItsRegisterWhenThatEnds() {
        KebaBox box = box(KebaBox.Model.P30C, true);
        box.plug();
        assertEquals(1, number(box, "report 2", "State"));
        box.card(TAG);
        assertEquals(3, number(box, "report 2", "State"));

        now += 10_000;

        assertEquals(613, number(box, "report 3", "E pres")); // 22,080 W for 10 s
        assertEquals(26_731, number(box, "report 3", "E total"));
        assertEquals(0, number(box, "report 100", "ended[s] "));

        box.unplug();
        assertEquals(26_731, number(box, "report 3", "E total"));
        now += 1_000;

        assertEquals(26_731 + 613, number(box, "report 3", "E total"));
        assertEquals(26_731 + 613, number(box, "report 100", "E Pres "));
        assertEquals(10, number(box, "report 100", "ended[s] "));
        assertEquals(1, number(box, "report 100", "reason "));
    }

    @Test
    void forgetsTheLatestSessionAtARestartAndKeepsItInItsHistory() {
        KebaBox box = box(KebaBox.Model.P30C, true);
        box.plug();
        box.card(TAG);
        now += 10_000;

        box.reboot();

        assertEquals(0, number(box, "report 100", "Session ID"));
        assertEquals(1, number(box, "report 101", "Session ID"));
        assertEquals(613, number(box, "report 101", "E Pres "));
        assertEquals(0, number(box, "report 101", "ended[s] "));
        assertEquals(0, number(box, "report 1", "Sec"));
    }

    @Test
    void endsWhatACardBeganWhenItIsShownAgain() {
        KebaBox box = box(KebaBox.Model.P30C, true);
        box.plug();
        box.answer("start " + TAG);
        now += 1_000;

        box.answer("start " + TAG);

        assertEquals(10, number(box, "report 100", "reason "));
        assertEquals(1, number(box, "report 2", "State"));
    }

    @Test
    void takesAWrongCurrentForTheLowest() {
        KebaBox box = box(KebaBox.Model.P30C, false);
        box.answer("curr 16000");
        assertEquals(16_000, box.limit());

        assertTrue(box.answer("curr 5999").orElseThrow().contains("TCH-OK"));

        assertEquals(6_000, box.limit());
    }

    @Test
    void pausesAfterADelayAndForgetsItsLimitWhenTheCarGoes() {
        KebaBox box = box(KebaBox.Model.P30C, false);
        box.plug();
        box.answer("curr 16000");

        box.answer("currtime 0 1");
        assertEquals(16_000, box.limit());
        now += 1_000;
        assertEquals(0, box.limit());

        box.unplug();
        assertEquals(32_000, box.limit());
        assertEquals(63_000, number(box, "report 2", "Curr user"));
    }

    @Test
    void fallsToItsSafeCurrentWithoutOrders() {
        KebaBox box = box(KebaBox.Model.P30C, false);
        box.answer("failsafe 30 8000 1");
        box.answer("curr 16000");

        now += 30_001;
        assertEquals(8_000, box.limit());

        box.answer("curr 16000");
        assertEquals(16_000, box.limit());
    }

    @Test
    void answersNothingThatAP20DoesNotHave() {
        KebaBox box = box(KebaBox.Model.P20, false);

        for (String command : List.of("report 100", "currtime 0 1", "start " + TAG, "display")) {
            assertEquals(Optional.empty(), box.answer(command));
        }
        assertTrue(box.answer("report 3").isPresent());
    }

    @Test
    void saysWhatIsWrongOnTheCommandLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int status =
                StationCommand.run(
                        List.of("keba-udp", "--model", "p40"),
                        new PrintStream(out, true, StandardCharsets.UTF_8));

        assertEquals(2, status);
        assertTrue(
                out.toString(StandardCharsets.UTF_8)
                        .startsWith("gw station keba-udp: --model is p30c or p20, not p40"));
    }
}
