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
        Cast cast = new Cast(3, 1);
        Storm.Plan plan =
                new Storm.Plan(
                        seed,
                        3,
                        Duration.ofHours(1),
                        Duration.ofMillis(300),
                        Duration.ofMillis(4_000));
        AtomicReference<Duration> drained = new AtomicReference<>();
        Path home = folder.resolve("home");
        try (Backend csms = new Backend(seed)) {
            Home.write(home, cast, csms.url());
            try (PayaraCarrier gateway = new PayaraCarrier(home)) {
                Storm storm = new Storm(plan, cast, csms, gateway);

                Verdict verdict = storm.run(killed -> {}, () -> drained.set(storm.outage(OUTAGE)));

                String line = storm.line(verdict) + " drained=" + drained.get();
                System.out.println(line);
                assertTrue(
                        verdict.isClean(),
                        () ->
                                line
                                        + "\n"
                                        + String.join("\n", verdict.first())
                                        + "\nthe gateway's log ends with:\n"
                                        + gateway.log());
                assertTrue(drained.get().compareTo(DELIVERED_WITHIN) < 0, line);
            }
        }
    }
}
