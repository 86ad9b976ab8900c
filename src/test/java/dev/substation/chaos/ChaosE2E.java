package dev.substation.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.LongTier;
import dev.substation.testing.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The appliance itself: three kills, then a minute without CSMS; {@code -Dchaos.seed=N}. In every
 * build {@link ChaosTest} kills a plain JVM, and {@code RestartE2E} kills the appliance.
 */
@LongTier
class ChaosE2E {

    private static final int KILLS = 3;
    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void losesNothingOverKillsAndATimeWithoutCsms() {
        long seed = Tier.seed("chaos.seed");
        Cast cast = new Cast(3, 1);
        Storm.Plan plan =
                new Storm.Plan(
                        seed,
                        KILLS,
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
