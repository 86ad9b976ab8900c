package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance itself: three kills, then a minute without csms. {@code -Dchaos.seed=N}. */
class ChaosE2E {

    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void losesNothingOverThreeKillsAndAMinuteWithoutCsms() {
        long seed = Long.getLong("chaos.seed", 20_260_301);
        Storm.Plan plan =
                new Storm.Plan(seed, 3, 7, Duration.ofMillis(300), Duration.ofMillis(4_000));
        AtomicReference<Duration> drained = new AtomicReference<>();
        try (Backend csms = new Backend(seed);
                PayaraCarrier gateway = new PayaraCarrier(folder, csms.url())) {
            Storm storm = new Storm(plan, csms, gateway);

            Verdict verdict = storm.run(killed -> {}, () -> drained.set(storm.outage(OUTAGE)));

            String line = verdict.line(seed, plan.kills()) + " drained=" + drained.get();
            System.out.println(line);
            assertTrue(
                    verdict.isClean(),
                    () ->
                            line
                                    + "\n"
                                    + String.join("\n", verdict.differences())
                                    + "\nthe gateway's log ends with:\n"
                                    + gateway.log());
            assertTrue(drained.get().compareTo(DELIVERED_WITHIN) < 0, line);
        }
    }
}
