package dev.substation.routes.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.ports.Rules.Routed;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.testing.Calls;
import dev.substation.testing.Fields;
import dev.substation.testing.OneRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules hold, count and keep while the wall clock steps, over a restart too. */
class ClockStepsOfRulesTest {

    @TempDir Path folder;

    private static Payload meter(String time, String value) {
        return Payload.of(Fields.values(1, 7, time, value));
    }

    private static Payload status(String status) {
        return Payload.of(Fields.status(1, status));
    }

    private static Call trigger() {
        return Calls.down(Action.TriggerMessage, "requestedMessage", "Heartbeat");
    }

    private static boolean goesOn(Routed routed) {
        return routed.fold(delivered -> true, answered -> false);
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 3, 87_648, -87_648})
    void aWindowClosesWhenItsTimeHasPassed(long hours) throws Exception {
        try (OneRule rule = new OneRule(folder, "meter-window", "seconds: 60")) {
            rule.up(Action.MeterValues, meter("2026-01-01T08:00:00Z", "1"));
            assertEquals(List.of(), rule.made(Duration.ofSeconds(20)));
            rule.stepWallClock(Duration.ofHours(hours));
            assertEquals(List.of(), rule.made(Duration.ofSeconds(20)));
            rule.restart();

            assertEquals(List.of(), rule.made(Duration.ofSeconds(18)));
            assertEquals(1, rule.made(Duration.ofSeconds(4)).size());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 3, 87_648, -87_648})
    void aWindowOfTheClockClosesAfterWhatItHadLeft(long hours) throws Exception {
        try (OneRule rule = new OneRule(folder, "clock-align-meter", "minutes: 1")) {
            rule.up(Action.MeterValues, meter("2026-01-01T08:00:30Z", "1"));
            rule.stepWallClock(Duration.ofHours(hours));

            assertEquals(List.of(), rule.made(Duration.ofSeconds(33)));
            assertEquals(
                    "2026-01-01T08:01:00Z",
                    rule.made(Duration.ofSeconds(4))
                            .get(0)
                            .objects("meterValue")
                            .get(0)
                            .get("timestamp"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 3, 87_648, -87_648})
    void aStatusSettlesAndAStartIsAroundForAsLongAsEver(long hours) throws Exception {
        try (OneRule rule = new OneRule(folder, "collapse-status", "seconds: 10")) {
            rule.up(Action.StatusNotification, status("Charging"));
            rule.up(Action.StatusNotification, status("SuspendedEV"));
            rule.stepWallClock(Duration.ofHours(hours));

            assertEquals(List.of(), rule.made(Duration.ofSeconds(8)));
            assertEquals(1, rule.made(Duration.ofSeconds(4)).size());

            rule.up(Action.StartTransaction, "connectorId", 1);
            rule.stepWallClock(Duration.ofHours(hours));
            rule.made(Duration.ofSeconds(20));
            assertEquals(
                    true, goesOn(rule.up(Action.StatusNotification, status("Charging"))), "20 s");
            rule.made(Duration.ofSeconds(15));
            assertEquals(
                    false,
                    goesOn(rule.up(Action.StatusNotification, status("SuspendedEV"))),
                    "35 s after the start");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 3, 87_648, -87_648})
    void aLimitCountsTheTimeThatPassed(long hours) throws Exception {
        try (OneRule rule =
                new OneRule(
                        folder,
                        "rate-limit-message",
                        "action: TriggerMessage, messages: 1, seconds: 60")) {
            assertEquals(true, goesOn(rule.apply(trigger())));
            rule.stepWallClock(Duration.ofHours(hours));

            assertEquals(false, goesOn(rule.apply(trigger())), "within the minute");
            rule.made(Duration.ofSeconds(61));
            assertEquals(true, goesOn(rule.apply(trigger())), "after the minute");
        }
    }
}
