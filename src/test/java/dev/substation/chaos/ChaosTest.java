package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty-five kills of a plain JVM. {@code -Dchaos.seed=N} for another run. */
class ChaosTest {

    @TempDir Path folder;

    @Test
    void losesNothingOverTwentyFiveKills() {
        long seed = Long.getLong("chaos.seed", 20_260_301);
        Storm.Plan plan =
                new Storm.Plan(seed, 25, 3, Duration.ofMillis(120), Duration.ofMillis(1_000));
        try (Backend csms = new Backend(seed);
                PlainCarrier gateway = new PlainCarrier(folder, csms.url())) {

            Verdict verdict = new Storm(plan, csms, gateway).run(killed -> {});

            String line = verdict.line(seed, plan.kills());
            System.out.println(line);
            assertTrue(
                    verdict.isClean(),
                    () ->
                            line
                                    + "\n"
                                    + String.join("\n", verdict.differences())
                                    + "\nthe gateway's log ends with:\n"
                                    + gateway.log());
        }
    }
}
